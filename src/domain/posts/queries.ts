import type { Iri } from '../../core/id.ts';
import type { Actor } from '../actors/actor.ts';
import { toActor } from '../actors/queries.ts';
import type { Db } from '../database.ts';

/** An answer to one of our posts. */
export interface Reply {
  readonly iri: Iri;
  readonly author: Actor;
  /** Sanitised HTML. */
  readonly html: string;
  readonly url: Iri;
  readonly publishedAt: Temporal.Instant;
}

/** Public answers to a post of ours, oldest first, at most 200. */
export async function listReplies(db: Db, post: Iri): Promise<Reply[]> {
  const rows = await db
    .selectFrom('post')
    .innerJoin('actor', 'actor.id', 'post.actor_id')
    .selectAll('actor')
    .select([
      'post.iri as post_iri',
      'post.html as post_html',
      'post.url as post_url',
      'post.published_at as post_published',
    ])
    .where('post.in_reply_to', '=', post)
    .where('post.visibility', 'in', ['public', 'unlisted'])
    .orderBy('post.published_at')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    iri: row.post_iri,
    author: toActor(row),
    html: row.post_html,
    url: row.post_url,
    publishedAt: row.post_published,
  }));
}
