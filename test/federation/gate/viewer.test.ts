import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signGet } from '../../../federation/gate/sign.ts';
import type { PeerActor } from '../../support/peer.ts';
import { headerOf, type SignOptions, withHeader } from '../../support/peer-message.ts';
import { likeBy, openWorld, type World } from './world.ts';

describe('the viewer of a document', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const get = (as: PeerActor, options: SignOptions = {}, path = '/o/1') =>
    world.third.sign(as, `http://ours.test${path}`, undefined, { at: world.clock.now, ...options });
  const viewer = async (as: PeerActor, options: SignOptions = {}) => {
    const verdict = await world.gate.viewer(get(as, options));
    return verdict.kind === 'viewer' ? verdict.actor : `${verdict.status} ${verdict.reason}`;
  };

  for (const scheme of ['cavage', 'rfc9421'] as const) {
    it(`S19: is the actor whose key signed the GET (${scheme})`, async () => {
      expect(await viewer(world.alice, { scheme })).toBe(world.alice.id);
      expect(await viewer(world.mallory, { scheme })).toBe(world.mallory.id);
    });
  }

  it("S19: is nobody where E's document says it is T's actor", async () => {
    const { evil, alice } = world;
    const eve = evil.actor('eve');
    evil.serve('/users/eve', { ...eve.document, id: alice.id });
    expect(await viewer(eve)).toBe('401 obj.origin');
    const publicKey = { id: eve.keyId, owner: alice.id, publicKeyPem: eve.publicKeyPem };
    world.clock.now += 61_000;
    evil.serve('/users/eve', { ...eve.document, publicKey });
    expect(await viewer(eve)).toBe('401 key.not_linked');
    world.clock.now += 61_000;
    evil.serve('/users/eve', { id: eve.keyId, type: 'Key', owner: alice.id, publicKeyPem: eve.publicKeyPem });
    expect(await viewer(eve)).toBe('401 key.not_linked');
  });

  it('S19: is nobody where a document on E names a key owner on T', async () => {
    const { evil, mallory, alice } = world;
    const keyId = `${evil.origin}/key`;
    const gate = world.anotherGate({
      fetchDocument: async (url) =>
        url === keyId
          ? { id: keyId, owner: alice.id, publicKeyPem: mallory.publicKeyPem }
          : { ...alice.document },
    });
    expect(await gate.viewer(get(mallory, { keyId }))).toMatchObject({
      kind: 'refused',
      reason: 'key.not_linked',
    });
    expect(world.third.requests).toHaveLength(0);
  });

  it('S19: is still the right one where a neighbour listed its key id as its own', async () => {
    const { third, alice } = world;
    const bob = third.actor('bob', { keyId: alice.keyId });
    expect(await world.admit(bob, likeBy(bob))).toMatchObject({ kind: 'accepted' });
    expect(await viewer(alice)).toBe(alice.id);
    expect(await viewer(bob)).toBe('401 sig.invalid');
  });

  it('S19: is nobody in the name of our own origin, with nothing fetched', async () => {
    expect(await viewer(world.alice, { keyId: 'http://ours.test/actor#main-key' })).toBe('400 actor.local');
  });

  it('S19: is nobody where the key stands alone and its owner does not list it', async () => {
    const { evil, mallory } = world;
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const keyId = `${evil.origin}/uploads/key`;
    evil.serve('/uploads/key', { id: keyId, type: 'Key', owner: mallory.id, publicKeyPem });
    expect(await viewer(mallory, { keyId, privateKey })).toBe('401 key.not_linked');
  });

  it('S19: is found where the key stands alone and its owner lists it', async () => {
    const { third } = world;
    const keyId = `${third.origin}/keys/7`;
    const dora = third.actor('dora', { keyId });
    third.serve('/keys/7', { id: keyId, type: 'Key', owner: dora.id, publicKeyPem: dora.publicKeyPem });
    expect(await viewer(dora)).toBe(dora.id);
    const greta = third.actor('greta', { keyId: `${third.origin}/users/greta/main-key` });
    third.serve('/users/greta/main-key', greta.document);
    expect(await viewer(greta)).toBe(greta.id);
  });

  it('S19: is nobody on another key, an unsigned request, or a blocked host', async () => {
    const { alice, mallory, gate, blocked, third } = world;
    expect(await viewer(alice, { privateKey: mallory.privateKey })).toBe('401 sig.invalid');
    expect(await gate.viewer(withHeader(get(alice), 'signature', null))).toMatchObject({
      reason: 'sig.missing',
    });
    blocked.add(third.host);
    expect(await viewer(alice)).toBe('403 host.blocked');
  });

  it('a signature that does not cover host, date and request target is sig.coverage', async () => {
    for (const cover of [
      ['(request-target)', 'host'],
      ['(request-target)', 'date'],
      ['host', 'date'],
    ]) {
      expect(await viewer(world.alice, { cover })).toBe('401 sig.coverage');
    }
    expect(await viewer(world.alice, { scheme: 'rfc9421', cover: ['@method', '@authority'] })).toBe(
      '401 sig.coverage',
    );
  });

  it('a signature for another path, another server or a POST is not one for this GET', async () => {
    const { alice, gate, third, clock } = world;
    const message = get(alice);
    expect(await gate.viewer({ ...message, url: '/o/2' })).toMatchObject({ reason: 'sig.invalid' });
    const elsewhere = third.sign(alice, 'http://c.example/o/1', undefined, { at: clock.now });
    expect(await gate.viewer(elsewhere)).toMatchObject({ status: 421, reason: 'host.unknown' });
    expect(await gate.viewer(withHeader(elsewhere, 'host', 'ours.test'))).toMatchObject({
      reason: 'sig.invalid',
    });
    expect(await gate.viewer({ ...message, method: 'POST' })).toMatchObject({ status: 405 });
    expect(await gate.viewer({ ...message, method: 'HEAD' })).toMatchObject({ reason: 'sig.invalid' });
  });

  it('the GETs we sign are taken by a gate like ours', async () => {
    const { alice, gate, clock } = world;
    const headers = await signGet('http://ours.test/o/1?page=2', alice, clock.now);
    const rawHeaders = Object.entries(headers).flat();
    expect(await gate.viewer({ method: 'GET', url: '/o/1?page=2', rawHeaders })).toEqual({
      kind: 'viewer',
      actor: alice.id,
    });
    expect(headerOf({ method: 'GET', url: '', rawHeaders, body: Buffer.alloc(0) }, 'signature')).toContain(
      'headers="(request-target) host date"',
    );
  });
});
