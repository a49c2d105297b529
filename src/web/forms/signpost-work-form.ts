import { z } from 'zod';
import type { WorkLine } from '../../domain/signposts/signpost.ts';
import type { WorkSaid } from '../../domain/signposts/work.ts';
import type { Say } from '../../words/say.ts';
import { type Fields, type Parsed, parseForm } from './fields.ts';
import { month, names } from './signpost-form.ts';
import { optionalText, requiredText } from './texts.ts';

const schema = z.strictObject({
  title: requiredText(160),
  role: optionalText(120),
  url: optionalText(2048).transform((text) => (text === '' ? null : text)),
  began: month,
  ended: month,
  summary: optionalText(4000),
  skills: names,
});

/** Where the refusals of the domain belong in the form. */
export const workFieldOf = {
  'signpost.empty': 'title',
  'signpost.address': 'url',
  'signpost.ended': 'ended',
  'signpost.too_many': 'skills',
  'signpost.skill_unclear': 'skills',
  'skill.name': 'skills',
} as const;

/** Something delivered as the form shows it; undefined for something new. */
export function workToFields(line: WorkLine | undefined): Fields {
  return {
    title: line?.title ?? '',
    role: line?.role ?? '',
    url: line?.url ?? '',
    began: line?.began?.toString() ?? '',
    ended: line?.ended?.toString() ?? '',
    summary: line?.summary ?? '',
    skills: line?.skills.map((skill) => skill.label).join(', ') ?? '',
  };
}

/** What the form says, or what is wrong. */
export function parseWork(fields: Fields, say: Say): Parsed<WorkSaid> {
  return parseForm(schema, fields, say);
}
