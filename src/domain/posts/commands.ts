import type { Iri } from '../../core/id.ts';
import type { Actor } from '../actors/actor.ts';
import { markGone } from '../actors/commands.ts';
import { rememberUndone, wasUndone } from '../follows/commands.ts';
import type { Work } from '../work.ts';
import type { IncomingPost } from './post.ts';

/**
 * Keep a post of somebody else: new, or newer than what we have (`updated` must grow). One that was deleted
 * before it arrived stays away. The caller has checked that it is the author's own.
 */
export async function keepPost(work: Work, author: Actor, post: IncomingPost): Promise<void> {
  // Only the author's own Delete keeps it away: anybody on that server can name its address.
  const gone = await work.tx
    .selectFrom('gone')
    .select('iri')
    .where('iri', '=', post.iri)
    .where('owner', '=', author.iri)
    .executeTakeFirst();
  if (gone !== undefined) return;
  const values = {
    in_reply_to: post.inReplyTo,
    html: post.html,
    language: post.language,
    url: post.url,
    visibility: post.visibility,
    updated_at: post.updatedAt,
  };
  await work.tx
    .insertInto('post')
    .values({
      iri: post.iri,
      actor_id: author.id,
      published_at: post.publishedAt,
      received_at: work.now,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .column('iri')
        .doUpdateSet(values)
        .where('post.actor_id', '=', author.id)
        .where('post.updated_at', '<', post.updatedAt),
    )
    .execute();
}

/** The author deletes a post. Unknown ones leave a tombstone, so that a late Create does not bring them back. */
export async function deletePost(work: Work, author: Actor, address: Iri): Promise<void> {
  const known = await work.tx
    .selectFrom('post')
    .select('actor_id')
    .where('iri', '=', address)
    .executeTakeFirst();
  if (known !== undefined && known.actor_id !== author.id) return;
  await work.tx.deleteFrom('post').where('iri', '=', address).where('actor_id', '=', author.id).execute();
  await markGone(work, address, author.iri, false);
}

/** Somebody likes or shares a post of ours. Kept once; never counted as merit. */
export async function keepReaction(
  work: Work,
  from: Actor,
  kind: 'like' | 'announce',
  object: Iri,
  activity: Iri | null,
): Promise<void> {
  if (activity !== null && (await wasUndone(work, from.iri, activity))) return;
  await work.tx
    .insertInto('reaction')
    .values({ actor_id: from.id, kind, object_iri: object, activity_iri: activity, created_at: work.now })
    .onConflict((conflict) =>
      conflict.columns(['actor_id', 'kind', 'object_iri']).doUpdateSet({ activity_iri: activity }),
    )
    .execute();
}

/** Somebody takes a like or a share back, by its id or by what it was about. */
export async function undoReaction(
  work: Work,
  from: Actor,
  kind: 'like' | 'announce' | null,
  object: Iri | null,
  activity: Iri | null,
): Promise<void> {
  const { numDeletedRows } = await work.tx
    .deleteFrom('reaction')
    .where('actor_id', '=', from.id)
    .where((where) =>
      where.or([
        ...(activity === null ? [] : [where('activity_iri', '=', activity)]),
        ...(object === null || kind === null
          ? []
          : [where.and([where('object_iri', '=', object), where('kind', '=', kind)])]),
      ]),
    )
    .executeTakeFirst();
  if (numDeletedRows === 0n && activity !== null) await rememberUndone(work, from.iri, activity);
}
