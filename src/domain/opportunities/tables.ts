import type { ColumnType } from 'kysely';
import type { ActorId, Iri, MemberId, OpportunityId } from '../../core/id.ts';
import type { AllyOpportunity } from './ally-opportunity.ts';
import type { Audience, Place, Status } from './opportunity.ts';
import type { StoredRole } from './stored-role.ts';

/** The columns our opportunities and allies' share. */
interface Described {
  title: string;
  outcome: string;
  roles: ColumnType<StoredRole[], string, string>;
  deadline: Temporal.Instant | null;
  time_zone: string | null;
  place_kind: Place['kind'];
  place_name: string | null;
  languages: string[];
  contact: string;
  revision: number;
  updated_at: Temporal.Instant;
}

/** Rows of work: ours with every revision, and what allies offer. */
export interface OpportunityTables {
  opportunity: Described & {
    id: OpportunityId;
    status: Status;
    audience: Audience;
    reason: string | null;
    posted_by: MemberId;
    created_at: Temporal.Instant;
    published_at: Temporal.Instant | null;
  };
  opportunity_revision: {
    opportunity_id: OpportunityId;
    revision: number;
    member_id: MemberId | null;
    what: string;
    changed_at: Temporal.Instant;
  };
  ally_opportunity: Described & {
    iri: Iri;
    post_iri: Iri | null;
    actor_id: ActorId;
    url: Iri;
    status: AllyOpportunity['status'];
    published_at: Temporal.Instant;
    received_at: Temporal.Instant;
  };
}
