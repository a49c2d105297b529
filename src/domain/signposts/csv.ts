import { formatAmount } from '../../core/money.ts';
import type { SignpostView, SkillList } from './signpost.ts';

/** The tables of an export, each a file of its own. */
export const csvParts = ['skills', 'availability', 'terms', 'work'] as const;
/** One of those. */
export type CsvPart = (typeof csvParts)[number];

type Cell = { toString(): string } | null;

/** One part of a signpost as CSV (RFC 4180), the names of the columns first; undefined where it is not for the reader. */
export function toCsv(view: SignpostView, part: CsvPart): string | undefined {
  const rows = tables[part](view);
  return rows?.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const tables: Readonly<Record<CsvPart, (view: SignpostView) => readonly (readonly Cell[])[] | undefined>> = {
  skills: (view) => {
    const lists = (['do', 'learning', 'dont'] as const).filter((list) => view[list] !== undefined);
    if (lists.length === 0) return undefined;
    const head = ['list', 'skill', 'uri', 'level', 'since', 'last used', 'note', 'evidence'];
    return [head, ...lists.flatMap((list) => skillRows(view, list))];
  },
  availability: ({ availability }) =>
    availability && [
      ['week', 'state', 'hours', 'confirmed'],
      ...availability.weeks.map(({ week, state, hours }) => [week, state, hours, availability.confirmedAt]),
    ],
  terms: ({ terms }) =>
    terms && [
      ['kind', 'least', 'currency', 'note'],
      ...terms.map(({ kind, floor, note }) => [
        kind,
        floor === null ? null : formatAmount(floor),
        floor?.currency ?? null,
        note,
      ]),
    ],
  work: ({ work }) =>
    work && [
      ['title', 'role', 'address', 'began', 'ended', 'summary', 'skills', 'evidence'],
      ...work.map((one) => [
        ...[one.title, one.role, one.url, one.began, one.ended, one.summary],
        ...[one.skills.map(({ label }) => label).join('; '), one.evidence],
      ]),
    ],
};

function skillRows(view: SignpostView, list: SkillList): Cell[][] {
  return (view[list] ?? []).map(({ label, skill, level, since, lastUsed, note, evidence }) => [
    ...[list, label, skill, level, since, lastUsed, note, evidence],
  ]);
}

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
function cell(value: Cell): string {
  const text = value?.toString() ?? '';
  const harmless = /^[\s\p{Cc}]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim()
    ? `"${harmless.replaceAll('"', '""')}"`
    : harmless;
}
