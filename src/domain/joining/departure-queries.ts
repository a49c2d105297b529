import type { MemberId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { type Alum, comeBackWithin, type Farewell } from './departure.ts';
import { findJoiningLink } from './links.ts';

/** The farewell behind a secret address; undefined for none of ours, one that is over, and who is back. */
export async function findFarewell(
  db: Db,
  now: Temporal.Instant,
  secret: string,
): Promise<Farewell | undefined> {
  const link = await findJoiningLink(db, secret);
  if (link === undefined || link.member_id === null || link.expires_at === null) return undefined;
  if (Temporal.Instant.compare(link.expires_at, now) <= 0) return undefined;
  const departure = await findDeparture(db, now, link.member_id);
  return departure && { ...departure, until: link.expires_at };
}

/** How a person left; undefined for who belongs. */
export async function findDeparture(
  db: Db,
  now: Temporal.Instant,
  member: MemberId,
): Promise<Omit<Farewell, 'until'> | undefined> {
  const row = await db
    .selectFrom('departure')
    .innerJoin('member', 'member.id', 'departure.member_id')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['departure.stage', 'is_known', 'is_removed', 'reason', 'departure.created_at', 'actor.name'])
    .where('departure.member_id', '=', member)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const undoUntil = row.created_at.add(comeBackWithin);
  return {
    member,
    name: row.name,
    stage: row.stage,
    leftAt: row.created_at,
    isKnown: row.is_known,
    isRemoved: row.is_removed,
    reason: row.reason,
    undoUntil,
    canUndo: !row.is_removed && Temporal.Instant.compare(now, undoUntil) < 0,
  };
}

/** Who left and stays known, by name. */
export async function listAlumni(db: Db): Promise<Alum[]> {
  const rows = await db
    .selectFrom('departure')
    .innerJoin('member', 'member.id', 'departure.member_id')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['member.id', 'actor.name', 'actor.handle', 'member.joined_at', 'departure.created_at'])
    .where('is_known', '=', true)
    .orderBy('actor.name')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    handle: row.handle,
    joinedAt: row.joined_at,
    leftAt: row.created_at,
  }));
}
