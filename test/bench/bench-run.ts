import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender, NodeRole, StartedBy } from './contender.ts';
import type { CrowdAnswers, CrowdRequest } from './crowd.ts';
import type { LoadAnswers, LoadRequest, LoadResult } from './load.ts';
import type { BenchServer } from './postgres.ts';
import { type Aide, freePort, type RunningProcess, startAide } from './processes.ts';

/** What every measurement needs: the database server, the rest of the network, the load, and how much of each. */
export interface Bench {
  server: BenchServer;
  load: Aide<LoadRequest, LoadAnswers>;
  crowd: Aide<CrowdRequest, CrowdAnswers>;
  crowdPort: number;
  quick: boolean;
}

/** How long a remote inbox takes to answer. */
export const inboxDelayMs = 20;

/** Starts the aides; the crowd listens on a free port of every loopback address. */
export async function openBench(server: BenchServer, quick: boolean): Promise<Bench> {
  const load = startAide<LoadRequest, LoadAnswers>(join(import.meta.dirname, 'load.js'));
  const crowd = startAide<CrowdRequest, CrowdAnswers>(join(import.meta.dirname, 'crowd.js'));
  const crowdPort = await freePort();
  await crowd.ask({ kind: 'listen', port: crowdPort, delayMs: inboxDelayMs });
  return { server, load, crowd, crowdPort, quick };
}

/** Ends the aides and the database server. */
export async function closeBench(bench: Bench): Promise<void> {
  await bench.load.stop();
  await bench.crowd.stop();
  await bench.server.stop();
}

/** Runs `work` while the contender's process is up, and stops the process whatever happens. */
export async function whileRunning<T>(
  contender: Contender,
  role: NodeRole,
  work: (running: RunningProcess & { startMs: number }) => Promise<T>,
  by: StartedBy = 'node',
): Promise<T> {
  const running = await contender.start(role, by);
  try {
    return await work(running);
  } catch (error) {
    throw new Error(`${contender.name}: ${running.lastWords()}`, { cause: error });
  } finally {
    await running.stop();
  }
}

/** Prepares `count` signed notes for the contender's shared inbox; the next `postNotes` sends them. */
export async function signNotes(bench: Bench, contender: Contender, count: number): Promise<void> {
  await bench.load.ask({ kind: 'sign', count, target: contender.inboundTarget(bench.crowdPort) });
}

/** Sends the prepared notes; anything but 2xx is an error. */
export async function postNotes(bench: Bench, contender: Contender, sockets: number): Promise<LoadResult> {
  const result = await bench.load.ask({ kind: 'post', sockets });
  const refused = Object.entries(result.statuses).filter(([status]) => !status.startsWith('2'));
  if (refused.length > 0)
    throw new Error(`${contender.name} refused notes: ${JSON.stringify(result.statuses)}`);
  return result;
}

/** Polls until `count()` reaches `wanted`; returns `Date.now()` of the first time it did. */
export async function until(
  wanted: number,
  count: () => Promise<number>,
  { everyMs, withinMs }: { everyMs: number; withinMs: number },
): Promise<number> {
  const deadline = Date.now() + withinMs;
  let seen = 0;
  while (Date.now() < deadline) {
    seen = await count();
    if (seen >= wanted) return Date.now();
    await sleep(everyMs);
  }
  throw new Error(`only ${seen} of ${wanted} within ${withinMs} ms`);
}
