import { mondayOf, staleAfterDays } from '../signposts/availability.ts';
import type { ListedWeeks } from './listed.ts';

/** A range of weeks somebody is wanted in: from one Monday to another, both counted. */
export interface WantedWeeks {
  readonly from: Temporal.PlainDate;
  readonly until: Temporal.PlainDate;
  /** Every one of them, by its Monday as an ISO date. */
  readonly mondays: readonly string[];
  /** At least so many hours in each; null where any will do. */
  readonly hours: number | null;
}

/** Whether somebody is free then. `unknown`: they did not say, or too long ago to count on. */
export type Freedom = 'free' | 'unknown' | 'booked';

/** Whether what somebody said can be counted on: said within thirty days, longer ago, or never. */
export type Freshness = 'fresh' | 'stale' | 'never';

/** How old what somebody said of their weeks is. */
export function freshnessOf({ confirmedAt }: ListedWeeks, now: Temporal.Instant): Freshness {
  if (confirmedAt === null) return 'never';
  // Asked of everybody for every question: in whole milliseconds, because durations cost a hundred times as much.
  const age = now.epochMilliseconds - confirmedAt.epochMilliseconds;
  return age > staleAfterDays * 24 * 60 * 60 * 1000 ? 'stale' : 'fresh';
}

/** Whether somebody is free in every one of some weeks. One booked week says no, however old the word is. */
export function freedomIn(said: ListedWeeks, wanted: WantedWeeks, now: Temporal.Instant): Freedom {
  let isKnown = freshnessOf(said, now) === 'fresh';
  for (const monday of wanted.mondays) {
    const one = said.byWeek.get(monday);
    if (one?.state === 'booked') return 'booked';
    if (one !== undefined && wanted.hours !== null && (one.hours ?? wanted.hours) < wanted.hours)
      return 'booked';
    if (one === undefined || (wanted.hours !== null && one.hours === null)) isKnown = false;
  }
  return isKnown ? 'free' : 'unknown';
}

/** The first free weeks somebody has: how many hours, and from when. */
export interface NextFree {
  readonly week: Temporal.PlainDate;
  readonly hours: number | null;
  readonly isNow: boolean;
}

/** When somebody is free next, from the week of `today` on; undefined where no week is. */
export function nextFree(said: ListedWeeks, today: Temporal.PlainDate): NextFree | undefined {
  const monday = mondayOf(today);
  const next = said.weeks
    .filter(({ week, state }) => state === 'free' && Temporal.PlainDate.compare(week, monday) >= 0)
    .toSorted((a, b) => Temporal.PlainDate.compare(a.week, b.week))[0];
  if (next === undefined) return undefined;
  return { week: next.week, hours: next.hours, isNow: next.week.equals(monday) };
}
