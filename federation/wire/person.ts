import { escapeHtml } from '../../src/core/html.ts';
import type { Iri } from '../../src/core/id.ts';
import { formatAmount } from '../../src/core/money.ts';
import type {
  Availability,
  SignpostSkill,
  SignpostView,
  TermsKind,
  TermsLine,
} from '../../src/domain/signposts/signpost.ts';
import type { ProfileField } from './actor.ts';
import type { JsonObject } from './json.ts';

/** What the document of a person says of their work: what is for anyone, and nothing else. */
export interface PersonProfile {
  /** HTML: the headline and what they say of themselves. */
  readonly summary: string;
  /** The most telling first: Mastodon shows four. */
  readonly fields: readonly ProfileField[];
  /** What they do, as Epicyon reads it (`hasOccupation`). */
  readonly occupations: readonly JsonObject[];
}

/** What a profile is made of. `view` is the one for `anyone`; undefined where the page is not for them. */
export interface ProfileSource {
  readonly view: SignpostView | undefined;
  /** Sanitised HTML of what the person says of themselves. */
  readonly about: string;
  /** The address of their collective. */
  readonly collective: Iri;
  readonly today: Temporal.PlainDate;
}

/** More lines than that are read by nobody. */
const mostLinks = 8;
/** Epicyon reads no more. */
const mostSkills = 32;

/** What of a signpost goes into the document of its person, which everybody may read and many servers keep. */
export function personProfile({ view, about, collective, today }: ProfileSource): PersonProfile {
  const home: ProfileField = { name: 'Collective', href: collective };
  if (view === undefined) return { summary: '', fields: [home], occupations: [] };
  const lines = [
    { name: 'Skills', text: skillsLine(view.do ?? []) },
    { name: 'Availability', text: availabilityLine(view.availability, today) },
    { name: 'Rate', text: termsLine(view.terms ?? []) },
  ];
  return {
    summary: view.hasIntroduction ? headlineHtml(view.headline ?? '') + about : '',
    fields: [home, ...lines.filter((line) => line.text !== ''), ...linkFields(view)],
    occupations: occupationsOf(view),
  };
}

function headlineHtml(headline: string): string {
  return headline === '' ? '' : `<p>${escapeHtml(headline)}</p>`;
}

/** A link counts once that page has said that it is the same person's. */
function linkFields(view: SignpostView): ProfileField[] {
  return (view.links ?? [])
    .filter((link) => link.verifiedAt !== null)
    .slice(0, mostLinks)
    .map((link) => ({ name: link.label === '' ? new URL(link.url).host : link.label, href: link.url }));
}

/** As many as fit into one line of a profile. */
function skillsLine(skills: readonly SignpostSkill[]): string {
  let line = '';
  for (const { label } of skills) {
    const longer = line === '' ? label : `${line}, ${label}`;
    if (longer.length > 200) return line === '' ? longer.slice(0, 200) : `${line}, …`;
    line = longer;
  }
  return line;
}

/**
 * From when and for how many hours somebody is free, with the day they said so, because copies elsewhere grow old.
 * Empty where nobody should count on it any more.
 */
function availabilityLine(availability: Availability | undefined, today: Temporal.PlainDate): string {
  if (availability === undefined || availability.isStale || availability.confirmedAt === null) return '';
  const thisWeek = today.subtract({ days: today.dayOfWeek - 1 });
  const first = availability.weeks.find(
    ({ week, state }) => state === 'free' && Temporal.PlainDate.compare(week, thisWeek) >= 0,
  );
  if (first === undefined) return '';
  const hours = first.hours === null ? 'free' : `${first.hours} h/week`;
  const from = Temporal.PlainDate.compare(first.week, today) > 0 ? `from ${first.week}` : 'now';
  const said = availability.confirmedAt.toZonedDateTimeISO('UTC').toPlainDate();
  return `${hours} ${from} (as of ${said})`;
}

const termsWords: Readonly<Record<TermsKind, string>> = {
  hourly: 'by the hour',
  fixed: 'fixed price',
  equity: 'for a share',
  barter: 'in exchange',
  training: 'for training',
  none: 'unpaid',
};

function termsLine(terms: readonly TermsLine[]): string {
  return terms
    .map(({ kind, floor }) => {
      if (floor === null) return termsWords[kind];
      const amount = `${formatAmount(floor).replace(/\.0+$/, '')} ${floor.currency}`;
      return kind === 'hourly' ? `from ${amount}/h` : `${termsWords[kind]} from ${amount}`;
    })
    .join(', ');
}

/** Epicyon's shape to the letter, `@type` included: a skill and how many of a hundred, where the person said. */
function occupationsOf(view: SignpostView): JsonObject[] {
  const skills = (view.do ?? []).slice(0, mostSkills).map(({ label, level }) => {
    const name = label.replace(/[:,]/g, ' ').trim();
    return level === null ? name : `${name}:${level * 25}`;
  });
  const name = view.headline ?? '';
  return skills.length === 0 && name === '' ? [] : [{ '@type': 'Occupation', name, skills }];
}
