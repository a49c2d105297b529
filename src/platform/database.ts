import { setTimeout } from 'node:timers/promises';
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import postgres from 'postgres';
import type { Config } from '../config.ts';
import { openEmbedded } from './embedded.ts';
import { type OpenClient, PostgresDriver } from './postgres-driver.ts';
import { parseInstant, type Store } from './store.ts';

const oids = { int8: 20, json: 114, timestamptz: 1184, jsonb: 3802 };
/** How long to wait before a lost listener connects again. */
const listenAgainMs = 1_000;

/** Open the store that the settings name: PostgreSQL where DATABASE_URL is set, the embedded one otherwise. */
export async function openStore<DB>(config: Config): Promise<Store<DB>> {
  if (config.DATABASE_URL === undefined) return openEmbedded<DB>(config.DATA_DIR);
  return openPostgres<DB>(config.DATABASE_URL, config.ROLE);
}

function openPostgres<DB>(url: string, role: Config['ROLE']): Store<DB> {
  const driver = new PostgresDriver((onLost) => connectTo(url, role, { onclose: onLost }));
  const db = new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const stopping = new AbortController();
  return {
    kind: 'postgresql',
    db,
    script: (run) => driver.script(run),
    listen: (channel, heard) =>
      listenOn((hooks) => connectTo(url, role, hooks), channel, heard, stopping.signal),
    close: async () => {
      stopping.abort();
      await driver.destroy();
    },
  };
}

/** What happens on a connection besides answers. */
interface Hooks {
  readonly onclose: () => void;
  readonly onnotify?: (channel: string, payload: string) => void;
}

function connectTo(url: string, role: Config['ROLE'], hooks: Hooks): ReturnType<OpenClient> {
  const options = {
    ...hooks,
    max: 1,
    connect_timeout: 5,
    idle_timeout: undefined,
    max_lifetime: null,
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
  };
  return postgres(url, options);
}

/** Listen until told to stop. A lost connection is opened again, as often as it takes; what was said meanwhile is missed. */
async function listenOn(
  open: (hooks: Hooks) => ReturnType<OpenClient>,
  channel: string,
  heard: (payload: string) => void,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const until = AbortSignal.any([signal, stopping.signal]);
  const listenOnce = async (listening: () => void): Promise<void> => {
    const lost = Promise.withResolvers<void>();
    const client = open({ onclose: lost.resolve, onnotify: (_, payload) => heard(payload) });
    const onStop = (): void => lost.resolve();
    until.addEventListener('abort', onStop);
    try {
      await Promise.race([client.unsafe(`listen "${channel}"`), lost.promise]);
      listening();
      await lost.promise;
    } finally {
      until.removeEventListener('abort', onStop);
      await client.end({ timeout: 0 });
    }
  };
  const first = Promise.withResolvers<void>();
  const forever = async (): Promise<void> => {
    while (!until.aborted) {
      await listenOnce(first.resolve).catch(() => undefined);
      first.resolve();
      await setTimeout(listenAgainMs, undefined, { signal: until }).catch(() => undefined);
    }
  };
  const done = forever();
  await first.promise;
  return async () => {
    stopping.abort();
    await done;
  };
}
