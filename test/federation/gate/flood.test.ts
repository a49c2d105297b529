import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReplayMemory } from '../../../federation/gate/replay.ts';
import { withHeader } from '../../support/peer-message.ts';
import { likeBy, noon, openWorld, told, type World } from './world.ts';

const HOUR = 3_600_000;

describe('the same request again, and very many', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  it('S14: the same bytes ten minutes later are a duplicate, once the first were committed', async () => {
    const { gate, clock, alice } = world;
    const message = world.sign(alice, likeBy(alice));
    const first = await gate.admit(message);
    expect(told(first)).toBe('accepted');
    expect(told(await gate.admit(message))).toBe('accepted');
    if (first.kind === 'accepted') gate.remember(first.arrival);
    clock.now += 10 * 60_000;
    expect(told(await gate.admit(message))).toBe('duplicate');
    expect(told(await gate.admit(world.sign(alice, likeBy(alice))))).toBe('accepted');
  });

  it('S14: ten in parallel before the commit all pass, for the database to tell apart by the same id and digest', async () => {
    const message = world.sign(world.alice, likeBy(world.alice));
    const verdicts = await Promise.all(Array.from({ length: 10 }, () => world.gate.admit(message)));
    const arrivals = verdicts.map((verdict) => (verdict.kind === 'accepted' ? verdict.arrival : undefined));
    expect(new Set(arrivals.map((arrival) => `${arrival?.activityId} ${arrival?.digest}`)).size).toBe(1);
    expect(arrivals[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('S14: a remembered signature under another body or header is never accepted', async () => {
    const { gate, alice } = world;
    const message = world.sign(alice, likeBy(alice));
    const first = await gate.admit(message);
    if (first.kind === 'accepted') gate.remember(first.arrival);
    const other = Buffer.from(JSON.stringify(likeBy(alice)));
    expect(told(await gate.admit({ ...message, body: other }))).toBe('401 sig.invalid');
    expect(told(await gate.admit(withHeader(message, 'host', 'c.example')))).toBe('421 host.unknown');
    expect(told(await gate.admit({ ...message, url: '/users/bob/inbox' }))).toBe('duplicate');
  });

  it('S14: a signature is forgotten when its time window has passed, and is refused for its age by then', async () => {
    const { gate, clock, alice } = world;
    const message = world.sign(alice, likeBy(alice), { at: noon + HOUR });
    const first = await gate.admit(message);
    if (first.kind === 'accepted') gate.remember(first.arrival);
    clock.now += 2 * HOUR - 1000;
    expect(told(await gate.admit(message))).toBe('duplicate');
    clock.now += 2000;
    expect(told(await gate.admit(message))).toBe('401 sig.time');
  });

  it('S14: what is remembered is bounded; the oldest goes first', () => {
    const memory = createReplayMemory(3);
    for (const key of ['a', 'b', 'c', 'd']) memory.remember(key, noon);
    expect(['a', 'b', 'c', 'd'].map((key) => memory.seen(key, noon))).toEqual([false, true, true, true]);
    expect(memory.seen('d', noon + 2 * HOUR)).toBe(false);
  });

  it('R13: a host that floods the inbox is told 429 with a time to wait, and no other host is', async () => {
    const gate = world.anotherGate({ inboxLimit: { perHost: 5, perSeconds: 10 } });
    const { mallory, alice, clock } = world;
    const from = async (actor: typeof alice) => gate.admit(world.sign(actor, likeBy(actor)));
    for (let n = 0; n < 5; n += 1) expect(told(await from(mallory))).toBe('accepted');
    expect(await from(mallory)).toEqual({
      kind: 'refused',
      status: 429,
      reason: 'host.rate',
      retryAfterSeconds: 2,
    });
    expect(told(await from(alice))).toBe('accepted');
    clock.now += 2000;
    expect(told(await from(mallory))).toBe('accepted');
    expect(told(await from(mallory))).toBe('429 host.rate');
  });

  it('R13: unproven requests in the name of a host do not use up what it may send', async () => {
    const gate = world.anotherGate({ inboxLimit: { perHost: 2, perSeconds: 10 } });
    const { mallory, alice } = world;
    for (let n = 0; n < 20; n += 1) {
      const forged = world.sign(alice, likeBy(alice), { privateKey: mallory.privateKey });
      expect(told(await gate.admit(forged))).toBe('401 sig.invalid');
    }
    expect(told(await gate.admit(world.sign(alice, likeBy(alice))))).toBe('accepted');
  });
});
