import type { Generated } from 'kysely';
import type { ApplicationId, InvitationId, MemberId } from '../../core/id.ts';
import type { Engagement, Stage } from '../members/member.ts';

/** Rows about coming in and going. */
export interface JoiningTables {
  invitation: {
    id: InvitationId;
    inviter_id: MemberId;
    application_id: ApplicationId | null;
    name: string;
    email: string | null;
    engagement: Engagement;
    stage: Exclude<Stage, 'alum'>;
    note: string;
    question: Generated<string>;
    created_at: Temporal.Instant;
    expires_at: Temporal.Instant;
    used_at: Temporal.Instant | null;
    declined_at: Temporal.Instant | null;
    revoked_at: Temporal.Instant | null;
    wanted_again_at: Temporal.Instant | null;
    member_id: MemberId | null;
  };
  application: {
    id: ApplicationId;
    name: string;
    email: string | null;
    fediverse: string | null;
    does: string;
    why: string;
    links: string[];
    created_at: Temporal.Instant;
    withdrawn_at: Temporal.Instant | null;
    decided_at: Temporal.Instant | null;
    decided_by: MemberId | null;
    is_admitted: boolean | null;
    reason: Generated<string>;
  };
  application_vouch: {
    application_id: ApplicationId;
    member_id: MemberId;
    sentence: string;
    created_at: Temporal.Instant;
  };
  /** One of the three ids says what the address opens. */
  joining_link: {
    hash: Uint8Array;
    invitation_id: InvitationId | null;
    application_id: ApplicationId | null;
    member_id: MemberId | null;
    created_at: Temporal.Instant;
    /** Null for as long as what it opens is kept. */
    expires_at: Temporal.Instant | null;
  };
  departure: {
    member_id: MemberId;
    /** The stage they had. */
    stage: Exclude<Stage, 'alum'>;
    is_known: boolean;
    is_removed: boolean;
    reason: string;
    by_id: MemberId | null;
    created_at: Temporal.Instant;
  };
}
