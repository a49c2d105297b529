import { sql } from 'kysely';
import { type Iri, isId, newId } from '../../core/id.ts';
import { handleFromActorIri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { requireMay } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import { findMemberByHandle } from '../members/queries.ts';
import { readSignpost } from '../signposts/queries.ts';
import { maySee } from '../signposts/signpost.ts';
import type { Work } from '../work.ts';
import { checkNote, checkPoolName, largestPool, mostPools, type PersonNote, type Pool } from './pool.ts';
import type { PeopleTables, PoolId } from './tables.ts';

/** How long a deleted pool can be taken back, in hours. */
const undoHours = 24;

/** The pools of a member, the newest first; without those they deleted. */
export async function listPools(db: Db, owner: Member): Promise<Pool[]> {
  const pools = await db
    .selectFrom('pool')
    .selectAll()
    .where('member_id', '=', owner.id)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  if (pools.length === 0) return [];
  const people = await peopleIn(
    db,
    pools.map(({ id }) => id),
  );
  return pools.map(({ id, name, created_at }) => ({
    ...{ id, name, createdAt: created_at },
    people: people.filter((row) => row.pool_id === id).map((row) => row.actor),
  }));
}

/** One of them. @throws Refusal not-found `pool.unknown`, also for the pool of somebody else */
export async function requirePool(db: Db, owner: Member, id: string): Promise<Pool> {
  const pool = (await listPools(db, owner)).find((one) => one.id === id);
  if (pool === undefined) throw noSuchPool();
  return pool;
}

/** Who stands in pools, by actor: those who left, or whom we may not find any more, are not among them. */
async function peopleIn(db: Db, pools: readonly PoolId[]) {
  const rows = await db
    .selectFrom('pool_person')
    .leftJoin('member', 'member.id', 'pool_person.member_id')
    .leftJoin('actor', 'actor.id', 'member.actor_id')
    .select(['pool_person.pool_id', 'pool_person.remote_actor', 'actor.iri', 'member.left_at'])
    .where('pool_person.pool_id', 'in', [...pools])
    .orderBy('pool_person.position', 'desc')
    .execute();
  return rows.flatMap(({ pool_id, remote_actor, iri, left_at }) => {
    const actor = remote_actor ?? (left_at === null ? iri : null);
    return actor === null ? [] : [{ pool_id, actor }];
  });
}

/** Make a pool. @throws Refusal invalid `pool.name`; conflict `pool.most` */
export async function addPool(work: Work, owner: Member, text: string): Promise<PoolId> {
  requireMay(owner, 'own.write', { owner: owner.id });
  const name = checkPoolName(text);
  await forgetDeleted(work, owner);
  if ((await listPools(work.tx, owner)).length >= mostPools)
    throw new Refusal('conflict', 'pool.most', `You have ${mostPools} pools. Delete one first.`, {
      most: mostPools,
    });
  const id = newId<PoolId>();
  await work.tx
    .insertInto('pool')
    .values({ id, member_id: owner.id, name, created_at: work.now, deleted_at: null })
    .execute();
  return id;
}

/** @throws Refusal not-found `pool.unknown`; invalid `pool.name` */
export async function renamePool(work: Work, owner: Member, id: string, text: string): Promise<void> {
  await change(work, owner, id, { name: checkPoolName(text) }, false);
}

/** Delete a pool; it can be taken back for a day. @throws Refusal not-found `pool.unknown` */
export async function deletePool(work: Work, owner: Member, id: string): Promise<void> {
  await change(work, owner, id, { deleted_at: work.now }, false);
}

/** Take back that a pool was deleted. @throws Refusal not-found `pool.unknown`, also where that was too long ago */
export async function restorePool(work: Work, owner: Member, id: string): Promise<void> {
  await forgetDeleted(work, owner);
  await change(work, owner, id, { deleted_at: null }, true);
}

async function change(
  work: Work,
  owner: Member,
  id: string,
  values: Partial<Pick<PeopleTables['pool'], 'name' | 'deleted_at'>>,
  isDeleted: boolean,
): Promise<void> {
  requireMay(owner, 'own.write', { owner: owner.id });
  if (!isId(id)) throw noSuchPool();
  const { numUpdatedRows } = await work.tx
    .updateTable('pool')
    .set(values)
    .where('id', '=', id as PoolId)
    .where('member_id', '=', owner.id)
    .where('deleted_at', isDeleted ? 'is not' : 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw noSuchPool();
}

async function forgetDeleted(work: Work, owner: Member): Promise<void> {
  await work.tx
    .deleteFrom('pool')
    .where('member_id', '=', owner.id)
    .where('deleted_at', '<', work.now.subtract({ hours: undoHours }))
    .execute();
}

/**
 * Put somebody into a pool; nothing happens if they are in it.
 * @throws Refusal not-found `pool.unknown`, `people.unknown`; conflict `pool.full`
 */
export async function addToPool(work: Work, owner: Member, id: string, who: string): Promise<void> {
  requireMay(owner, 'own.write', { owner: owner.id });
  const pool = await requirePool(work.tx, owner, id);
  const person = await resolvePerson(work, who);
  if (pool.people.length >= largestPool)
    throw new Refusal('conflict', 'pool.full', `The pool has ${largestPool} people; no more fit.`, {
      most: largestPool,
    });
  await work.tx
    .insertInto('pool_person')
    .values({ pool_id: pool.id, ...person, added_at: work.now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Take somebody out; nothing happens if they are not in it. @throws Refusal not-found `pool.unknown`, `people.unknown` */
export async function takeFromPool(work: Work, owner: Member, id: string, who: string): Promise<void> {
  requireMay(owner, 'own.write', { owner: owner.id });
  const pool = await requirePool(work.tx, owner, id);
  const person = await resolvePerson(work, who);
  await work.tx.deleteFrom('pool_person').where('pool_id', '=', pool.id).where(isPerson(person)).execute();
}

/** What a member wrote down about people, the latest first. */
export async function listNotes(db: Db, owner: Member): Promise<PersonNote[]> {
  const rows = await db
    .selectFrom('person_note')
    .leftJoin('member', 'member.id', 'person_note.member_id')
    .leftJoin('actor', 'actor.id', 'member.actor_id')
    .select(['person_note.remote_actor', 'person_note.text', 'person_note.updated_at', 'actor.iri'])
    .where('person_note.owner_id', '=', owner.id)
    .orderBy('person_note.updated_at', 'desc')
    .execute();
  return rows.flatMap(({ remote_actor, iri, text, updated_at }) => {
    const actor = remote_actor ?? iri;
    return actor === null ? [] : [{ actor, text, updatedAt: updated_at }];
  });
}

/** Write something down about somebody, for oneself alone; an empty text takes it away. @throws Refusal invalid `note.long` */
export async function writeNote(work: Work, owner: Member, who: string, text: string): Promise<void> {
  requireMay(owner, 'own.write', { owner: owner.id });
  const note = checkNote(text);
  const person = await resolvePerson(work, who);
  await work.tx.deleteFrom('person_note').where('owner_id', '=', owner.id).where(isPerson(person)).execute();
  if (note === '') return;
  await work.tx
    .insertInto('person_note')
    .values({ owner_id: owner.id, ...person, text: note, updated_at: work.now })
    .execute();
}

type PersonRow = Pick<PeopleTables['pool_person'], 'member_id' | 'remote_actor'>;

function isPerson({ member_id, remote_actor }: PersonRow) {
  return sql<boolean>`(member_id = ${member_id}::uuid or remote_actor = ${remote_actor}::text)`;
}

/**
 * Somebody by the address of their actor, by `ana` or `@ana@loom.example`.
 * @throws Refusal not-found `people.unknown`
 */
async function resolvePerson(work: Work, who: string): Promise<PersonRow> {
  const name = who.trim();
  const [, handle = '', host = new URL(work.origin).host] = /^@?([^@/\s]+)(?:@([^@/\s]+))?$/.exec(name) ?? [];
  const isOurs = host.toLowerCase() === new URL(work.origin).host;
  const own = handleFromActorIri(work.origin, name) ?? (isOurs && handle !== '' ? handle : undefined);
  if (own !== undefined) {
    const member = await findMemberByHandle(work.tx, own.toLowerCase());
    if (member !== undefined && (await isShown(work, member)))
      return { member_id: member.id, remote_actor: null };
    throw unknownPerson(name);
  }
  const row = await work.tx
    .selectFrom('remote_person')
    .select('actor')
    .where((where) =>
      where.or([
        where('actor', '=', name as Iri),
        where.and([where('handle', '=', handle), where('host', '=', host.toLowerCase())]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw unknownPerson(name);
  return { member_id: null, remote_actor: row.actor };
}

/** Who hides even that they have a page from members is to be found by none of them. */
async function isShown(work: Work, member: Member): Promise<boolean> {
  const { audiences } = await readSignpost(work.tx, member.id, work.now);
  return maySee('members', audiences.page);
}

function unknownPerson(name: string): Refusal {
  const who = name.slice(0, 80);
  return new Refusal('not-found', 'people.unknown', `Nobody called "${who}" can be found here.`, { who });
}

function noSuchPool(): Refusal {
  return new Refusal('not-found', 'pool.unknown', 'You have no such pool.');
}
