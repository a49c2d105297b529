/** How often documents of one host may be fetched on the word of strangers. */
export interface FetchQuota {
  /** Counts a fetch and returns 0, or returns the seconds to wait and counts nothing. */
  take(host: string, now: number): number;
}

/**
 * Makes a quota of `max` fetches a host in any span of `spanMs`. Exact, unlike a token bucket, which would let
 * almost twice as many through in the first minute: a signed request names a host that its sender may not be.
 */
export function createFetchQuota(max: number, spanMs: number, maxHosts = 10_000): FetchQuota {
  const fetches = new Map<string, number[]>();
  return {
    take(host, now) {
      const times = (fetches.get(host) ?? []).filter((time) => time > now - spanMs);
      fetches.delete(host);
      if (fetches.size >= maxHosts) fetches.delete(fetches.keys().next().value ?? '');
      fetches.set(host, times);
      if (times.length < max) {
        times.push(now);
        return 0;
      }
      return Math.max(1, Math.ceil(((times[0] ?? now) + spanMs - now) / 1000));
    },
  };
}
