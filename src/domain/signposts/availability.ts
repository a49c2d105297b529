import { Refusal } from '../../core/refusal.ts';
import type { Week } from './signpost.ts';

/** How many weeks ahead somebody can say: this one and a year. */
export const weeksAhead = 53;

/** After how many days nobody should count on what was said. */
export const staleAfterDays = 30;

/** The Monday of the week a day lies in. */
export function mondayOf(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.subtract({ days: day.dayOfWeek - 1 });
}

/** The Monday of the week that is now, in a zone. */
export function thisWeek(now: Temporal.Instant, zone = 'UTC'): Temporal.PlainDate {
  return mondayOf(now.toZonedDateTimeISO(zone).toPlainDate());
}

/** Whether what was confirmed then is too old to count on; what was never confirmed is not. */
export function isStale(confirmedAt: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return confirmedAt !== null && now.since(confirmedAt).total('hours') > staleAfterDays * 24;
}

/**
 * The weeks as they are kept: by their Mondays, in order, each once (the last counts), none before `from`.
 * @throws Refusal invalid `signpost.week` for a day that is no Monday or lies over a year ahead, `signpost.hours`
 */
export function checkWeeks(weeks: readonly Week[], from: Temporal.PlainDate): Week[] {
  const end = from.add({ weeks: weeksAhead });
  const kept = new Map<string, Week>();
  for (const one of weeks) {
    if (Temporal.PlainDate.compare(one.week, from) < 0) continue;
    checkWeek(one, end);
    kept.set(one.week.toString(), one.state === 'booked' ? { ...one, hours: null } : one);
  }
  return [...kept.values()].sort((a, b) => Temporal.PlainDate.compare(a.week, b.week));
}

function checkWeek({ week, hours }: Week, end: Temporal.PlainDate): void {
  const text = week.toString();
  if (week.dayOfWeek !== 1 || Temporal.PlainDate.compare(week, end) >= 0)
    throw new Refusal(
      'invalid',
      'signpost.week',
      `${text} cannot name a week. Use a Monday, at most a year ahead.`,
      { week: text },
    );
  if (hours !== null && (!Number.isInteger(hours) || hours < 1 || hours > 80))
    throw new Refusal(
      'invalid',
      'signpost.hours',
      `The week of ${text} has ${hours} hours. Use a whole number from 1 to 80.`,
      { week: text, hours },
    );
}

/** Weeks on end of which the same is known. */
export interface Stretch {
  /** Its first Monday. */
  readonly from: Temporal.PlainDate;
  /** Its last Sunday. */
  readonly to: Temporal.PlainDate;
  readonly state: Week['state'];
  /** Hours free in each week. */
  readonly hours: number | null;
}

/** Weeks in order, put together where the same is known of neighbours. */
export function stretchesOf(weeks: readonly Week[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { week, state, hours } of weeks) {
    const last = stretches.at(-1);
    const to = week.add({ days: 6 });
    if (
      last !== undefined &&
      last.state === state &&
      last.hours === hours &&
      last.to.add({ days: 1 }).equals(week)
    )
      stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ from: week, to, state, hours });
  }
  return stretches;
}

/** The weeks of stretches again; of two that overlap the later one counts. A stretch may last a year, more is cut. */
export function weeksOf(stretches: readonly Stretch[]): Week[] {
  const weeks = new Map<string, Week>();
  for (const { from, to, state, hours } of stretches) {
    let week = mondayOf(from);
    for (let count = 0; count < weeksAhead && Temporal.PlainDate.compare(week, to) <= 0; count++) {
      weeks.set(week.toString(), { week, state, hours });
      week = week.add({ weeks: 1 });
    }
  }
  return [...weeks.values()].sort((a, b) => Temporal.PlainDate.compare(a.week, b.week));
}
