import type { Db } from '../database.ts';
import type { Member } from '../members/member.ts';
import { requireMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { acceptable, withinLimits } from './acceptable.ts';
import { type Brought, readBrought } from './archive.ts';
import { introduce, setAvailability, setContact, setLanguages, setPlace, setTerms } from './commands.ts';
import { readJsonResume } from './from-json-resume.ts';
import { readMastodon } from './from-mastodon.ts';
import { addLink } from './links.ts';
import { nameAsHere } from './name-as-here.ts';
import { readSignpost } from './queries.ts';
import { type Signpost, type SignpostSkill, skillLists } from './signpost.ts';
import { type SkillSaid, setSkills } from './skills.ts';
import { newIn, type SkillSuggestion, type Suggestions } from './suggestion.ts';
import { addWork } from './work.ts';

/** What a file says of a person, whatever kind it is. @throws Refusal as `readBrought` does */
export function readImport(bytes: Uint8Array): Suggestions {
  return suggestionsOf(readBrought(bytes));
}

/** What documents that are parsed already say of a person. */
export function suggestionsOf(brought: Brought): Suggestions {
  return brought.kind === 'json-resume'
    ? readJsonResume(brought.document)
    : readMastodon(brought.actor, brought.outbox);
}

/** What an import would add to the signpost of a person, skills under the names they have here. Writes nothing. */
export async function previewImport(
  db: Db,
  member: Member,
  said: Suggestions,
  now: Temporal.Instant,
): Promise<Suggestions> {
  const signpost = await readSignpost(db, member.id, now);
  const { about } = await requireMember(db, member.id);
  const named = await nameAsHere(db, said);
  return withinLimits(signpost, newIn(signpost, about, acceptable(named, now)));
}

/**
 * Add what a file says to the signpost of a person, as `previewImport` shows it. The same file again adds nothing.
 * Returns what was added.
 */
export async function applyImport(work: Work, member: Member, said: Suggestions): Promise<Suggestions> {
  // What they say of themselves now counts, not what they said when their door was opened.
  const person = await requireMember(work.tx, member.id);
  const added = await previewImport(work.tx, person, said, work.now);
  const signpost = await readSignpost(work.tx, member.id, work.now);
  if (added.headline !== null || added.about !== null)
    await introduce(work, person, {
      name: person.name,
      headline: added.headline ?? signpost.headline,
      about: added.about ?? person.about,
    });
  await addSkills(work, person, signpost, added.skills);
  // Work is added as the first, so the last comes first.
  for (const { source, ...line } of added.work.toReversed()) await addWork(work, person, line, source);
  for (const link of added.links) await addLink(work, person, link);
  if (added.languages.length > 0)
    await setLanguages(work, person, [...signpost.languages, ...added.languages]);
  if (added.terms.length > 0) await setTerms(work, person, [...signpost.terms, ...added.terms]);
  if (added.place !== null) await setPlace(work, person, added.place);
  if (added.contact !== null) await setContact(work, person, added.contact);
  if (added.weeks.length > 0) await setAvailability(work, person, added.weeks);
  return added;
}

async function addSkills(
  work: Work,
  person: Member,
  signpost: Signpost,
  added: readonly SkillSuggestion[],
): Promise<void> {
  for (const list of skillLists) {
    const fresh = added.filter((one) => one.list === list);
    if (fresh.length === 0) continue;
    const lines = [...signpost.skills[list].map(asSaid), ...fresh];
    await setSkills(work, person, list, lines);
  }
}

function asSaid({ skill, level, since, lastUsed, note }: SignpostSkill): SkillSaid {
  return { name: skill, level, since, lastUsed, note };
}
