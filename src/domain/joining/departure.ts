import type { MemberId } from '../../core/id.ts';
import type { FirstStage } from './invitation.ts';

/** For how long one's own leaving can be undone: a day. */
export const comeBackWithin = Temporal.Duration.from({ hours: 24 });
/** For how long the farewell page is there: sixty days. */
export const farewellLasts = Temporal.Duration.from({ hours: 60 * 24 });

/** What the farewell page of somebody who left says. */
export interface Farewell {
  readonly member: MemberId;
  readonly name: string;
  /** The stage they had. */
  readonly stage: FirstStage;
  readonly leftAt: Temporal.Instant;
  readonly isKnown: boolean;
  /** Whether a steward put them out, and why. */
  readonly isRemoved: boolean;
  readonly reason: string;
  /** Until when leaving can be undone. */
  readonly undoUntil: Temporal.Instant;
  /** Whether it can be undone now. */
  readonly canUndo: boolean;
  /** Until when this page is there. */
  readonly until: Temporal.Instant;
}

/** Somebody who left and stays known. */
export interface Alum {
  readonly id: MemberId;
  readonly name: string;
  readonly handle: string;
  readonly joinedAt: Temporal.Instant;
  readonly leftAt: Temporal.Instant;
}
