import { z } from 'zod';
import type { Week } from '../../domain/signposts/signpost.ts';
import type { SkillSaid } from '../../domain/signposts/skills.ts';
import type { WorkSaid } from '../../domain/signposts/work.ts';
import type { Say } from '../../words/say.ts';
import { type FieldErrors, type Fields, type Parsed, parseForm } from './fields.ts';
import { nestSkills, parseSkills, type SkillsFields, skillsToFields } from './signpost-skills-form.ts';
import { fillWeeks, parseWeeks, weeksToFields } from './signpost-weeks-form.ts';
import { parseWork, workToFields } from './signpost-work-form.ts';
import { optionalText } from './texts.ts';

/** How many months ahead the form offers to be free for. */
const monthsAhead = 3;

/** The first form of a signpost: one line, a few skills, when one is free, one thing delivered. */
export interface StartFields {
  readonly skills: SkillsFields;
  /** `headline`, `as` and `until` of the weeks, `title` and `url` of the work. */
  readonly texts: Fields;
}

/** What it says; undefined for what was left out. */
export interface StartSaid {
  readonly headline: string;
  readonly skills: readonly SkillSaid[];
  readonly weeks: readonly Week[] | undefined;
  readonly work: WorkSaid | undefined;
}

const texts = z.strictObject({
  headline: optionalText(120),
  as: z.string(),
  until: z.string(),
  title: z.string(),
  url: z.string(),
});

/** The form before anything was typed. */
export function newStart(now: Temporal.Instant): StartFields {
  const until = now.toZonedDateTimeISO('UTC').toPlainDate().add({ months: monthsAhead });
  return {
    skills: skillsToFields([]),
    texts: { headline: '', as: '', until: until.toString(), title: '', url: '' },
  };
}

/** The posted fields in the shape of the form. */
export function nestStart(sent: Fields): StartFields {
  const { rows, rest } = nestSkills(sent);
  return { skills: { rows, rest: {} }, texts: rest };
}

/** What the form says, or everything that is wrong with it. @throws Refusal invalid `form.unknown_field` */
export function parseStart(fields: StartFields, now: Temporal.Instant, say: Say): Parsed<StartSaid> {
  const line = parseForm(texts, fields.texts, say);
  const skills = parseSkills(fields.skills, say);
  const weeks = weeksOf(fields.texts, now, say);
  const work = workOf(fields.texts, say);
  if (line.ok && skills.ok && weeks.ok && work.ok) {
    const { headline } = line.value;
    return { ok: true, value: { headline, skills: skills.value, weeks: weeks.value, work: work.value } };
  }
  const errors: FieldErrors[] = [line, skills, weeks, work].map((part) => (part.ok ? {} : part.errors));
  return { ok: false, errors: Object.assign({}, ...errors) };
}

function weeksOf(
  { as = '', until = '' }: Fields,
  now: Temporal.Instant,
  say: Say,
): Parsed<Week[] | undefined> {
  if (as === '') return { ok: true, value: undefined };
  const nothing = weeksToFields({ weeks: [], confirmedAt: null, isStale: false }, now);
  const filled = fillWeeks({ ...nothing, as, until }, say);
  return filled.ok ? parseWeeks(filled.value, say) : filled;
}

function workOf({ title = '', url = '' }: Fields, say: Say): Parsed<WorkSaid | undefined> {
  if (title.trim() === '' && url.trim() === '') return { ok: true, value: undefined };
  return parseWork({ ...workToFields(undefined), title, url }, say);
}
