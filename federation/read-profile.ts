import { parseIri } from '../src/core/iri.ts';
import { parseMoney } from '../src/core/money.ts';
import { Refusal } from '../src/core/refusal.ts';
import type { RemotePerson, RemoteSkill } from '../src/domain/people/remote-person.ts';
import { mondayOf, weeksAhead } from '../src/domain/signposts/availability.ts';
import { levelWords } from '../src/domain/signposts/json-resume.ts';
import {
  fluencies,
  type Level,
  type SignpostPlace,
  type SpokenLanguage,
  type TermsLine,
  termsKinds,
  type Week,
} from '../src/domain/signposts/signpost.ts';
import { isJsonObject, type JsonObject, lineOf, listOf } from './wire/json.ts';

/** What a profile document says of somebody, beside who they are. */
export type ReadProfile = Pick<
  RemotePerson,
  'headline' | 'skills' | 'weeks' | 'confirmedAt' | 'place' | 'languages' | 'terms'
>;

const most = { skills: 100, stretches: 100, languages: 30, terms: 10 } as const;

/**
 * A profile document of another server (JSON Resume with our keys), cleaned: plain lines of bounded length, known words,
 * weeks by their Mondays for a year at most. What cannot be read is left out; nothing is refused.
 */
export function readProfile(document: JsonObject): ReadProfile {
  const basics = isJsonObject(document['basics']) ? document['basics'] : {};
  const stretches = listOf(document['gh:availability']).filter(isJsonObject).slice(0, most.stretches);
  return {
    headline: lineOf(basics['label'], 120),
    skills: {
      do: skillsOf(document['skills']),
      learning: skillsOf(document['gh:learning']),
      dont: skillsOf(document['gh:dont']),
    },
    weeks: weeksOf(stretches),
    confirmedAt: confirmedOf(stretches),
    place: placeOf(basics['location']),
    languages: languagesOf(document['languages']),
    terms: termsOf(document['gh:terms']),
  };
}

function skillsOf(value: unknown): RemoteSkill[] {
  const skills = listOf(value).filter(isJsonObject).slice(0, most.skills);
  return skills.flatMap((skill) => {
    const label = lineOf(skill['name'], 80);
    const uri = parseIri(skill['gh:uri']) ?? null;
    return label === '' ? [] : [{ uri, label, level: levelOf(skill) }];
  });
}

function levelOf(skill: JsonObject): Level | null {
  const levels = [1, 2, 3, 4] as const;
  return levels.find((level) => skill['gh:level'] === level || skill['level'] === levelWords[level]) ?? null;
}

function weeksOf(stretches: readonly JsonObject[]): Week[] {
  const weeks = new Map<string, Week>();
  for (const stretch of stretches) {
    const [from, to] = [dayOf(stretch['from']), dayOf(stretch['to'])];
    const state = stretch['state'];
    if (from === undefined || to === undefined || (state !== 'free' && state !== 'booked')) continue;
    const hours = state === 'free' ? hoursOf(stretch['hoursPerWeek']) : null;
    for (
      let week = mondayOf(from), n = 0;
      n < weeksAhead && Temporal.PlainDate.compare(week, to) <= 0;
      n += 1
    ) {
      if (weeks.size < weeksAhead) weeks.set(week.toString(), { week, state, hours });
      week = week.add({ weeks: 1 });
    }
  }
  return [...weeks.values()].sort((one, other) => Temporal.PlainDate.compare(one.week, other.week));
}

function hoursOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 80 ? value : null;
}

/** The earliest day any of it was said: what is older may count as stale. */
function confirmedOf(stretches: readonly JsonObject[]): Temporal.Instant | null {
  const days = stretches.flatMap((stretch) => dayOf(stretch['confirmed']) ?? []);
  const [first] = days.sort(Temporal.PlainDate.compare);
  return first === undefined ? null : first.toZonedDateTime('UTC').toInstant();
}

function dayOf(value: unknown): Temporal.PlainDate | undefined {
  if (typeof value !== 'string' || !/^(?:19|20|21)\d\d-\d\d-\d\d$/.test(value)) return undefined;
  try {
    return Temporal.PlainDate.from(value);
  } catch {
    return undefined;
  }
}

function placeOf(value: unknown): SignpostPlace {
  const location = isJsonObject(value) ? value : {};
  const country = location['countryCode'];
  if (typeof country !== 'string' || !/^[A-Z]{2}$/.test(country))
    return { grain: 'none', country: null, region: null, town: null };
  const region = lineOf(location['region'], 80) || null;
  const town = lineOf(location['city'], 80) || null;
  const grain = town !== null ? 'town' : region !== null ? 'region' : 'country';
  return { grain, country, region, town };
}

function languagesOf(value: unknown): SpokenLanguage[] {
  const languages = listOf(value).filter(isJsonObject).slice(0, most.languages);
  return languages.flatMap((language) => {
    const tag = language['gh:tag'];
    const level = fluencies.find((known) => known === language['fluency']);
    const isTag = typeof tag === 'string' && /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(tag);
    return isTag && level !== undefined ? [{ tag, level }] : [];
  });
}

function termsOf(value: unknown): TermsLine[] {
  const lines = listOf(value).filter(isJsonObject).slice(0, most.terms);
  return lines.flatMap((line) => {
    const kind = termsKinds.find((known) => known === line['kind']);
    return kind === undefined ? [] : [{ kind, floor: floorOf(line), note: lineOf(line['note'], 200) }];
  });
}

function floorOf({ from, currency }: JsonObject): TermsLine['floor'] {
  if (typeof from !== 'string' || typeof currency !== 'string') return null;
  try {
    return parseMoney(from, currency);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
