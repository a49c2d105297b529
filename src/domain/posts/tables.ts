import type { ActorId, Iri } from '../../core/id.ts';
import type { Visibility } from './post.ts';

/** Rows of what others wrote that concerns us. */
export interface PostTables {
  post: {
    iri: Iri;
    actor_id: ActorId;
    in_reply_to: Iri | null;
    html: string;
    language: string | null;
    url: Iri;
    visibility: Visibility;
    published_at: Temporal.Instant;
    updated_at: Temporal.Instant;
    received_at: Temporal.Instant;
  };
  reaction: {
    actor_id: ActorId;
    kind: 'like' | 'announce';
    object_iri: Iri;
    activity_iri: Iri | null;
    created_at: Temporal.Instant;
  };
}
