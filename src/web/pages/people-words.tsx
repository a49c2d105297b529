import type { Iri } from '../../core/id.ts';
import type { Listed, ListedSkill } from '../../domain/people/listed.ts';
import type { Reason } from '../../domain/people/match.ts';
import { freshnessOf, nextFree } from '../../domain/people/weeks.ts';
import type { Say } from '../../words/say.ts';
import { houseOf } from '../components/house.ts';
import { Person } from '../components/mark.tsx';
import { useSay } from '../reader.tsx';
import type { Visit } from './visit.tsx';

/** How many skills stand in a line before the rest is counted. */
const shownSkills = 4;

/** A day as people write it in a line: `4 Jan`; with its year where it is another than `today`'s. */
export function dayWords(say: Say, day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  return dayFormat(say.language, day.year !== today.year).format(day);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Made once for each language, with and without a year: making one costs more than a line of the page. */
function dayFormat(language: Say['language'], hasYear: boolean): Intl.DateTimeFormat {
  const key = `${language} ${hasYear}`;
  const known = dayFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...{ day: 'numeric', month: 'short', calendar: 'gregory' },
    ...(hasYear ? { year: 'numeric' } : {}),
  });
  dayFormats.set(key, made);
  return made;
}

/** Why somebody is in the answer, one sentence for each reason. */
export function reasonWords(say: Say, reason: Reason, today: Temporal.PlainDate): string {
  switch (reason.kind) {
    case 'does':
    case 'learns': {
      const { kind, label, how, asked, level } = reason;
      return say('directory.reason_does', { list: kind, label, how, asked, level: level ?? 0 });
    }
    case 'covers':
      return say('directory.reason_covers', { label: reason.label, how: reason.how, asked: reason.asked });
    case 'free': {
      const { from, until, hours } = reason.weeks;
      return say('directory.reason_free', {
        weeks: from.until(until, { largestUnit: 'weeks' }).weeks + 1,
        from: dayWords(say, from, today),
        until: dayWords(say, until.add({ days: 6 }), today),
        hours: hours ?? 0,
      });
    }
    case 'maybe_free':
      return say('directory.reason_maybe', { freshness: reason.freshness });
    case 'says':
      return say('directory.reason_says', { field: reason.field, words: reason.words.join(' ') });
    case 'place':
      return say('directory.reason_place', { place: reason.place });
  }
}

/** When somebody is free next, or why that is not known. What is not shown reads like what was never said. */
export function FreeCell({ person, now }: { readonly person: Listed; readonly now: Temporal.Instant }) {
  const say = useSay();
  const { availability } = person;
  const quiet = (words: string) => <span class="quiet">{words}</span>;
  if (availability === undefined || availability.confirmedAt === null)
    return quiet(say('directory.free_unsaid'));
  if (freshnessOf(availability, now) === 'stale') {
    const days = Math.floor(now.since(availability.confirmedAt).total('hours') / 24);
    return quiet(say('directory.free_stale', { days }));
  }
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const next = nextFree(availability, today);
  if (next === undefined) return quiet(say('directory.free_never'));
  const hours = next.hours ?? 0;
  if (next.isNow) return <>{say('directory.free_now', { hours })}</>;
  return <>{say('directory.free_later', { hours, day: dayWords(say, next.week, today) })}</>;
}

/** What somebody does in a line; what they are learning where they do nothing yet. */
export function DoesCell({ person }: { readonly person: Listed }) {
  const say = useSay();
  const does = person.do ?? [];
  if (does.length > 0) return <span dir="auto">{skillsWords(say, does)}</span>;
  const learning = person.learning ?? [];
  if (learning.length > 0)
    return <span dir="auto">{say('directory.learning', { skills: skillsWords(say, learning) })}</span>;
  return <span class="quiet">{say('directory.does_nothing')}</span>;
}

function skillsWords(say: Say, skills: readonly ListedSkill[]): string {
  const names = skills.slice(0, shownSkills).map(({ label }) => label);
  const more = skills.length - names.length;
  const line = names.join(', ');
  return more === 0 ? line : say('directory.does_more', { skills: line, more });
}

interface PersonCellProps {
  readonly visit: Visit;
  readonly person: Listed;
}

/** Somebody in a list: their mark in the shape of their house, their name, and where they are from if not from here. */
export function PersonCell({ visit, person }: PersonCellProps) {
  const say = useSay();
  const isOurs = person.collective === null;
  const asides = [
    ...(person.stage === 'candidate' ? [say('directory.candidate')] : []),
    ...(person.member !== null && person.member === visit.viewer?.id ? [say('directory.you')] : []),
  ];
  const note = [...(person.headline ? [person.headline] : []), ...asides].join(', ');
  return (
    <Person
      name={person.name}
      house={isOurs ? visit.house : houseOf(person.host)}
      href={isOurs ? `/@${person.handle}` : person.url}
      from={isOurs ? undefined : person.host}
      note={note === '' ? undefined : <bdi>{note}</bdi>}
    />
  );
}

/** Where a member keeps somebody: pools and a note. */
export function keepPath(actor: Iri): string {
  return `/people/keep?who=${encodeURIComponent(actor)}`;
}
