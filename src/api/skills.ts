import { z } from 'zod';
import type { Iri } from '../core/id.ts';
import { requireMay } from '../domain/members/can.ts';
import { addSkill, mergeSkills, unmergeSkill } from '../domain/skills/commands.ts';
import { findSkills } from '../domain/skills/find.ts';
import { ensureVocabulary } from '../domain/skills/keep.ts';
import { skillKinds, skillOrigins } from '../domain/skills/skill.ts';
import { inWork } from '../domain/work.ts';
import { Line } from '../plain/text.ts';
import { noQuery, nothing, type Route, route } from './route.ts';
import { speakerFor } from './speaker.ts';

const SkillName = Line.max(2048).describe('The address of a skill, or exactly one of its names.');

/** A skill that was found. */
export const PlainFoundSkill = z.strictObject({
  uri: z.string().describe('Names the skill on every node.'),
  label: z.string(),
  kind: z.enum(skillKinds),
  origin: z.enum(skillOrigins),
  aliases: z.array(z.string()),
  broader: z.array(z.string()).describe('Addresses of skills that this one is a part of.'),
  related: z.array(z.string()),
  isExact: z.boolean().describe('Whether the query is one of its names, in any case, accents and dashes.'),
  score: z.number().describe('BM25; comparable only within one answer.'),
});

/** What was found, the best first, and which words of the query were read as others. */
export const SkillList = z.strictObject({
  items: z.array(PlainFoundSkill),
  repaired: z.array(z.strictObject({ word: z.string(), by: z.array(z.string()) })),
});

/** Which skill shall stand for which. */
export const MergeInput = z.strictObject({ from: SkillName, into: SkillName });

/** A skill to add. */
export const NewSkillInput = z.strictObject({
  label: Line.describe('At most 80 characters, and no name of a skill yet.'),
  kind: z.enum(skillKinds).optional().describe('`other` if missing.'),
  aliases: z.array(Line).max(50).optional().describe('Other names that mean it.'),
});

/** Which skill shall stand for itself again. */
export const UnmergeInput = z.strictObject({
  uri: Line.max(2048).describe('The address of the skill that was merged.'),
});

const find = route({
  operation: 'findSkills',
  method: 'get',
  path: '/v1/skills',
  summary: 'Find skills of the vocabulary by any spelling: by label, alias or something like them.',
  scopes: ['read', 'opportunities'],
  query: z.strictObject({
    query: Line.min(1).max(200).describe('What somebody typed.'),
    limit: z.coerce.number().int().min(1).max(50).optional().describe('At most so many; 10 if missing.'),
  }),
  body: nothing,
  status: 200,
  answer: SkillList,
  refuses: [],
  handle: async ({ platform, query: { query, limit } }) => {
    await ensureVocabulary(platform);
    const { items, repaired } = await findSkills(platform.db, query, limit);
    return {
      body: {
        items: items.map(({ skill, isExact, score }) => ({
          ...skill,
          aliases: [...skill.aliases],
          broader: [...skill.broader],
          related: [...skill.related],
          isExact,
          score,
        })),
        repaired: repaired.map(({ word, by }) => ({ word, by: [...by] })),
      },
    };
  },
});

const merge = route({
  operation: 'mergeSkills',
  method: 'post',
  path: '/v1/skills/merge',
  summary: 'Let one skill stand for another: every name of the one means the other from now on.',
  scopes: ['opportunities'],
  query: noQuery,
  body: MergeInput,
  status: 200,
  answer: z.strictObject({ uri: z.string().describe('The skill that stands for both.') }),
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, body: { from, into } }) => {
    requireMay(asker, 'skill.curate');
    await ensureVocabulary(platform);
    const uri = await inWork(platform, async (work) =>
      mergeSkills(work, await speakerFor(work, asker), from, into),
    );
    return { body: { uri } };
  },
});

const add = route({
  operation: 'addSkill',
  method: 'post',
  path: '/v1/skills',
  summary: 'Add a skill of the collective’s own to the vocabulary.',
  scopes: ['opportunities'],
  query: noQuery,
  body: NewSkillInput,
  status: 201,
  answer: z.strictObject({ uri: z.string().describe('The address of the new skill.') }),
  refuses: [403, 409],
  handle: async ({ platform, asker, body: { label, kind = 'other', aliases = [] } }) => {
    requireMay(asker, 'skill.curate');
    await ensureVocabulary(platform);
    const uri = await inWork(platform, (work) => addSkill(work, { label, kind, aliases }));
    return { body: { uri } };
  },
});

const unmerge = route({
  operation: 'unmergeSkill',
  method: 'post',
  path: '/v1/skills/unmerge',
  summary: 'Take a merge back: the skill stands for itself again, with the names it had.',
  scopes: ['opportunities'],
  query: noQuery,
  body: UnmergeInput,
  status: 204,
  answer: nothing,
  refuses: [403, 404],
  handle: async ({ platform, asker, body: { uri } }) => {
    requireMay(asker, 'skill.curate');
    await inWork(platform, async (work) => unmergeSkill(work, await speakerFor(work, asker), uri as Iri));
    return { body: undefined };
  },
});

/** Everything about the vocabulary of skills. */
export const skillRoutes: readonly Route[] = [find, add, merge, unmerge];
