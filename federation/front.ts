import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Federation } from '@fedify/fedify';
import type { Iri } from '../src/core/id.ts';
import { createLru } from '../src/core/lru.ts';
import { logFor } from '../src/platform/log.ts';
import type { ActorsPlace } from './actors.ts';
import { documentRoute, type Found } from './documents.ts';
import type { Gate } from './gate/gate.ts';
import { type Wanted, wantedBy } from './negotiation.ts';
import { findProfile, profileHandle } from './profile.ts';
import type { JsonObject } from './wire/json.ts';

const log = logFor('documents');
const mediaType = 'application/activity+json; charset=utf-8';
const openHeaders = {
  'access-control-allow-origin': '*',
  'content-security-policy': "default-src 'none'; sandbox",
  vary: 'Accept, Signature',
  'x-content-type-options': 'nosniff',
} as const;

/** A public document as it goes out, kept for a second so that a crowd costs one reading. */
interface Kept {
  readonly body: Buffer;
  readonly etag: string;
  readonly status: number;
  readonly untilMs: number;
}

/** What answers servers that ask for documents. */
export interface Front {
  /** Undefined where a page should answer. */
  answer(request: Request): Promise<Response | undefined>;
  /** Answer at once from what is kept; false where it is not, or not for this request. */
  answerKept(request: IncomingMessage, response: ServerResponse): boolean;
  /** Something was said: whoever comes to read it must not be given what was kept before. */
  forgetKept(): void;
}

const keepMs = 1_000;
const nodePaths = /^\/(?:\.well-known\/(?:webfinger|nodeinfo)|nodeinfo\/2\.1)$/;

/** What the front of one process is made of. */
export interface FrontOptions {
  readonly place: ActorsPlace;
  readonly fedify: Federation<void>;
  readonly gate: Gate;
  readonly nowMs: () => number;
}

/** The front of one process. */
export function createFront(options: FrontOptions): Front {
  const kept = createLru<Kept>(5_000);
  return {
    forgetKept: () => kept.clear(),
    answer: async (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
      const url = new URL(request.url);
      if (nodePaths.test(url.pathname)) {
        return withHandle(await options.fedify.fetch(request, { contextData: undefined }));
      }
      const handle = profileHandle(url.pathname);
      if (handle !== undefined) return answerProfile(options, request, url, handle);
      const route = documentRoute(url.pathname);
      if (route === undefined) return undefined;
      const wanted = wantedBy(request.headers.get('accept'));
      if (route.hasPage && wanted === 'page') return undefined;
      const viewer = () => viewerOf(options.gate, request, url);
      const found = await route.find(options.place, { url, viewer });
      if (found.kind === 'nothing') return route.hasPage && wanted !== 'document' ? undefined : missing();
      // Whoever asks for anything gets the page while there is one, and 410 once it is gone (`peers.md`).
      if (found.kind === 'document' && route.hasPage && wanted === 'anything') return undefined;
      if (found.kind === 'document' && !found.isPublic) return privately(found.document);
      const entry = toKept(found, options.nowMs());
      kept.set(url.pathname + url.search, entry);
      return respond(entry, request.headers.get('if-none-match'), request.method);
    },
    answerKept: (request, response) => {
      const entry = kept.get(request.url ?? '');
      if (entry === undefined || entry.untilMs < options.nowMs()) return false;
      if (!isPlainQuestion(request, wantedBy(request.headers.accept))) return false;
      writeKept(entry, request, response);
      return true;
    },
  };
}

function toKept(found: Exclude<Found, { kind: 'nothing' }>, nowMs: number): Kept {
  const body = Buffer.from(JSON.stringify(found.document));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, etag, status: found.kind === 'gone' ? 410 : 200, untilMs: nowMs + keepMs };
}

function writeKept(entry: Kept, request: IncomingMessage, response: ServerResponse): void {
  const isKnown = request.headers['if-none-match'] === entry.etag;
  response.writeHead(isKnown ? 304 : entry.status, {
    ...publicHeaders(entry),
    ...(isKnown ? {} : { 'content-length': entry.body.length }),
  });
  response.end(isKnown || request.method === 'HEAD' ? undefined : entry.body);
}

function isPlainQuestion(request: IncomingMessage, wanted: Wanted): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && wanted === 'document';
}

async function viewerOf(gate: Gate, request: Request, url: URL): Promise<Iri | undefined> {
  if (!request.headers.has('signature')) return undefined;
  const rawHeaders = [...request.headers].flat();
  const verdict = await gate.viewer({ method: request.method, url: url.pathname + url.search, rawHeaders });
  if (verdict.kind === 'viewer') return verdict.actor as Iri;
  log.info('A signed question was not believed', { reason: verdict.reason, path: url.pathname });
  return undefined;
}

/** A profile is for everybody, or for one ally: what a cache keeps of it, it may give only to those who did not sign. */
async function answerProfile(
  { place, gate }: FrontOptions,
  request: Request,
  url: URL,
  handle: string,
): Promise<Response> {
  const found = await findProfile(place, handle, () => viewerOf(gate, request, url));
  if (found === undefined) return missing();
  const body = request.method === 'HEAD' ? null : JSON.stringify(found.document);
  return new Response(body, {
    headers: {
      ...openHeaders,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': found.isPublic ? 'public, max-age=60' : 'private, no-store',
    },
  });
}

/**
 * Fedify repeats what was asked as the `subject` of a WebFinger answer. Servers look there for the one handle
 * (RFC 7033 §4.4.1), also when they asked for an address or in capitals.
 */
async function withHandle(response: Response): Promise<Response> {
  if (response.status !== 200 || !response.headers.get('content-type')?.startsWith('application/jrd+json')) {
    return response;
  }
  const answer: { subject?: string; aliases?: string[] } = await response.json();
  const { subject, aliases = [] } = answer;
  const names = subject === undefined ? aliases : [subject, ...aliases];
  const handle = names.find((name) => name.startsWith('acct:'))?.toLowerCase();
  const named =
    handle === undefined
      ? answer
      : { ...answer, subject: handle, aliases: names.filter((name) => !name.startsWith('acct:')) };
  return Response.json(named, { headers: response.headers });
}

function publicHeaders(entry: Kept): Record<string, string> {
  return {
    ...openHeaders,
    'content-type': mediaType,
    'cache-control': 'public, max-age=60',
    etag: entry.etag,
  };
}

function respond(entry: Kept, known: string | null, method: string): Response {
  if (known === entry.etag) return new Response(null, { status: 304, headers: publicHeaders(entry) });
  const body = method === 'HEAD' ? null : new Uint8Array(entry.body);
  return new Response(body, { status: entry.status, headers: publicHeaders(entry) });
}

function privately(document: JsonObject): Response {
  return new Response(JSON.stringify(document), {
    headers: { ...openHeaders, 'content-type': mediaType, 'cache-control': 'no-store' },
  });
}

/** The same for what does not exist and for what is not for this reader. */
function missing(): Response {
  return new Response(JSON.stringify({ error: 'Not found' }), {
    status: 404,
    headers: { ...openHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' },
  });
}
