import { thisWeek } from '../../domain/signposts/availability.ts';
import type { Availability, Week } from '../../domain/signposts/signpost.ts';
import type { Say } from '../../words/say.ts';
import { type ShownWeek, yearAhead } from '../components/availability-weeks.ts';
import type { FieldErrors, Fields, Parsed } from './fields.ts';

/** The hours a week that the form offers; others that were said before stay among them. */
export const offeredHours = [4, 6, 8, 10, 12, 16, 20, 24, 28, 32, 36, 40] as const;

/** The form of the year ahead. */
export interface WeeksFields {
  /** What is chosen for each week by its Monday: `''`, `booked`, `free`, or the hours. */
  readonly weeks: Readonly<Record<string, string>>;
  /** Fill the weeks from one day to another with one of those. */
  readonly from: string;
  readonly until: string;
  readonly as: string;
  /** What is none of its fields. */
  readonly rest: Fields;
}

/** What is chosen for a week, as the form says it. */
export function choiceOf({ state, hours }: Pick<ShownWeek, 'state' | 'hours'>): string {
  if (state === 'unknown') return '';
  return state === 'booked' ? 'booked' : hours === null ? 'free' : String(hours);
}

/** The 52 weeks as the form shows them; the line that fills them begins with `now`. */
export function weeksToFields(availability: Availability, now: Temporal.Instant): WeeksFields {
  const first = thisWeek(now);
  const weeks = yearAhead(availability, first).map((week) => [week.week.toString(), choiceOf(week)] as const);
  return { weeks: Object.fromEntries(weeks), from: first.toString(), until: '', as: '20', rest: {} };
}

/** The posted fields in the shape of the form. */
export function nestWeeks(sent: Fields): WeeksFields {
  const weeks: Record<string, string> = {};
  const rest: Record<string, string> = {};
  const { from = '', until = '', as = '', ...others } = sent;
  for (const [name, value] of Object.entries(others)) {
    const [, week] = /^week\.(\d{4}-\d{2}-\d{2})$/.exec(name) ?? [];
    if (week === undefined || dayOf(week) === undefined) rest[name] = value;
    else weeks[week] = value;
  }
  return { weeks, from, until, as, rest };
}

/** The same with the weeks of its line filled, or what is wrong with that line. */
export function fillWeeks(fields: WeeksFields, say: Say): Parsed<WeeksFields> {
  const from = dayOf(fields.from);
  const until = dayOf(fields.until);
  const errors: FieldErrors = {
    ...(from === undefined && { from: say('signpost.err_day') }),
    ...(until === undefined && { until: say('signpost.err_day') }),
    ...(!isChoice(fields.as) && { as: say('signpost.err_week') }),
  };
  if (from === undefined || until === undefined || Object.keys(errors).length > 0)
    return { ok: false, errors };
  if (Temporal.PlainDate.compare(until, from) < 0)
    return { ok: false, errors: { until: say('signpost.err_order') } };
  // A week counts as soon as one of its days does.
  const begin = from.subtract({ days: from.dayOfWeek - 1 });
  const filled = Object.entries(fields.weeks).map(([week, choice]) => {
    const monday = Temporal.PlainDate.from(week);
    const isIn =
      Temporal.PlainDate.compare(monday, begin) >= 0 && Temporal.PlainDate.compare(monday, until) <= 0;
    return [week, isIn ? fields.as : choice] as const;
  });
  return { ok: true, value: { ...fields, weeks: Object.fromEntries(filled) } };
}

/** The weeks a form says, or what is wrong. */
export function parseWeeks(fields: WeeksFields, say: Say): Parsed<Week[]> {
  const [unknown] = Object.keys(fields.rest);
  const errors: Record<string, string> = unknown === undefined ? {} : { '': say('forms.wrong') };
  const weeks: Week[] = [];
  for (const [name, choice] of Object.entries(fields.weeks)) {
    const week = dayOf(name);
    if (week === undefined || !isChoice(choice)) errors[`week.${name}`] = say('signpost.err_week');
    else if (choice === 'booked' || choice === 'free') weeks.push({ week, state: choice, hours: null });
    else if (choice !== '') weeks.push({ week, state: 'free', hours: Number(choice) });
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: weeks };
}

function isChoice(text: string): boolean {
  return /^(?:|booked|free|[1-9]\d?)$/.test(text);
}

function dayOf(text: string): Temporal.PlainDate | undefined {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text)
      ? Temporal.PlainDate.from(text, { overflow: 'reject' })
      : undefined;
  } catch {
    return undefined;
  }
}
