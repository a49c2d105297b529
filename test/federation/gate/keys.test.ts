import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

  it("I07: a document that is not the actor's own does not speak for it, whatever key it lists", async () => {
    const { alice, third } = world;
    const publicKey = { id: alice.keyId, owner: alice.id, publicKeyPem: alice.publicKeyPem };
    const fetchDocument = async () => ({ id: `${third.origin}/users/bob`, type: 'Person', publicKey });
    const gate = world.anotherGate({ fetchDocument });
    expect(told(await gate.admit(world.sign(alice, likeBy(alice))))).toBe('401 obj.origin');
  });

  it('I07: an actor address that redirects to another actor authenticates neither as the other', async () => {
    const { third } = world;
    const bob = third.actor('bob');
    third.serve('/users/alias', { status: 302, headers: { location: '/users/bob' } });
    const alias = { ...bob, id: `${third.origin}/users/alias` };
    expect(told(await world.admit(alias, likeBy(alias)))).toBe('401 obj.origin');
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
});
