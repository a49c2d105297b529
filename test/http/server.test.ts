import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite, type TestSite, type Visitor } from '../web/pages/site.ts';

describe('the server in front of everything', () => {
  let site: TestSite;
  let visitor: Visitor;
  const inboxes: string[] = [];

  beforeAll(async () => {
    site = await openSite({
      inbox: (request, response, clientIp) => {
        inboxes.push(`${request.method} ${request.url} from ${clientIp}`);
        response.writeHead(202).end();
      },
      documents: (request, response) => {
        if (request.url !== '/ready-made') return false;
        response.writeHead(200, { 'content-type': 'application/activity+json' }).end('{}');
        return true;
      },
      answer: async (request) =>
        new URL(request.url).pathname === '/echo' ? Response.json({ url: request.url }) : undefined,
    });
    await site.found();
    visitor = site.visitor();
  });
  afterAll(() => site.close());

  test.each(['evil.test', '', 'localhost', 'localhost:1', 'evil.test@localhost'])(
    'a request for the host "%s" is misdirected, and both hosts are named',
    async (host) => {
      const { status, text } = await visitor.get('/', { host });
      expect(status).toBe(421);
      expect(text).toContain(new URL(site.origin).host);
      expect(text).toContain(host);
    },
  );

  test('the host may be spelled with capitals and a dot at its end', async () => {
    const { port } = new URL(site.origin);
    expect((await visitor.get('/', { host: `LOCALHOST.:${port}` })).status).toBe(200);
  });

  test('probes are answered under any host', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect((await visitor.get(path, { host: 'x' })).status).toBe(200);
  });

  test('a host a proxy passes on changes nothing', async () => {
    const { status, text } = await visitor.get('/sign-in', {
      'x-forwarded-host': 'evil.test',
      forwarded: 'host=evil.test',
    });
    expect(status).toBe(200);
    expect(text).not.toContain('evil.test');
  });

  test('the URL of a request is ours, whatever came before it', async () => {
    const { text } = await visitor.get('/echo?a=%2F', {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.test',
    });
    expect(JSON.parse(text)).toEqual({ url: `${site.origin}/echo?a=%2F` });
  });

  test('inboxes and ready-made documents do not reach a page', async () => {
    for (const path of ['/inbox', '/@loom/inbox']) {
      expect(
        (await visitor.send('POST', path, { 'content-type': 'application/activity+json' }, '{}')).status,
      ).toBe(202);
    }
    expect(inboxes).toEqual(['POST /inbox from 127.0.0.1', 'POST /@loom/inbox from 127.0.0.1']);
    expect((await visitor.get('/ready-made')).text).toBe('{}');
    expect((await visitor.get('/inbox')).status).toBe(404);
  });

  test.each(['TRACE', 'PROPFIND', 'PURGE'])('the method %s is not one of ours', async (method) => {
    const { status, headers } = await visitor.send(method, '/', {});
    expect([status, headers.get('allow')]).toEqual([405, expect.stringContaining('GET')]);
  });

  test('an absolute or empty request target is refused, not followed', async () => {
    const { host, port } = new URL(site.origin);
    for (const target of ['http://evil.test/', `http://${host}/`, '*']) {
      const answer = await raw(
        Number(port),
        `OPTIONS ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  test.each([
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/package.json',
    '//evil.test/',
    '/assets/../package.json',
    '/opportunities/%00',
  ])('%s is nowhere', async (path) => {
    expect((await visitor.get(path)).status).toBeGreaterThanOrEqual(400);
    expect((await visitor.get(path)).status).toBeLessThan(500);
  });

  test('headers beyond 16 KiB are not read', async () => {
    expect((await visitor.get('/', { 'x-long': 'a'.repeat(17 * 1024) })).status).toBe(431);
  });

  test('slow requests are cut off and idle connections kept as long as promised', () => {
    const { requestTimeout, headersTimeout, keepAliveTimeout } = site.server;
    expect({ requestTimeout, headersTimeout, keepAliveTimeout }).toEqual({
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      keepAliveTimeout: 65_000,
    });
  });
});

describe('more than a process or a client may have', () => {
  test('beyond the places and the queue a request is told when to come back', async () => {
    const released = Promise.withResolvers<void>();
    const site = await openSite({
      limits: { inFlight: 1, waiting: 1, waitMs: 5_000 },
      inbox: (_request, response) => void released.promise.then(() => response.writeHead(202).end()),
    });
    const visitor = site.visitor();
    const post = () => visitor.send('POST', '/inbox', {}, '{}');
    const taken = post();
    const waiting = post();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const refused = await visitor.get('/healthz');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    released.resolve();
    expect([(await taken).status, (await waiting).status]).toEqual([202, 202]);
    await site.close();
  });

  test('who waits in vain is told so, and a client that goes away makes room', async () => {
    const site = await openSite({ limits: { inFlight: 1, waiting: 5, waitMs: 100 }, inbox: () => undefined });
    const { port } = new URL(site.origin);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST /inbox HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 2\r\n\r\n{}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await site.visitor().get('/healthz')).status).toBe(503);
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await site.visitor().get('/healthz')).status).toBe(200);
    await site.close();
  });

  test('one client is slowed down by its own address alone, and only a trusted proxy can name it', async () => {
    const site = await openSite({ settings: { TRUST_PROXY: '127.0.0.0/8' }, limits: { perMinute: 3 } });
    const visitor = site.visitor();
    const from = (address: string) => visitor.get('/healthz', { 'x-forwarded-for': address });
    for (let count = 0; count < 3; count++) expect((await from('203.0.113.9')).status).toBe(200);
    const refused = await from('203.0.113.9');
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 20]);
    expect((await from('127.0.0.1, 203.0.113.9')).status).toBe(429);
    expect((await from('203.0.113.10')).status).toBe(200);
    for (let count = 0; count < 3; count++) await from(`2001:db8::${count}`);
    expect((await from('2001:db8::ffff')).status).toBe(429);
    await site.close();
  });
});

function raw(port: number, text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1', () => socket.end(text));
  let answer = '';
  socket.on('data', (chunk) => {
    answer += String(chunk);
  });
  socket.on('end', () => resolve(answer));
  socket.on('error', reject);
  return promise;
}
