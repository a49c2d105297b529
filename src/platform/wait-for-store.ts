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
  const startedMs = Date.now();
  for (let pauseMs = 250; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      await sql`select 1`.execute(store.db);
      return;
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
      if (signal.aborted || Date.now() - startedMs > patienceMs) {
        throw new StoreUnreachableError(
          `The database does not answer (${reason}). Check DATABASE_URL and that PostgreSQL is running.`,
        );
      }
      log.warning('The database does not answer yet; trying again', { reason });
      await setTimeout(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
