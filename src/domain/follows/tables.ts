import type { ActorId, Iri } from '../../core/id.ts';

/** Rows of who follows ours (`follower`) and whom ours follow (`following`). */
export interface FollowTables {
  follower: {
    actor_id: ActorId;
    follower_id: ActorId;
    follow_iri: Iri | null;
    state: 'pending' | 'accepted';
    created_at: Temporal.Instant;
  };
  following: {
    actor_id: ActorId;
    target_id: ActorId;
    follow_iri: Iri;
    state: 'requested' | 'accepted' | 'rejected';
    created_at: Temporal.Instant;
    answered_at: Temporal.Instant | null;
  };
  undone: {
    actor: Iri;
    activity_iri: Iri;
    undone_at: Temporal.Instant;
  };
}
