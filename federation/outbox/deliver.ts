import type { KeyObject } from 'node:crypto';
import { type Dispatcher, request } from 'undici';
import { createLru } from '../../src/core/lru.ts';
import type { Handled } from '../storage/queue.ts';
import { digestOf, type SignatureScheme, signPost } from './sign.ts';

/** One activity for one inbox, ready to go. */
export interface Parcel {
  readonly inbox: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly key: { readonly id: string; readonly rsa: KeyObject };
  /** When the activity was first to be delivered: after a week nothing is tried again. */
  readonly startedAt: Temporal.Instant;
}

/** What delivering needs. */
export interface DeliveryOptions {
  readonly dispatcher: Dispatcher;
  readonly userAgent: string;
  readonly now: () => Temporal.Instant;
  /** Total milliseconds for one request. Default 10,000. */
  readonly timeoutMs?: number;
}

/** Delivers parcels; remembers which way of signing each server took. */
export type Deliver = (parcel: Parcel, attempt: number) => Promise<Handled>;

interface Answer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** Another address on the same origin, where the server asked to repeat the request (307, 308). */
  readonly movedTo: URL | null;
}

const mostAttempts = 10;
const firstRetryMs = 30_000;
const longestRetryMs = 12 * 60 * 60 * 1000;
const giveUpAfter = Temporal.Duration.from({ hours: 7 * 24 });
/** Answers that may be different next time; every other 4xx is a final no. */
const passing = new Set([401, 408, 425, 429]);

/**
 * The delivery of one process. Signs draft-cavage first and RFC 9421 only where that was refused; follows no
 * redirect but one 307/308 on the same origin; waits as long as `Retry-After` asks.
 */
export function createDeliver(options: DeliveryOptions): Deliver {
  const schemes = createLru<SignatureScheme>(10_000);
  const digests = new WeakMap<Buffer, string>();
  const send = async (parcel: Parcel, scheme: SignatureScheme, url: URL, hops: number): Promise<Answer> => {
    const digest = digests.get(parcel.body) ?? digestOf(parcel.body);
    digests.set(parcel.body, digest);
    const headers = { ...parcel.headers, 'user-agent': options.userAgent };
    const signed = await signPost(
      scheme,
      { url, headers },
      digest,
      parcel.key,
      options.now().epochMilliseconds,
    );
    const answer = await exchange(options, url, parcel.body, signed);
    // Signed anew for the next address, which is covered by the signature.
    return answer.movedTo === null || hops === 0 ? answer : send(parcel, scheme, answer.movedTo, hops - 1);
  };
  return async (parcel, attempt) => {
    const url = new URL(parcel.inbox);
    const scheme = schemes.get(url.origin) ?? 'draft-cavage';
    try {
      const answer = await send(parcel, scheme, url, 1);
      if (answer.status !== 401 && answer.status !== 400) return judge(options, parcel, attempt, answer);
      const other = scheme === 'draft-cavage' ? 'rfc9421' : 'draft-cavage';
      const second = await send(parcel, other, url, 1);
      if (isSuccess(second.status)) schemes.set(url.origin, other);
      return judge(options, parcel, attempt, isSuccess(second.status) ? second : answer);
    } catch (error) {
      return again(options, parcel, attempt, null, describe(error), null);
    }
  };
}

async function exchange(
  options: DeliveryOptions,
  url: URL,
  body: Buffer,
  headers: Record<string, string>,
): Promise<Answer> {
  const signal = AbortSignal.timeout(options.timeoutMs ?? 10_000);
  const response = await request(url, {
    method: 'POST',
    headers,
    body,
    dispatcher: options.dispatcher,
    signal,
  });
  await response.body.dump();
  const { statusCode: status } = response;
  const next = URL.parse(single(response.headers['location']) ?? '', url);
  const moves = (status === 307 || status === 308) && next?.origin === url.origin;
  return {
    status,
    retryAfterMs: retryAfter(single(response.headers['retry-after']), options.now()),
    movedTo: moves ? next : null,
  };
}

function judge(options: DeliveryOptions, parcel: Parcel, attempt: number, answer: Answer): Handled {
  const { status } = answer;
  if (isSuccess(status)) return { outcome: 'delivered', status, error: null, retryInMs: null };
  const isFinal = status >= 300 && status < 500 && !passing.has(status);
  if (isFinal)
    return { outcome: 'refused', status, error: `The server answered ${status}.`, retryInMs: null };
  return again(options, parcel, attempt, status, `The server answered ${status}.`, answer.retryAfterMs);
}

function again(
  options: DeliveryOptions,
  parcel: Parcel,
  attempt: number,
  status: number | null,
  error: string,
  askedMs: number | null,
): Handled {
  const isTooOld = Temporal.Instant.compare(parcel.startedAt.add(giveUpAfter), options.now()) < 0;
  if (attempt >= mostAttempts || isTooOld) return { outcome: 'gave up', status, error, retryInMs: null };
  const backoffMs = Math.min(longestRetryMs, firstRetryMs * 3 ** (attempt - 1)) * (0.8 + 0.4 * Math.random());
  return {
    outcome: 'retrying',
    status,
    error,
    retryInMs: Math.min(longestRetryMs, Math.max(backoffMs, askedMs ?? 0)),
  };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function retryAfter(value: string | undefined, now: Temporal.Instant): number | null {
  if (value === undefined) return null;
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now.epochMilliseconds);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Why nothing was answered, in words for a receipt. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'The server could not be reached.';
  const code = 'code' in error ? String(error.code) : error.name;
  if (code === 'ssrf.blocked') return 'ssrf.blocked: the inbox is on a private address.';
  if (error.name === 'TimeoutError' || code.includes('TIMEOUT')) return 'The server did not answer in time.';
  return `The server could not be reached (${code}).`;
}
