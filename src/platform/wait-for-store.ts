import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { logFor } from './log.ts';
import type { Store } from './store.ts';

const log = logFor('start');
const longestPauseMs = 5_000;

/** The database did not answer for as long as one may wait. */
export class StoreUnreachableError extends Error {
  override readonly name = 'StoreUnreachableError';
}

/**
 * Wait until the database answers, asking ever more slowly, five minutes at most.
 * @throws StoreUnreachableError after that, with the last reason and no secret in it
 */
export async function waitForStore<DB>(
  store: Store<DB>,
  signal: AbortSignal,
  patienceMs = 5 * 60_000,
): Promise<void> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  // A query may stay without any answer for as long as connections are taken and dropped.
  const givenUp = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error('late')), { once: true });
  });
  let reason = 'no answer';
  for (let pauseMs = 250; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      await Promise.race([sql`select 1`.execute(store.db), givenUp]);
      return;
    } catch (error) {
      if (error instanceof Error && 'code' in error) reason = String(error.code);
      if (late.aborted) {
        throw new StoreUnreachableError(
          `The database does not answer (${reason}). Check DATABASE_URL and that PostgreSQL is running.`,
        );
      }
      log.warning('The database does not answer yet; trying again', { reason });
      await setTimeout(pauseMs, undefined, { signal: late }).catch(() => undefined);
    }
  }
}
