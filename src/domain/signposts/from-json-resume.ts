import { parseMoney } from '../../core/money.ts';
import { type Stretch, weeksOf } from './availability.ts';
import { longest, most } from './check.ts';
import { levelWords } from './json-resume.ts';
import { dayOf, fieldsOf, itemsOf, monthOf, oneOf, pageOf, textOf } from './read-json.ts';
import {
  type Contact,
  contactPolicies,
  fluencies,
  type Level,
  type SignpostPlace,
  type SkillList,
  type SpokenLanguage,
  type TermsLine,
  termsKinds,
} from './signpost.ts';
import { noSuggestions, type SkillSuggestion, type Suggestions, type WorkSuggestion } from './suggestion.ts';

/** Characters that a name of a skill may have. */
const longestSkill = 80;

/** What a JSON Resume (1.0.0, with our keys or without) says of a person. What has another form is left out. */
export function readJsonResume(document: unknown): Suggestions {
  const resume = fieldsOf(document);
  const basics = fieldsOf(resume['basics']);
  const skills = itemsOf(resume['skills'], most.skills);
  return {
    ...noSuggestions,
    headline: orNull(textOf(basics['label'], longest.headline)),
    about: orNull(textOf(basics['summary'], 2000)),
    skills: [
      ...skills.flatMap((one) => skillOf(one, 'do')),
      ...itemsOf(resume['gh:learning'], most.skills).flatMap((one) => skillOf(one, 'learning')),
      ...itemsOf(resume['gh:dont'], most.skills).flatMap((one) => skillOf(one, 'dont')),
    ],
    hints: skills.flatMap((one) => namesIn(fieldsOf(one)['keywords'])),
    work: workOf(resume),
    links: linksOf(basics, typeof resume['gh:actor'] === 'string'),
    languages: itemsOf(resume['languages'], most.languages).flatMap(languageOf),
    terms: itemsOf(resume['gh:terms'], 20).flatMap(termsOf),
    place: placeOf(fieldsOf(basics['location'])),
    contact: contactOf(resume['gh:contact'], basics['email']),
    weeks: weeksOf(itemsOf(resume['gh:availability'], 100).flatMap(stretchOf)),
  };
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

function namesIn(value: unknown): string[] {
  return itemsOf(value, most.workSkills)
    .map((one) => textOf(one, longestSkill))
    .filter((name) => name !== '');
}

function skillOf(value: unknown, list: SkillList): SkillSuggestion[] {
  const skill = fieldsOf(value);
  const name = textOf(typeof value === 'string' ? value : skill['name'], longestSkill);
  if (name === '') return [];
  const since = skill['gh:since'];
  return [
    {
      ...{ name, list, uri: orNull(textOf(skill['gh:uri'], 2048)), level: levelOf(skill) },
      since:
        typeof since === 'number' && Number.isInteger(since) && since >= 1900 && since <= 2200 ? since : null,
      lastUsed: monthOf(skill['gh:lastUsed']),
      note: textOf(skill['gh:note'], longest.note),
    },
  ];
}

/** Our own level, or what others call theirs. */
function levelOf(skill: Readonly<Record<string, unknown>>): Level | null {
  const own = skill['gh:level'];
  if (own === 1 || own === 2 || own === 3 || own === 4) return own;
  const word = textOf(skill['level'], 40).toLowerCase();
  const known = ([1, 2, 3, 4] as const).find((level) => levelWords[level] === word);
  if (known !== undefined) return known;
  if (word === 'master' || word === 'senior') return 4;
  return word === 'basic' || word === 'novice' || word === 'junior' ? 1 : null;
}

function workOf(resume: Readonly<Record<string, unknown>>): WorkSuggestion[] {
  const entries = (key: string) => itemsOf(resume[key], most.work).map(fieldsOf);
  return [
    ...entries('work').flatMap((one) => workLine(one, one['name'], one['position'])),
    ...entries('volunteer').flatMap((one) => workLine(one, one['organization'], one['position'])),
    ...entries('projects').flatMap((one) => workLine(one, one['name'], itemsOf(one['roles'], 1)[0])),
    ...entries('publications').flatMap((one) => workLine(one, one['name'], one['publisher'])),
  ].slice(0, most.work);
}

function workLine(
  one: Readonly<Record<string, unknown>>,
  name: unknown,
  position: unknown,
): WorkSuggestion[] {
  const role = textOf(position, longest.role);
  const title = textOf(name, longest.title);
  if (title === '' && role === '') return [];
  const highlights = itemsOf(one['highlights'], 20).map((line) => textOf(line, 300));
  const summary = textOf(one['summary'] ?? one['description'], longest.summary);
  const lines = highlights.filter((line) => line !== '').map((line) => `- ${line}`);
  const began = monthOf(one['startDate'] ?? one['releaseDate']);
  const ended = monthOf(one['endDate'] ?? one['releaseDate']);
  const isInOrder = began === null || ended === null || Temporal.PlainYearMonth.compare(began, ended) <= 0;
  return [
    {
      ...{ title: title === '' ? role : title, role: title === '' ? '' : role, began },
      ended: isInOrder ? ended : null,
      url: pageOf(one['url']),
      summary: textOf(
        [summary, lines.join('\n')].filter((part) => part !== '').join('\n\n'),
        longest.summary,
      ),
      skills: workSkills(one),
      source: 'json-resume',
    },
  ];
}

/** Our own key names skills; what others call keywords may be anything and is taken where the vocabulary has it. */
function workSkills(one: Readonly<Record<string, unknown>>): string[] {
  const own = itemsOf(one['gh:skills'], most.workSkills).map((skill) =>
    textOf(fieldsOf(skill)['name'], longestSkill),
  );
  const names = own.filter((name) => name !== '');
  return names.length > 0 ? names : namesIn(one['keywords']);
}

/** A page on the node that wrote it is not a page elsewhere: with our keys only the profiles count. */
function linksOf(
  basics: Readonly<Record<string, unknown>>,
  isOurs: boolean,
): { url: string; label: string }[] {
  const profiles = itemsOf(basics['profiles'], most.links).map(fieldsOf);
  const own = isOurs ? [] : [{ url: basics['url'] ?? basics['website'], network: '' }];
  return [...own, ...profiles].flatMap((profile: Readonly<Record<string, unknown>>) => {
    if (isOurs && profile['network'] === 'ActivityPub') return [];
    const url = pageOf(profile['url']);
    const label = textOf(profile['gh:label'] ?? (isOurs ? '' : profile['network']), longest.link);
    return url === null ? [] : [{ url, label }];
  });
}

function languageOf(value: unknown): SpokenLanguage[] {
  const language = fieldsOf(value);
  const tag = tagOf(textOf(language['gh:tag'], 35)) ?? tagNamed(textOf(language['language'], 60));
  return tag === undefined ? [] : [{ tag, level: fluencyOf(textOf(language['fluency'], 60).toLowerCase()) }];
}

function fluencyOf(words: string): SpokenLanguage['level'] {
  const own = oneOf(fluencies, words);
  if (own !== undefined) return own;
  if (/native|mother|bilingual|\bc2\b/.test(words)) return 'native';
  if (/fluent|full|advanced|\bc1\b/.test(words)) return 'fluent';
  return /basic|element|beginn|limited|\ba[12]\b/.test(words) ? 'basic' : 'working';
}

function tagOf(text: string): string | undefined {
  try {
    return text === '' ? undefined : Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

const twoLetters = Array.from({ length: 26 * 26 }, (_, at) =>
  String.fromCharCode(97 + Math.floor(at / 26), 97 + (at % 26)),
);
let tagsByName: ReadonlyMap<string, string> | undefined;

/** The tag of a language by its English name, or by what may be a tag itself. */
function tagNamed(name: string): string | undefined {
  if (tagsByName === undefined) {
    const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
    tagsByName = new Map(
      twoLetters.flatMap((tag) => {
        const known = names.of(tag);
        return known === undefined ? [] : [[known.toLowerCase(), tag] as const];
      }),
    );
  }
  return (
    tagsByName.get(name.toLowerCase()) ?? (/^[a-z]{2}(-[A-Za-z]{2})?$/.test(name) ? tagOf(name) : undefined)
  );
}

function termsOf(value: unknown): TermsLine[] {
  const terms = fieldsOf(value);
  const kind = oneOf(termsKinds, terms['kind']);
  if (kind === undefined) return [];
  const mayHaveFloor = kind === 'hourly' || kind === 'fixed';
  const floor = mayHaveFloor ? moneyOf(terms['from'], terms['currency']) : null;
  return [{ kind, floor, note: textOf(terms['note'], longest.note) }];
}

function moneyOf(amount: unknown, currency: unknown): TermsLine['floor'] {
  try {
    return parseMoney(textOf(amount, 30), textOf(currency, 3));
  } catch {
    // An amount that cannot be read is not invented: the kind of terms stays without one.
    return null;
  }
}

function placeOf(location: Readonly<Record<string, unknown>>): SignpostPlace | null {
  const country = textOf(location['countryCode'], 2).toUpperCase();
  if (!/^[A-Z]{2}$/.test(country)) return null;
  const region = orNull(textOf(location['region'], longest.region));
  const town = orNull(textOf(location['city'], longest.town));
  const grain = town !== null ? 'town' : region !== null ? 'region' : 'country';
  return { grain, country, region, town };
}

function contactOf(own: unknown, email: unknown): Contact | null {
  const contact = fieldsOf(own);
  const policy = oneOf(contactPolicies, contact['policy']);
  const how = textOf(contact['how'] ?? email, longest.contact);
  if (policy === undefined && how === '') return null;
  if (policy === 'introduced' && how === '') return null;
  return { policy: policy ?? 'introduced', how };
}

function stretchOf(value: unknown): Stretch[] {
  const stretch = fieldsOf(value);
  const from = dayOf(stretch['from']);
  const to = dayOf(stretch['to']);
  const hours = stretch['hoursPerWeek'];
  if (from === null || to === null) return [];
  return [
    {
      ...{ from, to, state: stretch['state'] === 'booked' ? 'booked' : 'free' },
      hours: typeof hours === 'number' && Number.isInteger(hours) && hours >= 1 && hours <= 80 ? hours : null,
    },
  ];
}
