import type { Iri } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { readRedirects, rootOf, skillsNamed } from './names.ts';
import { distinct } from './shipped.ts';
import { foldName, type Skill } from './skill.ts';
import { TextIndex } from './text-index.ts';

/** A skill that answers what somebody typed. */
export interface FoundSkill {
  readonly skill: Skill;
  /** Whether what was typed is one of its names; only then may a program take it without asking. */
  readonly isExact: boolean;
  /** BM25; larger is better, comparable only within one answer. */
  readonly score: number;
}

/** What was found, best first, and how unknown words were read. */
export interface Found {
  readonly items: readonly FoundSkill[];
  readonly repaired: readonly { readonly word: string; readonly by: readonly string[] }[];
}

/** A skill as it was read, under its own names only. */
interface Entry extends Skill {
  readonly description: string;
}

/** The vocabulary of one database in memory. */
interface Loaded {
  version: number;
  readonly entries: Map<Iri, Entry>;
  redirects: ReadonlyMap<Iri, Iri>;
  /** Which skills count for one that others were merged into. */
  members: ReadonlyMap<Iri, readonly Iri[]>;
  readonly index: TextIndex;
  /** What lies below each skill; drawn up when it is first asked for. */
  narrower?: ReadonlyMap<Iri, readonly { readonly above: Iri; readonly below: Iri }[]> | undefined;
  /** The reading under way: one at a time. */
  reading: Promise<void>;
}

const vocabularies = new WeakMap<Db, Loaded>();

/**
 * Find skills by what somebody typed, in any spelling: an exact name first, then by words (BM25), unknown words by
 * their trigrams. `db` is the handle of the process, not of a transaction: the index belongs to it, is built at the first
 * question and follows every change, also those of other processes.
 */
export async function findSkills(db: Db, text: string, limit = 10): Promise<Found> {
  const loaded = await upToDate(db);
  const exact = (await skillsNamed(db, [text])).get(foldName(text))?.uri;
  const { hits, repaired } = loaded.index.search(text, limit + 1);
  const others = hits.filter((hit) => hit.id !== exact);
  const first =
    exact === undefined ? [] : [{ id: exact, score: hits.find((hit) => hit.id === exact)?.score }];
  const items = [...first, ...others].flatMap(({ id, score = 0 }) => {
    const skill = toSkill(loaded, id as Iri);
    return skill === undefined ? [] : [{ skill, isExact: id === exact, score }];
  });
  return { items: items.slice(0, limit), repaired };
}

/** How one skill stands to another that was asked for; what is further away counts for nothing. */
export interface Kinship {
  /** `narrower`: who does this one does a part of what was asked for. */
  readonly how: 'same' | 'narrower' | 'related' | 'broader';
  /** From 0 to 1. */
  readonly similarity: number;
}

const kinships = {
  same: { how: 'same', similarity: 1 },
  narrower: { how: 'narrower', similarity: 0.8 },
  related: { how: 'related', similarity: 0.6 },
  broader: { how: 'broader', similarity: 0.5 },
} as const satisfies Record<string, Kinship>;

/**
 * The skills that answer for another, itself included, one step away and no further; where two ways lead to one, the
 * nearer. `db` as for `findSkills`; merged skills count as what they were merged into.
 */
export async function kinOf(db: Db, uri: Iri): Promise<ReadonlyMap<Iri, Kinship>> {
  const loaded = await upToDate(db);
  const asked = rootOf(loaded.redirects, uri);
  const skill = toSkill(loaded, asked);
  const kin = new Map<Iri, Kinship>();
  for (const other of skill?.broader ?? []) kin.set(other, kinships.broader);
  for (const other of skill?.related ?? []) kin.set(other, kinships.related);
  for (const other of narrowerOf(loaded, asked)) kin.set(other, kinships.narrower);
  return kin.set(asked, kinships.same);
}

function narrowerOf(loaded: Loaded, uri: Iri): Iri[] {
  loaded.narrower ??= Map.groupBy(
    [...loaded.entries.values()].flatMap((entry) =>
      entry.broader.map((above) => ({
        above: rootOf(loaded.redirects, above),
        below: rootOf(loaded.redirects, entry.uri),
      })),
    ),
    ({ above }) => above,
  );
  return (loaded.narrower.get(uri) ?? []).map(({ below }) => below).filter((below) => below !== uri);
}

/** A skill and those directly below it. */
export interface PlacedSkill {
  readonly skill: Skill;
  readonly broader: readonly Skill[];
  readonly narrower: readonly Skill[];
}

/** The skill at an address, what is above and what is below it; of a merged one, the skill that stands for it. Undefined if unknown. */
export async function placeSkill(db: Db, uri: Iri): Promise<PlacedSkill | undefined> {
  const loaded = await upToDate(db);
  const skill = toSkill(loaded, rootOf(loaded.redirects, uri));
  if (skill === undefined) return undefined;
  const broader = skill.broader.flatMap((other) => toSkill(loaded, other) ?? []);
  const narrower = new Map<Iri, Skill>();
  for (const entry of loaded.entries.values()) {
    if (!entry.broader.some((other) => rootOf(loaded.redirects, other) === skill.uri)) continue;
    const root = rootOf(loaded.redirects, entry.uri);
    const below = root === skill.uri ? undefined : toSkill(loaded, root);
    if (below !== undefined) narrower.set(root, below);
  }
  return { skill, broader, narrower: [...narrower.values()] };
}

async function upToDate(db: Db): Promise<Loaded> {
  let loaded = vocabularies.get(db);
  if (loaded === undefined) {
    loaded = {
      version: -1,
      entries: new Map(),
      redirects: new Map(),
      members: new Map(),
      index: new TextIndex(),
      reading: Promise.resolve(),
    };
    vocabularies.set(db, loaded);
  }
  const state = loaded;
  // A failed reading is the failure of whoever asked for it, not of the next one.
  state.reading = state.reading.catch(() => {}).then(() => readChanges(db, state));
  await state.reading;
  return state;
}

/** Read what changed since the last time and put it into the index: everything the first time. */
async function readChanges(db: Db, loaded: Loaded): Promise<void> {
  const row = await db.selectFrom('vocabulary').select('version').executeTakeFirst();
  const version = row?.version ?? 0;
  if (version === loaded.version) return;
  const changed = await readEntries(db, loaded.version);
  const redirects = await readRedirects(db);
  const before = changed.map(({ uri }) => rootOf(loaded.redirects, uri));
  for (const entry of changed) loaded.entries.set(entry.uri, entry);
  loaded.redirects = redirects;
  loaded.members = membersOf(redirects);
  loaded.narrower = undefined;
  const after = changed.map(({ uri }) => rootOf(redirects, uri));
  for (const uri of new Set([...changed.map((one) => one.uri), ...before, ...after])) reindex(loaded, uri);
  loaded.version = version;
}

function membersOf(redirects: ReadonlyMap<Iri, Iri>): Map<Iri, Iri[]> {
  const members = new Map<Iri, Iri[]>();
  for (const from of redirects.keys()) {
    const root = rootOf(redirects, from);
    members.set(root, [...(members.get(root) ?? []), from]);
  }
  return members;
}

function reindex(loaded: Loaded, uri: Iri): void {
  const skill = loaded.redirects.has(uri) ? undefined : toSkill(loaded, uri);
  if (skill === undefined) {
    loaded.index.remove(uri);
    return;
  }
  const text = loaded.entries.get(uri)?.description ?? '';
  loaded.index.put(uri, { label: [skill.label], alias: skill.aliases, text: text === '' ? [] : [text] });
}

/** A skill with the names of those that were merged into it. */
function toSkill(loaded: Loaded, uri: Iri): Skill | undefined {
  const own = loaded.entries.get(uri);
  if (own === undefined) return undefined;
  const merged = (loaded.members.get(uri) ?? []).flatMap((other) => loaded.entries.get(other) ?? []);
  const { label, kind, origin } = own;
  const names = merged.flatMap((one) => [one.label, ...one.aliases]);
  const aliases = names.length === 0 ? own.aliases : distinct(label, [...own.aliases, ...names]);
  const around = (pick: (entry: Entry) => readonly Iri[]): Iri[] => {
    const roots = [own, ...merged].flatMap(pick).map((other) => rootOf(loaded.redirects, other));
    return [...new Set(roots)].filter((other) => other !== uri);
  };
  return {
    uri,
    label,
    kind,
    origin,
    aliases,
    broader: around((entry) => entry.broader),
    related: around((entry) => entry.related),
  };
}

async function readEntries(db: Db, after: number): Promise<Entry[]> {
  const skills = await db.selectFrom('skill').selectAll().where('version', '>', after).execute();
  if (skills.length === 0) return [];
  const which = db.selectFrom('skill').select('uri').where('version', '>', after);
  const aliases = await db
    .selectFrom('skill_alias')
    .select(['skill_uri', 'alias'])
    .where('skill_uri', 'in', which)
    .orderBy('skill_uri')
    .orderBy('key')
    .execute();
  const broader = await db.selectFrom('skill_broader').selectAll().where('skill_uri', 'in', which).execute();
  const related = await db
    .selectFrom('skill_related')
    .selectAll()
    .where((where) => where.or([where('skill_uri', 'in', which), where('related_uri', 'in', which)]))
    .execute();
  const pairs = related.flatMap((row) => [row, { skill_uri: row.related_uri, related_uri: row.skill_uri }]);
  const aliasesOf = Map.groupBy(aliases, (row) => row.skill_uri);
  const broaderOf = Map.groupBy(broader, (row) => row.skill_uri);
  const relatedOf = Map.groupBy(pairs, (row) => row.skill_uri);
  return skills.map(({ uri, label, kind, origin, description }) => ({
    uri,
    label,
    kind,
    origin,
    description,
    aliases: (aliasesOf.get(uri) ?? []).map((row) => row.alias),
    broader: (broaderOf.get(uri) ?? []).map((row) => row.broader_uri).sort(),
    related: [...new Set((relatedOf.get(uri) ?? []).map((row) => row.related_uri))].sort(),
  }));
}
