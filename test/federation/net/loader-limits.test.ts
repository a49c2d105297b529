import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signGet } from '../../../federation/gate/sign.ts';
import { guardedDispatcher } from '../../../federation/net/dispatcher.ts';
import { LoadFailure } from '../../../federation/net/fetch-document.ts';
import { createLoader, type Loader, type LoaderOptions } from '../../../federation/net/loader.ts';
import { loopbackLookup, type Peer, type PeerActor, startPeer } from '../../support/peer.ts';

const AS = 'https://www.w3.org/ns/activitystreams';
const activityJson = { 'content-type': 'application/activity+json' };

describe('the limits of the document loader', () => {
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

  it('R10: two pages that point at each other cost one fetch', async () => {
    const page = (other: Peer) => ({
      headers: {
        'content-type': 'text/html',
        link: `<${other.origin}/ping>; rel="alternate"; type="application/activity+json"`,
      },
      body: '<html></html>',
    });
    third.serve('/ping', page(evil));
    evil.serve('/ping', page(third));
    expect(await load(`${third.origin}/ping`)).toBe('doc.type');
    expect(third.requests.length + evil.requests.length).toBe(1);
  });

  it('R10: a redirect to itself and a chain of twenty-one end after three hops', async () => {
    third.serve('/loop', { status: 302, headers: { location: '/loop' } });
    expect(await load(`${third.origin}/loop`)).toBe('doc.redirect');
    expect(third.requests).toHaveLength(4);
    for (let n = 0; n < 21; n += 1)
      third.serve(`/chain/${n}`, { status: 302, headers: { location: `/chain/${n + 1}` } });
    const id = `${third.origin}/chain/21`;
    third.serve('/chain/21', note(id));
    third.clear();
    expect(await load(`${third.origin}/chain/0`)).toBe('doc.redirect');
    expect(third.requests).toHaveLength(4);
    expect(await load(`${third.origin}/chain/18`)).toBe(id);
    third.serve('/nowhere', { status: 302 });
    expect(await load(`${third.origin}/nowhere`)).toBe('doc.redirect');
  });

  it('S16: fetches nothing but plain web addresses', async () => {
    for (const url of [
      'data:application/activity+json,{}',
      'file:///etc/passwd',
      'ftp://third.test/x',
      `http://user:pw@${third.host}/users/alice`,
      `http://${third.host}/${'x'.repeat(2048)}`,
      'users/alice',
      '',
    ]) {
      expect([url, await load(url)]).toEqual([url, 'doc.url']);
    }
    expect(await load(alice.id, loaderWith({ allowHttp: false }))).toBe('doc.url');
    expect(third.requests).toHaveLength(0);
  });

  it('I11: asks no blocked host', async () => {
    blocked.add(third.host);
    expect(await load(alice.id.replace('third', 'THIRD'))).toBe('host.blocked');
    blocked.clear();
    expect(third.requests).toHaveLength(0);
  });

  it('R01: an address on the private network is ssrf.blocked', async () => {
    const guarded = guardedDispatcher({ allowPrivate: false });
    const strict = loaderWith({ dispatcher: guarded });
    const { port } = new URL(third.origin);
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      expect(await load(`http://${host}:${port}/users/alice`, strict)).toBe('ssrf.blocked');
    }
    await guarded.destroy();
    expect(third.requests).toHaveLength(0);
  });

  it('R05: a gzip bomb is given up at a megabyte, without taking the memory of what it holds', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20));
    expect(bomb.length).toBeLessThan(320 * 1024);
    third.serve('/bomb', { headers: { ...activityJson, 'content-encoding': 'gzip' }, body: bomb });
    const before = process.memoryUsage().arrayBuffers;
    expect(await load(`${third.origin}/bomb`)).toBe('doc.size');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
  });

  it('R05: a plain megabyte too many is refused, and a small gzip answer is read', async () => {
    third.serve('/big', { headers: activityJson, body: Buffer.alloc(1024 * 1024 + 1, 0x20) });
    expect(await load(`${third.origin}/big`)).toBe('doc.size');
    const id = `${third.origin}/small`;
    const body = gzipSync(JSON.stringify(note(id)));
    third.serve('/small', { headers: { ...activityJson, 'content-encoding': 'GZIP' }, body });
    expect(await load(id)).toBe(id);
    third.serve('/small', { headers: { ...activityJson, 'content-encoding': 'br' }, body });
    expect(await load(id)).toBe('doc.encoding');
    third.serve('/small', { headers: { ...activityJson, 'content-encoding': 'gzip' }, body: 'no gzip' });
    expect(await load(id)).toBe('doc.unreachable');
  });

  it('R12: a peer that sends a byte now and then is cut off at the total deadline', async () => {
    const drip = createServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\n\r\n{');
      const timer = setInterval(() => socket.write(' '), 20);
      socket.on('close', () => clearInterval(timer)).on('error', () => {});
    });
    await new Promise<void>((resolve) => drip.listen(0, '127.0.0.1', resolve));
    const address = drip.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const started = performance.now();
    expect(await load(`http://127.0.0.1:${port}/`, loaderWith({ timeoutMs: 300 }))).toBe('doc.timeout');
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(250);
    expect(took).toBeLessThan(2000);
    drip.close();
  });

  it('R12: slow redirects share one deadline, and a caller may set a shorter one', async () => {
    for (let n = 0; n < 4; n += 1) {
      third.serve(`/slow/${n}`, (_request, response) => {
        setTimeout(() => response.writeHead(302, { location: `/slow/${n + 1}` }).end(), 150);
      });
    }
    expect(await load(`${third.origin}/slow/0`, loaderWith({ timeoutMs: 350 }))).toBe('doc.timeout');
    expect(asked(third)).toEqual(['/slow/0', '/slow/1', '/slow/2']);
    third.serve('/silent', () => {});
    const wait = loader.fetchDocument(`${third.origin}/silent`, { signal: AbortSignal.timeout(100) });
    await expect(wait).rejects.toMatchObject({ code: 'doc.timeout' });
  });

  it('tells what is gone from what failed', async () => {
    const id = `${third.origin}/n/gone`;
    for (const [status, code] of [
      [404, 'obj.gone'],
      [410, 'obj.gone'],
      [401, 'doc.status'],
      [500, 'doc.status'],
      [204, 'doc.status'],
    ] as const) {
      third.serve('/n/gone', { status });
      await expect(loader.fetchDocument(id)).rejects.toMatchObject({ code, status });
    }
    const closed = await startPeer();
    await closed.close();
    expect(await load(`${closed.origin}/x`)).toBe('doc.unreachable');
  });
});
