import { Refusal } from '../../core/refusal.ts';
import { type Engagement, engagements, type Stage, stages } from '../members/member.ts';
import { mondayOf } from '../signposts/availability.ts';
import type { Level } from '../signposts/signpost.ts';
import type { WantedWeeks } from './weeks.ts';

/** The names of everything one can ask the directory, as they stand in an address. */
export const filters = [
  'q',
  'skill',
  'level',
  'from',
  'until',
  'hours',
  'stale',
  'place',
  'engagement',
  'stage',
  'house',
  'covers',
  'after',
] as const;
/** One of those. */
export type Filter = (typeof filters)[number];

/** A page of results: which day's order, and how many stand before it. */
export interface Rank {
  readonly day: Temporal.PlainDate;
  readonly skip: number;
}

/** Who is looked for. What is undefined was not asked. */
export interface PeopleQuestion {
  /** Names, skills, words of what they say and of what they delivered. */
  readonly text: string | undefined;
  /** A skill by any of its names, or by its address. */
  readonly skill: string | undefined;
  readonly level: Level | undefined;
  readonly weeks: WantedWeeks | undefined;
  /** Whether people whose availability is unknown or old are wanted too. */
  readonly withStale: boolean;
  /** A town, a region, or a country by name or code. */
  readonly place: string | undefined;
  readonly engagement: Engagement | undefined;
  readonly stage: Exclude<Stage, 'alum'> | undefined;
  /** `ours`, `allies`, or the host of a collective we follow. */
  readonly house: string | undefined;
  /** Only people who do what the asker does not. */
  readonly covers: boolean;
  readonly after: Rank | undefined;
}

/** How the filters stand in an address: every value a text; an empty one counts as missing. */
export type Asked = Readonly<Partial<Record<Filter, string | undefined>>>;

/** Most weeks that are asked for at once. */
const mostWeeks = 53;

/**
 * Understand what was asked. `from` alone asks for its week; `hours` alone for this one.
 * @throws Refusal invalid `people.filter` naming the filter and what it takes; `page.cursor`
 */
export function readQuestion(asked: Asked, today: Temporal.PlainDate): PeopleQuestion {
  const level = oneOf(asked, 'level', ['1', '2', '3', '4']);
  return {
    text: lineOf(asked, 'q'),
    skill: lineOf(asked, 'skill'),
    level: level === undefined ? undefined : (Number(level) as Level),
    weeks: readWeeks(asked, today),
    withStale: switchOf(asked, 'stale'),
    place: lineOf(asked, 'place'),
    engagement: oneOf(asked, 'engagement', engagements),
    stage: oneOf(asked, 'stage', currentStages),
    house: lineOf(asked, 'house')?.toLowerCase(),
    covers: switchOf(asked, 'covers'),
    after: readRank(givenFor(asked, 'after'), today),
  };
}

const currentStages = stages.filter((stage) => stage !== 'alum');

/** The address of a page of results. */
export function formatRank({ day, skip }: Rank): string {
  return `${day.toString()}.${skip}`;
}

function readRank(text: string | undefined, today: Temporal.PlainDate): Rank | undefined {
  if (text === undefined) return undefined;
  const [, date = '', skip = ''] = /^(\d{4}-\d{2}-\d{2})\.([1-9]\d{0,5})$/.exec(text) ?? [];
  const day = dayOf(date);
  const age = day?.until(today, { largestUnit: 'days' }).days;
  // Yesterday's order is still known; an older one nobody is in the middle of.
  if (day !== undefined && age !== undefined && age >= -1 && age <= 7) return { day, skip: Number(skip) };
  throw new Refusal(
    'invalid',
    'page.cursor',
    'That page address is not one of ours. Start again from the first page.',
  );
}

function readWeeks(asked: Asked, today: Temporal.PlainDate): WantedWeeks | undefined {
  const hours = oneOf(asked, 'hours', hourTexts);
  const from = dateOf(asked, 'from');
  const until = dateOf(asked, 'until');
  if (hours === undefined && from === undefined && until === undefined) return undefined;
  const first = mondayOf(from ?? today);
  const last = mondayOf(until ?? first);
  const weeks = first.until(last, { largestUnit: 'weeks' }).weeks;
  if (weeks < 0) throw wrong('until', givenFor(asked, 'until') ?? '', `a day after ${first.toString()}`);
  if (weeks >= mostWeeks) throw wrong('until', givenFor(asked, 'until') ?? '', 'at most a year of weeks');
  const mondays = Array.from({ length: weeks + 1 }, (_, index) => first.add({ weeks: index }).toString());
  return { from: first, until: last, mondays, hours: hours === undefined ? null : Number(hours) };
}

const hourTexts = Array.from({ length: 80 }, (_, index) => String(index + 1));

function givenFor(asked: Asked, name: Filter): string | undefined {
  const value = asked[name]?.trim();
  return value === '' ? undefined : value;
}

function lineOf(asked: Asked, name: Filter): string | undefined {
  const value = givenFor(asked, name);
  if (value === undefined) return undefined;
  if (value.length > 200) throw wrong(name, `${value.slice(0, 40)}…`, 'at most 200 characters');
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) throw wrong(name, '…', 'one line of text');
  return value;
}

function oneOf<T extends string>(asked: Asked, name: Filter, choices: readonly T[]): T | undefined {
  const value = givenFor(asked, name);
  if (value === undefined) return undefined;
  const chosen = choices.find((choice) => choice === value);
  if (chosen !== undefined) return chosen;
  const known = choices.length > 10 ? `${choices[0]} to ${choices.at(-1)}` : choices.join(', ');
  throw wrong(name, value, known);
}

function switchOf(asked: Asked, name: Filter): boolean {
  return oneOf(asked, name, ['1']) !== undefined;
}

function dateOf(asked: Asked, name: Filter): Temporal.PlainDate | undefined {
  const value = givenFor(asked, name);
  if (value === undefined) return undefined;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? dayOf(value) : undefined;
  if (day !== undefined && day.year >= 2000 && day.year < 2200) return day;
  throw wrong(name, value, 'a day, for example 2027-01-11');
}

function dayOf(text: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return undefined;
  }
}

function wrong(filter: Filter, typed: string, takes: string): Refusal {
  const shown = typed.slice(0, 40);
  return new Refusal('invalid', 'people.filter', `The filter ${filter} does not take "${shown}": ${takes}.`, {
    filter,
    typed: shown,
    takes,
  });
}
