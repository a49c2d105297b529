#!/usr/bin/env node
import { createFederation, type NodeFederation } from '../federation/index.ts';
import { tellFailure } from './cli/index.ts';
import { runOrForward } from './cli/running.ts';
import { terminal } from './cli/terminal.ts';
import { type Config, readConfig } from './config.ts';
import type { Database } from './domain/database.ts';
import { startNode, version } from './node.ts';
import { type FolderLock, lockFolder } from './platform/folder-lock.ts';
import { configureLog, logFor } from './platform/log.ts';
import { openPlatform, type Platform } from './platform/platform.ts';

const argv = process.argv.slice(2);
if (argv[0] === 'start' && !argv.includes('--help')) await start();
else await runOnce();

/** Run the node until it is told to stop. */
async function start(): Promise<void> {
  try {
    const config = readConfig();
    await configureLog(config.LOG_LEVEL);
    // Until it works there is nothing to finish: a migration that is cut off is rolled back.
    const leave = (): never => process.exit(0);
    process.once('SIGTERM', leave).once('SIGINT', leave);
    const node = await startNode(config);
    process.off('SIGTERM', leave).off('SIGINT', leave);
    greet(config, node.setupUrl);
    const stop = (signal: NodeJS.Signals): void => {
      logFor('start').info('Stopping', { signal });
      // Whatever does not end by itself is ended: leases run out and nothing is lost.
      setTimeout(() => process.exit(1), 25_000).unref();
      node.stop().then(
        () => process.exit(0),
        (error: unknown) => process.exit(tellFailure(error, [], terminal)),
      );
    };
    process.once('SIGTERM', stop).once('SIGINT', stop);
  } catch (error) {
    process.exit(tellFailure(error, argv, terminal));
  }
}

function greet(config: Config, setupUrl: string | undefined): void {
  const { stdout } = terminal;
  stdout(`Guildhall ${version} answers at ${config.ORIGIN}`);
  if (config.DATABASE_URL === undefined) {
    stdout(
      'The embedded database is for trying and very small nodes: a power cut can lose the last writes. Set DATABASE_URL for anything that matters.',
    );
  }
  if (setupUrl !== undefined) stdout(`Open ${setupUrl} to set it up (30 minutes, once).`);
}

/** Run one command: in the running node where only that may open the database, else here. */
async function runOnce(): Promise<void> {
  let config: Config | undefined;
  const settings = (): Config => {
    config ??= readConfig();
    return config;
  };
  let opened: { platform: Platform<Database>; lock: FolderLock | undefined } | undefined;
  let federation: NodeFederation | undefined;
  const open = async (): Promise<Platform<Database>> => {
    if (opened === undefined) {
      await configureLog('error');
      const { DATABASE_URL, DATA_DIR } = settings();
      const isFolder = DATABASE_URL === undefined && DATA_DIR !== 'memory:';
      const lock = isFolder ? await lockFolder(DATA_DIR) : undefined;
      try {
        opened = { lock, platform: await openPlatform<Database>(settings()) };
      } catch (error) {
        await lock?.release();
        throw error;
      }
    }
    return opened.platform;
  };
  const node = {
    get config() {
      return settings();
    },
    platform: open,
    federate: async () => {
      federation ??= await createFederation(await open(), version);
      return federation.federate;
    },
  };
  const code = await runOrForward(argv, terminal, node);
  await federation?.close();
  await opened?.platform.close();
  await opened?.lock?.release();
  process.exit(code);
}
