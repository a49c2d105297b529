import type { Generated } from 'kysely';
import type { ActorId } from '../../core/id.ts';
import type { FollowPolicy, JoinPolicy, LogoForm } from './collective.ts';

/** The one row about this node and the one about its collective. */
export interface CollectiveTables {
  node: {
    singleton: Generated<boolean>;
    origin: string;
    created_at: Temporal.Instant;
  };
  collective: {
    singleton: Generated<boolean>;
    actor_id: ActorId;
    name: string;
    handle: string;
    purpose: string;
    language: string;
    follow_policy: FollowPolicy;
    join_policy: JoinPolicy;
    colour: string;
    invitation_quota: Generated<number>;
    /** SHA-256 of what was uploaded, in hex. */
    logo: string | null;
    created_at: Temporal.Instant;
    updated_at: Temporal.Instant;
  };
  logo_picture: {
    hash: string;
    form: LogoForm;
    body: Uint8Array;
  };
}
