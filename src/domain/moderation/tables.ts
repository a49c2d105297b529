import type { ActorId, Iri } from '../../core/id.ts';

/** Rows that keep trouble out and reports in. */
export interface ModerationTables {
  host_block: {
    host: string;
    reason: string;
    created_at: Temporal.Instant;
  };
  blocked_by: {
    actor_id: ActorId;
    blocker_id: ActorId;
    activity_iri: Iri | null;
    created_at: Temporal.Instant;
  };
  report: {
    id: string;
    reporter: Iri;
    activity_iri: Iri;
    objects: string[];
    content: string;
    created_at: Temporal.Instant;
    closed_at: Temporal.Instant | null;
  };
}
