import type { Iri } from '../../core/id.ts';
import type { Level } from '../signposts/signpost.ts';
import type { Kinship } from '../skills/find.ts';
import { foldName } from '../skills/skill.ts';
import { stem, tokensOf } from '../skills/words.ts';
import type { Listed, ListedSkill } from './listed.ts';
import { countryNames } from './place.ts';
import type { PeopleQuestion } from './question.ts';
import { type Freshness, freedomIn, freshnessOf, type WantedWeeks } from './weeks.ts';

/** A skill that is looked for, with everything that answers for it. */
export interface WantedSkill {
  readonly label: string;
  readonly kin: ReadonlyMap<Iri, Kinship>;
  /** How sure it is that this one was meant, up to 1. */
  readonly weight: number;
}

/** What a word of the question was found in. */
export type TextField = 'name' | 'headline' | 'introduction' | 'work';

/** Why somebody is in an answer. */
export type Reason =
  | {
      /** They do it, they are learning it, or they do what the asker does not. */
      readonly kind: 'does' | 'learns' | 'covers';
      readonly label: string;
      readonly level: Level | null;
      readonly how: Kinship['how'];
      /** The skill that was asked for, or that the asker does not do. */
      readonly asked: string;
    }
  | { readonly kind: 'free'; readonly weeks: WantedWeeks }
  | { readonly kind: 'maybe_free'; readonly freshness: Freshness }
  | { readonly kind: 'says'; readonly field: TextField; readonly words: readonly string[] }
  | { readonly kind: 'place'; readonly place: string };

/** Everything that decides about one person. */
export interface Criteria {
  readonly question: PeopleQuestion;
  readonly now: Temporal.Instant;
  readonly ourHost: string;
  /** The skill asked for by itself. */
  readonly skill: WantedSkill | undefined;
  /** The skills the text may mean. */
  readonly textSkills: readonly WantedSkill[];
  /** How well the text fits people's words, from 0 to 1. */
  readonly textScores: ReadonlyMap<Iri, number>;
  /** The words that were looked for, as they are indexed. */
  readonly textWords: ReadonlySet<string>;
  /** What the asker does not do; undefined unless that was asked. */
  readonly covers: readonly WantedSkill[] | undefined;
  /** Whether to look for the words in people's texts: only for those who are shown, because it costs most. */
  readonly isExplained: boolean;
  /** The asker: nobody covers their own weak side. */
  readonly self: Iri | undefined;
}

/** How somebody answers a question. */
export interface Match {
  /** Larger is better; made of skills and words alone. */
  readonly fit: number;
  readonly reasons: readonly Reason[];
  /** Whether only their availability, which is unknown or old, keeps them out. */
  readonly isLeftOut: boolean;
}

/** Below this one skill does not answer for another. */
const leastSimilarity = 0.5;
/** What learning counts beside doing. */
const learningCounts = 0.4;

/** Whether and why somebody answers; undefined where they do not. Pure: what it is given is what the seeker may see. */
export function matchPerson(person: Listed, criteria: Criteria): Match | undefined {
  if (!isWithin(person, criteria)) return undefined;
  const reasons: Reason[] = [];
  let fit = 0;
  for (const part of [fitSkill, fitText, fitCovers]) {
    const found = part(person, criteria);
    if (found === undefined) return undefined;
    fit += found.fit;
    reasons.push(...found.reasons);
  }
  const place = placeOf(person, criteria.question.place);
  if (place === undefined) return undefined;
  reasons.push(...place);
  const free = freedomOf(person, criteria);
  if (free === undefined) return undefined;
  return {
    fit: Math.round(fit * 100) / 100,
    reasons: [...reasons, ...free.reasons],
    isLeftOut: free.isLeftOut,
  };
}

function isWithin(person: Listed, { question, ourHost }: Criteria): boolean {
  const { engagement, stage, house } = question;
  if (engagement !== undefined && person.engagement !== engagement) return false;
  if (stage !== undefined && person.stage !== stage) return false;
  if (house === undefined) return true;
  if (house === 'ours') return person.collective === null;
  return house === 'allies' || house !== ourHost
    ? person.collective !== null && (house === 'allies' || person.host === house)
    : person.collective === null;
}

interface Part {
  readonly fit: number;
  readonly reasons: readonly Reason[];
}

const nothing: Part = { fit: 0, reasons: [] };

function fitSkill(person: Listed, { skill, question: { level, text } }: Criteria): Part | undefined {
  if (skill !== undefined) return bestSkill(person, skill, level);
  // With a text, the level is asked of the skill the text means.
  if (level === undefined || text !== undefined) return nothing;
  return person.do?.some((one) => (one.level ?? 0) >= level) === true ? nothing : undefined;
}

function fitText(person: Listed, criteria: Criteria): Part | undefined {
  const { question, textSkills, textScores, textWords } = criteria;
  if (question.text === undefined) return nothing;
  const refused = textSkills.some((skill) => skill.weight === 1 && isRefused(person, skill));
  if (refused) return undefined;
  const level = criteria.skill === undefined ? question.level : undefined;
  const skills = textSkills.flatMap((skill) => bestSkill(person, skill, level) ?? []);
  const best = skills.toSorted((a, b) => b.fit - a.fit)[0];
  if (level !== undefined && best === undefined) return undefined;
  const score = textScores.get(person.actor);
  if (best === undefined && score === undefined) return undefined;
  const says = score === undefined || !criteria.isExplained ? [] : saysOf(person, textWords);
  return { fit: Math.max(best?.fit ?? 0, score ?? 0), reasons: [...(best?.reasons ?? []), ...says] };
}

function fitCovers(person: Listed, { covers, self }: Criteria): Part | undefined {
  if (covers === undefined) return nothing;
  if (person.actor === self) return undefined;
  const met = covers.flatMap((skill) => {
    const best = bestOf(person, person.do, skill, undefined);
    return best === undefined ? [] : [{ fit: best.fit, reasons: [reasonFor('covers', best, skill)] }];
  });
  if (met.length === 0) return undefined;
  return {
    fit: met.reduce((sum, one) => sum + one.fit, 0),
    reasons: met.flatMap((one) => one.reasons),
  };
}

/** A skill that somebody says they don't do never answers for itself, whatever else they do. */
function isRefused(person: Listed, skill: WantedSkill): boolean {
  return person.dont?.some(({ uri }) => uri !== null && skill.kin.get(uri)?.how === 'same') === true;
}

function bestSkill(person: Listed, skill: WantedSkill, level: Level | undefined): Part | undefined {
  const does = bestOf(person, person.do, skill, level);
  if (does !== undefined) return { fit: does.fit * skill.weight, reasons: [reasonFor('does', does, skill)] };
  if (level !== undefined) return undefined;
  const learns = bestOf(person, person.learning, skill, undefined);
  if (learns === undefined) return undefined;
  const fit = learns.fit * learningCounts * skill.weight;
  return { fit, reasons: [reasonFor('learns', learns, skill)] };
}

interface Best {
  readonly skill: ListedSkill;
  readonly how: Kinship['how'];
  readonly fit: number;
}

/**
 * The skill of a list that answers best. Whose list of what they don't do may not be seen answers only for the very
 * skill: otherwise who is left out would tell what is on it.
 */
function bestOf(
  person: Listed,
  list: readonly ListedSkill[] | undefined,
  wanted: WantedSkill,
  level: Level | undefined,
): Best | undefined {
  if (list === undefined || isRefused(person, wanted)) return undefined;
  const found = list.flatMap((skill): Best[] => {
    const kin = skill.uri === null ? undefined : wanted.kin.get(skill.uri);
    if (kin === undefined || kin.similarity < leastSimilarity) return [];
    if (person.dont === undefined && kin.how !== 'same') return [];
    if (level !== undefined && (skill.level ?? 0) < level) return [];
    // Who does not say how well is taken to work on their own.
    const well = Math.min(1, (skill.level ?? 2) / (level ?? 2));
    return [{ skill, how: kin.how, fit: kin.similarity * well }];
  });
  return found.toSorted((a, b) => b.fit - a.fit)[0];
}

function reasonFor(kind: 'does' | 'learns' | 'covers', best: Best, wanted: WantedSkill): Reason {
  const { label, level } = best.skill;
  return { kind, label, level, how: best.how, asked: wanted.label };
}

function saysOf(person: Listed, words: ReadonlySet<string>): Reason[] {
  const fields: readonly (readonly [TextField, string])[] = [
    ['name', `${person.name} ${person.handle}`],
    ['headline', person.headline ?? ''],
    ['introduction', person.introduction ?? ''],
    ['work', (person.work ?? []).join(' ')],
  ];
  for (const [field, text] of fields) {
    const found = [...new Set(tokensOf(text))].filter((word) => words.has(stem(word)));
    if (found.length > 0) return [{ kind: 'says', field, words: found }];
  }
  return [];
}

function placeOf(person: Listed, asked: string | undefined): Reason[] | undefined {
  if (asked === undefined) return [];
  const { country = null, region = null, town = null } = person.place ?? {};
  const names = [town, region, country, ...(country === null ? [] : countryNames(country))];
  const wanted = foldName(asked);
  const met = names.find((name) => name !== null && foldName(name) === wanted);
  if (met === undefined || met === null) return undefined;
  return [{ kind: 'place', place: [town, region, country].find((one) => one !== null) ?? met }];
}

function freedomOf(
  person: Listed,
  { question: { weeks, withStale }, now }: Criteria,
): { reasons: readonly Reason[]; isLeftOut: boolean } | undefined {
  if (weeks === undefined) return { reasons: [], isLeftOut: false };
  // Who does not show when they are free is not found by it, and not counted among those left out either.
  if (person.availability === undefined) return undefined;
  const freedom = freedomIn(person.availability, weeks, now);
  if (freedom === 'booked') return undefined;
  if (freedom === 'free') return { reasons: [{ kind: 'free', weeks }], isLeftOut: false };
  const freshness = freshnessOf(person.availability, now);
  return { reasons: [{ kind: 'maybe_free', freshness }], isLeftOut: !withStale };
}
