import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, postNotes, signNotes, until, whileRunning } from './bench-run.ts';
import type { Contender } from './contender.ts';
import { processorSeconds, type RunningProcess, residentMib } from './processes.ts';
import { signerCount } from './signers.ts';

/** One run's figures; which of them a measurement gives, its own docstring says. */
export type Figures = Record<string, number>;

const sockets = 64;

function size(bench: Bench, contender: Contender, sizes: { stock: number; guildhall: number }): number {
  // Loads are sized so that a run takes seconds on either side, whatever the ratio between them.
  return Math.ceil(sizes[contender.name] / (bench.quick ? 4 : 1));
}

/** What `work` gave, with the processor cores the node kept busy meanwhile as `cores`. */
async function withCores<T>({ pid }: RunningProcess, work: () => Promise<T>): Promise<T & { cores: number }> {
  const usedBefore = await processorSeconds(pid);
  const since = performance.now();
  const result = await work();
  const elapsedSeconds = (performance.now() - since) / 1_000;
  return { ...result, cores: ((await processorSeconds(pid)) - usedBefore) / elapsedSeconds };
}

/** Each signer once, so that every key is known before the clock starts, as on a server that has peers. */
async function warmKeys(bench: Bench, contender: Contender): Promise<void> {
  await signNotes(bench, contender, signerCount);
  await postNotes(bench, contender, 16);
}

/**
 * Signed notes answered 2xx per second (`perSecond`, `p95Ms`). The web role alone, as both document it for
 * busy servers: nothing but accepting happens. The rows are counted afterwards: every 2xx has one.
 */
export async function measureAccepting(bench: Bench, contender: Contender): Promise<Figures> {
  const count = size(bench, contender, { stock: 2_000, guildhall: 24_000 });
  return whileRunning(contender, 'web', async (running) => {
    await warmKeys(bench, contender);
    await signNotes(bench, contender, count);
    await bench.server.settle();
    const before = await contender.countAccepted();
    const { perSecond, p95Ms, cores } = await withCores(running, () => postNotes(bench, contender, sockets));
    const committed = (await contender.countAccepted()) - before;
    if (committed !== count) throw new Error(`${count} notes were answered 2xx, ${committed} rows are there`);
    return { perSecond, p95Ms, cores };
  });
}

/** Signed notes per second from the first request to the last visible effect (`perSecond`), one process in all roles. */
export async function measureEffects(bench: Bench, contender: Contender): Promise<Figures> {
  const count = size(bench, contender, { stock: 1_000, guildhall: 6_000 });
  return whileRunning(contender, 'all', async (running) => {
    const patience = { everyMs: 25, withinMs: 120_000 };
    const before = await contender.countEffects();
    await warmKeys(bench, contender);
    await until(before + signerCount, () => contender.countEffects(), patience);
    await signNotes(bench, contender, count);
    await bench.server.settle();
    const { startedMs, p95Ms, doneMs, cores } = await withCores(running, async () => {
      const result = await postNotes(bench, contender, sockets);
      return {
        ...result,
        doneMs: await until(before + signerCount + count, () => contender.countEffects(), patience),
      };
    });
    return { perSecond: count / ((doneMs - startedMs) / 1_000), p95Ms, cores };
  });
}

/**
 * One post to 10,000 followers on 1,000 hosts: seconds until the last receipt (`seconds`) and until the first
 * remote inbox has answered (`firstSeconds`).
 */
export async function measureFanOut(bench: Bench, contender: Contender): Promise<Figures> {
  const hosts = bench.quick ? 250 : 1_000;
  await contender.addFollowers(hosts * 10, hosts, bench.crowdPort);
  return whileRunning(contender, 'all', async (running) => {
    await sleep(1_000);
    await bench.server.settle();
    await bench.crowd.ask({ kind: 'reset' });
    const receiptsBefore = (await contender.countReceipts()) ?? 0;
    const startedMs = Date.now();
    const { firstMs, requests, doneMs, cores } = await withCores(running, async () => {
      await contender.publish();
      const patience = { everyMs: 25, withinMs: 120_000 };
      await until(hosts, async () => (await bench.crowd.ask({ kind: 'arrivals' })).hosts, patience);
      const arrivals = await bench.crowd.ask({ kind: 'arrivals' });
      return { ...arrivals, doneMs: await lastReceipt(contender, receiptsBefore + hosts, arrivals.lastMs) };
    });
    const [seconds, firstSeconds] = [(doneMs - startedMs) / 1_000, (firstMs - startedMs) / 1_000];
    return { seconds, firstSeconds, requests, cores };
  });
}

/** When the node had recorded all deliveries; a node without receipts is done when the last inbox has answered. */
async function lastReceipt(contender: Contender, wanted: number, lastAnswerMs: number): Promise<number> {
  if ((await contender.countReceipts()) === undefined) return lastAnswerMs;
  const receipts = async () => (await contender.countReceipts()) ?? 0;
  return until(wanted, receipts, { everyMs: 10, withinMs: 60_000 });
}

/**
 * Warm GETs of the actor and of an opportunity as ActivityPub JSON (`actorPerSecond`, `opportunityPerSecond`),
 * and whether a conditional GET is answered 304 (`conditional`: 1 or 0).
 */
export async function measureReading(bench: Bench, contender: Contender): Promise<Figures> {
  const seconds = bench.quick ? 2 : 5;
  return whileRunning(contender, 'all', async () => {
    const read = async (url: string) => {
      const request = { kind: 'get', url, sockets: 32, ifNoneMatch: null } as const;
      await bench.load.ask({ ...request, seconds: 1 });
      const result = await bench.load.ask({ ...request, seconds });
      if (result.statuses['200'] !== result.answered)
        throw new Error(`${url}: ${JSON.stringify(result.statuses)}`);
      return result;
    };
    const actor = await read(contender.actorUrl);
    const opportunity = await read(contender.opportunityUrl);
    return {
      actorPerSecond: actor.perSecond,
      opportunityPerSecond: opportunity.perSecond,
      conditional: (await answersNotModified(contender.actorUrl, contender.opportunityUrl)) ? 1 : 0,
    };
  });
}

async function answersNotModified(...urls: string[]): Promise<boolean> {
  const accept = 'application/activity+json';
  for (const url of urls) {
    const first = await fetch(url, { headers: { accept } });
    await first.arrayBuffer();
    const etag = first.headers.get('etag');
    if (etag === null) return false;
    const second = await fetch(url, { headers: { accept, 'if-none-match': etag } });
    await second.arrayBuffer();
    if (second.status !== 304) return false;
  }
  return true;
}

/** Resident memory of the node's process (`mib` = `ownMib` + `filesMib`), started, asked once for its actor, then idle for ten seconds. */
export async function measureIdleMemory(_bench: Bench, contender: Contender): Promise<Figures> {
  return whileRunning(contender, 'all', async (running) => {
    const response = await fetch(contender.actorUrl, { headers: { accept: 'application/activity+json' } });
    await response.arrayBuffer();
    await sleep(10_000);
    const { all, own, files } = await residentMib(running.pid);
    return { mib: all, ownMib: own, filesMib: files };
  });
}

/** Seconds from starting the command to the first 200 of `/readyz`, with data from an earlier start (`seconds`). */
export async function measureStart(bench: Bench, contender: Contender): Promise<Figures> {
  await contender.addFollowers(bench.quick ? 1_000 : 10_000, 1_000, bench.crowdPort);
  await whileRunning(contender, 'all', async () => undefined);
  return whileRunning(contender, 'all', async ({ startMs }) => ({ seconds: startMs / 1_000 }), 'npm');
}
