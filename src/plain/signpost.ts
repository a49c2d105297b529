import { z } from 'zod';
import { formatAmount } from '../core/money.ts';
import { engagements } from '../domain/members/member.ts';
import type { SignpostPerson } from '../domain/signposts/json-resume.ts';
import {
  type Audience,
  audiences,
  contactPolicies,
  type Field,
  fields,
  fluencies,
  grains,
  type Signpost,
  type SignpostLink,
  type SignpostSkill,
  type SignpostView,
  type TermsLine,
  termsKinds,
  type Week,
  type WorkLine,
} from '../domain/signposts/signpost.ts';
import type { Suggestions } from '../domain/signposts/suggestion.ts';

const Address = z.string().meta({ format: 'uri' });
const Time = z.string().meta({ format: 'date-time' });
const Month = z.string().meta({ pattern: '^\\d{4}-\\d{2}$' });
const Day = z.string().meta({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Evidence = z.enum(['claimed', 'witnessed']).describe('Whose word stands behind it.');

const Experience = {
  level: z
    .int()
    .min(1)
    .max(4)
    .nullable()
    .describe('1 with help, 2 on my own, 3 others ask me, 4 I teach it.'),
  since: z.int().nullable().describe('The year it began.'),
  lastUsed: Month.nullable(),
  note: z.string(),
};

const PlainSkill = z.strictObject({ uri: Address, name: z.string(), ...Experience, evidence: Evidence });

const PlainWeek = z.strictObject({
  week: Day.describe('Its Monday.'),
  state: z.enum(['free', 'booked']),
  hours: z.int().nullable().describe('Hours free in it; null where nobody said.'),
});

const PlainTermsLine = z.strictObject({
  kind: z.enum(termsKinds),
  floor: z.string().nullable().describe('The least they take, as decimal text.'),
  currency: z.string().nullable(),
  note: z.string(),
});

const PlainPlace = z.strictObject({
  grain: z.enum(grains).describe('How exactly they say it.'),
  country: z.string().nullable(),
  region: z.string().nullable(),
  town: z.string().nullable(),
});

const PlainLanguage = z.strictObject({ tag: z.string(), level: z.enum(fluencies) });
const PlainContact = z.strictObject({ policy: z.enum(contactPolicies), how: z.string() });

const Delivered = {
  title: z.string(),
  role: z.string(),
  url: Address.nullable(),
  began: Month.nullable(),
  ended: Month.nullable(),
  summary: z.string().describe('Markdown.'),
};
const source = z.enum(['typed', 'json-resume', 'mastodon']);

const PlainWork = z.strictObject({
  id: z.uuid(),
  ...Delivered,
  skills: z.array(z.strictObject({ uri: Address, name: z.string() })),
  source,
  evidence: Evidence,
});

const PlainLink = z.strictObject({
  id: z.uuid(),
  url: Address,
  label: z.string(),
  verifiedAt: Time.nullable().describe('When it was last seen to link back with rel=me.'),
  checkedAt: Time.nullable(),
  failure: z.string().nullable(),
});

/** A signpost as whoever asks may see it: a part that is not for them is missing. */
export const PlainSignpost = z.strictObject({
  handle: z.string().describe('With the domain: ines@kiln.example.'),
  name: z.string(),
  url: Address.describe('The page for people.'),
  headline: z.string().optional(),
  about: z.string().optional().describe('Markdown.'),
  do: z.array(PlainSkill).optional(),
  learning: z.array(PlainSkill).optional(),
  dont: z.array(PlainSkill).optional(),
  availability: z
    .strictObject({
      weeks: z.array(PlainWeek).describe('In order; a week that is not there is unknown.'),
      confirmedAt: Time.nullable(),
      isStale: z.boolean().describe('Whether it was confirmed more than thirty days ago.'),
    })
    .optional(),
  terms: z.array(PlainTermsLine).optional(),
  place: PlainPlace.optional(),
  timeZone: z.string().optional(),
  languages: z.array(PlainLanguage).optional(),
  engagement: z.enum(engagements).optional(),
  contact: PlainContact.optional(),
  work: z.array(PlainWork).optional(),
  links: z.array(PlainLink).optional(),
  updatedAt: Time.nullable(),
});
export type PlainSignpost = z.output<typeof PlainSignpost>;

const seenBy = Object.fromEntries(fields.map((field) => [field, z.enum(audiences)])) as Record<
  Field,
  z.ZodEnum<{ [Key in Audience]: Key }>
>;

/** Who sees which part. */
export const PlainAudiences = z.strictObject(seenBy);

/** One's own signpost: everything, and who sees it. */
export const PlainOwnSignpost = PlainSignpost.extend({
  audiences: PlainAudiences,
  isIndexable: z.boolean().describe('Whether other collectives may find them in their own directories.'),
});

/** What an import adds, or would add. */
export const PlainSuggestions = z.strictObject({
  headline: z.string().nullable(),
  about: z.string().nullable(),
  skills: z.array(
    z.strictObject({ list: z.enum(['do', 'learning', 'dont']), name: z.string(), ...Experience }),
  ),
  work: z.array(
    z.strictObject({ ...Delivered, url: Address.nullable(), skills: z.array(z.string()), source }),
  ),
  links: z.array(z.strictObject({ url: Address, label: z.string() })),
  languages: z.array(PlainLanguage),
  terms: z.array(PlainTermsLine),
  place: PlainPlace.nullable(),
  contact: PlainContact.nullable(),
  weeks: z.array(PlainWeek),
  leftOut: z.int().describe('How much of the file could not be taken, or does not fit.'),
});

/** A signpost as plain JSON. */
export function signpostToPlain(view: SignpostView, person: SignpostPerson): PlainSignpost {
  const { availability, place, contact } = view;
  const parts = {
    ...{ headline: view.headline, about: person.about },
    ...{ do: view.do?.map(skillToPlain), learning: view.learning?.map(skillToPlain) },
    dont: view.dont?.map(skillToPlain),
    availability: availability && {
      weeks: availability.weeks.map(weekToPlain),
      confirmedAt: availability.confirmedAt?.toString() ?? null,
      isStale: availability.isStale,
    },
    terms: view.terms?.map(termsLineToPlain),
    place: place && { ...place },
    timeZone: person.timeZone,
    languages: view.languages?.map((one) => ({ ...one })),
    engagement: person.engagement,
    contact: contact && { ...contact },
    work: view.work?.map(workToPlain),
    links: view.links?.map(linkToPlain),
  };
  const { handle, name, url, updatedAt } = person;
  return { ...{ handle, name, url }, ...withoutMissing(parts), updatedAt: updatedAt?.toString() ?? null };
}

/** One's own signpost as plain JSON; `view` and `person` are what oneself sees. */
export function ownSignpostToPlain(
  signpost: Signpost,
  view: SignpostView,
  person: SignpostPerson,
): z.output<typeof PlainOwnSignpost> {
  const { audiences: chosen, isIndexable } = signpost;
  return { ...signpostToPlain(view, person), audiences: { ...chosen }, isIndexable };
}

/** What an import adds, as plain JSON. */
export function suggestionsToPlain(said: Suggestions): z.output<typeof PlainSuggestions> {
  return {
    ...{ headline: said.headline, about: said.about, leftOut: said.leftOut },
    skills: said.skills.map(({ list, name, level, since, lastUsed, note }) => ({
      ...{ list, name, level, since, note },
      lastUsed: lastUsed?.toString() ?? null,
    })),
    work: said.work.map(({ title, role, url, began, ended, summary, skills, source: from }) => ({
      ...{ title, role, url, summary, skills: [...skills], source: from },
      ...{ began: began?.toString() ?? null, ended: ended?.toString() ?? null },
    })),
    links: said.links.map((one) => ({ ...one })),
    languages: said.languages.map((one) => ({ ...one })),
    terms: said.terms.map(termsLineToPlain),
    place: said.place && { ...said.place },
    contact: said.contact && { ...said.contact },
    weeks: said.weeks.map(weekToPlain),
  };
}

function skillToPlain({ skill, label, level, since, lastUsed, note, evidence }: SignpostSkill) {
  return { uri: skill, name: label, level, since, lastUsed: lastUsed?.toString() ?? null, note, evidence };
}

function weekToPlain({ week, state, hours }: Week) {
  return { week: week.toString(), state, hours };
}

function termsLineToPlain({ kind, floor, note }: TermsLine) {
  const amount = floor === null ? null : formatAmount(floor);
  return { kind, floor: amount, currency: floor?.currency ?? null, note };
}

function workToPlain({ began, ended, skills, ...rest }: WorkLine) {
  return {
    ...rest,
    ...{ began: began?.toString() ?? null, ended: ended?.toString() ?? null },
    skills: skills.map(({ skill, label }) => ({ uri: skill, name: label })),
  };
}

function linkToPlain({ id, url, label, verifiedAt, checkedAt, failure }: SignpostLink) {
  const times = { verifiedAt: verifiedAt?.toString() ?? null, checkedAt: checkedAt?.toString() ?? null };
  return { id, url, label, ...times, failure };
}

/** The fields that are there. */
function withoutMissing<T extends Record<string, unknown>>(
  parts: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const known: { [Key in keyof T]?: Exclude<T[Key], undefined> } = {};
  for (const key in parts) {
    const value = parts[key];
    if (value !== undefined) known[key] = value as Exclude<T[typeof key], undefined>;
  }
  return known;
}
