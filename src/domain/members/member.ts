import type { ActorId, MemberId } from '../../core/id.ts';

/** What a person looks after beside their work: the collective, its manners, its ledger. Anybody may wear several. */
export const hats = ['steward', 'moderator', 'ledger'] as const;
/** One of those. */
export type Hat = (typeof hats)[number];

/** How a person works with the collective. It changes no screen and no right. */
export const engagements = ['employee', 'contractor', 'freelancer', 'apprentice', 'volunteer'] as const;
/** One of those. */
export type Engagement = (typeof engagements)[number];

/** How far in a person is: a candidate is on no public roster yet, an alum has left. */
export const stages = ['candidate', 'member', 'alum'] as const;
/** One of those. */
export type Stage = (typeof stages)[number];

/** A person of this collective. */
export interface Member {
  readonly id: MemberId;
  readonly actor: ActorId;
  readonly name: string;
  readonly handle: string;
  /** What the person says of themselves, in Markdown. */
  readonly about: string;
  /** The same as sanitised HTML, as others read it. */
  readonly summary: string;
  readonly email: string | null;
  readonly hats: readonly Hat[];
  readonly engagement: Engagement;
  readonly stage: Stage;
  /** BCP 47, for pages and letters; null where the collective's language will do. */
  readonly language: string | null;
  /** IANA name: `Europe/Lisbon`. */
  readonly timeZone: string;
  /** Who brought them; null for founders, and where that person was erased. */
  readonly invitedBy: MemberId | null;
  /** Whether the person chose to be an actor on the Fediverse. */
  readonly isFederated: boolean;
  readonly joinedAt: Temporal.Instant;
  /** Null while they belong. */
  readonly leftAt: Temporal.Instant | null;
}

/** Whether a person can be seen on the network, and speak there: they chose to, and are more than a candidate. */
export function isOnNetwork(member: Pick<Member, 'isFederated' | 'stage' | 'leftAt'>): boolean {
  return member.isFederated && member.stage === 'member' && member.leftAt === null;
}
