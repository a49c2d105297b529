import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LoadFailure } from '../../../federation/net/fetch-document.ts';
import type { PeerActor } from '../../support/peer.ts';
import { likeBy, openWorld, told, type World } from './world.ts';

const HOUR = 3_600_000;

function fetches(world: World, path: string): number {
  return world.third.requests.filter((request) => request.method === 'GET' && request.url === path).length;
}

function pemOf(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** The same actor with a new key pair, its document served in place of the old one. */
function rotate(world: World, actor: PeerActor): PeerActor {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKeyPem = pemOf(publicKey);
  const document = { ...actor.document, publicKey: { id: actor.keyId, owner: actor.id, publicKeyPem } };
  world.third.serve(new URL(actor.id).pathname, document);
  return { ...actor, privateKey, publicKeyPem, document };
}

describe('the key of a signature', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  it("S03: a key document that claims another host's actor as owner authenticates nobody", async () => {
    const { mallory, alice, evil } = world;
    const keyId = `${evil.origin}/key`;
    const { publicKeyPem } = mallory;
    evil.serve('/key', { id: keyId, type: 'CryptographicKey', owner: alice.id, publicKeyPem });
    expect(told(await world.admit(mallory, likeBy(alice), { keyId }))).toBe('401 sig.actor_mismatch');
    expect(told(await world.admit(mallory, likeBy(mallory), { keyId }))).toBe('401 key.not_linked');
  });

  it('S04: an actor document whose key belongs to another is refused as key.not_linked', async () => {
    const { evil, alice } = world;
    const eve = evil.actor('eve');
    evil.serve('/users/eve', {
      ...eve.document,
      publicKey: { id: eve.keyId, owner: alice.id, publicKeyPem: eve.publicKeyPem },
    });
    expect(told(await world.admit(eve, likeBy(eve)))).toBe('401 key.not_linked');
  });

  it("S04: a key listed without an owner is not the actor's", async () => {
    const { evil } = world;
    const eve = evil.actor('eve');
    evil.serve('/users/eve', {
      ...eve.document,
      publicKey: { id: eve.keyId, publicKeyPem: eve.publicKeyPem },
    });
    expect(told(await world.admit(eve, likeBy(eve)))).toBe('401 key.not_linked');
  });

  it('S04: another actor of the same host cannot sign for its neighbour', async () => {
    const bob = world.third.actor('bob');
    expect(told(await world.admit(bob, likeBy(world.alice)))).toBe('401 key.not_linked');
    expect(told(await world.admit(bob, likeBy(bob)))).toBe('accepted');
    expect(told(await world.admit(bob, likeBy(world.alice)))).toBe('401 key.not_linked');
  });

  it("S04: a neighbour that lists an actor's key id as its own neither takes nor spoils it", async () => {
    const { third, alice } = world;
    const bob = third.actor('bob', { keyId: alice.keyId });
    expect(told(await world.admit(bob, likeBy(bob)))).toBe('accepted');
    expect(told(await world.admit(bob, likeBy(alice)))).toBe('401 sig.invalid');
    expect(told(await world.admit(alice, likeBy(alice)))).toBe('accepted');
  });

  it('S16: a key id that is no web address is refused, with nothing fetched', async () => {
    const bad = [
      'data:text/plain,x',
      'file:///etc/passwd',
      'ftp://third.test/key',
      'main-key',
      `//${world.third.host}/k`,
    ];
    for (const keyId of bad) {
      expect(told(await world.admit(world.alice, likeBy(world.alice), { keyId }))).toBe(
        '401 sig.actor_mismatch',
      );
    }
    expect(world.third.requests).toHaveLength(0);
  });

  it('a key id may be a path, have a query, or be listed by address only', async () => {
    const { third } = world;
    const greta = third.actor('greta', { keyId: `${third.origin}/users/greta/main-key` });
    expect(told(await world.admit(greta, likeBy(greta)))).toBe('accepted');

    const author = third.actor('author');
    const id = `${third.origin}/?author=1`;
    const wordpress = { ...author, id, keyId: `${id}#main-key` };
    const publicKey = { id: wordpress.keyId, owner: id, publicKeyPem: author.publicKeyPem };
    third.serve('/?author=1', { ...author.document, id, publicKey });
    expect(told(await world.admit(wordpress, likeBy(wordpress)))).toBe('accepted');

    const keyId = `${third.origin}/users/linked/key`;
    const linked = third.actor('linked', { keyId, document: { publicKey: keyId } });
    third.serve('/users/linked/key', {
      id: keyId,
      type: 'Key',
      owner: linked.id,
      publicKeyPem: linked.publicKeyPem,
    });
    expect(told(await world.admit(linked, likeBy(linked)))).toBe('accepted');
  });

  it('of many keys the right one is found, but no more than sixteen are looked at', async () => {
    const { third } = world;
    const carol = third.actor('carol');
    const filler = (n: number) => ({
      id: `${carol.id}#k${n}`,
      owner: carol.id,
      publicKeyPem: carol.publicKeyPem,
    });
    const own = { id: carol.keyId, owner: carol.id, publicKeyPem: carol.publicKeyPem };
    const fifteen = Array.from({ length: 15 }, (_, n) => filler(n));
    third.serve('/users/carol', { ...carol.document, publicKey: [...fifteen, filler(15), own] });
    expect(told(await world.admit(carol, likeBy(carol)))).toBe('401 key.not_linked');
    world.clock.now += 61_000;
    third.serve('/users/carol', { ...carol.document, publicKey: [...fifteen, own] });
    expect(told(await world.admit(carol, likeBy(carol)))).toBe('accepted');
  });

  it('a key that is short, has a small or even exponent, is no RSA or no key is refused as key.weak', async () => {
    const { third } = world;
    const short = third.actor('short', { bits: 1024 });
    expect(told(await world.admit(short, likeBy(short)))).toBe('401 key.weak');
    const keys: Readonly<Record<string, string>> = {
      e3: pemOf(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).publicKey),
      ed25519: pemOf(generateKeyPairSync('ed25519').publicKey),
      pss: pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey),
      private: world.alice.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      garbage: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
      long: `${world.alice.publicKeyPem}${' '.repeat(9000)}`,
    };
    for (const [name, publicKeyPem] of Object.entries(keys)) {
      const actor = third.actor(name);
      third.serve(`/users/${name}`, {
        ...actor.document,
        publicKey: { id: actor.keyId, owner: actor.id, publicKeyPem },
      });
      expect([name, told(await world.admit(actor, likeBy(actor)))]).toEqual([name, '401 key.weak']);
    }
  });

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

  it('S17: no more than 64 keys are looked for at once', async () => {
    const gate = world.anotherGate({ keyTimeoutMs: 200, fetchDocument: () => new Promise(() => {}) });
    const asks = Array.from({ length: 80 }, (_, n) => {
      const actor = { ...world.alice, id: `http://h${n}.test/u`, keyId: `http://h${n}.test/u#k` };
      return gate.admit(world.sign(actor, likeBy(actor)));
    });
    const outcomes = (await Promise.all(asks)).map(told);
    expect(outcomes.filter((outcome) => outcome === '401 key.unreachable')).toHaveLength(64);
    expect(outcomes.filter((outcome) => outcome === '429 key.busy')).toHaveLength(16);
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

  it('S18: a rotated key is found on the first signature made with it', async () => {
    const { clock } = world;
    expect(told(await world.admit(world.alice, likeBy(world.alice)))).toBe('accepted');
    clock.now += 2 * 60_000;
    const renewed = rotate(world, world.alice);
    expect(told(await world.admit(renewed, likeBy(renewed)))).toBe('accepted');
    expect(told(await world.admit(world.alice, likeBy(world.alice)))).toBe('401 sig.invalid');
    expect(fetches(world, '/users/alice')).toBe(2);
  });

  it('S18: a retired key is refused at once after its actor was updated', async () => {
    expect(told(await world.admit(world.alice, likeBy(world.alice)))).toBe('accepted');
    rotate(world, world.alice);
    await world.gate.forgetKeys(world.alice.id);
    expect(told(await world.admit(world.alice, likeBy(world.alice)))).toBe('401 sig.invalid');
  });

  it('S18: a retired key is refused after a day, in memory and in the store', async () => {
    const { clock, alice } = world;
    expect(told(await world.admit(alice, likeBy(alice)))).toBe('accepted');
    rotate(world, alice);
    clock.now += 23 * HOUR;
    expect(told(await world.admit(alice, likeBy(alice)))).toBe('accepted');
    clock.now += 2 * HOUR;
    expect(told(await world.anotherGate({}).admit(world.sign(alice, likeBy(alice))))).toBe('401 sig.invalid');
    expect(told(await world.admit(alice, likeBy(alice)))).toBe('401 sig.invalid');
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
