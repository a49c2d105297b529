import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kysely } from 'kysely';
import type { Config } from '../config.ts';
import { type Clock, systemClock } from './clock.ts';
import { openStore } from './database.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createSeal, loadMasterKey, type Seal } from './seal.ts';
import type { Store } from './store.ts';

/** The machine under one process: what every door may use. */
export interface Platform<DB> {
  readonly config: Config;
  /** The permanent address of this node, without a trailing slash. */
  readonly origin: string;
  readonly store: Store<DB>;
  readonly db: Kysely<DB>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly seal: Seal;
  close(): Promise<void>;
}

/** The folder of `package.json`: the code runs from `src` in tests and from `dist/src` when built. */
export const packageFolder = findPackageFolder(dirname(fileURLToPath(import.meta.url)));

/** Where the migrations lie. */
export const migrationsFolder = join(packageFolder, 'migrations');

/** Open the database and the master key that the settings name. Migrations are the caller's decision. */
export async function openPlatform<DB>(config: Config, clock: Clock = systemClock): Promise<Platform<DB>> {
  const seal = createSeal(await loadMasterKey(config.MASTER_KEY, config.DATA_DIR));
  const store = await openStore<DB>(config);
  return {
    config,
    origin: config.ORIGIN,
    store,
    db: store.db,
    clock,
    metrics: createMetrics(),
    seal,
    close: () => store.close(),
  };
}

function findPackageFolder(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('Guildhall cannot find its own package.json. Reinstall it.');
  return findPackageFolder(parent);
}
