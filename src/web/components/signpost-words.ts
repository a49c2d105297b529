import type {
  Audience,
  Level,
  SignpostPlace,
  SkillList,
  TermsKind,
  WorkLine,
} from '../../domain/signposts/signpost.ts';
import type { Key, Say } from '../../words/say.ts';

/** What each audience is called where one chooses it. */
export const audienceKeys = {
  anyone: 'signpost.anyone',
  allies: 'signpost.allies',
  members: 'signpost.members',
  me: 'signpost.only_me',
} as const satisfies Record<Audience, Key>;

/** A level in words: how well somebody does something. */
export const levelKeys = {
  1: 'signpost.level_1',
  2: 'signpost.level_2',
  3: 'signpost.level_3',
  4: 'signpost.level_4',
} as const satisfies Record<Level, Key>;

/** The heads of the three lists. */
export const listKeys = {
  do: 'signpost.i_do',
  learning: 'signpost.i_learn',
  dont: 'signpost.i_dont',
} as const satisfies Record<SkillList, Key>;

/** What each kind of terms is called. */
export const termsKeys = {
  hourly: 'signpost.terms_hourly',
  fixed: 'signpost.terms_fixed',
  equity: 'signpost.terms_equity',
  barter: 'signpost.terms_barter',
  training: 'signpost.terms_training',
  none: 'signpost.terms_none',
} as const satisfies Record<TermsKind, Key>;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(say: Say, name: keyof typeof looks): Intl.DateTimeFormat {
  const language = say.language === 'en' ? 'en-GB' : say.language;
  const key = `${language} ${name}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language, { calendar: 'gregory', timeZone: 'UTC', ...looks[name] });
  formats.set(key, made);
  return made;
}

const looks = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  brief: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
  long: { month: 'long', year: 'numeric' },
  name: { month: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A day or month in the words of a language: `day` 4 Dec 2026, `brief` 4 Dec, `month` Dec 2026, `long` December 2026, `name` Dec. */
export function dayWords(
  say: Say,
  day: Temporal.PlainDate | Temporal.PlainYearMonth,
  look: keyof typeof looks = 'day',
): string {
  const date = day instanceof Temporal.PlainDate ? day : day.toPlainDate({ day: 1 });
  return format(say, look).format(date);
}

const names = new Map<string, Intl.DisplayNames>();

function nameOf(say: Say, type: 'region' | 'language', code: string): string {
  const key = `${say.language} ${type}`;
  const known = names.get(key) ?? new Intl.DisplayNames(say.language, { type });
  names.set(key, known);
  try {
    return known.of(code) ?? code;
  } catch {
    return code;
  }
}

/** What a country is called: `PT` is Portugal. */
export function countryWords(say: Say, code: string): string {
  return nameOf(say, 'region', code);
}

/** What a language is called: `nl` is Dutch. */
export function languageWords(say: Say, tag: string): string {
  return nameOf(say, 'language', tag);
}

/** Where somebody is, from the narrow to the wide: "Ghent, Flanders, Belgium"; empty where they do not say. */
export function placeWords(say: Say, place: SignpostPlace): string {
  if (place.grain === 'none') return '';
  const parts = [
    place.grain === 'town' ? place.town : null,
    place.grain === 'country' ? null : place.region,
    place.country === null ? null : countryWords(say, place.country),
  ];
  return parts.filter((part) => part !== null && part !== '').join(', ');
}

/** When a piece of work was: "Mar 2024 to Jun 2025", "since Mar 2024"; empty where nobody said. */
export function workDates(say: Say, { began, ended }: Pick<WorkLine, 'began' | 'ended'>): string {
  const from = began === null ? '' : dayWords(say, began, 'month');
  const to = ended === null ? '' : dayWords(say, ended, 'month');
  if (began !== null && ended !== null) {
    if (began.equals(ended)) return to;
    // One year is said once: "Mar to Aug 2026".
    const start = began.year === ended.year ? dayWords(say, began, 'name') : from;
    return say('signpost.from_to', { from: start, to });
  }
  return from === '' ? to : say('signpost.since', { when: from });
}

/** A text as it begins a line: its first letter a capital. */
export function begun(say: Say, text: string): string {
  return text.charAt(0).toLocaleUpperCase(say.language) + text.slice(1);
}

/** The name of a zone without its continent: `Europe/Brussels` is Brussels. */
export function zoneCity(zone: string): string {
  return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
}
