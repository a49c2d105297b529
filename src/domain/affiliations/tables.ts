import type { Generated } from 'kysely';
import type { ActorId, Iri, MemberId } from '../../core/id.ts';
import type { GuestState, MembershipState } from './affiliation.ts';

/** Rows of memberships that reach beyond this node: of people elsewhere in ours (`guest`), of ours elsewhere (`membership`). */
export interface AffiliationTables {
  guest: {
    actor_id: ActorId;
    state: GuestState;
    message: Generated<string>;
    /** The Join they sent; null where none came, or it had no id. */
    join_iri: Iri | null;
    /** The Invite we sent. */
    invite_iri: Iri | null;
    decided_by: MemberId | null;
    since: Temporal.Instant;
    claimed_at: Temporal.Instant | null;
    check_at: Temporal.Instant;
  };
  membership: {
    member_id: MemberId;
    collective_id: ActorId;
    state: MembershipState;
    join_iri: Iri | null;
    invite_iri: Iri | null;
    since: Temporal.Instant;
    listed_at: Temporal.Instant | null;
    check_at: Temporal.Instant;
  };
}
