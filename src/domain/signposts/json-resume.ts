import type { Iri } from '../../core/id.ts';
import { formatAmount } from '../../core/money.ts';
import type { Engagement } from '../members/member.ts';
import { type Stretch, stretchesOf } from './availability.ts';
import type {
  Availability,
  Contact,
  Level,
  SignpostLink,
  SignpostPlace,
  SignpostSkill,
  SignpostView,
  SpokenLanguage,
  TermsLine,
  WorkLine,
} from './signpost.ts';

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Whose signpost it is, beside what stands on it. What is not for the reader is undefined here too. */
export interface SignpostPerson {
  readonly name: string;
  /** `ines@kiln.example`. */
  readonly handle: string;
  /** The address of the person as an actor. */
  readonly actor: Iri;
  /** The page for people. */
  readonly url: Iri;
  /** Markdown. */
  readonly about: string | undefined;
  /** IANA. */
  readonly timeZone: string | undefined;
  readonly engagement: Engagement | undefined;
  readonly collective: { readonly name: string; readonly iri: Iri };
  readonly updatedAt: Temporal.Instant | null;
}

/** The words other readers of JSON Resume know, for our four levels. */
export const levelWords: Readonly<Record<Level, string>> = {
  1: 'beginner',
  2: 'intermediate',
  3: 'advanced',
  4: 'expert',
};

/**
 * A signpost as JSON Resume 1.0.0; what that has no place for stands under keys that begin with `gh:`. Skills that
 * somebody learns or does not want are not among `skills`, because other readers would take them for offers. Empty
 * parts are left out.
 */
export function toJsonResume(view: SignpostView, person: SignpostPerson): { readonly [key: string]: Json } {
  const { availability, terms } = view;
  return filled({
    $schema: 'https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json',
    basics: basicsOf(view, person),
    skills: view.do?.map(skillOf),
    languages: view.languages?.map(languageOf),
    projects: view.work?.map(projectOf),
    meta: filled({ version: 'v1.0.0', lastModified: person.updatedAt?.toString() }),
    'gh:version': 1,
    'gh:actor': person.actor,
    'gh:collective': filled({
      id: person.collective.iri,
      name: person.collective.name,
      engagement: person.engagement,
    }),
    'gh:learning': view.learning?.map(skillOf),
    'gh:dont': view.dont?.map(skillOf),
    'gh:availability':
      availability && stretchesOf(availability.weeks).map((one) => stretchOf(one, availability)),
    'gh:terms': terms?.map(termsOf),
    'gh:contact': contactOf(view.contact),
    'gh:timezone': person.timeZone,
  });
}

function basicsOf(view: SignpostView, person: SignpostPerson): Json {
  const { contact, place, links } = view;
  const isMail = contact !== undefined && /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(contact.how);
  return filled({
    name: person.name,
    label: view.headline,
    url: person.url,
    summary: person.about,
    email: isMail ? contact.how : undefined,
    location: place && locationOf(place),
    profiles: [
      { network: 'ActivityPub', username: person.handle, url: person.actor },
      ...(links ?? []).map(profileOf),
    ],
  });
}

function locationOf({ country, region, town }: SignpostPlace): Json {
  return filled({ countryCode: country, region, city: town });
}

function profileOf({ url, label, verifiedAt }: SignpostLink): Json {
  return filled({
    network: label === '' ? new URL(url).hostname : label,
    url,
    'gh:label': label,
    'gh:verified': verifiedAt?.toString(),
  });
}

function skillOf({ skill, label, level, since, lastUsed, note, evidence }: SignpostSkill): Json {
  return filled({
    name: label,
    level: level === null ? undefined : levelWords[level],
    'gh:uri': skill,
    'gh:level': level,
    'gh:since': since,
    'gh:lastUsed': lastUsed?.toString(),
    'gh:note': note,
    'gh:evidence': evidence,
  });
}

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

function languageOf({ tag, level }: SpokenLanguage): Json {
  return { language: languageNames.of(tag) ?? tag, fluency: level, 'gh:tag': tag };
}

function projectOf({ title, role, url, began, ended, summary, skills, evidence }: WorkLine): Json {
  return filled({
    name: title,
    description: summary,
    url,
    roles: role === '' ? undefined : [role],
    startDate: began?.toString(),
    endDate: ended?.toString(),
    keywords: skills.map(({ label }) => label),
    'gh:skills': skills.map(({ skill, label }) => ({ uri: skill, name: label })),
    'gh:evidence': evidence,
  });
}

function stretchOf({ from, to, state, hours }: Stretch, { confirmedAt }: Availability): Json {
  return filled({
    from: from.toString(),
    to: to.toString(),
    state,
    hoursPerWeek: hours,
    confirmed: confirmedAt?.toZonedDateTimeISO('UTC').toPlainDate().toString(),
  });
}

function termsOf({ kind, floor, note }: TermsLine): Json {
  return filled({
    kind,
    currency: floor?.currency,
    from: floor === null ? undefined : formatAmount(floor),
    note,
  });
}

function contactOf(contact: Contact | undefined): Json | undefined {
  return contact && filled({ policy: contact.policy, how: contact.how });
}

/** Without what is missing or empty. */
function filled(fields: Readonly<Record<string, Json | undefined>>): { readonly [key: string]: Json } {
  const isThere = (value: Json | undefined): value is Json =>
    value !== undefined &&
    value !== null &&
    value !== '' &&
    (typeof value !== 'object' || (Array.isArray(value) ? value : Object.keys(value)).length > 0);
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(fields)) if (isThere(value)) kept[key] = value;
  return kept;
}
