import { type Brand, type Iri, newId } from '../../core/id.ts';
import { iri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Tx } from '../database.ts';
import { requireMay } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import type { Work } from '../work.ts';
import { keepListed, nextVersion } from './keep.ts';
import { readRedirects, rootOf, skillsNamed } from './names.ts';
import { isNear } from './near.ts';
import { requireSkillUri } from './queries.ts';
import { distinct } from './shipped.ts';
import { checkName, foldName, longestName, type SkillKind } from './skill.ts';

/** A skill somebody makes here. */
export interface NewSkill {
  readonly label: string;
  readonly kind: SkillKind;
  readonly aliases: readonly string[];
}

/**
 * Make a local skill. Returns its address.
 * @throws Refusal conflict `skill.exists` if its label already means a skill; invalid `skill.name`
 */
export async function addSkill(work: Work, skill: NewSkill): Promise<Iri> {
  const label = checkName(skill.label);
  const aliases = distinct(label, skill.aliases.map(checkName));
  const version = await nextVersion(work);
  const known = (await skillsNamed(work.tx, [label])).get(foldName(label));
  if (known !== undefined)
    throw new Refusal(
      'conflict',
      'skill.exists',
      `"${label}" is already in the vocabulary: ${known.label}.`,
      {
        label,
        known: known.label,
      },
    );
  return insertLocal(work, version, { label, kind: skill.kind, aliases });
}

/**
 * The names under which skills are kept: a name that exactly means a skill becomes its label, an unknown one becomes a
 * local skill, one that means several stays as it was written, and nothing merely similar is touched. Each once, in the
 * order they came. What was kept `before` stays as it was; the others count as used once more.
 */
export async function keepSkillNames(
  work: Work,
  names: readonly string[],
  before: readonly string[] = [],
): Promise<string[]> {
  const old = new Set(before);
  const said = names.map((name) => (old.has(name) ? name : checkName(name)));
  const fresh = said.filter((name) => !old.has(name));
  const known = await skillsNamed(work.tx, fresh);
  const unknown = distinct('', fresh).filter((name) => !known.has(foldName(name)));
  const added = await addUnknown(work, unknown);
  const labelOf = (name: string): string =>
    fitting(known.get(foldName(name))?.label) ?? added.get(foldName(name)) ?? name;
  const kept = distinct(
    '',
    said.map((name) => (old.has(name) ? name : labelOf(name))),
  );
  const oldKeys = new Set(before.map(foldName));
  await countUse(
    work.tx,
    kept.map(foldName).filter((key) => !oldKeys.has(key)),
  );
  return kept;
}

/** The same things with their skills under the names they are kept; `before` is what they were, for an edit. */
export async function keepSkillsOf<T extends { readonly skills: readonly string[] }>(
  work: Work,
  things: readonly T[],
  before: readonly T[] = [],
): Promise<T[]> {
  const old = before.flatMap((thing) => thing.skills);
  const kept: T[] = [];
  for (const thing of things) {
    const skills = await keepSkillNames(work, thing.skills, old);
    kept.push({ ...thing, skills });
  }
  return kept;
}

/**
 * From now on one skill stands for another: every name of it means that other. Nothing is lost; `unmergeSkill` undoes it.
 * @throws Refusal forbidden `steward.only`; not-found `skill.unknown`; conflict `skill.same`, `skill.merged`
 */
export async function mergeSkills(work: Work, member: Member, from: string, into: string): Promise<Iri> {
  requireMay(member, 'skill.curate');
  const version = await nextVersion(work);
  const redirects = await readRedirects(work.tx);
  const gone = await requireSkillUri(work.tx, from);
  const kept = rootOf(redirects, await requireSkillUri(work.tx, into));
  if (gone === kept)
    throw new Refusal('conflict', 'skill.same', `"${from}" and "${into}" are one skill already.`, {
      from,
      into,
    });
  if (redirects.has(gone))
    throw new Refusal(
      'conflict',
      'skill.merged',
      `"${from}" was merged before. Undo that first: guildhall skills unmerge ${gone}`,
      { from, uri: gone },
    );
  await redirect(work, member, version, { gone, kept });
  return kept;
}

/**
 * Somebody misspelt a skill and says so: the word they made, if nobody else used it, stands for the skill they meant
 * from now on, so that the same slip finds it. What is no such slip stays as it is. A steward can undo it.
 */
export async function correctSkill(work: Work, member: Member, typed: string, meant: string): Promise<void> {
  if (!isNear(typed, meant)) return;
  const version = await nextVersion(work);
  const named = await skillsNamed(work.tx, [typed, meant]);
  const gone = named.get(foldName(typed))?.uri;
  const kept = named.get(foldName(meant))?.uri;
  if (gone === undefined || kept === undefined || gone === kept) return;
  const own = await work.tx
    .selectFrom('skill')
    .select('uri')
    .where('uri', '=', gone)
    .where('origin', '=', 'local')
    .where('uses', '<=', 1)
    .executeTakeFirst();
  if (own !== undefined) await redirect(work, member, version, { gone, kept });
}

async function redirect(
  work: Work,
  member: Member,
  version: number,
  { gone, kept }: { readonly gone: Iri; readonly kept: Iri },
): Promise<void> {
  await work.tx
    .insertInto('skill_redirect')
    .values({ from_uri: gone, into_uri: kept, merged_by: member.id, merged_at: work.now })
    .execute();
  await markChanged(work.tx, version, [gone, kept]);
}

/**
 * Take a merge back: the skill stands for itself again, with the names it had.
 * @throws Refusal forbidden `steward.only`; not-found `skill.not_merged`
 */
export async function unmergeSkill(work: Work, member: Member, uri: Iri): Promise<void> {
  requireMay(member, 'skill.curate');
  const version = await nextVersion(work);
  const row = await work.tx
    .deleteFrom('skill_redirect')
    .where('from_uri', '=', uri)
    .returning('into_uri')
    .executeTakeFirst();
  if (row === undefined)
    throw new Refusal(
      'not-found',
      'skill.not_merged',
      `No skill with the address ${uri} was merged into another.`,
      { uri },
    );
  await markChanged(work.tx, version, [uri, row.into_uri]);
}

/** Names in an imported classification may be longer than what an opportunity takes: then what was said stays. */
function fitting(label: string | undefined): string | undefined {
  return label === undefined || label.length <= longestName ? label : undefined;
}

async function addUnknown(work: Work, names: readonly string[]): Promise<Map<string, string>> {
  const added = new Map<string, string>();
  if (names.length === 0) return added;
  const version = await nextVersion(work);
  // Between the first look and the lock somebody else may have added them.
  const known = await skillsNamed(work.tx, names);
  const ambiguous = await sharedAliases(work.tx, names.map(foldName));
  for (const name of names) {
    const key = foldName(name);
    const label = known.get(key)?.label;
    if (label !== undefined) added.set(key, label);
    else if (!ambiguous.has(key))
      await insertLocal(work, version, { label: name, kind: 'other', aliases: [] });
  }
  return added;
}

async function sharedAliases(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('skill_alias')
    .select('key')
    .where('key', 'in', [...keys])
    .execute();
  return new Set(rows.map((row) => row.key));
}

async function insertLocal(work: Work, version: number, skill: NewSkill): Promise<Iri> {
  const uri = iri(work.origin, `/skills/${newId<Brand<string, 'SkillId'>>()}`);
  await keepListed(work, version, 'local', [{ ...skill, uri, broader: [], related: [], description: '' }]);
  return uri;
}

async function countUse(tx: Tx, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx
    .updateTable('skill')
    .set((set) => ({ uses: set('uses', '+', 1) }))
    .where('key', 'in', [...keys])
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('skill_redirect')
            .select('skill_redirect.from_uri')
            .whereRef('skill_redirect.from_uri', '=', 'skill.uri'),
        ),
      ),
    )
    .execute();
}

async function markChanged(tx: Tx, version: number, uris: readonly Iri[]): Promise<void> {
  await tx
    .updateTable('skill')
    .set({ version })
    .where('uri', 'in', [...uris])
    .execute();
}
