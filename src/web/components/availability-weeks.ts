import { mondayOf } from '../../domain/signposts/availability.ts';
import type { Availability } from '../../domain/signposts/signpost.ts';

/** How many weeks a page shows, and how many of them stand in one picture. */
export const weeksShown = 52;
/** The weeks of one of the four pictures. */
export const weeksInQuarter = 13;

/** A week of the year ahead. */
export interface ShownWeek {
  /** Its Monday. */
  readonly week: Temporal.PlainDate;
  readonly state: 'free' | 'booked' | 'unknown';
  /** Hours free in it; null where nobody said, and where it is not free. */
  readonly hours: number | null;
}

/** Weeks one after another of which the same is known. */
export interface Run extends ShownWeek {
  readonly weeks: number;
}

/** The 52 weeks from the one `today` is in; a week nothing is known of is unknown. */
export function yearAhead(availability: Availability, today: Temporal.PlainDate): ShownWeek[] {
  const known = new Map(availability.weeks.map((week) => [week.week.toString(), week]));
  const first = mondayOf(today);
  return Array.from({ length: weeksShown }, (_, index) => {
    const week = first.add({ weeks: index });
    const said = known.get(week.toString());
    return said === undefined
      ? { week, state: 'unknown', hours: null }
      : { week, state: said.state, hours: said.state === 'free' ? said.hours : null };
  });
}

/** The same weeks put together: each run is as long as nothing changes. */
export function runsOf(weeks: readonly ShownWeek[]): Run[] {
  const runs: Run[] = [];
  for (const week of weeks) {
    const last = runs.at(-1);
    if (last !== undefined && last.state === week.state && last.hours === week.hours)
      runs[runs.length - 1] = { ...last, weeks: last.weeks + 1 };
    else runs.push({ ...week, weeks: 1 });
  }
  return runs;
}

/** The last day of a run: its last Sunday. */
export function endOf(run: Run): Temporal.PlainDate {
  return run.week.add({ days: 7 * run.weeks - 1 });
}

/** What matters most of a year: the first run that is free, else whether anything is known at all. */
export function findingOf(weeks: readonly ShownWeek[]): Run | 'booked' | 'unknown' {
  const free = runsOf(weeks).find((run) => run.state === 'free');
  if (free !== undefined) return free;
  return weeks.some((week) => week.state === 'booked') ? 'booked' : 'unknown';
}
