/** How long a signature could be sent again within its time window: an hour before its date, an hour after. */
const MEMORY = 2 * 60 * 60 * 1000;
const MAX_REMEMBERED = 100_000;
const KEY_BYTES = 32;

/** The signatures that were accepted and committed in the last two hours. */
export interface ReplayMemory {
  /** Whether this signature was remembered less than two hours ago. */
  seen(key: string, now: number): boolean;
  remember(key: string, now: number): void;
}

/** The key of a signature: its first 32 bytes in base64url, which no one can make equal without the private key. */
export function replayKey(signature: Buffer): string {
  return signature.toString('base64url', 0, KEY_BYTES);
}

/**
 * Makes a memory of at most 100,000 signatures; the oldest go first. It spares work and is not the guard against
 * a second effect: that is the unique row in the database, which also holds across processes and restarts.
 */
export function createReplayMemory(max = MAX_REMEMBERED): ReplayMemory {
  const until = new Map<string, number>();
  return {
    seen: (key, now) => (until.get(key) ?? 0) > now,
    remember(key, now) {
      until.delete(key);
      if (until.size >= max) until.delete(until.keys().next().value ?? '');
      until.set(key, now + MEMORY);
    },
  };
}
