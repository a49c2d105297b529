import { z } from 'zod';
import { engagements } from '../domain/members/member.ts';
import type { FoundPeople, FoundPerson } from '../domain/people/find.ts';
import type { Listed, ListedSkill } from '../domain/people/listed.ts';
import type { Reason } from '../domain/people/match.ts';
import type { Pool } from '../domain/people/pool.ts';

const Address = z.string().meta({ format: 'uri' });
const Day = z.string().meta({ format: 'date' });

/** A skill of somebody. */
const PlainSkill = z.strictObject({
  uri: Address.nullable().describe('Null where another server gave only a label.'),
  label: z.string(),
  level: z
    .int()
    .nullable()
    .describe('1 with help, 2 on their own, 3 others ask them, 4 teaches it; null unsaid.'),
});

/** Somebody of the directory, as far as who asks may see them: what is null was not said, or is not for them. */
export const PlainPerson = z.strictObject({
  id: Address.describe('The address of their actor: names them in pools.'),
  name: z.string(),
  handle: z.string().describe('@ines@kiln.example'),
  url: Address,
  collective: z.enum(['ours', 'ally']),
  headline: z.string().nullable(),
  do: z.array(PlainSkill).nullable(),
  learning: z.array(PlainSkill).nullable(),
  dont: z.array(PlainSkill).nullable(),
  availability: z
    .strictObject({
      confirmedAt: z.string().meta({ format: 'date-time' }).nullable(),
      weeks: z.array(
        z.strictObject({
          week: Day.describe('Its Monday.'),
          state: z.enum(['free', 'booked']),
          hours: z.int().nullable(),
        }),
      ),
    })
    .nullable(),
  place: z
    .strictObject({
      country: z.string().nullable(),
      region: z.string().nullable(),
      town: z.string().nullable(),
    })
    .nullable(),
  engagement: z.enum(engagements).nullable(),
  stage: z.enum(['candidate', 'member', 'alum']).nullable(),
  why: z.array(z.string()).describe('Why they are in this answer, in English.'),
});
export type PlainPerson = z.output<typeof PlainPerson>;

/** Somebody who was found, as plain JSON. */
export function personToPlain({ person, reasons }: FoundPerson): PlainPerson {
  const { availability, place } = person;
  return {
    id: person.actor,
    name: person.name,
    handle: `@${person.handle}@${person.host}`,
    url: person.url,
    collective: person.collective === null ? 'ours' : 'ally',
    headline: person.headline ?? null,
    do: skillsToPlain(person.do),
    learning: skillsToPlain(person.learning),
    dont: skillsToPlain(person.dont),
    availability: availability
      ? {
          confirmedAt: availability.confirmedAt?.toString() ?? null,
          weeks: availability.weeks.map(({ week, state, hours }) => ({
            week: week.toString(),
            state,
            hours,
          })),
        }
      : null,
    place: place ? { country: place.country, region: place.region, town: place.town } : null,
    engagement: person.engagement ?? null,
    stage: person.stage ?? null,
    why: reasons.map(whyInWords),
  };
}

function skillsToPlain(skills: readonly ListedSkill[] | undefined) {
  return skills?.map(({ uri, label, level }) => ({ uri, label, level })) ?? null;
}

/** A page of the directory. */
export const PlainPeople = z.strictObject({
  items: z.array(PlainPerson),
  total: z.int().describe('How many there are on all pages.'),
  leftOut: z.int().describe('How many more there are if unknown and old availability counts.'),
  skill: z
    .strictObject({ asked: z.string(), label: z.string().nullable() })
    .nullable()
    .describe('How the skill was read; its label is null if nothing is like it.'),
  next: z.string().nullable().describe('The cursor of the next page; null on the last one.'),
});

/** An answer of the directory as plain JSON. */
export function peopleToPlain(found: FoundPeople): z.output<typeof PlainPeople> {
  const { total, leftOut, skill = null, next = null } = found;
  return { items: found.items.map(personToPlain), total, leftOut, skill, next };
}

/** A member's own list of people. */
export const PlainPool = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  createdAt: z.string().meta({ format: 'date-time' }),
  people: z.array(Address).describe('The addresses of their actors, latest first.'),
});
export type PlainPool = z.output<typeof PlainPool>;

/** A pool as plain JSON. */
export function poolToPlain({ id, name, createdAt, people }: Pool): PlainPool {
  return { id, name, createdAt: createdAt.toString(), people: [...people] };
}

const kinds = {
  same: '',
  narrower: ', a part of what was asked',
  related: ', close to what was asked',
  broader: ', around what was asked',
} as const;

/** Why somebody is in an answer, as an English sentence without its full stop. */
export function whyInWords(reason: Reason): string {
  switch (reason.kind) {
    case 'does':
      return `Does ${reason.label}${kinds[reason.how]}`;
    case 'learns':
      return `Is learning ${reason.label}${kinds[reason.how]}`;
    case 'covers':
      return `Does ${reason.label}, and you do not do ${reason.asked}`;
    case 'free':
      return `Is free from ${reason.weeks.from.toString()} to ${reason.weeks.until.add({ days: 6 }).toString()}`;
    case 'maybe_free':
      return reason.freshness === 'stale'
        ? 'Said when they are free over 30 days ago'
        : 'Has not said about all of those weeks';
    case 'says':
      return `Has "${reason.words.join(' ')}" in their ${reason.field}`;
    case 'place':
      return `Is in ${reason.place}`;
  }
}

/** What somebody does, in a line of a terminal. */
export function doesInWords(person: Pick<Listed, 'do'>): string {
  return (person.do ?? []).map(({ label }) => label).join(', ');
}
