import type { Selectable } from 'kysely';
import type { Iri } from '../../core/id.ts';
import { findCollective } from '../collective/queries.ts';
import type { Db } from '../database.ts';
import { listMembers } from '../members/queries.ts';
import { readSignposts } from '../signposts/queries.ts';
import { readRedirects, rootOf, skillsNamed } from '../skills/names.ts';
import { foldName } from '../skills/skill.ts';
import { TextIndex } from '../skills/text-index.ts';
import { databaseTime } from '../work.ts';
import { type Listed, listMember, listRemote, type Seeker } from './listed.ts';
import type { RemotePerson, RemoteSkill } from './remote-person.ts';
import { toRemotePerson } from './said.ts';
import type { PeopleTables } from './tables.ts';

/** Everybody one kind of seeker may see, with an index of what they may read of them. */
export interface Shelf {
  /** By the address of their actor. */
  readonly people: ReadonlyMap<Iri, Listed>;
  readonly index: TextIndex;
}

/** The directory of one database in memory. A field that somebody does not show is on no shelf it could be found on. */
interface Loaded {
  version: number;
  /** Which merges of skills it was read with. */
  merges: string;
  /** The vocabulary it was read with, and whether somebody's skill had no name in it: it may have one later. */
  vocabulary: number;
  hasUnnamed: boolean;
  readonly shelves: Readonly<
    Record<Seeker, { readonly people: Map<Iri, Listed>; readonly index: TextIndex }>
  >;
  /** Under which address each changed person stands: a member's row says only their id. */
  readonly actors: Map<string, Iri>;
  /** The reading under way: one at a time. */
  reading: Promise<void>;
}

const directories = new WeakMap<Db, Loaded>();

/**
 * What a seeker may see of everybody. `db` is the handle of the process, not of a transaction: the directory belongs
 * to it, is read at the first question and follows every change, also those of other processes.
 */
export async function shelfFor(db: Db, seeker: Seeker): Promise<Shelf> {
  let loaded = directories.get(db);
  if (loaded === undefined) {
    loaded = empty();
    directories.set(db, loaded);
  }
  const state = loaded;
  // A failed reading is the failure of whoever asked for it, not of the next one.
  state.reading = state.reading.catch(() => {}).then(() => readChanges(db, state));
  await state.reading;
  return state.shelves[seeker];
}

function empty(): Loaded {
  const shelf = () => ({ people: new Map<Iri, Listed>(), index: new TextIndex() });
  return {
    version: -1,
    merges: '',
    vocabulary: -1,
    hasUnnamed: false,
    shelves: { anyone: shelf(), members: shelf() },
    actors: new Map(),
    reading: Promise.resolve(),
  };
}

async function readChanges(db: Db, loaded: Loaded): Promise<void> {
  const { version, merges, vocabulary } = await readVersions(db);
  // A merge gives skills of anybody another name, and a new skill may be the one an ally named in words.
  const isNamedAnew = merges !== loaded.merges || (loaded.hasUnnamed && vocabulary !== loaded.vocabulary);
  const after = isNamedAnew ? -1 : loaded.version;
  if (version === after) return;
  const isWhole = after === -1;
  const changed = isWhole ? undefined : await changedSince(db, after);
  const found = await readPeople(db, changed);
  if (isWhole) for (const actor of loaded.actors.values()) takeAway(loaded, actor);
  for (const key of changed ?? []) takeAway(loaded, loaded.actors.get(key));
  for (const { key, views } of found) put(loaded, key, views);
  loaded.version = version;
  loaded.merges = merges;
  loaded.vocabulary = vocabulary;
  const listed = [...loaded.shelves.members.people.values()];
  loaded.hasUnnamed = listed.some(({ do: does, learning, dont }) =>
    [does, learning, dont].some((list) => list?.some(({ uri }) => uri === null)),
  );
}

async function readVersions(db: Db): Promise<{ version: number; merges: string; vocabulary: number }> {
  const row = await db
    .selectFrom('directory')
    .select((select) => [
      'directory.version',
      select
        .selectFrom('skill_redirect')
        .select((merge) => merge.fn.countAll<number>().as('count'))
        .as('count'),
      select
        .selectFrom('skill_redirect')
        .select((merge) => merge.fn.max('merged_at').as('latest'))
        .as('latest'),
      select.selectFrom('vocabulary').select('vocabulary.version').as('vocabulary'),
    ])
    .executeTakeFirst();
  const { version = 0, vocabulary = 0, count = 0, latest = null } = row ?? {};
  return { version, vocabulary: vocabulary ?? 0, merges: `${count} ${latest}` };
}

async function changedSince(db: Db, version: number): Promise<string[]> {
  const rows = await db
    .selectFrom('directory_change')
    .select('person')
    .where('version', '>', version)
    .execute();
  return rows.map((row) => row.person);
}

/** A person by the key of their changes, as each seeker sees them. */
interface Read {
  readonly key: string;
  readonly views: Readonly<Partial<Record<Seeker, Listed>>>;
}

async function readPeople(db: Db, keys: readonly string[] | undefined): Promise<Read[]> {
  return [...(await readMembers(db, keys)), ...(await readRemotes(db, keys))];
}

async function readMembers(db: Db, keys: readonly string[] | undefined): Promise<Read[]> {
  const wanted = keys === undefined ? undefined : new Set(keys.filter((key) => !key.includes(':')));
  if (wanted?.size === 0) return [];
  const collective = await findCollective(db);
  if (collective === undefined) return [];
  const all = await listMembers(db);
  const members = wanted === undefined ? all : all.filter(({ id }) => wanted.has(id));
  const signposts = await readSignposts(
    db,
    members.map(({ id }) => id),
    await databaseTime(db),
  );
  const origin = await originOf(db);
  return members.flatMap((member) => {
    const signpost = signposts.get(member.id);
    if (signpost === undefined) return [];
    const view = (seeker: Seeker) => listMember(member, signpost, seeker, origin);
    return [{ key: member.id, views: viewsOf(view('anyone'), view('members')) }];
  });
}

async function originOf(db: Db): Promise<string> {
  const row = await db.selectFrom('node').select('origin').executeTakeFirst();
  if (row === undefined) throw new Error('A collective without an origin.');
  return row.origin;
}

async function readRemotes(db: Db, keys: readonly string[] | undefined): Promise<Read[]> {
  const wanted = keys?.filter((key) => key.includes(':')) as Iri[] | undefined;
  if (wanted?.length === 0) return [];
  const rows: Selectable<PeopleTables['remote_person']>[] = await db
    .selectFrom('remote_person')
    .selectAll()
    .$if(wanted !== undefined, (query) => query.where('actor', 'in', wanted ?? []))
    .execute();
  const people = rows.map(toRemotePerson);
  const skillOf = await meaningOf(db, people);
  return people.map((person) => ({ key: person.actor, views: { members: listRemote(person, skillOf) } }));
}

/** Which of our skills the skills of others are: by address, merges followed, or by name where we do not know it. */
async function meaningOf(
  db: Db,
  people: readonly RemotePerson[],
): Promise<(skill: RemoteSkill) => Iri | null> {
  const redirects = await readRedirects(db);
  const skills = people.flatMap(({ skills: { do: does, learning, dont } }) => [
    ...does,
    ...learning,
    ...dont,
  ]);
  const known = await knownAddresses(
    db,
    skills.flatMap(({ uri }) => uri ?? []),
  );
  const isKnown = (uri: Iri | null): uri is Iri => uri !== null && known.has(uri);
  const unnamed = skills.filter(({ uri }) => !isKnown(uri)).map(({ label }) => label);
  const named = await skillsNamed(db, unnamed);
  return ({ uri, label }) =>
    isKnown(uri) ? rootOf(redirects, uri) : (named.get(foldName(label))?.uri ?? null);
}

async function knownAddresses(db: Db, uris: readonly Iri[]): Promise<Set<Iri>> {
  if (uris.length === 0) return new Set();
  const rows = await db
    .selectFrom('skill')
    .select('uri')
    .where('uri', 'in', [...new Set(uris)])
    .execute();
  return new Set(rows.map((row) => row.uri));
}

function viewsOf(anyone: Listed | undefined, members: Listed | undefined): Read['views'] {
  return { ...(anyone !== undefined && { anyone }), ...(members !== undefined && { members }) };
}

function put(loaded: Loaded, key: string, views: Read['views']): void {
  for (const seeker of ['anyone', 'members'] as const) {
    const listed = views[seeker];
    if (listed === undefined) continue;
    const { people, index } = loaded.shelves[seeker];
    loaded.actors.set(key, listed.actor);
    people.set(listed.actor, listed);
    index.put(listed.actor, {
      label: [listed.name, listed.handle],
      alias: [listed.headline ?? ''],
      text: [listed.introduction ?? '', ...(listed.work ?? []), ...unknownSkills(listed)],
    });
  }
}

/** What somebody does or learns that our vocabulary has no word for: it is found by its own words. */
function unknownSkills({ do: does = [], learning = [] }: Listed): string[] {
  return [...does, ...learning].filter(({ uri }) => uri === null).map(({ label }) => label);
}

function takeAway(loaded: Loaded, actor: Iri | undefined): void {
  if (actor === undefined) return;
  for (const { people, index } of Object.values(loaded.shelves)) {
    people.delete(actor);
    index.remove(actor);
  }
}

/** Whether somebody has an entry for the members' directory: what pools and notes may name. */
export async function findListed(db: Db, actor: Iri): Promise<Listed | undefined> {
  return (await shelfFor(db, 'members')).people.get(actor);
}
