import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { readIri, withoutFragment } from '../gate/host.ts';
import { LoadFailure } from './fetch-document.ts';

/** Bytes of a decompressed answer that are read at most. */
export const MAX_DECODED = 1024 * 1024;
const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const TIMEOUTS: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** Signs a GET: the headers to send with it, such as `host`, `date` and `signature`. */
export type SignRequest = (url: string) => Promise<Readonly<Record<string, string>>>;

/** How documents are fetched. */
export interface TransportOptions {
  readonly dispatcher: Dispatcher;
  readonly sign: SignRequest;
  /** Whether `http` will do: development only. */
  readonly allowHttp: boolean;
  /** Names this software and node to the other side. */
  readonly userAgent: string;
  /** Asked with canonical hosts before anything is sent. */
  readonly isBlocked?: (host: string) => boolean;
}

type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What is asked for. */
export interface Wanted {
  /** The `Accept` header. */
  readonly accept: string;
  /** Whether an answer's `Content-Type` will do; undefined where it has none, or more than one. */
  readonly isType: (contentType: string | undefined) => boolean;
  /** Whether a redirect may lead to another server. Not for documents: they prove by where they are. */
  readonly mayWander?: boolean;
}

/** An answer that was wanted: decompressed, within the limits. */
export interface Fetched {
  /** Where it came from in the end, redirects followed. */
  readonly url: string;
  readonly bytes: Buffer;
}

/**
 * GETs an address, signed anew at each step: `https` without user info, at most 2,048 characters, at most three
 * redirects and none to another origin unless it may wander, gzip or nothing, at most 1 MiB decoded, all before `signal` fires.
 * Throws {@link LoadFailure} for whatever goes wrong.
 */
export async function getBounded(
  address: string,
  wanted: Wanted,
  options: TransportOptions,
  signal: AbortSignal,
): Promise<Fetched> {
  let url = withoutFragment(address);
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const answer = await step(checked(url, options), wanted, options, signal).catch((error: unknown) => {
      throw asFailure(error, signal);
    });
    if (Buffer.isBuffer(answer)) return { url, bytes: answer };
    url = redirected(url, answer, { ...options, mayWander: wanted.mayWander === true });
  }
  throw new LoadFailure('doc.redirect');
}

function checked(url: string, options: TransportOptions): string {
  const iri = readIri(url, options.allowHttp);
  if (iri === undefined) throw new LoadFailure('doc.url');
  if (options.isBlocked?.(iri.host) === true) throw new LoadFailure('host.blocked');
  return iri.iri;
}

/** The bytes, or the `Location` of a redirect. */
async function step(
  url: string,
  wanted: Wanted,
  options: TransportOptions,
  signal: AbortSignal,
): Promise<Buffer | string> {
  const signed = await options.sign(url);
  const { statusCode, headers, body } = await request(url, {
    dispatcher: options.dispatcher,
    signal,
    headers: { ...signed, accept: wanted.accept, 'accept-encoding': 'gzip', 'user-agent': options.userAgent },
  });
  const failure = judgeHead(statusCode, headers, wanted);
  if (failure !== undefined) {
    // Read and dropped up to a limit, so that the connection can serve again; nobody waits for it.
    body.dump({ limit: 16_384, signal }).catch(() => undefined);
    if (failure instanceof LoadFailure) throw failure;
    return failure;
  }
  return readBody(body, encodingOf(headers) === 'gzip', signal);
}

/** Undefined where the body is wanted, a `Location` where it is elsewhere, a failure where it will not do. */
function judgeHead(
  status: number,
  headers: ResponseHeaders,
  wanted: Wanted,
): LoadFailure | string | undefined {
  const location = headers['location'];
  if (REDIRECTS.has(status)) return typeof location === 'string' ? location : new LoadFailure('doc.redirect');
  if (status === 404 || status === 410) return new LoadFailure('obj.gone', status);
  if (status !== 200) return new LoadFailure('doc.status', status);
  const type = headers['content-type'];
  if (!wanted.isType(typeof type === 'string' ? type : undefined)) return new LoadFailure('doc.type');
  const encoding = encodingOf(headers);
  return encoding === 'identity' || encoding === 'gzip' ? undefined : new LoadFailure('doc.encoding');
}

function encodingOf(headers: ResponseHeaders): string {
  const encoding = headers['content-encoding'] ?? 'identity';
  return typeof encoding === 'string' ? encoding.toLowerCase() : '';
}

function redirected(
  from: string,
  location: string,
  options: TransportOptions & { readonly mayWander: boolean },
): string {
  const target = URL.parse(location, from);
  const to = target === null ? undefined : readIri(withoutFragment(target.href), options.allowHttp);
  const isNear = to?.origin === readIri(from, options.allowHttp)?.origin;
  if (to === undefined || !(isNear || options.mayWander)) throw new LoadFailure('doc.redirect');
  return to.iri;
}

async function readBody(
  body: Dispatcher.ResponseData['body'],
  gzip: boolean,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > MAX_DECODED) throw new LoadFailure('doc.size');
      chunks.push(chunk);
    }
  };
  if (gzip) await pipeline(body, createGunzip(), collect, { signal });
  else await pipeline(body, collect, { signal });
  return Buffer.concat(chunks, size);
}

function asFailure(error: unknown, signal: AbortSignal): LoadFailure {
  if (error instanceof LoadFailure) return error;
  const code = codeOf(error);
  if (code === 'ssrf.blocked') return new LoadFailure('ssrf.blocked', undefined, { cause: error });
  if (signal.aborted || TIMEOUTS.has(code))
    return new LoadFailure('doc.timeout', undefined, { cause: error });
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new LoadFailure('doc.size', undefined, { cause: error });
  return new LoadFailure('doc.unreachable', undefined, { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
