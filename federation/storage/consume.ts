import { setTimeout } from 'node:timers/promises';
import { logFor } from '../../src/platform/log.ts';

/** Wakes those who wait for a channel when a commit has put something there. */
export interface Wake {
  /** How often a channel was woken so far. To be asked before looking at the table, so that no wake is lost. */
  count(channel: string): number;
  /** Resolves once the count is not `since` any more, after `ms` at the latest, or with `sooner`. */
  wait(channel: string, since: number, ms: number, sooner: Promise<void>): Promise<void>;
}

/** A worker over a table with leases: how to take rows, handle one, and write down how it went. */
export interface Consumer<Taken, Result> {
  readonly wake: Wake;
  readonly channel: string;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  take(most: number): Promise<{ taken: readonly Taken[]; nextInMs: number | null }>;
  /** Never throws: what went wrong is part of the result. */
  handle(taken: Taken): Promise<Result>;
  settle(results: readonly Result[]): Promise<void>;
  renew(taken: readonly Taken[]): Promise<void>;
  release(taken: readonly Taken[]): Promise<void>;
}

const log = logFor('queue');
const longestWaitMs = 5_000;
const renewEveryMs = 5_000;
const drainMs = 20_000;
const gatherMs = 3;

/**
 * Work until the signal aborts, then let what is under way finish (20 s at most) and give the rest back.
 * Never rejects: a failing database is waited for. Results are written in batches, as they come.
 */
export async function consume<Taken, Result>(consumer: Consumer<Taken, Result>): Promise<void> {
  const running = new Set<Taken>();
  const finished: Result[] = [];
  const tasks = new Set<Promise<void>>();
  let slotFree = Promise.withResolvers<void>();
  const heartbeat = setInterval(() => void renewRunning(consumer, running), renewEveryMs);
  const writer = createWriter(consumer, finished);
  consumer.signal.addEventListener('abort', () => slotFree.resolve(), { once: true });

  const start = (taken: Taken): void => {
    running.add(taken);
    const task = consumer.handle(taken).then(async (result) => {
      finished.push(result);
      await writer.flush();
      running.delete(taken);
      tasks.delete(task);
      slotFree.resolve();
    });
    tasks.add(task);
  };

  while (!consumer.signal.aborted) {
    slotFree = Promise.withResolvers<void>();
    const free = consumer.concurrency - running.size;
    if (free === 0) {
      await slotFree.promise;
      // A moment later more slots are free, and one query fills them all.
      await setTimeout(gatherMs);
      continue;
    }
    const woken = consumer.wake.count(consumer.channel);
    const { taken, nextInMs } = await takeSafely(consumer, free);
    taken.forEach(start);
    if (taken.length === 0) {
      const waitMs = Math.min(longestWaitMs, nextInMs ?? longestWaitMs);
      await consumer.wake.wait(consumer.channel, woken, waitMs, slotFree.promise);
    }
  }
  await drain(consumer, tasks, running);
  clearInterval(heartbeat);
}

async function takeSafely<Taken, Result>(
  consumer: Consumer<Taken, Result>,
  most: number,
): Promise<{ taken: readonly Taken[]; nextInMs: number | null }> {
  try {
    return await consumer.take(most);
  } catch (error) {
    log.warning('The queue cannot be read; trying again in a second', { queue: consumer.channel, error });
    return { taken: [], nextInMs: 1_000 };
  }
}

async function renewRunning<Taken, Result>(
  consumer: Consumer<Taken, Result>,
  running: ReadonlySet<Taken>,
): Promise<void> {
  if (running.size === 0) return;
  await consumer
    .renew([...running])
    .catch((error: unknown) =>
      log.warning('Leases could not be renewed', { queue: consumer.channel, error }),
    );
}

/** Writes results in the order they came: whoever flushes while a write is under way waits for the next one. */
function createWriter<Taken, Result>(
  consumer: Consumer<Taken, Result>,
  finished: Result[],
): { flush(): Promise<void> } {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    const batch = finished.splice(0);
    if (batch.length === 0) return;
    await consumer.settle(batch).catch((error: unknown) => {
      // The leases run out and the messages are handled again: at least once, never lost.
      log.error('Results could not be written', { queue: consumer.channel, count: batch.length, error });
    });
  };
  const flush = (): Promise<void> => {
    if (current === undefined) {
      current = write().finally(() => {
        current = undefined;
      });
      return current;
    }
    next ??= current.then(() => {
      next = undefined;
      return flush();
    });
    return next;
  };
  return { flush };
}

async function drain<Taken, Result>(
  consumer: Consumer<Taken, Result>,
  tasks: ReadonlySet<Promise<void>>,
  running: ReadonlySet<Taken>,
): Promise<void> {
  const late = new AbortController();
  await Promise.race([
    Promise.all(tasks),
    setTimeout(drainMs, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
  if (running.size === 0) return;
  await consumer
    .release([...running])
    .catch((error: unknown) =>
      log.warning('Leases could not be released', { queue: consumer.channel, error }),
    );
}
