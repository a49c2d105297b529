import { z } from 'zod';
import { type Money, parseMoney } from '../core/money.ts';
import { Refusal } from '../core/refusal.ts';
import type { Member } from '../domain/members/member.ts';
import {
  introduce,
  setAudiences,
  setAvailability,
  setContact,
  setIndexable,
  setLanguages,
  setPlace,
  setTerms,
} from '../domain/signposts/commands.ts';
import { addLink, removeLink } from '../domain/signposts/links.ts';
import { readSignpost } from '../domain/signposts/queries.ts';
import {
  audiences,
  contactPolicies,
  fields,
  fluencies,
  grains,
  skillLists,
  termsKinds,
  type WorkId,
} from '../domain/signposts/signpost.ts';
import { setSkills } from '../domain/signposts/skills.ts';
import { addWork, changeWork, moveWork, removeWork } from '../domain/signposts/work.ts';
import type { Work } from '../domain/work.ts';
import { addRefusal } from './input.ts';
import { Line, Prose } from './text.ts';

const Month = Line.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'write a month: 2025-03')
  .transform((text) => Temporal.PlainYearMonth.from(text))
  .nullish()
  .transform((month) => month ?? null);

const Day = Line.regex(/^\d{4}-\d{2}-\d{2}$/, 'write a day: 2026-12-07').transform((text, context) => {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    context.addIssue('write a day: 2026-12-07');
    return z.NEVER;
  }
});

const SkillInput = z.strictObject({
  name: Line.max(2048).describe(
    'Its address or any of its names; an unknown name becomes a skill of this collective.',
  ),
  level: z
    .int()
    .nullable()
    .default(null)
    .describe('1 with help, 2 on my own, 3 others ask me, 4 I teach it.'),
  since: z.int().nullable().default(null).describe('The year it began.'),
  lastUsed: Month,
  note: Line.default(''),
});

const WeekInput = z.strictObject({
  week: Day.describe('Its Monday.'),
  state: z.enum(['free', 'booked']),
  hours: z.int().nullable().default(null),
});

const TermsLineInput = z
  .strictObject({
    kind: z.enum(termsKinds),
    floor: Line.nullish().describe('The least they take, as decimal text; only for hourly and fixed.'),
    currency: Line.nullish().describe('ISO 4217.'),
    note: Line.default(''),
  })
  .transform(({ kind, floor, currency, note }, context) => {
    try {
      const least: Money | null = floor == null ? null : parseMoney(floor, currency ?? '');
      return { kind, note, floor: least };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      addRefusal(context, error, ['floor']);
      return z.NEVER;
    }
  });

const PlaceInput = z.strictObject({
  grain: z.enum(grains),
  country: Line.nullable().default(null).describe('ISO 3166-1 alpha-2: PT.'),
  region: Line.nullable().default(null),
  town: Line.nullable().default(null),
});

const WorkInput = z.strictObject({
  id: z.uuid().optional().describe('Of what is there already; without it something new is added.'),
  title: Line,
  role: Line.default(''),
  url: Line.nullable().default(null),
  began: Month,
  ended: Month,
  summary: Prose.default('').describe('Markdown.'),
  skills: z.array(Line).default([]),
});

/** What a person says of themselves. A part that is missing stays as it is; one that is there replaces what was. */
export const SignpostInput = z.strictObject({
  name: Line.optional(),
  headline: Line.optional(),
  about: Prose.optional().describe('Markdown.'),
  do: z.array(SkillInput).max(100).optional(),
  learning: z.array(SkillInput).max(100).optional(),
  dont: z.array(SkillInput).max(100).optional(),
  availability: z
    .array(WeekInput)
    .max(100)
    .optional()
    .describe('From this week on; it counts as confirmed now.'),
  terms: z.array(TermsLineInput).max(20).optional(),
  place: PlaceInput.optional(),
  languages: z
    .array(z.strictObject({ tag: Line, level: z.enum(fluencies) }))
    .max(50)
    .optional(),
  contact: z.strictObject({ policy: z.enum(contactPolicies), how: Line }).optional(),
  work: z.array(WorkInput).max(200).optional().describe('In the order they are shown.'),
  links: z
    .array(z.strictObject({ url: Line, label: Line.default('') }))
    .max(50)
    .optional(),
  audiences: z.partialRecord(z.enum(fields), z.enum(audiences)).optional(),
  isIndexable: z.boolean().optional(),
});
export type SignpostInput = z.output<typeof SignpostInput>;

/** Write what somebody said of themselves, in one transaction. @throws Refusal as the commands of the signpost do */
export async function writeSignpost(work: Work, member: Member, said: SignpostInput): Promise<void> {
  await writeIntroduction(work, member, said);
  for (const list of skillLists) {
    const lines = said[list];
    if (lines !== undefined) await setSkills(work, member, list, lines);
  }
  if (said.availability !== undefined) await setAvailability(work, member, said.availability);
  if (said.terms !== undefined) await setTerms(work, member, said.terms);
  if (said.place !== undefined) await setPlace(work, member, said.place);
  if (said.languages !== undefined) await setLanguages(work, member, said.languages);
  if (said.contact !== undefined) await setContact(work, member, said.contact);
  if (said.work !== undefined) await writeWork(work, member, said.work);
  if (said.links !== undefined) await writeLinks(work, member, said.links);
  if (said.audiences !== undefined) await setAudiences(work, member, said.audiences);
  if (said.isIndexable !== undefined) await setIndexable(work, member, said.isIndexable);
}

async function writeIntroduction(work: Work, member: Member, said: SignpostInput): Promise<void> {
  const { name, headline, about } = said;
  if (name === undefined && headline === undefined && about === undefined) return;
  const before = await readSignpost(work.tx, member.id, work.now);
  await introduce(work, member, {
    name: name ?? member.name,
    headline: headline ?? before.headline,
    about: about ?? member.about,
  });
}

async function writeWork(
  work: Work,
  member: Member,
  lines: NonNullable<SignpostInput['work']>,
): Promise<void> {
  const before = (await readSignpost(work.tx, member.id, work.now)).work.map((one) => one.id);
  const kept = new Set<string>(lines.flatMap((line) => line.id ?? []));
  for (const id of before) if (!kept.has(id)) await removeWork(work, member, id);
  const ids: WorkId[] = [];
  for (const { id, ...line } of lines) {
    if (id !== undefined) await changeWork(work, member, id as WorkId, line);
    ids.push(id === undefined ? await addWork(work, member, line) : (id as WorkId));
  }
  for (const [position, id] of ids.entries()) await moveWork(work, member, id, position);
}

async function writeLinks(
  work: Work,
  member: Member,
  lines: NonNullable<SignpostInput['links']>,
): Promise<void> {
  const { links } = await readSignpost(work.tx, member.id, work.now);
  const kept = new Set(lines.map((line) => line.url.trim()));
  for (const { id, url } of links) if (!kept.has(url)) await removeLink(work, member, id);
  for (const line of lines) await addLink(work, member, line);
}
