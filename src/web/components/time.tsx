import type { Say } from '../../words/say.ts';
import { useReader } from '../reader.tsx';

/** A moment or a day. An instant or a day without a zone needs `zone` to be shown as a time of day. */
export type Moment = Temporal.Instant | Temporal.ZonedDateTime | Temporal.PlainDate;

/** `brief` 4 Dec · `day` Fri 4 Dec · `date` 12 Nov 2026 · `short` 24 Nov, 09:20 · `full` Friday 4 December 2026, 18:00 · `clock` 18:00. */
export type TimeLook = 'brief' | 'day' | 'date' | 'short' | 'full' | 'clock';

interface TimeStampProps {
  readonly at: Moment;
  readonly look?: TimeLook | undefined;
  /** Zone to show it in, such as `Europe/Brussels`. Default: the moment's own, else the reader's. */
  readonly zone?: string | undefined;
  readonly lang?: string | undefined;
}

/** A `<time>` that people can read and machines too (its `datetime` is UTC, or the day). */
export function TimeStamp({ at, look = 'date', ...props }: TimeStampProps) {
  const reader = useReader();
  const { lang = reader.say.language, zone = at instanceof Temporal.Instant ? reader.zone : undefined } =
    props;
  if (at instanceof Temporal.PlainDate) {
    return <time datetime={at.toString()}>{dayWords(at, look, lang)}</time>;
  }
  const local = inZone(at, zone);
  const machine = local.toInstant().toString({ smallestUnit: 'second' });
  return <time datetime={machine}>{momentWords(local, look, lang)}</time>;
}

interface ZoneNoteProps {
  readonly at: Temporal.Instant;
  /** Default: the reader's. */
  readonly zone?: string | undefined;
}

/** The zone behind a time, and the same in UTC: "in Brussels (17:00 UTC)". Once on a page, where it matters most. */
export function ZoneNote({ at, ...props }: ZoneNoteProps) {
  const reader = useReader();
  const { zone = reader.zone } = props;
  return <>{zoneWords(at.toZonedDateTimeISO(zone), reader.say)}</>;
}

function inZone(
  at: Temporal.Instant | Temporal.ZonedDateTime,
  zone: string | undefined,
): Temporal.ZonedDateTime {
  if (at instanceof Temporal.Instant) return at.toZonedDateTimeISO(zone ?? 'UTC');
  return zone === undefined ? at : at.withTimeZone(zone);
}

function dayWords(day: Temporal.PlainDate, look: TimeLook, lang: string): string {
  return momentWords(day.toZonedDateTime('UTC'), look === 'short' || look === 'full' ? 'date' : look, lang);
}

function momentWords(local: Temporal.ZonedDateTime, look: TimeLook, lang: string): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    formatter(lang === 'en' ? 'en-GB' : lang, local.timeZoneId, options).format(local.toInstant());
  const comma = lang.startsWith('ar') || lang.startsWith('fa') ? '،' : ',';
  const day = lang.startsWith('de') ? ',' : '';
  const clock = () => part({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  switch (look) {
    case 'brief':
      return part({ day: 'numeric', month: 'short' });
    case 'day':
      return `${part({ weekday: 'short' })}${day} ${part({ day: 'numeric', month: 'short' })}`;
    case 'date':
      return part({ day: 'numeric', month: 'short', year: 'numeric' });
    case 'short':
      return `${part({ day: 'numeric', month: 'short' })}${comma} ${clock()}`;
    case 'full':
      return `${part({ weekday: 'long' })}${day} ${part({ day: 'numeric', month: 'long', year: 'numeric' })}${comma} ${clock()}`;
    case 'clock':
      return clock();
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than a whole page; there are as many as languages, zones and looks in use. */
function formatter(lang: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang} ${timeZone} ${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  // Zones may come from requests: a full table is emptied rather than grown.
  if (formatters.size >= 500) formatters.clear();
  const made = new Intl.DateTimeFormat(lang, { calendar: 'gregory', timeZone, ...options });
  formatters.set(key, made);
  return made;
}

function zoneWords(local: Temporal.ZonedDateTime, say: Say): string {
  if (local.timeZoneId === 'UTC') return 'UTC';
  const place = local.timeZoneId.split('/').at(-1)?.replaceAll('_', ' ') ?? local.timeZoneId;
  const utc = local.withTimeZone('UTC');
  const other = utc.toPlainDate().equals(local.toPlainDate()) ? 'clock' : 'short';
  return say('frame.in_place', { place, time: momentWords(utc, other, say.language) });
}

/**
 * How far a moment is from another in whole days of a zone: "in 8 days", "tomorrow", "3 days ago". Zone and language
 * are the reader's where none is given, so it is called while a page is drawn.
 */
export function daysAway(at: Temporal.Instant, now: Temporal.Instant, zone?: string, lang?: string): string {
  const reader = useReader();
  const day = (moment: Temporal.Instant) => moment.toZonedDateTimeISO(zone ?? reader.zone).toPlainDate();
  const days = day(now).until(day(at), { largestUnit: 'days' }).days;
  return relative(lang ?? reader.say.language).format(days, 'day');
}

const relatives = new Map<string, Intl.RelativeTimeFormat>();

function relative(lang: string): Intl.RelativeTimeFormat {
  const known = relatives.get(lang);
  if (known !== undefined) return known;
  if (relatives.size >= 100) relatives.clear();
  const made = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
  relatives.set(lang, made);
  return made;
}
