import { sql } from 'kysely';
import type { Db } from '../../src/domain/database.ts';

/** Rows that change by looking: when a session was seen, how often somebody tried. */
const restless = new Set(['attempt', 'passkey_challenge']);
const restlessColumns = ['seen_at', 'used_at'];

/** Every table with a digest of its rows, so that two moments can be compared. */
export async function digestOfAll(db: Db): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`.execute(db);
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    if (restless.has(name)) continue;
    const { rows } = await sql<{ digest: string | null }>`
      select md5(string_agg(row, '|' order by row)) as digest
      from (select (to_jsonb(t) - ${restlessColumns}::text[])::text as row from ${sql.table(name)} t) as all_rows`.execute(
      db,
    );
    digests[name] = rows[0]?.digest ?? '';
  }
  return digests;
}
