import type { ActorId, Iri, MemberId } from '../../core/id.ts';
import type { Actor } from '../actors/actor.ts';

/** How it stands between a person of another server and our collective. */
export const guestStates = ['asked', 'invited', 'member', 'refused'] as const;
/** One of those: they asked to join, we asked them in, both said yes, we said no. */
export type GuestState = (typeof guestStates)[number];

/** A person of another server and our collective. */
export interface Guest {
  readonly actor: Actor;
  readonly state: GuestState;
  /** What they wrote when they asked: plain text, one line; empty for nothing. */
  readonly message: string;
  /** When it came to this state. */
  readonly since: Temporal.Instant;
  /**
   * When their own document was last seen to say that they are a member here; null until then. Only with it do they
   * count, and stand in our list.
   */
  readonly claimedAt: Temporal.Instant | null;
}

/** How it stands between a member of ours and another collective. */
export const membershipStates = ['asked', 'invited', 'accepted', 'refused'] as const;
/** One of those: we asked to join, they asked us in, both said yes, they said no. */
export type MembershipState = (typeof membershipStates)[number];

/** A member of ours and another collective. */
export interface Membership {
  readonly member: MemberId;
  readonly collective: Actor;
  readonly state: MembershipState;
  readonly since: Temporal.Instant;
  /** When their list was last seen to hold the person; null while it does not. Only with it does it count. */
  readonly listedAt: Temporal.Instant | null;
}

/** A person of another server whose document is to be read. */
export interface DueGuest {
  readonly actor: ActorId;
  readonly iri: Iri;
}

/** A membership whose other side is to be read. */
export interface DueMembership {
  readonly member: MemberId;
  readonly person: Iri;
  readonly collective: ActorId;
  readonly collectiveIri: Iri;
}

/** What kinds of actors are collectives that one can be a member of. */
export function isCollective(actor: Pick<Actor, 'type'>): boolean {
  return actor.type === 'Group' || actor.type === 'Organization';
}
