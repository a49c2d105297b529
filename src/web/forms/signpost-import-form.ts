import { z } from 'zod';
import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import {
  contactPolicies,
  fluencies,
  grains,
  skillLists,
  termsKinds,
} from '../../domain/signposts/signpost.ts';
import { noSuggestions, type Suggestions } from '../../domain/signposts/suggestion.ts';
import type { Fields } from './fields.ts';

const text = z.string().max(20_000);
const textOrNull = text.nullable();
const month = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .transform((value) => Temporal.PlainYearMonth.from(value))
  .nullable();
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .transform((value) => Temporal.PlainDate.from(value));
const money = z
  .object({
    minor: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(BigInt),
    currency: text,
  })
  .nullable();

const schemas = {
  headline: text,
  about: text,
  skill: z.object({
    name: text,
    level: z.number().nullable(),
    since: z.number().nullable(),
    lastUsed: month,
    note: text,
    list: z.enum(skillLists),
    uri: textOrNull,
  }),
  work: z.object({
    title: text,
    role: text,
    url: textOrNull.transform((url) => url as Iri | null),
    began: month,
    ended: month,
    summary: text,
    skills: z.array(text).max(100),
    source: z.enum(['json-resume', 'mastodon']),
  }),
  link: z.object({ url: text, label: text }),
  language: z.object({ tag: text, level: z.enum(fluencies) }),
  terms: z.object({ kind: z.enum(termsKinds), floor: money, note: text }),
  place: z.object({ grain: z.enum(grains), country: textOrNull, region: textOrNull, town: textOrNull }),
  contact: z.object({ policy: z.enum(contactPolicies), how: text }),
  weeks: z
    .array(z.object({ week: day, state: z.enum(['free', 'booked']), hours: z.number().nullable() }))
    .max(60),
} as const;

/** A kind of thing that an import may add. */
export type ImportKind = keyof typeof schemas;

/** One thing that an import may add, written so that a form can carry it there and back. */
export interface ImportItem {
  readonly kind: ImportKind;
  readonly value: unknown;
}

/** What an import would add, one thing after another, in the order in which they are shown. */
export function itemsOf(said: Suggestions): ImportItem[] {
  const item = (kind: ImportKind) => (value: unknown) => ({ kind, value });
  return [
    ...[said.headline].filter((one) => one !== null).map(item('headline')),
    ...[said.about].filter((one) => one !== null).map(item('about')),
    ...said.skills.map(item('skill')),
    ...said.work.map(item('work')),
    ...said.links.map(item('link')),
    ...said.languages.map(item('language')),
    ...said.terms.map(item('terms')),
    ...[said.place].filter((one) => one !== null).map(item('place')),
    ...[said.contact].filter((one) => one !== null).map(item('contact')),
    ...(said.weeks.length > 0 ? [item('weeks')(said.weeks)] : []),
  ];
}

/** A thing as the value of a checkbox. */
export function packItem(item: ImportItem): string {
  return JSON.stringify(item, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

/**
 * The things that were ticked, as what an import says. The domain checks each once more.
 * @throws Refusal invalid `form.unknown_field` for what no page of ours sends
 */
export function unpackItems(sent: Fields): Suggestions {
  const said = { ...noSuggestions, ...emptyLists() };
  for (const [name, packed] of Object.entries(sent)) {
    try {
      if (!/^take\.\d{1,4}$/.test(name)) throw new Error('not a field of this form');
      const item = z.object({ kind: z.enum(kinds), value: z.unknown() }).parse(JSON.parse(packed));
      put(said, item.kind, item.value);
    } catch {
      throw new Refusal('invalid', 'form.unknown_field', `This form has no field "${name.slice(0, 60)}".`, {
        name: name.slice(0, 60),
      });
    }
  }
  return said;
}

const kinds = Object.keys(schemas) as [ImportKind, ...ImportKind[]];

type Mutable = { -readonly [Name in keyof Suggestions]: Suggestions[Name] };

function emptyLists(): Pick<Suggestions, 'skills' | 'work' | 'links' | 'languages' | 'terms' | 'weeks'> {
  return { skills: [], work: [], links: [], languages: [], terms: [], weeks: [] };
}

function put(said: Mutable, kind: ImportKind, value: unknown): void {
  switch (kind) {
    case 'headline':
      said.headline = schemas.headline.parse(value);
      break;
    case 'about':
      said.about = schemas.about.parse(value);
      break;
    case 'skill':
      said.skills = [...said.skills, schemas.skill.parse(value)];
      break;
    case 'work':
      said.work = [...said.work, schemas.work.parse(value)];
      break;
    case 'link':
      said.links = [...said.links, schemas.link.parse(value)];
      break;
    case 'language':
      said.languages = [...said.languages, schemas.language.parse(value)];
      break;
    case 'terms':
      said.terms = [...said.terms, schemas.terms.parse(value)];
      break;
    case 'place':
      said.place = schemas.place.parse(value);
      break;
    case 'contact':
      said.contact = schemas.contact.parse(value);
      break;
    case 'weeks':
      said.weeks = schemas.weeks.parse(value);
      break;
  }
}
