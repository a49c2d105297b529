import { z } from 'zod';
import type { SignpostSkill } from '../../domain/signposts/signpost.ts';
import type { SkillSaid } from '../../domain/signposts/skills.ts';
import type { Say } from '../../words/say.ts';
import { type Fields, type Parsed, parseForm } from './fields.ts';
import { month, takeRows, year } from './signpost-form.ts';
import { optionalText } from './texts.ts';

/** The fields of one skill, as typed. */
export interface SkillRow extends Readonly<Record<string, string>> {
  readonly name: string;
  readonly level: string;
  readonly since: string;
  readonly used: string;
  readonly note: string;
}

const blank: SkillRow = { name: '', level: '', since: '', used: '', note: '' };

/** The form of a list of skills. */
export interface SkillsFields {
  readonly rows: readonly SkillRow[];
  /** What is none of its fields: refused when it is read. */
  readonly rest: Fields;
}

const schema = z.strictObject({
  skills: z.array(
    z.strictObject({
      name: z.string().trim(),
      level: z.enum(['', '1', '2', '3', '4']).transform((text) => (text === '' ? null : Number(text))),
      since: year,
      used: month,
      note: optionalText(200),
    }),
  ),
});

/** The skills of a list as the form shows them, with room for two more, and for three at first. */
export function skillsToFields(skills: readonly SignpostSkill[]): SkillsFields {
  const rows = skills.map((line) => ({
    name: line.label,
    level: line.level === null ? '' : String(line.level),
    since: line.since === null ? '' : String(line.since),
    used: line.lastUsed?.toString() ?? '',
    note: line.note,
  }));
  const room = rows.length === 0 ? 3 : 2;
  return { rows: [...rows, ...Array.from({ length: room }, () => blank)], rest: {} };
}

/** The posted fields in the shape of the form. */
export function nestSkills(sent: Fields): SkillsFields {
  return takeRows(sent, 'skills', blank);
}

/** The same with three rows more. */
export function moreSkills(fields: SkillsFields): SkillsFields {
  return { ...fields, rows: [...fields.rows, blank, blank, blank] };
}

/**
 * The same with one row a place higher or lower: `up.2`, `down.0`, counted from 0; at the end it stays. Undefined for
 * anything else.
 */
export function moveSkill(fields: SkillsFields, pressed: string): SkillsFields | undefined {
  const [, way, at = ''] = /^(up|down)\.(\d{1,3})$/.exec(pressed) ?? [];
  const from = Number(at);
  const row = fields.rows[from];
  if (way === undefined || row === undefined) return undefined;
  const to = Math.max(0, way === 'up' ? from - 1 : from + 1);
  return { ...fields, rows: fields.rows.toSpliced(from, 1).toSpliced(to, 0, row) };
}

/** What the form says, or what is wrong. A row without a name is no skill: that is how one is taken off the list. */
export function parseSkills(fields: SkillsFields, say: Say): Parsed<SkillSaid[]> {
  const written = fields.rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => row.name.trim() !== '');
  const parsed = parseForm(schema, { skills: written.map(({ row }) => row), ...fields.rest }, say);
  if (parsed.ok)
    return {
      ok: true,
      value: parsed.value.skills.map(({ used, ...line }) => ({ ...line, lastUsed: used })),
    };
  // Errors count the rows that were written; the page shows all of them.
  const errors = Object.entries(parsed.errors).map(([name, message]) => {
    const [, at = '', part = ''] = /^skills\.(\d+)\.(.+)$/.exec(name) ?? [];
    const index = written[Number(at)]?.index;
    return [part === '' || index === undefined ? name : `skills.${index}.${part}`, message];
  });
  return { ok: false, errors: Object.fromEntries(errors) };
}
