import type { Iri, MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { readSignpost } from '../signposts/queries.ts';
import { findSkills, kinOf, placeSkill } from '../skills/find.ts';
import { wordsOf } from '../skills/words.ts';
import { type Shelf, shelfFor } from './directory.ts';
import type { Listed, ListedSkill, Seeker } from './listed.ts';
import { type Criteria, type Match, matchPerson, type Reason, type WantedSkill } from './match.ts';
import { formatRank, type PeopleQuestion } from './question.ts';
import { type Freshness, freshnessOf } from './weeks.ts';

/** How many people a page has. */
export const pageSize = 20;

/** Who looks: as what, and who they are where they are a member. */
export interface Looker {
  readonly seeker: Seeker;
  readonly member: MemberId | null;
}

/** Somebody who was found, and why. */
export interface FoundPerson {
  readonly person: Listed;
  readonly reasons: readonly Reason[];
}

/** An answer of the directory. */
export interface FoundPeople {
  /** The best first, at most twenty. */
  readonly items: readonly FoundPerson[];
  /** How many there are on all pages. */
  readonly total: number;
  /** How many more would be here if unknown and old availability counted. */
  readonly leftOut: number;
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
  /** How a skill that was asked for was read: undefined if none was, `label` null if nothing is like it. */
  readonly skill: { readonly asked: string; readonly label: string | null } | undefined;
  /** What the asker does not do, where they asked who covers it. */
  readonly dont: readonly string[];
}

/**
 * Find people. What somebody does not show this looker neither finds them nor leaves them out nor counts. The order:
 * how well skills and words fit, then whose availability can be counted on, then by lot, drawn anew every day.
 * @throws Refusal forbidden `people.covers` where nobody is asking; not-found `people.house`
 */
export async function findPeople(
  db: Db,
  looker: Looker,
  question: PeopleQuestion,
  now: Temporal.Instant,
): Promise<FoundPeople> {
  const shelf = await shelfFor(db, looker.seeker);
  const ourHost = await requireHouse(db, shelf, question.house);
  const { criteria, dont, skill } = await criteriaFor(db, looker, shelf, question, now, ourHost);
  const isUnknown = skill !== undefined && skill.label === null;
  const matches = isUnknown ? [] : matchAll(shelf, criteria);
  const found = matches.filter(({ match }) => !match.isLeftOut);
  const day = question.after?.day ?? now.toZonedDateTimeISO('UTC').toPlainDate();
  const skip = question.after?.skip ?? 0;
  const items = inOrder(found, day, now).slice(skip, skip + pageSize);
  const shown = skip + items.length;
  return {
    items: items.map(({ person }) => ({ person, reasons: reasonsFor(person, criteria) })),
    total: found.length,
    leftOut: matches.length - found.length,
    next: shown < found.length ? formatRank({ day, skip: shown }) : undefined,
    skill,
    dont,
  };
}

function reasonsFor(person: Listed, criteria: Criteria): readonly Reason[] {
  return matchPerson(person, { ...criteria, isExplained: true })?.reasons ?? [];
}

interface Matched {
  readonly person: Listed;
  readonly match: Match;
}

function matchAll(shelf: Shelf, criteria: Criteria): Matched[] {
  return [...shelf.people.values()].flatMap((person) => {
    const match = matchPerson(person, criteria);
    return match === undefined ? [] : [{ person, match }];
  });
}

const freshOrder: readonly (Freshness | undefined)[] = ['fresh', 'stale', 'never', undefined];

/** Fit, then freshness, then a lot that is the same all day. Nothing else is known here: no posts, no counts. */
function inOrder(found: readonly Matched[], day: Temporal.PlainDate, now: Temporal.Instant): Matched[] {
  return found
    .map((one) => {
      const { availability, actor } = one.person;
      const fresh = freshOrder.indexOf(availability && freshnessOf(availability, now));
      return { one, fit: one.match.fit, fresh, lot: lotOf(`${day.toString()} ${actor}`) };
    })
    .sort((a, b) => b.fit - a.fit || a.fresh - b.fresh || a.lot - b.lot)
    .map(({ one }) => one);
}

/** FNV-1a over UTF-16 units, stirred so that days that differ in one digit draw another order. */
function lotOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

async function requireHouse(db: Db, shelf: Shelf, house: string | undefined): Promise<string> {
  const row = await db.selectFrom('node').select('origin').executeTakeFirst();
  const ourHost = row === undefined ? '' : new URL(row.origin).host;
  const isKnown =
    house === undefined ||
    ['ours', 'allies', ourHost].includes(house) ||
    [...shelf.people.values()].some(({ host }) => host === house);
  if (isKnown) return ourHost;
  throw new Refusal('not-found', 'people.house', `Nobody of "${house.slice(0, 80)}" can be found here.`, {
    house: house.slice(0, 80),
  });
}

interface Prepared {
  readonly criteria: Criteria;
  readonly dont: readonly string[];
  readonly skill: FoundPeople['skill'];
}

async function criteriaFor(
  db: Db,
  looker: Looker,
  shelf: Shelf,
  question: PeopleQuestion,
  now: Temporal.Instant,
  ourHost: string,
): Promise<Prepared> {
  const skill = question.skill === undefined ? undefined : await readSkill(db, shelf, question.skill);
  const weak = question.covers ? await weakSideOf(db, looker, now) : undefined;
  const words = textCriteria(shelf, question.text);
  return {
    criteria: {
      ...{ question, now, ourHost, skill, ...words, isExplained: false },
      textSkills: question.text === undefined ? [] : await readTextSkills(db, question.text),
      covers: weak,
      self: [...shelf.people.values()].find(({ member }) => member !== null && member === looker.member)
        ?.actor,
    },
    dont: weak?.map(({ label }) => label) ?? [],
    skill: question.skill === undefined ? undefined : { asked: question.skill, label: skill?.label ?? null },
  };
}

function textCriteria(shelf: Shelf, text: string | undefined) {
  if (text === undefined) return { textScores: new Map<Iri, number>(), textWords: new Set<string>() };
  const { hits, repaired } = shelf.index.search(text, shelf.index.size);
  const best = hits[0]?.score ?? 1;
  const words = [text, ...repaired.flatMap(({ by }) => by)].flatMap(wordsOf);
  return {
    textScores: new Map(hits.map(({ id, score }) => [id as Iri, score / best])),
    textWords: new Set(words),
  };
}

/**
 * The one skill that is asked for: by address, exactly by name, or what is most like it. A word somebody brought into
 * the vocabulary is not known to those who see it at nobody: it may stand in a list that is not for them.
 */
async function readSkill(db: Db, shelf: Shelf, asked: string): Promise<WantedSkill | undefined> {
  const found = asked.includes('://')
    ? (await placeSkill(db, asked as Iri))?.skill
    : (await findSkills(db, asked, 1)).items[0]?.skill;
  if (found === undefined) return undefined;
  const kin = await kinOf(db, found.uri);
  const isNamed = ({ uri }: ListedSkill) => uri !== null && kin.has(uri);
  const isSeen = [...shelf.people.values()].some((person) =>
    [person.do, person.learning, person.dont].some((list) => list?.some(isNamed) === true),
  );
  return found.origin === 'local' && !isSeen ? undefined : { label: found.label, kin, weight: 1 };
}

/** What a text means as skills: surely the one it names exactly; otherwise the two most like it, less surely. */
async function readTextSkills(db: Db, text: string): Promise<WantedSkill[]> {
  const { items, repaired } = await findSkills(db, text, 2);
  const exact = items.find(({ isExact }) => isExact);
  const meant = exact === undefined ? items : [exact];
  const weight = exact !== undefined ? 1 : repaired.length > 0 ? 0.6 : 0.8;
  return Promise.all(
    meant.map(async ({ skill }) => ({ label: skill.label, kin: await kinOf(db, skill.uri), weight })),
  );
}

/** What the asker does not do, as they said it themselves. */
async function weakSideOf(db: Db, { member }: Looker, now: Temporal.Instant): Promise<WantedSkill[]> {
  if (member === null)
    throw new Refusal('forbidden', 'people.covers', 'Only a member can ask who does what they do not.');
  const { skills } = await readSignpost(db, member, now);
  return Promise.all(
    skills.dont.map(async ({ skill, label }) => ({ label, kin: await kinOf(db, skill), weight: 1 })),
  );
}
