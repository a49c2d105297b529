import { markdownToHtml } from '../../core/html.ts';
import { Refusal } from '../../core/refusal.ts';
import { checkName } from '../skills/skill.ts';
import { checkWeeks, thisWeek } from './availability.ts';
import {
  checkAddress,
  checkExperience,
  checkLanguages,
  checkLine,
  checkPlace,
  checkTerms,
  checkWork,
  most,
} from './check.ts';
import { type Signpost, skillLists } from './signpost.ts';
import type { SkillSuggestion, Suggestions, WorkSuggestion } from './suggestion.ts';

/** Of what an import says only that which nobody would refuse; the rest is counted as left out. Pure. */
export function acceptable(said: Suggestions, now: Temporal.Instant): Suggestions {
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const from = thisWeek(now);
  const skills = passing(said.skills, (one) => checkSkill(one, today));
  const work = passing(said.work, checkLineOfWork);
  const links = passing(said.links, ({ url, label }) => ({
    url: checkAddress(url),
    label: checkLine('link', label),
  }));
  const count = (list: Pick<Suggestions, 'skills' | 'work' | 'links'>) =>
    list.skills.length + list.work.length + list.links.length;
  return {
    ...said,
    ...{ skills, work, links },
    headline: orNull(said.headline, (text) => checkLine('headline', text)),
    about: orNull(said.about, checkAbout),
    languages: said.languages.flatMap((one) => orNull([one], checkLanguages) ?? []),
    terms: said.terms.flatMap((one) => orNull([one], checkTerms) ?? []),
    place: orNull(said.place, checkPlace),
    contact: orNull(said.contact, (contact) => ({ ...contact, how: checkLine('contact', contact.how) })),
    weeks: said.weeks.flatMap((one) => orNull([one], (weeks) => checkWeeks(weeks, from)) ?? []),
    leftOut: said.leftOut + count(said) - count({ skills, work, links }),
  };
}

/** What of an import still fits beside what a signpost holds; the rest is counted as left out. */
export function withinLimits(signpost: Signpost, said: Suggestions): Suggestions {
  const skills = skillLists.flatMap((list) => {
    const fresh = said.skills.filter((one) => one.list === list);
    return fresh.slice(0, Math.max(0, most.skills - signpost.skills[list].length));
  });
  const work = said.work.slice(0, Math.max(0, most.work - signpost.work.length));
  const links = said.links.slice(0, Math.max(0, most.links - signpost.links.length));
  const left = said.skills.length - skills.length + said.work.length - work.length;
  return {
    ...said,
    ...{ skills, work, links },
    languages: said.languages.slice(0, Math.max(0, most.languages - signpost.languages.length)),
    leftOut: said.leftOut + left + said.links.length - links.length,
  };
}

/** A year or month still to come is a slip of somebody's clock: the skill stays, the time goes. */
function checkSkill(said: SkillSuggestion, today: Temporal.PlainDate): SkillSuggestion {
  const { since, lastUsed } = said;
  const isUsedLater =
    lastUsed !== null && Temporal.PlainYearMonth.compare(lastUsed, today.toPlainYearMonth()) > 0;
  const skill = {
    ...said,
    name: checkName(said.name),
    since: since !== null && since > today.year ? null : since,
    lastUsed: isUsedLater ? null : lastUsed,
    note: checkLine('note', said.note),
  };
  return { ...skill, ...checkExperience(skill, today) };
}

function checkLineOfWork(said: WorkSuggestion): WorkSuggestion {
  const { title, role, url, summary } = checkWork(said);
  markdownToHtml(summary);
  return { ...said, title, role, url, summary };
}

function checkAbout(text: string): string {
  const kept = text.length <= 2000 ? text : text.slice(0, 2000).replace(/[\ud800-\udbff]$/, '');
  markdownToHtml(kept);
  return kept;
}

/** What comes of a value that is checked; null where it is refused. */
function orNull<T, R>(value: T | null, check: (value: T) => R): R | null {
  if (value === null) return null;
  try {
    return check(value);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function passing<T>(items: readonly T[], check: (item: T) => T): T[] {
  return items.flatMap((item) => orNull([item], ([one = item]) => [check(one)]) ?? []);
}
