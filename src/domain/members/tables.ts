import type { Generated } from 'kysely';
import type { ActorId, MemberId } from '../../core/id.ts';
import type { Engagement, Hat, Stage } from './member.ts';

/** Rows of the people of this collective. */
export interface MemberTables {
  member: {
    id: MemberId;
    actor_id: ActorId;
    email: string | null;
    hats: Hat[];
    engagement: Generated<Engagement>;
    stage: Generated<Stage>;
    language: string | null;
    time_zone: Generated<string>;
    invited_by: MemberId | null;
    is_federated: Generated<boolean>;
    about: Generated<string>;
    joined_at: Temporal.Instant;
    left_at: Temporal.Instant | null;
  };
}
