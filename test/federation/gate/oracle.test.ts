import { createHash, sign, verify } from 'node:crypto';
import { cavage, httpbis } from 'http-message-signatures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signGet } from '../../../federation/gate/sign.ts';
import type { PeerActor } from '../../support/peer.ts';
import { likeBy, openWorld, told, type World } from './world.ts';

type Headers = Record<string, string | string[]>;

/** Requests signed by an independent library, `http-message-signatures`, and ours verified by it. */
describe('an independent implementation of both signature schemes', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    world.clock.now = Date.now();
  });
  afterAll(() => world.close());

  const keyOf = (actor: PeerActor) => ({
    id: actor.keyId,
    alg: 'rsa-v1_5-sha256',
    sign: async (data: Buffer) => sign('sha256', data, actor.privateKey),
  });
  const sha256 = (body: Buffer) => createHash('sha256').update(body).digest('base64');
  const flat = (headers: Headers) =>
    Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  const usual = (body: Buffer): Headers => ({
    host: 'ours.test',
    date: new Date().toUTCString(),
    'content-type': 'application/activity+json',
    digest: `SHA-256=${sha256(body)}`,
    'content-digest': `sha-256=:${sha256(body)}:`,
  });

  it('signs a POST in draft-cavage form that the gate accepts', async () => {
    const body = Buffer.from(JSON.stringify(likeBy(world.alice)));
    const fields = ['@request-target', 'host', 'date', 'digest', 'content-type'];
    const config = { key: keyOf(world.alice), fields, params: ['keyid', 'alg'] };
    const { headers } = await cavage.signMessage(config, {
      method: 'POST',
      url: world.inbox,
      headers: usual(body),
    });
    const request = { method: 'POST', url: '/inbox', rawHeaders: flat(headers), body };
    expect(told(await world.gate.admit(request))).toBe('accepted');
    const changed = { ...request, body: Buffer.from(JSON.stringify(likeBy(world.alice))) };
    expect(told(await world.gate.admit(changed))).toBe('401 sig.invalid');
  });

  it('signs a POST in draft-cavage form with created and expires that the gate accepts', async () => {
    const body = Buffer.from(JSON.stringify(likeBy(world.alice)));
    const fields = ['@request-target', '@created', '@expires', 'host', 'date', 'digest'];
    const config = { key: keyOf(world.alice), fields, params: ['keyid', 'alg', 'created', 'expires'] };
    const { headers } = await cavage.signMessage(config, {
      method: 'POST',
      url: world.inbox,
      headers: usual(body),
    });
    expect(
      told(await world.gate.admit({ method: 'POST', url: '/inbox', rawHeaders: flat(headers), body })),
    ).toBe('accepted');
  });

  for (const fields of [
    ['@method', '@target-uri', 'content-digest'],
    ['@method', '@authority', '@path', '@query', 'content-digest', 'date', 'content-type'],
    ['@method', '@target-uri', '@authority', 'host', 'date', 'content-digest'],
  ]) {
    it(`signs a POST in RFC 9421 form over ${fields.join(' ')} that the gate accepts`, async () => {
      const body = Buffer.from(JSON.stringify(likeBy(world.alice)));
      const url = `${world.inbox}?for=bob`;
      const config = {
        key: keyOf(world.alice),
        fields,
        params: ['created', 'keyid', 'alg', 'expires', 'nonce'],
        paramValues: { nonce: 'a"\\b' },
      };
      const { headers } = await httpbis.signMessage(config, { method: 'POST', url, headers: usual(body) });
      const request = { method: 'POST', url: '/inbox?for=bob', rawHeaders: flat(headers), body };
      expect(told(await world.gate.admit(request))).toBe('accepted');
      expect(told(await world.gate.admit({ ...request, url: '/inbox?for=eve' }))).toBe('401 sig.invalid');
    });
  }

  it('signs a GET in both forms that tells the gate who is looking', async () => {
    const headers = { host: 'ours.test', date: new Date().toUTCString() };
    const request = { method: 'GET', url: 'http://ours.test/o/1', headers };
    const old = {
      key: keyOf(world.alice),
      fields: ['@request-target', 'host', 'date'],
      params: ['keyid', 'alg'],
    };
    const today = {
      key: keyOf(world.alice),
      fields: ['@method', '@target-uri'],
      params: ['created', 'keyid'],
    };
    for (const signed of [
      await cavage.signMessage(old, request),
      await httpbis.signMessage(today, request),
    ]) {
      const inbound = { method: 'GET', url: '/o/1', rawHeaders: flat(signed.headers) };
      expect(await world.gate.viewer(inbound)).toEqual({ kind: 'viewer', actor: world.alice.id });
    }
  });

  it('verifies the GETs we sign, and not for another path', async () => {
    const url = 'https://third.test/users/alice?page=2';
    const headers = await signGet(url, world.alice, Date.now());
    const asked: unknown[] = [];
    const verdictOn = (address: string) =>
      cavage.verifyMessage(
        {
          keyLookup: async ({ keyid }) => {
            asked.push(keyid);
            return {
              verify: async (data, signature) => verify('sha256', data, world.alice.publicKeyPem, signature),
            };
          },
        },
        { method: 'GET', url: address, headers },
      );
    expect(await verdictOn(url)).toBe(true);
    expect(await verdictOn('https://third.test/users/alice?page=3')).toBe(false);
    expect(asked).toEqual([world.alice.keyId, world.alice.keyId]);
  });
});
