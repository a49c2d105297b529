import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadFailure } from '../../../federation/net/fetch-document.ts';
import type { PeerActor } from '../../support/peer.ts';
import { likeBy, openWorld, told, type World } from './world.ts';

const HOUR = 3_600_000;

function fetches(world: World, path: string): number {
  return world.third.requests.filter((request) => request.method === 'GET' && request.url === path).length;
}

describe('looking up a key', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  it('S17: a host that accepts and sends no byte is key.unreachable within the deadline', async () => {
    const gate = world.anotherGate({ keyTimeoutMs: 200 });
    const hung = world.third.actor('hung');
    world.third.serve('/users/hung', () => {});
    const started = performance.now();
    expect(told(await gate.admit(world.sign(hung, likeBy(hung))))).toBe('401 key.unreachable');
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('S17: a loader that never settles does not hold the gate', async () => {
    const gate = world.anotherGate({ keyTimeoutMs: 100, fetchDocument: () => new Promise(() => {}) });
    expect(told(await gate.admit(world.sign(world.alice, likeBy(world.alice))))).toBe('401 key.unreachable');
  });

  it('S17: a thousand key ids of one host in a minute cause twenty fetches there, then 429', async () => {
    const { third, evil, mallory, clock } = world;
    const outcomes = new Map<string, number>();
    for (let n = 0; n < 1000; n += 1) {
      const victim = { id: `${third.origin}/users/u${n}`, keyId: `${third.origin}/users/u${n}#main-key` };
      clock.now += 50;
      const outcome = told(await world.admit(mallory, likeBy(victim), { keyId: victim.keyId }));
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(third.requests).toHaveLength(20);
    expect(evil.requests).toHaveLength(0);
    expect(Object.fromEntries(outcomes)).toEqual({ '401 key.unreachable': 20, '429 key.rate': 980 });
    const late = await world.admit(mallory, likeBy({ id: `${third.origin}/users/x` }), {
      keyId: `${third.origin}/users/x#k`,
    });
    expect(late).toMatchObject({ status: 429, retryAfterSeconds: expect.any(Number) });
    clock.now += 60_000;
    expect(told(await world.admit(world.alice, likeBy(world.alice)))).toBe('accepted');
  });

  it('S17: many requests that wait for one key cause one fetch', async () => {
    const { alice } = world;
    const verdicts = await Promise.all(Array.from({ length: 25 }, () => world.admit(alice, likeBy(alice))));
    expect(new Set(verdicts.map(told))).toEqual(new Set(['accepted']));
    expect(fetches(world, '/users/alice')).toBe(1);
  });

  it('S17: no more than 512 keys are looked for at once', async () => {
    const gate = world.anotherGate({ keyTimeoutMs: 1500, fetchDocument: () => new Promise(() => {}) });
    const asks = Array.from({ length: 530 }, (_, n) => {
      const actor = { ...world.alice, id: `http://h${n}.test/u`, keyId: `http://h${n}.test/u#k` };
      return gate.admit(world.sign(actor, likeBy(actor)));
    });
    const outcomes = (await Promise.all(asks)).map(told);
    expect(outcomes.filter((outcome) => outcome === '401 key.unreachable')).toHaveLength(512);
    expect(outcomes.filter((outcome) => outcome === '429 key.busy')).toHaveLength(18);
  });

  it('a failed lookup is remembered for a minute', async () => {
    const { third, clock } = world;
    const late = third.actor('late');
    third.serve('/users/late', { status: 500 });
    expect(told(await world.admit(late, likeBy(late)))).toBe('401 key.unreachable');
    third.serve('/users/late', late.document);
    expect(told(await world.admit(late, likeBy(late)))).toBe('401 key.unreachable');
    expect(fetches(world, '/users/late')).toBe(1);
    clock.now += 61_000;
    expect(told(await world.admit(late, likeBy(late)))).toBe('accepted');
  });

  it('signatures that fail cause at most one new fetch a minute', async () => {
    const { alice, mallory, clock } = world;
    expect(told(await world.admit(alice, likeBy(alice)))).toBe('accepted');
    clock.now += 61_000;
    for (let n = 0; n < 10; n += 1) {
      const forged = await world.admit(alice, likeBy(alice), { privateKey: mallory.privateKey });
      expect(told(forged)).toBe('401 sig.invalid');
    }
    expect(fetches(world, '/users/alice')).toBe(2);
  });

  it('a stored key serves after a restart without a fetch', async () => {
    const { alice } = world;
    expect(told(await world.admit(alice, likeBy(alice)))).toBe('accepted');
    expect(told(await world.anotherGate({}).admit(world.sign(alice, likeBy(alice))))).toBe('accepted');
    expect(fetches(world, '/users/alice')).toBe(1);
  });

  it('a key store that fails is our fault and decides nothing', async () => {
    const keyStore = {
      find: () => Promise.reject(new Error('no database')),
      save: async () => {},
      forget: async () => {},
    };
    const gate = world.anotherGate({ keyStore });
    await expect(gate.admit(world.sign(world.alice, likeBy(world.alice)))).rejects.toThrow('no database');
  });

  it('S17: what a fetch fails with is told, unless it says no more than that there was no answer', async () => {
    for (const [code, reason] of [
      ['ssrf.blocked', 'ssrf.blocked'],
      ['doc.type', 'doc.type'],
      ['obj.origin', 'obj.origin'],
      ['doc.timeout', 'key.unreachable'],
      ['doc.status', 'key.unreachable'],
      ['obj.gone', 'key.unreachable'],
    ] as const) {
      const gate = world.anotherGate({ fetchDocument: () => Promise.reject(new LoadFailure(code)) });
      expect(told(await gate.admit(world.sign(world.alice, likeBy(world.alice))))).toBe(`401 ${reason}`);
    }
  });

  describe('of an actor that is gone', () => {
    const deleteOf = (actor: PeerActor, object: unknown = actor.id) =>
      likeBy(actor, { type: 'Delete', object });

    it('a Delete of itself is verified with the stored key, however old', async () => {
      const { alice, clock, third } = world;
      expect(told(await world.admit(alice, likeBy(alice)))).toBe('accepted');
      third.serve('/users/alice', { status: 410 });
      clock.now += 400 * 24 * HOUR;
      const embedded = deleteOf(alice, { id: alice.id, type: 'Person' });
      expect(told(await world.admit(alice, embedded))).toBe('accepted');
    });

    it('a Delete of itself by a key we do not hold is answered and ignored', async () => {
      const { alice, third, mallory } = world;
      for (const status of [404, 410]) {
        third.serve('/users/alice', { status });
        expect(told(await world.admit(alice, deleteOf(alice)))).toBe('duplicate');
        world.clock.now += 61_000;
      }
      third.serve('/users/alice', alice.document);
      expect(told(await world.admit(alice, likeBy(alice)))).toBe('accepted');
      third.serve('/users/alice', { status: 410 });
      world.clock.now += 61_000;
      expect(told(await world.admit(alice, deleteOf(alice), { privateKey: mallory.privateKey }))).toBe(
        'duplicate',
      );
    });

    it('anything else is refused as key.unreachable', async () => {
      const { alice, third } = world;
      third.serve('/users/alice', { status: 410 });
      expect(told(await world.admit(alice, likeBy(alice)))).toBe('401 key.unreachable');
      expect(told(await world.admit(alice, deleteOf(alice, `${alice.id}/notes/1`)))).toBe(
        '401 key.unreachable',
      );
    });

    it('a Delete of itself is refused while its server only fails to answer', async () => {
      const { alice, third } = world;
      third.serve('/users/alice', { status: 503 });
      expect(told(await world.admit(alice, deleteOf(alice)))).toBe('401 key.unreachable');
    });
  });
});
