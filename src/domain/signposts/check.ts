import { cleanText } from '../../core/html.ts';
import type { Iri } from '../../core/id.ts';
import { parseIri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Level, SignpostPlace, SpokenLanguage, TermsLine } from './signpost.ts';
import type { WorkSaid } from './work.ts';

/** The texts of a signpost, and how many characters each may have. */
export const longest = {
  headline: 120,
  note: 200,
  region: 80,
  town: 80,
  contact: 200,
  title: 160,
  role: 120,
  summary: 4000,
  link: 80,
} as const;

/** How many there may be of what comes in lists. */
export const most = { skills: 60, languages: 20, work: 200, workSkills: 20, links: 20 } as const;

/** What the refusals of `checkLine` and `checkCount` call the thing. */
export type TextName = keyof typeof longest;

// Direction overrides and characters that draw nothing could make a line say what it does not.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\ufffd]/gu;

/** A text on one line, without what cannot be seen. @throws Refusal invalid `signpost.too_long` */
export function checkLine(name: TextName, text: string): string {
  return withinLength(
    name,
    text.toWellFormed().normalize('NFC').replace(/\s+/gu, ' ').replace(invisible, '').trim(),
  );
}

/** The same, and something must be left. @throws Refusal invalid `signpost.empty`, `signpost.too_long` */
export function checkWords(name: TextName, text: string): string {
  const kept = checkLine(name, text);
  if (kept === '')
    throw new Refusal('invalid', 'signpost.empty', `The ${name} is empty. Write something.`, { field: name });
  return kept;
}

/** A text of several lines. @throws Refusal invalid `signpost.too_long` */
export function checkText(name: TextName, text: string): string {
  return withinLength(name, cleanText(text));
}

function withinLength(name: TextName, text: string): string {
  const length = [...text].length;
  if (length > longest[name])
    throw new Refusal(
      'invalid',
      'signpost.too_long',
      `The ${name} has ${length} characters; at most ${longest[name]} fit.`,
      { field: name, length, most: longest[name] },
    );
  return text;
}

/** @throws Refusal invalid `signpost.too_many` */
export function checkCount(name: keyof typeof most, count: number): void {
  if (count > most[name])
    throw new Refusal(
      'invalid',
      'signpost.too_many',
      `That makes ${count}; at most ${most[name]} fit in this list.`,
      { field: name, count, most: most[name] },
    );
}

/** An address of a page. @throws Refusal invalid `signpost.address` unless it is absolute, http(s) and names nobody */
export function checkAddress(text: string): Iri {
  const address = parseIri(text.trim());
  const url = address === undefined ? null : URL.parse(address);
  if (
    address === undefined ||
    url === null ||
    url.username !== '' ||
    url.password !== '' ||
    url.hostname === ''
  )
    throw new Refusal(
      'invalid',
      'signpost.address',
      `"${text.slice(0, 80)}" is not the address of a page. It begins with https:// and holds no password.`,
      { address: text.slice(0, 80) },
    );
  return address;
}

/** How well and how long, as far as it was said. @throws Refusal invalid `signpost.level`, `signpost.since`, `signpost.last_used` */
export function checkExperience(
  said: {
    readonly level: number | null;
    readonly since: number | null;
    readonly lastUsed: Temporal.PlainYearMonth | null;
  },
  today: Temporal.PlainDate,
): { level: Level | null } {
  const { level, since, lastUsed } = said;
  if (since !== null && (!Number.isInteger(since) || since < 1900 || since > today.year))
    throw new Refusal(
      'invalid',
      'signpost.since',
      `${since} is not a year in which a skill can have begun. Use 1900 to ${today.year}.`,
      { year: String(since), now: String(today.year) },
    );
  if (lastUsed !== null && Temporal.PlainYearMonth.compare(lastUsed, today.toPlainYearMonth()) > 0)
    throw new Refusal('invalid', 'signpost.last_used', `${lastUsed} is still to come.`, {
      month: lastUsed.toString(),
    });
  if (level === null) return { level };
  if (level === 1 || level === 2 || level === 3 || level === 4) return { level };
  throw new Refusal('invalid', 'signpost.level', `${level} is not a level. Use 1 to 4.`, { level });
}

/**
 * Terms as they are kept, each kind once.
 * @throws Refusal invalid `signpost.terms` for a kind that comes twice, `signpost.floor` for one that has no floor
 */
export function checkTerms(lines: readonly TermsLine[]): TermsLine[] {
  const kept = new Map<string, TermsLine>();
  for (const { kind, floor, note } of lines) {
    if (kept.has(kind))
      throw new Refusal('invalid', 'signpost.terms', `"${kind}" is there twice. Say it once.`, { kind });
    if (floor !== null && ((kind !== 'hourly' && kind !== 'fixed') || floor.minor <= 0n))
      throw new Refusal(
        'invalid',
        'signpost.floor',
        `"${kind}" has no such least amount: only hourly and fixed terms do, and it is more than zero.`,
        { kind },
      );
    kept.set(kind, { kind, floor, note: checkLine('note', note) });
  }
  return [...kept.values()];
}

/** A place without what is finer than its grain. @throws Refusal invalid `signpost.place` where the grain asks for more */
export function checkPlace(place: SignpostPlace): SignpostPlace {
  const { grain } = place;
  if (grain === 'none') return { grain, country: null, region: null, town: null };
  const country = place.country?.trim().toUpperCase() ?? '';
  if (!isCountry(country))
    throw new Refusal(
      'invalid',
      'signpost.country',
      `"${country.slice(0, 20)}" is not a country. Use two letters, for example PT.`,
      { country: country.slice(0, 20) },
    );
  const region = place.region === null ? '' : checkLine('region', place.region);
  const town = place.town === null ? '' : checkLine('town', place.town);
  if ((grain === 'region' && region === '') || (grain === 'town' && town === ''))
    throw new Refusal('invalid', 'signpost.place', `The ${grain} is empty. Name it, or choose to say less.`, {
      grain,
    });
  return {
    grain,
    country,
    region: grain === 'country' || region === '' ? null : region,
    town: grain === 'town' ? town : null,
  };
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && countryNames.of(code) !== undefined;
}

/** Languages as they are kept: tags in their usual spelling, each once. @throws Refusal invalid `signpost.language`, `signpost.too_many` */
export function checkLanguages(languages: readonly SpokenLanguage[]): SpokenLanguage[] {
  const kept = new Map<string, SpokenLanguage>();
  for (const { tag, level } of languages) {
    const usual = usualTag(tag.trim());
    if (!kept.has(usual)) kept.set(usual, { tag: usual, level });
  }
  checkCount('languages', kept.size);
  return [...kept.values()];
}

function usualTag(tag: string): string {
  try {
    const [usual] = tag.length > 35 ? [] : Intl.getCanonicalLocales(tag);
    if (usual !== undefined) return usual;
  } catch {
    // Not a language tag: refused below with what was written.
  }
  throw new Refusal(
    'invalid',
    'signpost.language',
    `"${tag.slice(0, 40)}" is not a language tag. Use for example en, pt or de-CH.`,
    { tag: tag.slice(0, 40) },
  );
}

/**
 * Something delivered as it is kept, but for its skills; months by their first day.
 * @throws Refusal invalid `signpost.empty`, `signpost.too_long`, `signpost.address`, `signpost.ended`, `signpost.too_many`
 */
export function checkWork(said: WorkSaid) {
  const { began, ended } = said;
  checkCount('workSkills', said.skills.length);
  if (began !== null && ended !== null && Temporal.PlainYearMonth.compare(began, ended) > 0)
    throw new Refusal('invalid', 'signpost.ended', `It ended in ${ended} before it began in ${began}.`, {
      began: began.toString(),
      ended: ended.toString(),
    });
  return {
    title: checkWords('title', said.title),
    role: checkLine('role', said.role),
    url: said.url === null || said.url.trim() === '' ? null : checkAddress(said.url),
    began: began?.toPlainDate({ day: 1 }).toString() ?? null,
    ended: ended?.toPlainDate({ day: 1 }).toString() ?? null,
    summary: checkText('summary', said.summary),
  };
}
