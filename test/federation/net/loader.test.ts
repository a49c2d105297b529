import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signGet } from '../../../federation/gate/sign.ts';
import { guardedDispatcher } from '../../../federation/net/dispatcher.ts';
import { LoadFailure } from '../../../federation/net/fetch-document.ts';
import { createLoader, type Loader, type LoaderOptions } from '../../../federation/net/loader.ts';
import { loopbackLookup, type Peer, type PeerActor, startPeer } from '../../support/peer.ts';

const AS = 'https://www.w3.org/ns/activitystreams';
const activityJson = { 'content-type': 'application/activity+json' };

describe('the document loader', () => {
  let third: Peer;
  let evil: Peer;
  let alice: PeerActor;
  let dispatcher: Dispatcher;
  let loader: Loader;
  const blocked = new Set<string>();

  const loaderWith = (options: Partial<LoaderOptions>): Loader =>
    createLoader({
      dispatcher,
      sign: (url) =>
        signGet(url, { keyId: 'https://ours.test/actor#main-key', privateKey: alice.privateKey }, Date.now()),
      allowHttp: true,
      userAgent: 'Guildhall/0 (+https://ours.test/)',
      contexts: { 'https://w3id.org/guildhall/ns#': { '@context': { offers: 'gh:offers' } } },
      isBlocked: (host) => blocked.has(host),
      ...options,
    });
  /** The document's id, or the code it was refused with. */
  const load = async (url: string, from = loader): Promise<string> => {
    try {
      return String((await from.fetchDocument(url))['id']);
    } catch (error) {
      return error instanceof LoadFailure ? error.code : String(error);
    }
  };
  const note = (id: string, besides = {}) => ({ '@context': AS, id, type: 'Note', content: 'x', ...besides });
  const asked = (peer: Peer) => peer.requests.map((request) => request.url);

  beforeAll(async () => {
    third = await startPeer({ host: 'third.test' });
    evil = await startPeer({ host: 'evil.test' });
    alice = third.actor('alice');
    dispatcher = guardedDispatcher({ allowPrivate: true, lookup: loopbackLookup });
    loader = loaderWith({});
  });
  afterAll(async () => {
    await Promise.all([third.close(), evil.close(), dispatcher.destroy()]);
  });
  beforeEach(() => {
    for (const peer of [third, evil]) peer.clear();
  });

  it('fetches an actor, signed, and gives Fedify and us the same', async () => {
    expect(await loader.fetchDocument(alice.id)).toEqual(alice.document);
    expect(await loader.documentLoader(alice.id)).toEqual({
      contextUrl: null,
      documentUrl: alice.id,
      document: alice.document,
    });
    const [request] = third.requests;
    expect(request?.headers).toMatchObject({
      host: third.host,
      accept: `application/activity+json, application/ld+json; profile="${AS}"`,
      'user-agent': 'Guildhall/0 (+https://ours.test/)',
      signature: expect.stringMatching(
        /^keyId="https:\/\/ours\.test\/actor#main-key",algorithm="rsa-sha256",headers="\(request-target\) host date"/,
      ),
    });
  });

  it('does not send an unsigned request where signing fails', async () => {
    expect(await load(alice.id, loaderWith({ sign: () => Promise.reject(new Error('no key')) }))).toBe(
      'doc.unreachable',
    );
    expect(third.requests).toHaveLength(0);
  });

  it('takes both ActivityPub content types', async () => {
    const id = `${third.origin}/n/types`;
    for (const type of [
      'application/activity+json',
      'Application/Activity+JSON; charset=utf-8',
      `application/ld+json; profile="${AS}"`,
      `application/ld+json; charset=utf-8; profile="https://x.test/ ${AS}"`,
    ]) {
      third.serve('/n/types', { headers: { 'content-type': type }, body: JSON.stringify(note(id)) });
      expect([type, await load(id)]).toEqual([type, id]);
    }
  });

  it('I08: refuses every other content type as doc.type, none included', async () => {
    const body = JSON.stringify(alice.document);
    for (const type of [
      'text/plain',
      'image/png',
      'application/json',
      'application/ld+json',
      'application/ld+json; profile="https://evil.test/"',
      'text/html; profile="application/activity+json"',
      'application/activity+jsonx',
      'application/activity+json, text/html',
    ]) {
      third.serve('/uploads/a', { headers: { 'content-type': type }, body });
      expect([type, await load(`${third.origin}/uploads/a`)]).toEqual([type, 'doc.type']);
    }
    third.serve('/uploads/a', { body });
    expect(await load(`${third.origin}/uploads/a`)).toBe('doc.type');
    third.serve('/uploads/a', (_request, response) => {
      response.writeHead(
        200,
        [
          ['content-type', 'text/plain'],
          ['content-type', 'application/activity+json'],
        ].flat(),
      );
      response.end(body);
    });
    expect(await load(`${third.origin}/uploads/a`)).toBe('doc.type');
  });

  it('I07: refuses a document whose id is on another origin as obj.origin', async () => {
    evil.serve('/x', { headers: activityJson, body: JSON.stringify(alice.document) });
    expect(await load(`${evil.origin}/x`)).toBe('obj.origin');
    for (const id of [undefined, null, 'urn:x', '/users/alice', '']) {
      evil.serve('/x', { headers: activityJson, body: JSON.stringify(note('', { id })) });
      expect([id, await load(`${evil.origin}/x`)]).toEqual([id, 'obj.origin']);
    }
    expect(third.requests).toHaveLength(0);
  });

  it('I07: follows no redirect to another origin', async () => {
    const mallory = evil.actor('mallory');
    third.serve('/redir', { status: 302, headers: { location: mallory.id } });
    expect(await load(`${third.origin}/redir`)).toBe('doc.redirect');
    third.serve('/redir', { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } });
    expect(await load(`${third.origin}/redir`)).toBe('doc.redirect');
    expect(evil.requests).toHaveLength(0);
  });

  it('I07: a document that is not at its own id proves nothing: the one at its id is fetched and counts', async () => {
    const forged = { ...alice.document, name: 'forged in an upload' };
    third.serve('/uploads/alice', { headers: activityJson, body: JSON.stringify(forged) });
    expect(await loader.fetchDocument(`${third.origin}/uploads/alice`)).toEqual(alice.document);
    expect(asked(third)).toEqual(['/uploads/alice', '/users/alice']);
    third.serve('/uploads/b', {
      headers: activityJson,
      body: JSON.stringify(note(`${third.origin}/uploads/c`)),
    });
    third.serve('/uploads/c', {
      headers: activityJson,
      body: JSON.stringify(note(`${third.origin}/uploads/d`)),
    });
    expect(await load(`${third.origin}/uploads/b`)).toBe('obj.origin');
  });

  it('I07: a redirect on the same origin is followed, and the id decides', async () => {
    third.serve('/@alice', { status: 301, headers: { location: '/users/alice' } });
    expect(await load(`${third.origin}/@alice`)).toBe(alice.id);
    expect(asked(third)).toEqual(['/@alice', '/users/alice']);
    const id = `${third.origin}/n/moved`;
    third.serve('/n/moved', { status: 308, headers: { location: '/internal/7' } });
    third.serve('/internal/7', { headers: activityJson, body: JSON.stringify(note(id)) });
    expect(await load(id)).toBe(id);
  });

  it('I07: a fragment is not sent, and names a part of the document', async () => {
    expect(await load(alice.keyId)).toBe(alice.id);
    expect(asked(third)).toEqual(['/users/alice']);
  });

  it('S03: a key that stands alone must be listed by its owner, on its own origin or not', async () => {
    const id = `${evil.origin}/key`;
    evil.serve('/key', { id, type: 'CryptographicKey', owner: alice.id, publicKeyPem: alice.publicKeyPem });
    expect(await load(id)).toBe('key.not_linked');
    evil.serve('/key', { id, type: 'CryptographicKey', publicKeyPem: alice.publicKeyPem });
    expect(await load(id)).toBe('key.not_linked');
    const keyId = `${third.origin}/keys/1`;
    const dora = third.actor('dora', { keyId });
    third.serve('/keys/1', { id: keyId, type: 'Key', owner: dora.id, publicKeyPem: dora.publicKeyPem });
    expect(await load(keyId)).toBe(keyId);
  });

  it("S04: a document that holds another's key is refused as key.not_linked", async () => {
    const eve = evil.actor('eve');
    const foreign = { id: eve.keyId, owner: alice.id, publicKeyPem: eve.publicKeyPem };
    const multikey = { id: `${eve.id}#mk`, type: 'Multikey', controller: alice.id, publicKeyMultibase: 'z6' };
    for (const besides of [
      { publicKey: foreign },
      { publicKey: [{ ...foreign, owner: eve.id }, foreign] },
      { assertionMethod: [multikey] },
      { 'sec:assertionMethod': [multikey] },
    ]) {
      evil.serve('/users/eve', { ...eve.document, ...besides });
      expect(await load(eve.id)).toBe('key.not_linked');
    }
  });

  it('I09: never follows an alternate link, in a page or in a header', async () => {
    const link = `<${evil.origin}/x>; rel="alternate"; type="application/activity+json"`;
    const body = `<html><head><link rel="alternate" type="application/activity+json" href="${evil.origin}/x"></head></html>`;
    third.serve('/@page', { headers: { 'content-type': 'text/html', link }, body });
    expect(await load(`${third.origin}/@page`)).toBe('doc.type');
    expect([third.requests.length, evil.requests.length]).toEqual([1, 0]);
  });

  it('R09: a document with unknown contexts, key words or deep nesting is refused, and no context is ever fetched', async () => {
    const id = `${third.origin}/n/odd`;
    let deep: unknown = 1;
    for (let n = 0; n < 30; n += 1) deep = { a: deep };
    for (const [besides, code] of [
      [{ '@context': [AS, `${evil.origin}/context`] }, 'ld.context'],
      [{ '@context': [AS, { name: '@id' }] }, 'ld.context'],
      [{ '@id': `${evil.origin}/x` }, 'ld.keyword'],
      [{ 'as:attributedTo': alice.id }, 'ld.prefixed'],
      [{ a: deep }, 'shape.depth'],
    ] as const) {
      third.serve('/n/odd', { headers: activityJson, body: JSON.stringify(note(id, besides)) });
      expect(await load(id)).toBe(code);
    }
    third.serve('/n/odd', { headers: activityJson, body: 'not json' });
    expect(await load(id)).toBe('shape.json');
    expect(evil.requests).toHaveLength(0);
  });

  it('R09: contexts come from memory only: the preloaded ones and our own', async () => {
    const { contextLoader } = loader;
    expect((await contextLoader(AS)).document).toMatchObject({ '@context': expect.anything() });
    expect((await contextLoader('https://w3id.org/guildhall/ns#')).document).toEqual({
      '@context': { offers: 'gh:offers' },
    });
    for (const url of [`${evil.origin}/context`, 'toString', '__proto__', '']) {
      await expect(contextLoader(url)).rejects.toMatchObject({ code: 'ld.context' });
    }
    expect(evil.requests).toHaveLength(0);
  });
});
