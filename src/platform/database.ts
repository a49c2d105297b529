import { Kysely } from 'kysely';
import { PostgresJSDialect } from 'kysely-postgres-js';
import postgres from 'postgres';
import type { Config } from '../config.ts';
import { parseInstant, type Store } from './store.ts';

const oids = { int8: 20, json: 114, timestamptz: 1184, jsonb: 3802 };

/** Open the store that the settings name: PostgreSQL where DATABASE_URL is set, the embedded one otherwise. */
export async function openStore<DB>(config: Config): Promise<Store<DB>> {
  if (config.DATABASE_URL === undefined) {
    // Loaded only where it is used: a whole PostgreSQL comes with it.
    const { openEmbedded } = await import('./embedded.ts');
    return openEmbedded<DB>(config.DATA_DIR);
  }
  return openPostgres<DB>(config.DATABASE_URL, config.ROLE);
}

function openPostgres<DB>(url: string, role: Config['ROLE']): Store<DB> {
  const sql = postgres(url, {
    max: 20,
    connect_timeout: 5,
    idle_timeout: 300,
    onnotice: () => {},
    types: {
      bigint: { to: oids.int8, from: [oids.int8], serialize: String, parse: Number },
      // Documents go in as text in both stores; postgres.js would quote a string once more.
      json: { to: oids.jsonb, from: [oids.json, oids.jsonb], serialize: String, parse: JSON.parse },
      instant: { to: oids.timestamptz, from: [oids.timestamptz], serialize: String, parse: parseInstant },
    },
    connection: {
      application_name: 'guildhall',
      TimeZone: 'UTC',
      statement_timeout: role === 'web' ? 5_000 : 60_000,
      lock_timeout: 10_000,
      idle_in_transaction_session_timeout: 30_000,
    },
  });
  return {
    kind: 'postgresql',
    db: new Kysely<DB>({ dialect: new PostgresJSDialect({ postgres: sql }) }),
    script: async (run) => {
      await sql.begin((tx) => run(async (text) => void (await tx.unsafe(text))));
    },
    listen: async (channel, heard) => {
      const { unlisten } = await sql.listen(channel, heard);
      return unlisten;
    },
    close: () => sql.end({ timeout: 5 }),
  };
}
