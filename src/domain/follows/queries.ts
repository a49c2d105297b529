import { sql } from 'kysely';
import type { ActorId, Iri } from '../../core/id.ts';
import { instanceHandle, iri, paths } from '../../core/iri.ts';
import { type Cursor, type Page, parseCursor, toPage } from '../../core/page.ts';
import type { Actor } from '../actors/actor.ts';
import { toActor } from '../actors/queries.ts';
import type { Db } from '../database.ts';

/** Somebody who follows one of ours, or is followed, and how it stands. */
export interface Follow {
  readonly actor: Actor;
  readonly state: 'pending' | 'requested' | 'accepted' | 'rejected';
  readonly since: Temporal.Instant;
}

const pageSize = 50;

/** Followers of one of ours, newest first: those already accepted, or those who wait for a decision. */
export async function listFollowers(
  db: Db,
  of: ActorId,
  state: 'pending' | 'accepted',
  cursor?: string,
): Promise<Page<Follow>> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await db
    .selectFrom('follower')
    .innerJoin('actor', 'actor.id', 'follower.follower_id')
    .selectAll('actor')
    .select(['follower.created_at as since', 'follower.state as state'])
    .where('follower.actor_id', '=', of)
    .where('follower.state', '=', state)
    .$if(after !== undefined, (query) =>
      query.where(olderThan(after as Cursor, 'follower.created_at', 'follower.follower_id')),
    )
    .orderBy('follower.created_at', 'desc')
    .orderBy('follower.follower_id', 'desc')
    .limit(pageSize + 1)
    .execute();
  const follows = rows.map((row) => ({ actor: toActor(row), state: row.state, since: row.since }));
  return toPage(follows, pageSize, (follow) => ({ at: follow.since, id: follow.actor.id }));
}

/** Whom one of ours follows or asked to follow, newest first. */
export async function listFollowing(db: Db, by: ActorId, cursor?: string): Promise<Page<Follow>> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await db
    .selectFrom('following')
    .innerJoin('actor', 'actor.id', 'following.target_id')
    .selectAll('actor')
    .select(['following.created_at as since', 'following.state as state'])
    .where('following.actor_id', '=', by)
    .$if(after !== undefined, (query) =>
      query.where(olderThan(after as Cursor, 'following.created_at', 'following.target_id')),
    )
    .orderBy('following.created_at', 'desc')
    .orderBy('following.target_id', 'desc')
    .limit(pageSize + 1)
    .execute();
  const follows = rows.map((row) => ({ actor: toActor(row), state: row.state, since: row.since }));
  return toPage(follows, pageSize, (follow) => ({ at: follow.since, id: follow.actor.id }));
}

function olderThan(cursor: Cursor, at: string, id: string) {
  return sql<boolean>`(${sql.ref(at)}, ${sql.ref(id)}) < (${cursor.at}::timestamptz, ${cursor.id}::uuid)`;
}

/** Where to send what one of ours says to its followers. */
export interface FollowerInbox {
  readonly iri: Iri;
  readonly inbox: Iri;
  readonly sharedInbox: Iri | null;
}

/** Every accepted follower of one of ours; with `origin`, only those whose address begins with it (FEP-8fcf). */
export async function followerInboxes(db: Db, of: ActorId, origin?: string): Promise<FollowerInbox[]> {
  const rows = await db
    .selectFrom('follower')
    .innerJoin('actor', 'actor.id', 'follower.follower_id')
    .select(['actor.iri', 'actor.inbox', 'actor.shared_inbox'])
    .where('follower.actor_id', '=', of)
    .where('follower.state', '=', 'accepted')
    .where('actor.deleted_at', 'is', null)
    .$if(origin !== undefined, (query) => query.where(beginsWith('actor.iri', `${origin}/`)))
    .execute();
  return rows.map((row) => ({ iri: row.iri, inbox: row.inbox, sharedInbox: row.shared_inbox }));
}

function beginsWith(column: string, start: string) {
  return sql<boolean>`starts_with(${sql.ref(column)}, ${start})`;
}

/** How many follow one of ours, how many wait to, and how many it follows. */
export async function countFollows(
  db: Db,
  of: ActorId,
): Promise<{ followers: number; pending: number; following: number }> {
  const { rows } = await sql<{ followers: number; pending: number; following: number }>`
    select count(*) filter (where state = 'accepted') as followers,
           count(*) filter (where state = 'pending') as pending,
           (select count(*) from following where actor_id = ${of} and state = 'accepted') as following
    from follower where actor_id = ${of}`.execute(db);
  return rows[0] ?? { followers: 0, pending: 0, following: 0 };
}

/** Whether somebody is an accepted follower of one of ours. */
export async function isFollower(db: Db, of: ActorId, who: Iri): Promise<boolean> {
  const row = await followersOf(db, of).where('actor.iri', '=', who).executeTakeFirst();
  return row !== undefined;
}

/**
 * Whether somebody is the instance actor of a Guildhall where an accepted follower of one of ours is: it fetches for
 * everybody there, and so may be given what is for followers.
 */
export async function fetchesForFollower(db: Db, of: ActorId, who: Iri): Promise<boolean> {
  const { origin } = new URL(who);
  if (who !== iri(origin, paths.actor(instanceHandle))) return false;
  const row = await followersOf(db, of)
    .where('actor.is_guildhall', '=', true)
    .where(beginsWith('actor.iri', `${origin}/`))
    .executeTakeFirst();
  return row !== undefined;
}

function followersOf(db: Db, of: ActorId) {
  return db
    .selectFrom('follower')
    .innerJoin('actor', 'actor.id', 'follower.follower_id')
    .select('follower.follower_id')
    .where('follower.actor_id', '=', of)
    .where('follower.state', '=', 'accepted');
}

/** Whether anyone of ours follows this actor and was accepted. */
export async function isFollowed(db: Db, target: ActorId): Promise<boolean> {
  const row = await db
    .selectFrom('following')
    .select('target_id')
    .where('target_id', '=', target)
    .where('state', '=', 'accepted')
    .executeTakeFirst();
  return row !== undefined;
}

/** Hosts with which a follow in either direction was accepted: they may send more (`security.md` §5). */
export async function knownHosts(db: Db): Promise<string[]> {
  const { rows } = await sql<{ host: string }>`
    select distinct host from actor where not is_local and (
      exists (select 1 from follower where follower_id = actor.id and state = 'accepted')
      or exists (select 1 from following where target_id = actor.id and state = 'accepted'))`.execute(db);
  return rows.map((row) => row.host);
}
