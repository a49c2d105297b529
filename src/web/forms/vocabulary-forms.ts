import { z } from 'zod';
import { longestName, skillKinds } from '../../domain/skills/skill.ts';
import { problem } from './texts.ts';

const names = z
  .string()
  .transform((text) => text.split(/[,\n]/).map((name) => name.trim()))
  .transform((all) => all.filter((name) => name !== ''))
  .refine((all) => all.every((name) => name.length <= longestName), problem('vocabulary.alias_long'));

/** A skill to add; its other names with commas between them. */
export const newSkillForm = z.strictObject({
  label: z.string(),
  kind: z.enum(skillKinds, problem('vocabulary.choose_kind')),
  aliases: names,
});

/** One skill that shall stand for another. */
export const mergeForm = z.strictObject({ from: z.string().max(2048), into: z.string().max(2048) });

/** A merge to take back, by the address of the skill that was merged. */
export const unmergeForm = z.strictObject({ skill: z.string().max(2048) });
