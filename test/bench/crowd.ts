/** The rest of the network, as a process of its own: 200 people who sign, 1,000 hosts with an inbox. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { serveParent } from './processes.ts';
import { signerKeys } from './signers.ts';

/** What the parent may ask of the crowd. */
export type CrowdRequest =
  | { kind: 'listen'; port: number; delayMs: number }
  | { kind: 'reset' }
  | { kind: 'arrivals' };

/**
 * Deliveries of a post since the last reset: distinct hosts, requests in all (more where some came twice), and
 * `Date.now()` of the answers to the first host and to the last new one.
 */
export interface Arrivals {
  hosts: number;
  requests: number;
  firstMs: number;
  lastMs: number;
}

/** What the crowd answers, by request. */
export interface CrowdAnswers {
  listen: null;
  reset: null;
  arrivals: Arrivals;
}

const activityJson = 'application/activity+json';
const hosts = new Set<string>();
let requests = 0;
let firstMs = 0;
let lastMs = 0;

function actorDocument(origin: string, n: number, publicPem: string): object {
  const id = `${origin}/people/${n}`;
  return {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: `person${n}`,
    name: `Person ${n}`,
    inbox: `${id}/inbox`,
    outbox: `${id}/outbox`,
    followers: `${id}/followers`,
    endpoints: { sharedInbox: `${origin}/inbox` },
    url: id,
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem: publicPem },
  };
}

function webfingerDocument(origin: string, host: string, n: number): object {
  const id = `${origin}/people/${n}`;
  return {
    subject: `acct:person${n}@${host}`,
    aliases: [id],
    links: [{ rel: 'self', type: activityJson, href: id }],
  };
}

function answerJson(response: ServerResponse, type: string, body: object): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'max-age=3600' });
  response.end(JSON.stringify(body));
}

function answerGet(request: IncomingMessage, response: ServerResponse, publicPems: string[]): void {
  const host = request.headers.host ?? '';
  const origin = `http://${host}`;
  const url = new URL(request.url ?? '/', origin);
  const wanted = url.searchParams.get('resource') ?? url.pathname;
  const n = Number(/^\/people\/(\d+)$/.exec(wanted)?.[1] ?? /person(\d+)@/.exec(wanted)?.[1] ?? -1);
  const publicPem = publicPems[n];
  if (publicPem === undefined) {
    response.writeHead(404).end();
  } else if (url.pathname === '/.well-known/webfinger') {
    answerJson(response, 'application/jrd+json', webfingerDocument(origin, host, n));
  } else {
    answerJson(response, activityJson, actorDocument(origin, n, publicPem));
  }
}

function recordPost(host: string, body: string): void {
  // Only the post itself counts: a node may tell its followers more (a pinned item, an edited profile).
  if (!/"type":\s*"Create"/.test(body)) return;
  const now = Date.now();
  requests += 1;
  if (hosts.has(host)) return;
  if (hosts.size === 0) firstMs = now;
  lastMs = now;
  hosts.add(host);
}

function answerPost(request: IncomingMessage, response: ServerResponse, delayMs: number): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    setTimeout(() => {
      recordPost(request.headers.host ?? '', Buffer.concat(chunks).toString());
      response.writeHead(202).end();
    }, delayMs);
  });
}

async function listen(port: number, delayMs: number): Promise<null> {
  const publicPems = (await signerKeys()).map((key) => key.publicPem);
  const server = createServer((request, response) => {
    if (request.method === 'POST') answerPost(request, response, delayMs);
    else answerGet(request, response, publicPems);
  });
  server.keepAliveTimeout = 60_000;
  // There is no address that means "all of 127/8", so the server listens everywhere and hears only the loopback.
  server.on('connection', (socket) => {
    if (!/^(::ffff:)?127\./.test(socket.remoteAddress ?? '')) socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '0.0.0.0', 4_096, () => resolve(null));
  });
}

serveParent<CrowdRequest>(async (request) => {
  if (request.kind === 'listen') return listen(request.port, request.delayMs);
  if (request.kind === 'arrivals') {
    return { hosts: hosts.size, requests, firstMs, lastMs } satisfies Arrivals;
  }
  hosts.clear();
  requests = 0;
  return null;
});
