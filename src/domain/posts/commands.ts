import { sql } from 'kysely';
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
  // One statement, because a busy inbox is mostly this.
  await sql`
    insert into post (iri, actor_id, in_reply_to, html, language, url, visibility, published_at, updated_at, received_at)
    select ${post.iri}::text, ${author.id}::uuid, ${post.inReplyTo}::text, ${post.html}::text, ${post.language}::text,
      ${post.url}::text, ${post.visibility}::text, ${post.publishedAt}::timestamptz, ${post.updatedAt}::timestamptz,
      ${work.now}::timestamptz
    where not exists (select 1 from gone where gone.iri = ${post.iri} and gone.owner = ${author.iri})
    on conflict (iri) do update set in_reply_to = excluded.in_reply_to, html = excluded.html,
      language = excluded.language, url = excluded.url, visibility = excluded.visibility, updated_at = excluded.updated_at
    where post.actor_id = excluded.actor_id and post.updated_at < excluded.updated_at`.execute(work.tx);
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
