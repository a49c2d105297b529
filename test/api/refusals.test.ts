import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../../src/api/api.ts';
import { readConfig } from '../../src/config.ts';
import { formatCursor } from '../../src/core/page.ts';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import type { Database } from '../../src/domain/database.ts';
import { inWork } from '../../src/domain/work.ts';
import { openPlatform } from '../../src/platform/platform.ts';
import { storeKinds } from '../support/database.ts';
import { type ApiNode, makeToken, openApiNode, origin, smallest, weaveNetwork } from './api-node.ts';

const path = '/v1/opportunities';
const stranger = '01990000-0000-7000-8000-000000000000';

describe.each(storeKinds)('what the API refuses, on the %s store', (kind) => {
  let node: ApiNode;
  beforeAll(async () => {
    node = await openApiNode(kind);
  });
  afterAll(() => node.close());

  const role = (terms: unknown) => ({ ...smallest, roles: [{ name: 'Builder', terms }] });
  const countAll = async () =>
    (await node.platform.db.selectFrom('opportunity').select('id').execute()).length;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    node.ask('POST', path, { token: node.token, body, headers });

  test('every problem has the form of RFC 9457 and names its request', async () => {
    const { headers, body } = await node.ask('GET', `${path}/${stranger}`, { token: node.reader });
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such opportunity here.',
      code: 'opportunity.unknown',
      requestId: headers.get('x-request-id'),
    });
  });

  test.each([
    ['nothing', {}],
    ['a cookie', { cookie: '__Host-session=whatever' }],
    ['a password', { authorization: 'Basic YWRhOmFkYQ==' }],
  ])('who comes with %s is asked for a token', async (_, headers) => {
    const { status, headers: told, body } = await node.ask('GET', path, { headers });
    expect([status, body['code']]).toEqual([401, 'token.missing']);
    expect(told.get('www-authenticate')).toBe('Bearer realm="guildhall"');
  });

  test('an unknown token and one that has expired are the same', async () => {
    const expired = await inWork(node.platform, (work) =>
      createApiToken(work, 'old', ['read'], Temporal.Duration.from({ seconds: -1 })),
    );
    for (const token of [expired, `ghd_${'x'.repeat(43)}`, 'ghd_%00', 'x']) {
      const { status, headers, body } = await node.ask('GET', path, { token });
      expect(status).toBe(401);
      if (token !== 'ghd_%00') {
        expect(body['code']).toBe('token.invalid');
        expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
      }
    }
  });

  test('a token that may only read changes nothing', async () => {
    const before = await countAll();
    const asked: [string, string, unknown][] = [
      ['POST', path, smallest],
      ['PUT', `${path}/${stranger}`, smallest],
      ['DELETE', `${path}/${stranger}`, undefined],
      ['POST', `${path}/${stranger}/status`, { status: 'open' }],
      ['POST', '/v1/deliveries/retry', { activity: 'https://loom.test/a', inbox: 'https://x.test/inbox' }],
      ['POST', '/v1/following', { actor: '@weave@weave.test' }],
      ['DELETE', '/v1/following?actor=x', undefined],
      ['POST', '/v1/followers/decision', { actor: 'x', decision: 'accept' }],
    ];
    for (const [method, address, body] of asked) {
      const answered = await node.ask(method, address, { token: node.reader, body });
      expect([method, address, answered.status, answered.body['code']]).toEqual([
        method,
        address,
        403,
        'token.scope',
      ]);
      expect(answered.headers.get('www-authenticate')).toContain('insufficient_scope');
    }
    expect(await countAll()).toBe(before);
  });

  test('a token that may post does not read receipts', async () => {
    const token = await makeToken(node.platform, ['opportunities']);
    expect((await node.ask('GET', '/v1/deliveries', { token })).status).toBe(403);
    expect((await node.ask('GET', path, { token })).status).toBe(200);
  });

  test('W09: fields nobody asked for are named, and nothing is written', async () => {
    const before = await countAll();
    const { status, body } = await post({
      ...smallest,
      role: 'admin',
      revision: 9,
      roles: [{ name: 'Builder', postedBy: 'me', terms: { kind: 'none', rate: '1' } }],
    });
    expect([status, body['code']]).toEqual([400, 'request.invalid']);
    const paths = (body['errors'] as { path: string }[]).map((error) => error.path);
    expect(paths.sort()).toEqual(['revision', 'role', 'roles.0.postedBy', 'roles.0.terms.rate']);
    expect(await countAll()).toBe(before);
  });

  test('W09: names of the prototype are fields like any other', async () => {
    const text = JSON.stringify(smallest).replace('{', '{"__proto__":{"status":"draft"},"constructor":1,');
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect((body['errors'] as { path: string }[]).map((error) => error.path)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  test('W09: what is not ours cannot be edited, moved or deleted, and PATCH is no way around', async () => {
    const asked: [string, string, unknown][] = [
      ['GET', `${path}/${stranger}`, undefined],
      ['PUT', `${path}/${stranger}`, smallest],
      ['DELETE', `${path}/${stranger}`, undefined],
      ['POST', `${path}/${stranger}/status`, { status: 'open' }],
    ];
    for (const [method, address, body] of asked)
      expect((await node.ask(method, address, { token: node.token, body })).status).toBe(404);
    const patched = await node.ask('PATCH', `${path}/${stranger}`, { token: node.token, body: smallest });
    expect([patched.status, patched.body['code']]).toEqual([405, 'request.method']);
    expect(patched.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE');
  });

  test.each([
    `?sort=id;drop`,
    `?status=open'--`,
    `?status=open&status=closed`,
    `?from=%25`,
    `?from=members`,
    `?cursor=x`,
    `?cursor=`,
    `?__proto__=1`,
    `?cursor=${formatCursor({ at: Temporal.Instant.from('2026-01-01T00:00Z'), id: 'drop-table' })}`,
    `?cursor=${formatCursor({ at: Temporal.Instant.from('+200000-01-01T00:00Z'), id: stranger })}`,
    `?cursor=%00`,
  ])('W10: the query %s is refused before it is asked', async (query) => {
    for (const list of [path, '/v1/deliveries', '/v1/following', '/v1/followers']) {
      const { status, body } = await node.ask('GET', `${list}${query}`, { token: node.reader });
      expect([list, status]).toEqual([list, 400]);
      expect(body['code']).toMatch(/^(?:request\.invalid|page\.cursor)$/);
    }
  });

  test.each([
    '/%2e%2e%2fetc%2fpasswd',
    "/1'or'1'='1",
    '/%00',
    '/%ff',
    `/${stranger.toUpperCase()}`,
    '/x/y/z',
  ])('W10: the path %s leads nowhere', async (rest) => {
    expect((await node.ask('GET', `${path}${rest}`, { token: node.reader })).status).toBe(404);
  });

  test.each([-1, 0, 1.5, 85, null, '', '-1', '0', '0.00', '1e3', '1.555', '9007199254740993', '١٢', ' 5'])(
    'D08: %j is not an amount of money',
    async (amount) => {
      const { status, body } = await post(role({ kind: 'fixed', amount, currency: 'EUR' }));
      expect([status, body['code']]).toEqual([400, 'money.invalid']);
      expect(body['errors']).toEqual([
        { path: 'roles.0.terms.amount', detail: expect.any(String), code: 'money.invalid' },
      ]);
    },
  );

  test('D08: two currencies are never one amount, and half a yen is none', async () => {
    for (const terms of [
      { kind: 'hourly', rate: '85.00', currency: 'EUR+USD' },
      { kind: 'hourly', rate: '85.50', currency: 'JPY' },
      { kind: 'hourly', rate: '100000000000.01', currency: 'EUR' },
    ]) {
      const { status, body } = await post(role(terms));
      expect([status, body['code']]).toEqual([400, 'money.invalid']);
    }
    const most = await post(role({ kind: 'fixed', amount: '100000000000.00', currency: 'EUR' }));
    expect(most.body['roles']).toMatchObject([{ terms: { amount: '100000000000.00' } }]);
  });

  test('text that PostgreSQL does not take is refused with the place where it stands', async () => {
    const { status, body } = await post({
      title: 'a\u0000b',
      outcome: 'half \ud800',
      roles: [{ name: 'x\n', skills: ['\u009b31m'] }],
      contact: '\u0007',
    });
    expect(status).toBe(400);
    const paths = (body['errors'] as { path: string }[]).map((error) => error.path);
    expect(paths).toEqual(['title', 'outcome', 'roles.0.name', 'roles.0.skills.0', 'contact']);
  });

  test('the rules of the domain speak through the API', async () => {
    const codes = await Promise.all(
      [
        { ...smallest, title: ' ' },
        { ...smallest, roles: [] },
        { ...smallest, deadline: '2020-01-01T00:00:00Z' },
        { ...smallest, languages: ['english please'] },
      ].map(async (body) => (await post(body)).body['code']),
    );
    expect(codes).toEqual([
      'opportunity.title',
      'opportunity.roles',
      'opportunity.deadline',
      'opportunity.languages',
    ]);
  });

  test('a body must be JSON, say so, and fit into 64 KiB', async () => {
    const large = JSON.stringify({ ...smallest, outcome: 'x'.repeat(65 * 1024) });
    const answers = [
      await post('{"title":'),
      await post(smallest, { 'content-type': 'text/plain' }),
      await post(smallest, { 'content-type': 'application/json; charset=latin1' }),
      await post(large),
      await post(large, { 'transfer-encoding': 'chunked' }),
      await post(`${'['.repeat(30_000)}`),
      await post('null'),
    ];
    expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
      [400, 'request.json'],
      [415, 'request.type'],
      [415, 'request.type'],
      [413, 'request.size'],
      [413, 'request.size'],
      [400, 'request.json'],
      [400, 'request.invalid'],
    ]);
    expect((await post(smallest, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(201);
  });

  test('an address the API does not have is a problem too, and there is no CORS', async () => {
    const missing = await node.ask('GET', '/v2/anything', { token: node.token });
    expect([missing.status, missing.body['code']]).toEqual([404, 'request.path']);
    const preflight = await node.ask('OPTIONS', path, {
      headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(405);
    expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('a token that asks without end is told when to come back, and the others go on', async () => {
    const token = await makeToken(node.platform, ['read']);
    let refused: Awaited<ReturnType<ApiNode['ask']>> | undefined;
    for (let count = 0; count < 700 && refused === undefined; count++) {
      const answered = await node.ask('GET', '/v1/collective', { token });
      if (answered.status !== 200) refused = answered;
    }
    expect([refused?.status, refused?.body['code']]).toEqual([429, 'token.rate']);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await node.ask('GET', '/v1/collective', { token: node.reader })).status).toBe(200);
  });
});

test('without its database the API says so and when to try again', async () => {
  const platform = await openPlatform<Database>(
    readConfig({ ORIGIN: origin, DATA_DIR: 'memory:', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }),
  );
  const response = await createApi(platform, weaveNetwork(platform)).request(path, {
    headers: { authorization: `Bearer ghd_${'x'.repeat(43)}` },
  });
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await response.json()).toMatchObject({ code: 'node.unavailable', requestId: expect.any(String) });
  await platform.close();
});
