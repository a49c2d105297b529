import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../src/core/rate.ts';

const start = 1_000_000;

describe('a rate limiter', () => {
  it('R13: lets a burst of its capacity through, then one for each share of its time', () => {
    const limiter = createRateLimiter({ capacity: 3, perSeconds: 6 });
    const take = (now: number) => limiter.take('h', now);
    for (let n = 0; n < 3; n += 1) expect(take(start)).toEqual({ allowed: true });
    expect(take(start)).toEqual({ allowed: false, retryAfterSeconds: 2 });
    expect(take(start + 1500)).toEqual({ allowed: false, retryAfterSeconds: 1 });
    expect(take(start + 2000)).toEqual({ allowed: true });
    expect(take(start + 2000)).toEqual({ allowed: false, retryAfterSeconds: 2 });
  });

  it('R13: keeps keys apart', () => {
    const limiter = createRateLimiter({ capacity: 1, perSeconds: 60 });
    expect(limiter.take('flooding', start).allowed).toBe(true);
    expect(limiter.take('flooding', start).allowed).toBe(false);
    expect(limiter.take('quiet', start).allowed).toBe(true);
  });

  it('never holds more than its capacity, however long it was left alone', () => {
    const limiter = createRateLimiter({ capacity: 2, perSeconds: 1 });
    limiter.take('h', start);
    const later = start + 3_600_000;
    expect([1, 2, 3].map(() => limiter.take('h', later).allowed)).toEqual([true, true, false]);
  });

  it('refills nothing when the clock goes back, and counts from the latest time it saw', () => {
    const limiter = createRateLimiter({ capacity: 1, perSeconds: 10 });
    limiter.take('h', start);
    expect(limiter.take('h', start - 5000)).toEqual({ allowed: false, retryAfterSeconds: 10 });
    expect(limiter.take('h', start + 9000).allowed).toBe(false);
    expect(limiter.take('h', start + 10_000).allowed).toBe(true);
  });

  it('R14: is bounded, and forgets buckets that are full again before those that are not', () => {
    const limiter = createRateLimiter({ capacity: 2, perSeconds: 10, maxKeys: 3 });
    limiter.take('spent', start);
    limiter.take('spent', start);
    limiter.take('refilled', start);
    limiter.take('also', start);
    limiter.take('new', start + 5000);
    expect(limiter.size()).toBe(3);
    expect(limiter.take('spent', start + 5000).allowed).toBe(true);
    expect(limiter.take('spent', start + 5000).allowed).toBe(false);
    for (let n = 0; n < 1000; n += 1) limiter.take(`k${n}`, start + 5000);
    expect(limiter.size()).toBe(3);
  });

  const sizes = [fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30 })] as const;
  const gaps = fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 200 });

  it('R13: never lets more through than its capacity and what was refilled since', () => {
    fc.assert(
      fc.property(...sizes, gaps, (capacity, perSeconds, waits) => {
        const limiter = createRateLimiter({ capacity, perSeconds });
        let now = start;
        let passed = 0;
        for (const wait of waits) {
          now += wait;
          if (limiter.take('h', now).allowed) passed += 1;
          const refilled = ((now - start) / 1000 / perSeconds) * capacity;
          expect(passed).toBeLessThanOrEqual(capacity + refilled + 1e-6);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('R13: tells a time after which the next one passes', () => {
    fc.assert(
      fc.property(...sizes, fc.nat({ max: 60_000 }), (capacity, perSeconds, wait) => {
        const limiter = createRateLimiter({ capacity, perSeconds });
        for (let n = 0; n < capacity; n += 1) limiter.take('h', start);
        const answer = limiter.take('h', start + wait);
        if (answer.allowed) return;
        expect(limiter.take('h', start + wait + answer.retryAfterSeconds * 1000).allowed).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
