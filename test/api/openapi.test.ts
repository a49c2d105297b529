import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../../src/api/api.ts';
import { findLocalActor } from '../../src/domain/actors/queries.ts';
import { receiveFollow } from '../../src/domain/follows/commands.ts';
import { inWork } from '../../src/domain/work.ts';
import { type Answered, type ApiNode, keepWeaver, openApiNode, smallest, weaveNetwork } from './api-node.ts';
import { type Json, resolve, violations } from './json-schema.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Json[];
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: Json }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Json }>> };
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema: Json }>> }>>;
}

let node: ApiNode;
let document: Json;
beforeAll(async () => {
  node = await openApiNode();
  document = (await node.ask('GET', '/openapi.json')).body;
});
afterAll(() => node.close());

const operations = (): [string, string, Operation][] =>
  Object.entries(document['paths'] as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      method.toUpperCase(),
      path,
      operation,
    ]),
  );

function operationAt(method: string, path: string): Operation {
  const [address = ''] = path.split('?');
  const found = operations().find(
    ([known, pattern]) =>
      known === method && new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(address),
  );
  if (found === undefined) throw new Error(`${method} ${path} is not described`);
  return found[2];
}

/** Send a request and hold both sides of it against what the document says of it. */
async function askAsDescribed(method: string, path: string, body?: unknown): Promise<Answered> {
  const operation = operationAt(method, path);
  const sent = operation.requestBody?.content['application/json']?.schema;
  expect(sent === undefined).toBe(body === undefined);
  if (sent !== undefined) expect(violations(document, sent, body)).toEqual([]);
  const answered = await node.ask(method, path, { token: node.token, body });
  expectDescribed(operation, answered);
  return answered;
}

function expectDescribed(operation: Operation, { status, headers, body }: Answered): void {
  const response = operation.responses[String(status)];
  expect(response, `${operation.operationId} ${status}`).toBeDefined();
  const content = response?.content;
  if (content === undefined) {
    expect(body).toEqual({});
    return;
  }
  const schema = content[headers.get('content-type') ?? '']?.schema;
  expect(violations(document, schema ?? {}, body)).toEqual([]);
  expect(schema).toBeDefined();
}

test('the description is public, and everything it refers to is in it', async () => {
  const { status, headers } = await node.ask('GET', '/openapi.json');
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://loom.test/api' }] });
  const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
  const targets = new Set([...references].map(([, target = '']) => target));
  expect(targets.size).toBeGreaterThan(10);
  for (const target of targets) expect(resolve(document, target)).toBeDefined();
  expect(JSON.stringify(document)).not.toMatch(/"\$(?:id|schema|defs)"/);
});

test('every route that is served is described, and every one described is served', () => {
  const served = createApi(node.platform, weaveNetwork(node.platform))
    .routes.filter(({ method, path }) => method !== 'ALL' && path !== '/openapi.json')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  const described = operations().map(([method, path]) => `${method} ${path}`);
  expect(described.sort()).toEqual([...new Set(served)].sort());
  const names = operations().map(([, , { operationId }]) => operationId);
  expect(new Set(names).size).toBe(names.length);
});

test('every route needs a token with a scope, and says what it may refuse', () => {
  for (const [method, path, operation] of operations()) {
    const statuses = Object.keys(operation.responses);
    expect([method, path, statuses]).toEqual([
      method,
      path,
      expect.arrayContaining(['400', '401', '403', '429', '500', '503']),
    ]);
    if (path.includes('{')) expect(statuses).toContain('404');
    if (operation.requestBody !== undefined) expect(statuses).toEqual(expect.arrayContaining(['413', '415']));
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) >= 400)
        expect(content).toEqual({
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        });
    }
    expect(operation.security.length).toBeGreaterThan(0);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
  }
});

describe('what is sent and answered is what the document says', () => {
  test('for opportunities', async () => {
    const everything = {
      title: 'Audit',
      outcome: 'Templates\n\n- pass',
      roles: [
        { name: 'A', terms: { kind: 'hourly', rate: '85.00', currency: 'EUR' }, hours: 3, headcount: 2 },
        { key: 'b', name: 'B', terms: { kind: 'fixed', amount: '900', currency: 'USD' }, hours: '1.5' },
        { name: 'C', terms: { kind: 'equity', points: '2' }, skills: ['TypeScript'] },
        { name: 'D', terms: { kind: 'barter', offer: 'A table' }, hours: null },
        { name: 'E', terms: { kind: 'training' } },
      ],
      deadline: '2099-12-04T17:00[Europe/Lisbon]',
      place: { kind: 'onsite', name: 'Lisbon' },
      languages: ['en'],
      contact: 'Rui',
      audience: 'public',
      status: 'open',
    };
    const posted = await askAsDescribed('POST', '/v1/opportunities', everything);
    expect(posted.status).toBe(201);
    const address = `/v1/opportunities/${posted.body['id']}`;
    await askAsDescribed('GET', address);
    await askAsDescribed('PUT', address, { ...smallest, place: 'remote', deadline: null });
    await askAsDescribed('POST', `${address}/status`, { status: 'closed', reason: 'Enough.' });
    const listed = await askAsDescribed('GET', '/v1/opportunities?from=ours&status=closed');
    expect(listed.body['items']).toHaveLength(1);
    expect((await askAsDescribed('DELETE', address)).status).toBe(204);
    expect((await askAsDescribed('GET', address)).status).toBe(410);
  });

  test('for the network', async () => {
    const { platform } = node;
    const loom = await findLocalActor(platform.db, 'loom');
    if (loom === undefined) throw new Error('there is no collective');
    const reef = await keepWeaver(platform, 'reef');
    await inWork(platform, (work) => receiveFollow(work, { ...loom, approvesFollowers: true }, reef, null));
    await askAsDescribed('GET', '/v1/collective');
    expect((await askAsDescribed('GET', '/v1/followers?state=pending')).body['items']).toHaveLength(1);
    await askAsDescribed('POST', '/v1/followers/decision', { actor: '@reef@weave.test', decision: 'accept' });
    await askAsDescribed('POST', '/v1/following', { actor: '@kiln@weave.test' });
    expect((await askAsDescribed('GET', '/v1/following')).body['items']).toHaveLength(1);
    await askAsDescribed('DELETE', '/v1/following?actor=@kiln@weave.test');
    await askAsDescribed('GET', '/v1/deliveries');
    const retry = { activity: 'https://loom.test/activities/1', inbox: 'https://weave.test/inbox' };
    expect((await askAsDescribed('POST', '/v1/deliveries/retry', retry)).status).toBe(404);
  });

  test('for problems', async () => {
    const operation = operationAt('POST', '/v1/opportunities');
    const token = node.token;
    for (const asked of [
      { body: smallest },
      { token: node.reader, body: smallest },
      { token, body: { role: 'admin' } },
      { token, body: smallest, headers: { 'content-type': 'text/plain' } },
      { token, body: JSON.stringify({ ...smallest, outcome: 'x'.repeat(70_000) }) },
    ])
      expectDescribed(operation, await node.ask('POST', '/v1/opportunities', asked));
  });
});

test.each([
  [
    'a number for money',
    { ...smallest, roles: [{ name: 'A', terms: { kind: 'fixed', amount: 85, currency: 'EUR' } }] },
  ],
  [
    'money without a currency',
    { ...smallest, roles: [{ name: 'A', terms: { kind: 'fixed', amount: '85' } }] },
  ],
  ['an unknown field', { ...smallest, role: 'admin' }],
  ['no roles', { title: 'x', outcome: 'y' }],
  ['a place without a kind', { ...smallest, place: { name: 'Lisbon' } }],
])('the document refuses %s, as the API does', async (_, body) => {
  const schema = resolve(document, '#/components/schemas/OpportunityInput');
  expect(violations(document, schema, body)).not.toEqual([]);
  const answered = await node.ask('POST', '/v1/opportunities', { token: node.token, body });
  expect(answered.status).toBe(400);
});
