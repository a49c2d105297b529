import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { digestSecret } from './secret.ts';

/** How often somebody may try something within a window of time. */
export interface AttemptLimit {
  /** Sets one kind of attempt apart from another. */
  readonly what: string;
  readonly most: number;
  readonly minutes: number;
}

/** Links asked for, by the address they go to. */
export const linkLimit: AttemptLimit = { what: 'link', most: 3, minutes: 60 };
/** Recovery codes tried, by the person they are tried for. Passkeys know no such limit: nobody can lock them out. */
export const accountLimit: AttemptLimit = { what: 'account', most: 5, minutes: 15 };
/** Attempts of any kind, by the address of the client. */
export const clientLimit: AttemptLimit = { what: 'client', most: 20, minutes: 15 };
/** Challenges asked for, by the address of the client: a page asks for one by itself. */
export const challengeLimit: AttemptLimit = { what: 'challenge', most: 120, minutes: 15 };

/**
 * Count an attempt, in a transaction of its own, so that what fails counts too. The same for whoever is tried: known
 * or not. Returns the seconds to wait; undefined where it may go on. Shared by all processes.
 */
export async function countAttempt(db: Db, limit: AttemptLimit, who: string): Promise<number | undefined> {
  const key = digestSecret(`${limit.what} ${who.trim().toLowerCase()}`);
  await sql`delete from attempt where ends_at < now()`.execute(db);
  const { rows } = await sql<{ count: number; seconds: number }>`
    insert into attempt as known (key, count, ends_at)
    values (${key}, 1, now() + make_interval(mins => ${limit.minutes}))
    on conflict (key) do update set
      count = case when known.ends_at < now() then 1 else least(known.count + 1, 1000000) end,
      ends_at = case when known.ends_at < now() then excluded.ends_at else known.ends_at end
    returning count, ceil(extract(epoch from ends_at - now()))::int as seconds`.execute(db);
  const row = rows[0];
  return row === undefined || row.count <= limit.most ? undefined : Math.max(1, row.seconds);
}
