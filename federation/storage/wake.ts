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
  const counts = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  const told = new Map<string, (() => void)[]>();
  const count = (channel: string): number => counts.get(channel) ?? 0;
  const stop = await store
    .listen(wakeChannel, (channel) => {
      counts.set(channel, count(channel) + 1);
      for (const run of told.get(channel) ?? []) run();
      for (const wakeUp of waiting.get(channel) ?? []) wakeUp();
    })
    .catch((error: unknown) => {
      log.warning('Commits are not heard; queues are looked at every few seconds', { error });
      return async () => {};
    });
  return {
    close: stop,
    onWake: (channel, run) => void told.set(channel, [...(told.get(channel) ?? []), run]),
    count,
    wait: (channel, since, ms, sooner) => {
      if (count(channel) !== since) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const waiters = waiting.get(channel) ?? new Set();
      waiting.set(channel, waiters.add(resolve));
      const timer = setTimeout(resolve, ms);
      void sooner.then(resolve);
      return promise.finally(() => {
        clearTimeout(timer);
        waiters.delete(resolve);
      });
    },
  };
}
