import type { Generated } from 'kysely';
import type { ActorId, EventId, Iri } from '../../core/id.ts';
import type { DeliveryState } from './delivery.ts';

/** Rows of what this node said, to whom it went, and what is still on its way. */
export interface DeliveryTables {
  activity: {
    iri: Iri;
    event_id: EventId;
    actor_id: ActorId;
    type: string;
    object_iri: Iri;
    is_public: boolean;
    body: string;
    created_at: Temporal.Instant;
  };
  delivery: {
    activity_iri: Iri;
    inbox: string;
    host: string;
    state: DeliveryState;
    status: number | null;
    attempts: Generated<number>;
    next_at: Temporal.Instant | null;
    error: string | null;
    created_at: Generated<Temporal.Instant>;
    updated_at: Generated<Temporal.Instant>;
  };
  message: {
    id: Generated<number>;
    queue: string;
    ordering_key: string | null;
    activity_iri: Iri | null;
    inbox: string | null;
    run_at: Generated<Temporal.Instant>;
    locked_until: Temporal.Instant | null;
    attempts: Generated<number>;
    is_dead: Generated<boolean>;
    is_answered: Generated<boolean>;
    error: string | null;
    body: string;
  };
}
