import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/domain/database.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { migrationsFolder, openPlatform, type Platform } from '../../src/platform/platform.ts';

/** The two stores a node may run on; suites that touch SQL run on both. */
export const storeKinds = ['postgresql', 'embedded'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** Settings of a node in a test: a loopback or `.test` origin, private addresses allowed. */
export type TestSettings = Record<string, string>;

/** A database of its own on the test server, cloned from the migrated template in some 40 ms. */
export async function cloneDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('postgresUrl'));
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  await sql.unsafe(`create database ${name} template guildhall_template`);
  await sql.end();
  url.pathname = `/${name}`;
  return url.href;
}

/** A platform on a fresh, migrated store of either kind. Close it when the suite ends. */
export async function openTestPlatform(
  kind: StoreKind,
  settings: TestSettings = {},
): Promise<Platform<Database>> {
  const common = { DATA_DIR: 'memory:', ALLOW_PRIVATE_ADDRESSES: 'true', ...settings };
  if (kind === 'postgresql') {
    return openPlatform<Database>(readConfig({ DATABASE_URL: await cloneDatabase(), ...common }));
  }
  const platform = await openPlatform<Database>(readConfig(common));
  await migrate(platform.store, migrationsFolder);
  return platform;
}
