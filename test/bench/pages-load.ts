/** Asks for pages at fixed times, whether the answers before came or not; a process of its own. */
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { serveParent } from './processes.ts';

/** A page of a site: its name in the table, every address it is asked at in turn, and the cookies it is asked with. */
export interface PagePlan {
  readonly name: string;
  readonly paths: readonly string[];
  /** Empty for visitors. */
  readonly cookies: readonly string[];
}

/** What the parent may ask of the load generator. */
export interface PagesRequest {
  readonly kind: 'pages';
  readonly origin: string;
  readonly plan: readonly PagePlan[];
  readonly perSecond: number;
  readonly seconds: number;
}

/** Milliseconds from the moment a request was due until the last byte of its answer. */
export interface Times {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** What the load came to; `kilobytes` is the largest answer, compressed as a proxy does it (brotli, quality 5). */
export interface PagesResult extends Times {
  readonly answered: number;
  readonly pages: readonly (Times & { readonly name: string; readonly kilobytes: number })[];
}

/** What the load generator answers, by request. */
export interface PagesAnswers {
  pages: PagesResult;
}

interface Seen {
  readonly times: number[];
  largest: Buffer;
}

/** Arrivals come evenly, the pages in an order that is drawn anew each round, so that none always follows another. */
async function load({ origin, plan, perSecond, seconds }: PagesRequest): Promise<PagesResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const seen = new Map(plan.map(({ name }) => [name, { times: [], largest: Buffer.alloc(0) } as Seen]));
  const count = Math.round(perSecond * seconds);
  const under: Promise<void>[] = [];
  const failures: unknown[] = [];
  const began = performance.now() + 50;
  let round: PagePlan[] = [];
  for (let n = 0; n < count; n += 1) {
    const dueAt = began + (n * 1_000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await sleep(early);
    if (round.length === 0) round = shuffled(plan);
    const page = round.pop();
    if (page !== undefined)
      under.push(ask(agent, origin, page, n, dueAt, seen).catch((error) => void failures.push(error)));
  }
  await Promise.all(under);
  agent.destroy();
  if (failures.length > 0) throw failures[0];
  return sumUp(seen);
}

function shuffled(plan: readonly PagePlan[]): PagePlan[] {
  return plan
    .map((page) => ({ page, lot: Math.random() }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ page }) => page);
}

async function ask(
  agent: Agent,
  origin: string,
  page: PagePlan,
  n: number,
  dueAt: number,
  seen: ReadonlyMap<string, Seen>,
): Promise<void> {
  const path = page.paths[Math.floor(Math.random() * page.paths.length)] ?? '/';
  const cookie = page.cookies[n % Math.max(1, page.cookies.length)];
  const { status, body } = await get(agent, origin, path, cookie);
  const elapsedMs = performance.now() - dueAt;
  if (status !== 200) throw new Error(`${page.name} at ${path} answered ${status}`);
  const mine = seen.get(page.name);
  if (mine === undefined) return;
  mine.times.push(elapsedMs);
  if (body.length > mine.largest.length) mine.largest = body;
}

function get(
  agent: Agent,
  origin: string,
  path: string,
  cookie: string | undefined,
): Promise<{ status: number; body: Buffer }> {
  const headers = {
    accept: 'text/html',
    'accept-language': 'en',
    ...(cookie === undefined ? {} : { cookie }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: Buffer }>();
  const request = httpRequest(new URL(path, origin), { agent, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
  });
  request.on('error', reject);
  request.end();
  return promise;
}

function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function sumUp(seen: ReadonlyMap<string, Seen>): PagesResult {
  const all = [...seen.values()].flatMap(({ times }) => times);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return {
    answered: all.length,
    ...timesOf(all),
    pages: [...seen].map(([name, { times, largest }]) => ({
      name,
      ...timesOf(times),
      kilobytes: brotliCompressSync(largest, { params }).length / 1_000,
    })),
  };
}

serveParent<PagesRequest>(load);
