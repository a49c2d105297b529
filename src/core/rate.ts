/** How fast one key may go: `capacity` at once, refilled evenly over `perSeconds`. */
export interface RateLimit {
  /** Tokens in a full bucket; the largest burst. At least 1. */
  readonly capacity: number;
  /** Seconds in which an empty bucket fills up again. */
  readonly perSeconds: number;
  /** Buckets kept at most (default 10,000); beyond it the one unused for longest goes. */
  readonly maxKeys?: number;
}

/** The answer of a limiter; `retryAfterSeconds` is whole seconds, at least 1, for a `Retry-After` header. */
export type RateAnswer =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/** A bounded set of token buckets, one for each key. */
export interface RateLimiter {
  /**
   * Takes one token of `key`, or says when the next will be there. A refused call takes nothing.
   * `now` is milliseconds of a clock that should not go back; where it does, nothing is refilled.
   */
  take(key: string, now: number): RateAnswer;
  /** Buckets held now; never above `maxKeys`. */
  size(): number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const ALLOWED: RateAnswer = { allowed: true };
/** How many of the longest unused buckets are looked at for one that is full again. */
const EVICTION_LOOKS = 8;

/**
 * Makes a token-bucket limiter that holds its state in memory, per process. It is full at the start for
 * every key. When room is needed a bucket that is full again goes first (forgetting it changes nothing),
 * otherwise the one that was unused for longest.
 */
export function createRateLimiter(limit: RateLimit): RateLimiter {
  const { capacity, perSeconds } = limit;
  const maxKeys = limit.maxKeys ?? 10_000;
  const perMs = capacity / (perSeconds * 1000);
  const buckets = new Map<string, Bucket>();

  const levelOf = (bucket: Bucket, now: number): number =>
    Math.min(capacity, bucket.tokens + Math.max(0, now - bucket.at) * perMs);

  const makeRoom = (now: number): void => {
    let oldest: string | undefined;
    let looks = 0;
    for (const [key, bucket] of buckets) {
      oldest ??= key;
      if (levelOf(bucket, now) >= capacity) {
        buckets.delete(key);
        return;
      }
      looks += 1;
      if (looks >= EVICTION_LOOKS) break;
    }
    if (oldest !== undefined) buckets.delete(oldest);
  };

  return {
    take(key, now) {
      const known = buckets.get(key);
      const tokens = known === undefined ? capacity : levelOf(known, now);
      if (known === undefined) {
        if (buckets.size >= maxKeys) makeRoom(now);
      } else {
        buckets.delete(key);
      }
      const at = known === undefined ? now : Math.max(known.at, now);
      if (tokens >= 1) {
        buckets.set(key, { tokens: tokens - 1, at });
        return ALLOWED;
      }
      buckets.set(key, { tokens, at });
      return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / perMs / 1000)) };
    },
    size: () => buckets.size,
  };
}
