import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createFederation, type Federation, InProcessMessageQueue, MemoryKvStore } from '@fedify/fedify';
import { verifyJsonLd, verifyProof } from '@fedify/fedify/sig';
import {
  type Activity,
  Create,
  DataIntegrityProof,
  Follow,
  Group,
  Note,
  Proposal,
  Update,
} from '@fedify/vocab';
import { getDocumentLoader } from '@fedify/vocab-runtime';
import { getRequestListener } from '@hono/node-server';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { cavage, createVerifier } from 'http-message-signatures';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../federation/wire/json.ts';
import { exactJson, registerNamespace, type VocabClass } from '../../../federation/wire/vocabulary.ts';
import { paths } from '../../../src/core/iri.ts';
import { opportunity } from './documents.ts';
import { makeKeys, type TestKeys } from './key-pairs.ts';
import { listen, originOf, type Received, type RecordingPeer, startRecordingPeer } from './recording-peer.ts';
import {
  collectiveDocument,
  collectiveIri,
  type Node,
  noteDocument,
  proposalDocument,
  sendable,
  sendableKinds,
} from './sendable.ts';

const warnings: LogRecord[] = [];
const failed: (Activity | null)[] = [];
let keys: TestKeys;
let peer: RecordingPeer;
let server: Server;
let node: Node;
let federation: Federation<void>;

beforeAll(async () => {
  await configure({
    sinks: { memory: (record) => void warnings.push(record) },
    loggers: [
      { category: 'fedify', lowestLevel: 'warning', sinks: ['memory'] },
      { category: ['logtape', 'meta'], lowestLevel: 'error', sinks: ['memory'] },
    ],
    contextLocalStorage: new AsyncLocalStorage(),
  });
  registerNamespace();
  keys = await makeKeys();
  peer = await startRecordingPeer();
  server = await listen(
    createServer(getRequestListener((request) => federation.fetch(request, { contextData: undefined }))),
  );
  node = { origin: originOf(server), keys: keys.published };
  federation = buildFederation();
});

afterAll(async () => {
  peer.close();
  server.close();
  await reset();
});

beforeEach(() => {
  warnings.length = 0;
  failed.length = 0;
  peer.restart();
});

describe('what Fedify sends for a document of ours', () => {
  test.each(sendableKinds)(
    '%s arrives with exactly our keys and values, and only proof and signature added',
    async (kind) => {
      const [type, document] = activities()[kind];
      await send(type, document);
      const { proof, signature, ...sent } = parse(peer.received[0]?.body);
      expect(JSON.stringify(sent)).toBe(JSON.stringify(document));
      expect(proof).toMatchObject({
        cryptosuite: 'eddsa-jcs-2022',
        verificationMethod: `${collectiveIri(node)}#multikey-2`,
      });
      expect(signature).toMatchObject({
        type: 'RsaSignature2017',
        creator: `${collectiveIri(node)}#main-key`,
      });
      expect(warnings.map((record) => record.message.join(''))).toEqual([]);
    },
  );

  test('the first knock signs method, path, host, date, digest and type, and nothing else', async () => {
    await send(...activities().create);
    expect(peer.received).toHaveLength(1);
    expect(signedHeaders(peer.received[0]).toSorted()).toEqual([
      '(request-target)',
      'content-type',
      'date',
      'digest',
      'host',
    ]);
    const digest = createHash('sha256')
      .update(peer.received[0]?.body ?? '')
      .digest('base64');
    expect(peer.received[0]?.headers['digest']).toBe(`SHA-256=${digest}`);
  });

  test('an independent library verifies that signature with the key we publish, and not after a change', async () => {
    await send(...activities().create);
    expect(await independentlyVerified(peer.received[0])).toBe(true);
    const earlier = { date: 'Fri, 20 Nov 2026 09:00:00 GMT' };
    expect(await independentlyVerified(peer.received[0], earlier)).toBe(false);
  });

  test('a peer verifies proof and signature against our actor document, and neither after a change', async () => {
    await send(...activities()['update-proposal']);
    const sent = parse(peer.received[0]?.body);
    const loaders = { documentLoader: loader(), contextLoader: loader() };
    const proof = await DataIntegrityProof.fromJsonLd(sent['proof'], loaders);
    // The proof was there before the signature, so it does not cover it.
    const { signature: _signature, ...proven } = sent;
    expect((await verifyProof(proven, proof, loaders))?.id?.href).toBe(`${collectiveIri(node)}#multikey-2`);
    expect(await verifyJsonLd(sent, loaders)).toBe(true);
    const object = { ...(isJsonObject(sent['object']) ? sent['object'] : {}), 'gh:status': 'open' };
    expect(await verifyProof({ ...proven, object }, proof, loaders)).toBeNull();
    expect(await verifyJsonLd({ ...sent, object }, loaders)).toBe(false);
  });

  test('a delivery that fails at first is tried again with the same bytes', async () => {
    // each refused delivery is knocked twice, once in either signature scheme
    peer.restart([500, 500, 503, 503]);
    const queued = buildFederation(new InProcessMessageQueue({ pollInterval: { milliseconds: 20 } }));
    const stop = new AbortController();
    const running = queued.startQueue(undefined, { signal: stop.signal });
    try {
      const [type, document] = activities()['update-proposal'];
      const context = queued.createContext(new URL(node.origin), undefined);
      await context.sendActivity({ identifier: 'loom' }, recipient(), await exactJson(type, document));
      await expect.poll(() => peer.received.length, { timeout: 10_000 }).toBe(5);
      const { proof, signature, ...sent } = parse(peer.received.at(-1)?.body);
      expect(JSON.stringify(sent)).toBe(JSON.stringify(document));
      expect([proof, signature]).not.toContain(undefined);
      expect(failed.map((activity) => activity instanceof Update)).toEqual([true, true]);
      expect(new Set(peer.received.map(({ body }) => body)).size).toBe(1);
    } finally {
      stop.abort();
      await running;
    }
  });
});

describe('what Fedify serves for a document of ours', () => {
  test.each([
    ['actor', paths.actor('loom'), collectiveDocument],
    ['proposal', paths.opportunity(opportunity().id), proposalDocument],
    ['note', paths.post(opportunity().id), noteDocument],
  ] as const)('%s is the exact JSON', async (_name, path, document) => {
    const response = await fetch(node.origin + path, { headers: { accept: 'application/activity+json' } });
    expect(response.headers.get('content-type')).toBe('application/activity+json');
    expect(await response.text()).toBe(JSON.stringify(document(node)));
    expect(warnings).toEqual([]);
  });

  test('WebFinger and the actor dispatcher find what they need in an exact document', async () => {
    const resource = encodeURIComponent(`acct:loom@${new URL(node.origin).host}`);
    const response = await fetch(`${node.origin}/.well-known/webfinger?resource=${resource}`);
    expect(await response.json()).toMatchObject({
      links: expect.arrayContaining([expect.objectContaining({ rel: 'self', href: collectiveIri(node) })]),
    });
  });
});

describe('an exact document', () => {
  test('is an instance of the stock class', async () => {
    const activity = await exactJson(...activities().create);
    expect(activity).toBeInstanceOf(Create);
    expect([activity.id?.href, activity.actorId?.href]).toEqual([
      `${node.origin}/activities/1`,
      collectiveIri(node),
    ]);
  });

  test('cannot be changed by cloning', async () => {
    const activity = await exactJson(...activities().create);
    expect(() => activity.clone({ summary: 'changed' })).toThrow(TypeError);
    expect(() => activity.clone({ actors: [new URL('https://other.example/')] })).toThrow(TypeError);
  });

  test('is refused where its type or its contexts are not what they should be', async () => {
    const [, document] = activities().create;
    await expect(exactJson(Follow, document)).rejects.toThrow(TypeError);
    await expect(
      exactJson(Create, { ...document, '@context': ['https://example.com/unknown'] }),
    ).rejects.toThrow();
  });

  test('expands with the terms of its own context', async () => {
    const expanded = JSON.stringify(
      await (await exactJson(Proposal, proposalDocument(node))).toJsonLd({ format: 'expand' }),
    );
    expect(expanded).toContain('https://w3id.org/guildhall/ns#roles');
    expect(expanded).toContain('http://www.ontology-of-units-of-measure.org/resource/om-2/hasNumericalValue');
  });
});

function buildFederation(queue?: InProcessMessageQueue): Federation<void> {
  const built = createFederation<void>({
    kv: new MemoryKvStore(),
    ...(queue === undefined ? {} : { queue }),
    manuallyStartQueue: true,
    origin: node.origin,
    allowPrivateAddress: true,
    firstKnock: 'draft-cavage-http-signatures-12',
    outboxRetryPolicy: () => Temporal.Duration.from({ milliseconds: 20 }),
    circuitBreaker: false,
    onOutboxError: (_error, activity) => void failed.push(activity),
  });
  built
    .setActorDispatcher('/@{identifier}', (_context, handle) =>
      handle === 'loom' ? exactJson(Group, collectiveDocument(node)) : null,
    )
    .setKeyPairsDispatcher(() => keys.pairs)
    .mapHandle((_context, handle) => handle);
  built.setInboxListeners('/@{identifier}/inbox', '/inbox');
  built.setFollowersDispatcher('/@{identifier}/followers', () => ({ items: [] }));
  built.setFeaturedDispatcher('/@{identifier}/featured', () => ({ items: [] }));
  built.setObjectDispatcher(Proposal, '/opportunities/{id}', () =>
    exactJson(Proposal, proposalDocument(node)),
  );
  built.setObjectDispatcher(Note, '/opportunities/{id}/post', () => exactJson(Note, noteDocument(node)));
  return built;
}

function activities() {
  return sendable(node, peer.origin);
}

async function send(type: VocabClass<Activity>, document: JsonObject): Promise<void> {
  const context = federation.createContext(new URL(node.origin), undefined);
  await context.sendActivity({ identifier: 'loom' }, recipient(), await exactJson(type, document));
}

function recipient() {
  return { id: new URL(`${peer.origin}/@kiln`), inboxId: new URL(`${peer.origin}/@kiln/inbox`) };
}

function signedHeaders(request: Received | undefined): readonly string[] {
  return /headers="([^"]*)"/.exec(request?.headers['signature'] ?? '')?.[1]?.split(' ') ?? [];
}

async function independentlyVerified(
  request: Received | undefined,
  change: Record<string, string> = {},
): Promise<boolean> {
  if (request === undefined) return false;
  const key = createVerifier(createPublicKey(keys.published.rsaPem), 'rsa-v1_5-sha256');
  const verified = await cavage.verifyMessage(
    {
      keyLookup: async ({ keyid }) => (keyid === `${collectiveIri(node)}#main-key` ? { verify: key } : null),
    },
    { method: 'POST', url: peer.origin + request.url, headers: { ...request.headers, ...change } },
  );
  return verified === true;
}

function loader() {
  return getDocumentLoader({ allowPrivateAddress: true });
}

function parse(body: string | undefined): JsonObject {
  const parsed: unknown = JSON.parse(body ?? '{}');
  return isJsonObject(parsed) ? parsed : {};
}
