/** The load generator, a process of its own: what it sends is prepared before the clock starts. */
import { type InboundTarget, signRequests } from './activities.ts';
import { serveParent } from './processes.ts';
import { drive, type Outcome } from './raw-http.ts';

/** What the parent may ask of the load generator. */
export type LoadRequest =
  | { kind: 'sign'; count: number; target: InboundTarget }
  | { kind: 'post'; sockets: number }
  | { kind: 'get'; url: string; sockets: number; seconds: number; ifNoneMatch: string | null };

/** What a load came to; times in milliseconds, `startedMs` and `endedMs` as `Date.now()`. */
export interface LoadResult {
  answered: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  startedMs: number;
  endedMs: number;
  /** Number of answers by status. */
  statuses: Record<string, number>;
}

/** What the load generator answers, by request. */
export interface LoadAnswers {
  sign: { signed: number };
  post: LoadResult;
  get: LoadResult;
}

let prepared: { origin: string; requests: Buffer[] } = { origin: '', requests: [] };

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function measure(url: string, sockets: number, next: () => Buffer | undefined): Promise<LoadResult> {
  const { hostname, port } = new URL(url);
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  const onOutcome = (outcome: Outcome) => {
    times.push(outcome.elapsedMs);
    statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
  };
  const startedMs = Date.now();
  const started = performance.now();
  await drive({ host: hostname, port: Number(port), sockets, next, onOutcome });
  const elapsedMs = performance.now() - started;
  const sorted = Float64Array.from(times).sort();
  return {
    answered: times.length,
    perSecond: times.length / (elapsedMs / 1_000),
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
    startedMs,
    endedMs: Date.now(),
    statuses,
  };
}

async function post(sockets: number): Promise<LoadResult> {
  const { origin, requests } = prepared;
  prepared = { origin: '', requests: [] };
  let sent = 0;
  return measure(origin, sockets, () => requests[sent++]);
}

async function get(request: LoadRequest & { kind: 'get' }): Promise<LoadResult> {
  const url = new URL(request.url);
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    'Accept: application/activity+json',
    'User-Agent: guildhall-bench/1 (+http://127.0.0.1/)',
  ];
  if (request.ifNoneMatch !== null) lines.push(`If-None-Match: ${request.ifNoneMatch}`);
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  const until = performance.now() + request.seconds * 1_000;
  return measure(request.url, request.sockets, () => (performance.now() < until ? bytes : undefined));
}

serveParent<LoadRequest>(async (request) => {
  if (request.kind === 'get') return get(request);
  if (request.kind === 'post') return post(request.sockets);
  const requests = await signRequests(request.count, request.target);
  prepared = { origin: request.target.origin, requests };
  return { signed: requests.length };
});
