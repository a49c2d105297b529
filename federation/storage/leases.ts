import { sql } from 'kysely';
import type { StorageDb } from './tables.ts';

/**
 * Take back every lease at once. Only for a process that is certainly alone on its database: what holds them then is
 * a process that died, and nobody need wait until they run out.
 */
export async function takeBackLeases(db: StorageDb): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const table of ['message', 'inbox_item', 'outbox'])
      await sql`update ${sql.table(table)} set locked_until = null where locked_until is not null`.execute(
        tx,
      );
  });
}
