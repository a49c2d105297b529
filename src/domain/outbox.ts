import { type ColumnType, type Generated, sql } from 'kysely';
import { type ActorId, type EventId, type Iri, newId, type OpportunityId } from '../core/id.ts';
import type { Work } from './work.ts';

/**
 * What must leave this node. Each event becomes exactly one activity, whose id comes from the event, so that
 * sending it twice after a crash sends the same id twice. `by` is the local actor who speaks.
 */
export type Event =
  | { readonly kind: 'opportunity.posted'; readonly by: ActorId; readonly opportunity: OpportunityId }
  | { readonly kind: 'opportunity.changed'; readonly by: ActorId; readonly opportunity: OpportunityId }
  | {
      readonly kind: 'opportunity.deleted';
      readonly by: ActorId;
      readonly opportunity: OpportunityId;
      readonly wasPublic: boolean;
    }
  | { readonly kind: 'opportunity.featured'; readonly by: ActorId; readonly opportunity: OpportunityId }
  | { readonly kind: 'opportunity.unfeatured'; readonly by: ActorId; readonly opportunity: OpportunityId }
  | { readonly kind: 'follow.requested'; readonly by: ActorId; readonly target: ActorId }
  | { readonly kind: 'follow.undone'; readonly by: ActorId; readonly target: ActorId; readonly follow: Iri }
  | {
      readonly kind: 'follower.accepted';
      readonly by: ActorId;
      readonly follower: ActorId;
      readonly follow: Iri | null;
    }
  | {
      readonly kind: 'follower.rejected';
      readonly by: ActorId;
      readonly follower: ActorId;
      readonly follow: Iri | null;
    }
  | { readonly kind: 'announced'; readonly by: ActorId; readonly object: Iri; readonly author: ActorId }
  | { readonly kind: 'announce.undone'; readonly by: ActorId; readonly object: Iri; readonly announce: Iri }
  | { readonly kind: 'guest.invited'; readonly by: ActorId; readonly guest: ActorId }
  | {
      readonly kind: 'guest.admitted';
      readonly by: ActorId;
      readonly guest: ActorId;
      readonly join: Iri | null;
    }
  | {
      readonly kind: 'guest.refused';
      readonly by: ActorId;
      readonly guest: ActorId;
      readonly join: Iri | null;
    }
  | { readonly kind: 'guest.listed'; readonly by: ActorId; readonly guest: ActorId }
  | {
      readonly kind: 'guest.unlisted';
      readonly by: ActorId;
      readonly guest: ActorId;
      /** Whether followers heard of them before, and whether they themselves are to hear of it. */
      readonly wasListed: boolean;
      readonly isOver: boolean;
      readonly reason: string;
    }
  | {
      readonly kind: 'membership.asked';
      readonly by: ActorId;
      readonly collective: ActorId;
      readonly message: string;
    }
  | {
      readonly kind: 'membership.answered';
      readonly by: ActorId;
      readonly collective: ActorId;
      readonly invite: Iri;
      readonly isYes: boolean;
    }
  | { readonly kind: 'membership.left'; readonly by: ActorId; readonly collective: ActorId }
  | {
      /** One of ours stands in the list of our collective from now on, or no more: `by` is the collective. */
      readonly kind: 'member.listed' | 'member.unlisted';
      readonly by: ActorId;
      readonly member: ActorId;
      readonly role: 'steward' | 'member';
    }
  | { readonly kind: 'actor.updated'; readonly by: ActorId }
  | {
      readonly kind: 'actor.deleted';
      readonly by: ActorId;
      /** Who hears it beside followers: collectives elsewhere that the person was a member of until now. */
      readonly alsoTo?: readonly ActorId[];
    };

/** Which of those an event is. */
export type EventKind = Event['kind'];

/** Rows of `outbox`: written here, claimed and finished by the worker. */
export interface OutboxTables {
  outbox: {
    id: EventId;
    /** Events leave in this order. */
    position: Generated<number>;
    kind: EventKind;
    payload: ColumnType<Event, string, never>;
    created_at: Temporal.Instant;
    run_at: Generated<Temporal.Instant>;
    locked_until: Temporal.Instant | null;
    attempts: Generated<number>;
    is_dead: Generated<boolean>;
    error: string | null;
    done_at: Temporal.Instant | null;
  };
}

/** The channel on which a commit wakes the workers; the payload names the queue. */
export const wakeChannel = 'guildhall_wake';

/** Write down that something must leave the node, in the transaction that causes it. Wakes a worker at commit. */
export async function record(work: Work, event: Event): Promise<EventId> {
  const id = newId<EventId>();
  await work.tx
    .insertInto('outbox')
    .values({ id, kind: event.kind, payload: JSON.stringify(event), created_at: work.now, run_at: work.now })
    .execute();
  await wake(work, 'outbox');
  return id;
}

/** Wake the workers of a queue when this transaction commits. */
export async function wake(work: Work, queue: string): Promise<void> {
  await sql`select pg_notify(${wakeChannel}, ${queue})`.execute(work.tx);
}
