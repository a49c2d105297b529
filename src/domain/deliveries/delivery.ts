import type { Iri } from '../../core/id.ts';

/**
 * What became of one activity on its way to one inbox. `refused`: the other server said a final no;
 * `gave up`: it never answered well, and we stopped trying.
 */
export const deliveryStates = ['queued', 'delivered', 'retrying', 'gave up', 'refused'] as const;
/** One of those states. */
export type DeliveryState = (typeof deliveryStates)[number];

/** A receipt. */
export interface Delivery {
  readonly activity: Iri;
  /** `Create`, `Update`, … */
  readonly type: string;
  readonly object: Iri;
  readonly inbox: string;
  readonly host: string;
  readonly state: DeliveryState;
  /** The last HTTP status the other server answered; null before any answer. */
  readonly status: number | null;
  readonly attempts: number;
  /** When the next attempt is due; null where none is. */
  readonly nextAt: Temporal.Instant | null;
  readonly error: string | null;
  readonly createdAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
}
