import { sql } from 'kysely';
import { type ActorId, type EventId, type Iri, newId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Actor } from '../actors/actor.ts';
import { refuseIfBlocked } from '../moderation/commands.ts';
import { isBlockedBy } from '../moderation/queries.ts';
import { notify } from '../notice.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';

/**
 * Somebody asks to follow one of ours. Accepted at once, or kept as pending where a steward decides; a
 * repeated Follow is answered again. A Follow whose Undo came first stays undone.
 * @throws Refusal forbidden `host.blocked`; gone `actor.gone`
 */
export async function receiveFollow(
  work: Work,
  target: Actor,
  follower: Actor,
  follow: Iri | null,
): Promise<void> {
  await refuseIfBlocked(work, follower.host);
  if (target.deletedAt !== null) throw new Refusal('gone', 'actor.gone', 'That actor is gone.');
  if (follow !== null && (await wasUndone(work, follower.iri, follow))) return;
  const row = await work.tx
    .insertInto('follower')
    .values({
      actor_id: target.id,
      follower_id: follower.id,
      follow_iri: follow,
      state: target.approvesFollowers ? 'pending' : 'accepted',
      created_at: work.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['actor_id', 'follower_id'])
        .doUpdateSet({ follow_iri: follow, ...(target.approvesFollowers ? {} : { state: 'accepted' }) }),
    )
    .returning(['state', sql<boolean>`xmax = 0`.as('is_new')])
    .executeTakeFirstOrThrow();
  if (row.state === 'accepted') {
    await record(work, { kind: 'follower.accepted', by: target.id, follower: follower.id, follow });
  } else if (row.is_new) {
    const handle = `@${follower.handle}@${follower.host}`;
    await notify(work, { hat: 'steward' }, { event: 'follower.asked', name: follower.name, handle });
  }
}

/** A steward lets a waiting follower in. @throws Refusal not-found `follower.unknown` */
export async function acceptFollower(work: Work, by: ActorId, follower: ActorId): Promise<void> {
  const row = await work.tx
    .updateTable('follower')
    .set({ state: 'accepted' })
    .where('actor_id', '=', by)
    .where('follower_id', '=', follower)
    .where('state', '=', 'pending')
    .returning('follow_iri')
    .executeTakeFirst();
  if (row === undefined) throw noSuchFollower();
  await record(work, { kind: 'follower.accepted', by, follower, follow: row.follow_iri });
}

/** A steward sends a follower away, waiting or already in. @throws Refusal not-found `follower.unknown` */
export async function rejectFollower(work: Work, by: ActorId, follower: ActorId): Promise<void> {
  const row = await work.tx
    .deleteFrom('follower')
    .where('actor_id', '=', by)
    .where('follower_id', '=', follower)
    .returning('follow_iri')
    .executeTakeFirst();
  if (row === undefined) throw noSuchFollower();
  await record(work, { kind: 'follower.rejected', by, follower, follow: row.follow_iri });
}

/**
 * A follower goes: by the id of their Follow, or by whom it was about. Kept for a week where that Follow was not
 * found yet, even if an older one was.
 */
export async function receiveUnfollow(
  work: Work,
  follower: Actor,
  target: Iri | null,
  follow: Iri | null,
): Promise<void> {
  const ended = await work.tx
    .deleteFrom('follower')
    .where('follower_id', '=', follower.id)
    .where((where) =>
      where.or([
        ...(follow === null ? [] : [where('follow_iri', '=', follow)]),
        ...(target === null
          ? []
          : [
              where(
                'actor_id',
                'in',
                where.selectFrom('actor').select('id').where('iri', '=', target).where('is_local', '=', true),
              ),
            ]),
      ]),
    )
    .returning('follow_iri')
    .execute();
  const isFound = ended.some((row) => row.follow_iri === follow);
  if (follow !== null && !isFound) await rememberUndone(work, follower.iri, follow);
}

/**
 * One of ours asks to follow somebody. Asking again sends the request again; somebody who blocks ours is not asked,
 * and nobody learns why there is no answer.
 * @throws Refusal forbidden `host.blocked`; invalid `follow.self`
 */
export async function requestFollow(work: Work, by: ActorId, target: Actor): Promise<void> {
  await refuseIfBlocked(work, target.host);
  if (target.id === by) throw new Refusal('invalid', 'follow.self', 'A collective cannot follow itself.');
  const known = await work.tx
    .selectFrom('following')
    .select('state')
    .where('actor_id', '=', by)
    .where('target_id', '=', target.id)
    .executeTakeFirst();
  if (known?.state === 'accepted') return;
  const event = (await isBlockedBy(work.tx, by, target.id))
    ? newId<EventId>()
    : await record(work, { kind: 'follow.requested', by, target: target.id });
  const follow = iri(work.origin, paths.activity(event));
  await work.tx
    .insertInto('following')
    .values({
      actor_id: by,
      target_id: target.id,
      follow_iri: follow,
      state: 'requested',
      created_at: work.now,
      answered_at: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['actor_id', 'target_id'])
        .doUpdateSet({ follow_iri: follow, state: 'requested', answered_at: null }),
    )
    .execute();
}

/** One of ours stops following. The Undo names the original Follow. @throws Refusal not-found `following.unknown` */
export async function unfollow(work: Work, by: ActorId, target: ActorId): Promise<void> {
  const row = await work.tx
    .deleteFrom('following')
    .where('actor_id', '=', by)
    .where('target_id', '=', target)
    .returning('follow_iri')
    .executeTakeFirst();
  if (row === undefined)
    throw new Refusal('not-found', 'following.unknown', 'This collective does not follow that actor.');
  await record(work, { kind: 'follow.undone', by, target, follow: row.follow_iri });
}

/**
 * The followed one answers. Matched by the id of our Follow, or by the pair of actors, because some servers
 * name an id of their own (`peers.md`). An answer to nothing we asked changes nothing.
 */
export async function receiveAnswer(
  work: Work,
  from: Actor,
  by: ActorId | null,
  follow: Iri | null,
  answer: 'accepted' | 'rejected',
): Promise<boolean> {
  const { numUpdatedRows } = await work.tx
    .updateTable('following')
    .set({ state: answer, answered_at: work.now })
    .where('target_id', '=', from.id)
    .where((where) =>
      where.or([
        ...(follow === null ? [] : [where('follow_iri', '=', follow)]),
        ...(by === null ? [] : [where('actor_id', '=', by)]),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * An account we follow has moved: follow the new address, let go of the old one. The caller has checked that
 * the new one names the old among its aliases.
 */
export async function followMoved(work: Work, from: Actor, to: Actor): Promise<void> {
  const rows = await work.tx
    .selectFrom('following')
    .select('actor_id')
    .where('target_id', '=', from.id)
    .where('state', '=', 'accepted')
    .execute();
  for (const row of rows) {
    await requestFollow(work, row.actor_id, to);
    await unfollow(work, row.actor_id, from.id);
  }
}

/** Whether somebody took an activity back before it arrived. */
export async function wasUndone(work: Work, actor: Iri, activity: Iri): Promise<boolean> {
  const row = await work.tx
    .selectFrom('undone')
    .select('activity_iri')
    .where('actor', '=', actor)
    .where('activity_iri', '=', activity)
    .executeTakeFirst();
  return row !== undefined;
}

/** Remember an Undo whose activity has not arrived. */
export async function rememberUndone(work: Work, actor: Iri, activity: Iri): Promise<void> {
  await work.tx
    .insertInto('undone')
    .values({ actor, activity_iri: activity, undone_at: work.now })
    .onConflict((conflict) => conflict.columns(['actor', 'activity_iri']).doNothing())
    .execute();
}

function noSuchFollower(): Refusal {
  return new Refusal('not-found', 'follower.unknown', 'Nobody with that name is waiting or following.');
}
