import type { ActorId } from '../../core/id.ts';

/** Who may follow: anyone at once, or each one after a steward agrees. */
export const followPolicies = ['anyone', 'approve'] as const;
/** One of those rules about following. */
export type FollowPolicy = (typeof followPolicies)[number];

/** Who may join: nobody now, people a member invites, or anybody who applies. */
export const joinPolicies = ['closed', 'invitation', 'application'] as const;
/** One of those rules about joining. */
export type JoinPolicy = (typeof joinPolicies)[number];

/** The collective whose node this is. There is exactly one. */
export interface Collective {
  readonly actor: ActorId;
  readonly name: string;
  /** Permanent, like the domain. */
  readonly handle: string;
  /** Why it exists, in Markdown. */
  readonly purpose: string;
  /** BCP 47, the language of its posts where nothing else is said. */
  readonly language: string;
  readonly followPolicy: FollowPolicy;
  readonly joinPolicy: JoinPolicy;
  /** The one colour it chose, as `#rrggbb`. */
  readonly colour: string;
  readonly createdAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
}
