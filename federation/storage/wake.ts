import { wakeChannel } from '../../src/domain/outbox.ts';
import { logFor } from '../../src/platform/log.ts';
import type { Store } from '../../src/platform/store.ts';
import type { Wake } from './consume.ts';

const log = logFor('queue');

/** A wake that also tells those who only want to know. */
export interface OpenWake extends Wake {
  /** Run something at every wake of a channel. */
  onWake(channel: string, run: () => void): void;
  close(): Promise<void>;
}

/**
 * Listen for commits that put work somewhere. Losing the connection costs nothing but time: waiting ends by
 * itself after a while, and the tables are the truth.
 */
export async function openWake<DB>(store: Store<DB>): Promise<OpenWake> {
  const waiting = new Map<string, Set<() => void>>();
  const missed = new Set<string>();
  const told = new Map<string, (() => void)[]>();
  const stop = await store
    .listen(wakeChannel, (channel) => {
      for (const run of told.get(channel) ?? []) run();
      const waiters = waiting.get(channel);
      waiting.delete(channel);
      if (waiters === undefined) missed.add(channel);
      else for (const wakeUp of waiters) wakeUp();
    })
    .catch((error: unknown) => {
      log.warning('Commits are not heard; queues are looked at every few seconds', { error });
      return async () => {};
    });
  return {
    close: stop,
    onWake: (channel, run) => void told.set(channel, [...(told.get(channel) ?? []), run]),
    wait: (channel, ms, signal) => {
      // A wake between the last look and this wait is not lost.
      if (missed.delete(channel) || signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const waiters = waiting.get(channel) ?? new Set();
      waiting.set(channel, waiters.add(resolve));
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => resolve(), { once: true });
      return promise.finally(() => {
        clearTimeout(timer);
        waiters.delete(resolve);
      });
    },
  };
}
