import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/** Everything a command may touch: one transaction, its time, and the origin of this node. */
export interface Work {
  readonly tx: Tx;
  /** The database's clock when the transaction began; the same for everything written in it. */
  readonly now: Temporal.Instant;
  readonly origin: string;
}

/** What a door needs to open a `Work`. */
export interface WorkPlace {
  readonly db: Db;
  readonly origin: string;
}

/** PostgreSQL's words for "somebody else was first": serialisation failure and deadlock. */
const retriable = new Set(['40001', '40P01']);

/**
 * Run a command in one transaction. Doors open it, commands receive it: a command never opens another.
 * A throw rolls everything back; a lost race is tried again a moment later, at most three times in all.
 */
export async function inWork<T>(place: WorkPlace, command: (work: Work) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await place.db.transaction().execute(async (tx) => {
        const now = await databaseTime(tx);
        return command({ tx, now, origin: place.origin });
      });
    } catch (error) {
      if (attempt >= 3 || !isRetriable(error)) throw error;
      await pauseBefore(attempt);
    }
  }
}

/** At once, two that met would meet again. So each waits a little, for another time than the other. */
function pauseBefore(attempt: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, attempt * (5 + 30 * Math.random()));
  return promise;
}

/** The database's clock: in a transaction, the moment it began. */
export async function databaseTime(db: Db): Promise<Temporal.Instant> {
  const { rows } = await sql<{ now: Temporal.Instant }>`select now() as now`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('The database did not tell the time.');
  return row.now;
}

function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && retriable.has(String(error.code));
}
