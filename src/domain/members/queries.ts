import { type Selectable, sql } from 'kysely';
import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { ActorTables } from '../actors/tables.ts';
import type { Db } from '../database.ts';
import type { Member } from './member.ts';
import type { MemberTables } from './tables.ts';

type Row = Selectable<MemberTables['member']> &
  Pick<Selectable<ActorTables['actor']>, 'name' | 'handle' | 'summary'>;

/** A row as the noun. */
export function toMember(row: Row): Member {
  return {
    id: row.id,
    actor: row.actor_id,
    name: row.name,
    handle: row.handle,
    about: row.about,
    summary: row.summary,
    email: row.email,
    hats: row.hats,
    engagement: row.engagement,
    stage: row.stage,
    language: row.language,
    timeZone: row.time_zone,
    invitedBy: row.invited_by,
    isFederated: row.is_federated,
    joinedAt: row.joined_at,
    leftAt: row.left_at,
  };
}

function members(db: Db) {
  return db
    .selectFrom('member')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .selectAll('member')
    .select(['actor.name', 'actor.handle', 'actor.summary'])
    .where('member.left_at', 'is', null);
}

/** Everyone who belongs, candidates included, by name. Holds mail addresses: for stewards only. */
export async function listMembers(db: Db): Promise<Member[]> {
  const rows = await members(db).orderBy('actor.name').execute();
  return rows.map(toMember);
}

/** One member by id; undefined if unknown or gone. */
export async function findMember(db: Db, id: MemberId): Promise<Member | undefined> {
  const row = await members(db).where('member.id', '=', id).executeTakeFirst();
  return row && toMember(row);
}

/** Somebody who left, by id: for what is still theirs. Undefined for who belongs. */
export async function findFormerMember(db: Db, id: MemberId): Promise<Member | undefined> {
  const row = await db
    .selectFrom('member')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .selectAll('member')
    .select(['actor.name', 'actor.handle', 'actor.summary'])
    .where('member.left_at', 'is not', null)
    .where('member.id', '=', id)
    .executeTakeFirst();
  return row && toMember(row);
}

/** One member by handle. */
export async function findMemberByHandle(db: Db, handle: string): Promise<Member | undefined> {
  const row = await members(db).where('actor.handle', '=', handle).executeTakeFirst();
  return row && toMember(row);
}

/** One member by mail address, in any case of letters. */
export async function findMemberByEmail(db: Db, email: string): Promise<Member | undefined> {
  // Both by the database: its idea of lower case is the one that keeps addresses apart.
  const row = await members(db)
    .where(sql<boolean>`lower(member.email) = lower(${email.trim()})`)
    .executeTakeFirst();
  return row && toMember(row);
}

/** Stewards who chose to be on the Fediverse, by how long they are here: who answers for this place, by name. */
export async function listPublicStewards(db: Db): Promise<{ name: string; handle: string }[]> {
  return db
    .selectFrom('member')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['actor.name', 'actor.handle'])
    .where('member.stage', '=', 'member')
    .where('member.is_federated', '=', true)
    .where(sql<boolean>`'steward' = any(member.hats)`)
    .orderBy('member.joined_at')
    .limit(10)
    .execute();
}

/** @throws Refusal not-found `member.unknown` */
export async function requireMember(db: Db, id: MemberId): Promise<Member> {
  const member = await findMember(db, id);
  if (member === undefined)
    throw new Refusal('not-found', 'member.unknown', 'That person is not a member here.');
  return member;
}

/** The steward who has been here longest: the one the command line speaks for. @throws Refusal conflict `node.not_set_up` */
export async function requireSteward(db: Db): Promise<Member> {
  const row = await members(db)
    .where('member.stage', '=', 'member')
    .where(sql<boolean>`'steward' = any(member.hats)`)
    .orderBy('member.joined_at')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined)
    throw new Refusal('conflict', 'node.not_set_up', 'This node has no steward yet. Run: guildhall setup');
  return toMember(row);
}
