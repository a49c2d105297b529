import type { ActorId, MemberId } from '../../core/id.ts';

/** What a member looks after. A steward may post, decide about followers and change settings. */
export const hats = ['steward', 'member'] as const;
/** One of those. */
export type Hat = (typeof hats)[number];

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
  readonly hat: Hat;
  /** Whether the person chose to be an actor on the Fediverse. */
  readonly isFederated: boolean;
  readonly joinedAt: Temporal.Instant;
}
