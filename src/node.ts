import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { Server as SocketServer } from 'node:net';
import { join } from 'node:path';
import { createFederation, type NodeFederation } from '../federation/index.ts';
import { takeBackLeases } from '../federation/storage/leases.ts';
import type { StorageTables } from '../federation/storage/tables.ts';
import { createApi } from './api/api.ts';
import { createApp } from './app.ts';
import { runCommand } from './cli/index.ts';
import { answerCommands } from './cli/running.ts';
import type { Config } from './config.ts';
import { instanceHandle } from './core/iri.ts';
import { actorKeys, findLocalActor } from './domain/actors/queries.ts';
import { issueLink } from './domain/auth/links.ts';
import { findOrigin } from './domain/collective/queries.ts';
import type { Database } from './domain/database.ts';
import { ensureVocabulary } from './domain/skills/keep.ts';
import { inWork } from './domain/work.ts';
import { createNodeServer } from './http/server.ts';
import { sendLetters } from './mail/outgoing.ts';
import { openPrivateJwk } from './platform/actor-keys.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { type FolderLock, lockFolder } from './platform/folder-lock.ts';
import { logFor } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import { migrationsFolder, openPlatform, type Platform, packageFolder } from './platform/platform.ts';
import { waitForStore } from './platform/wait-for-store.ts';
import { drawEarlyRefusal } from './web/pages/refused.tsx';

const log = logFor('start');

/** The version of this software, as `package.json` says it. */
export const version: string = readVersion();

/** A node that is up. */
export interface RunningNode {
  readonly platform: Platform<Database>;
  readonly federation: NodeFederation;
  /** The port it listens on; undefined for a worker, which does not. */
  readonly port: number | undefined;
  /** Where the first steward sets it up; undefined once that is done. Works once, for thirty minutes. */
  readonly setupUrl: string | undefined;
  /** Stop taking work, finish what is under way (25 s at most), give leases back, close. */
  stop(): Promise<void>;
}

/** The database belongs to another address. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
}

/**
 * Start a node: take the data folder, wait for the database while `/healthz` already answers, bring the schema up
 * to date, then serve and work as ROLE says.
 * @throws FolderInUseError, StoreUnreachableError, SchemaError, MasterKeyError, OriginError
 */
export async function startNode(config: Config, clock: Clock = systemClock): Promise<RunningNode> {
  const isEmbedded = config.DATABASE_URL === undefined && config.DATA_DIR !== 'memory:';
  const lock = isEmbedded ? await lockFolder(config.DATA_DIR) : undefined;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = config;
  // Loaded only where somebody collects: the exporter is large.
  const stopTraces =
    collector === undefined
      ? undefined
      : (await import('./platform/trace-export.ts')).startTraces(collector, version);
  const platform = await openPlatform<Database>(config, clock);
  const stopping = new AbortController();
  const front = config.ROLE === 'worker' ? undefined : await openFront(platform);
  try {
    await prepare(platform, stopping.signal);
    // The lock says that nobody else is here: what is leased was leased by a process that is gone.
    if (lock !== undefined) await takeBackLeases(platform.db.withTables<StorageTables>());
    const federation = await createFederation(platform, version);
    front?.serve(
      federation,
      createApp(platform, federation.federate, createApi(platform, federation.federate)),
    );
    const stopAnswering = lock === undefined ? undefined : answerOver(lock, platform, federation);
    const working =
      config.ROLE === 'web' ? [] : [federation.work(stopping.signal), sendLetters(platform, stopping.signal)];
    const stop = async (): Promise<void> => {
      stopping.abort();
      await Promise.all([front?.close(), ...working, stopAnswering?.()]);
      await federation.close();
      await platform.close();
      await lock?.release();
      await stopTraces?.();
    };
    return { platform, federation, port: front?.port, setupUrl: await setupAddress(platform), stop };
  } catch (error) {
    await front?.close();
    await platform.close();
    await lock?.release();
    throw error;
  }
}

/** Wait for the database, migrate, and check that it was set up for this address. */
async function prepare(platform: Platform<Database>, signal: AbortSignal): Promise<void> {
  await waitForStore(platform.store, signal);
  const applied = await migrate(platform.store, migrationsFolder);
  if (applied.length > 0) log.info('The schema was brought up to date', { applied: applied.join(', ') });
  const origin = await findOrigin(platform.db);
  if (origin !== undefined && origin !== platform.origin) {
    throw new OriginError(
      `ORIGIN: found "${platform.origin}", expected "${origin}", the address this database was set up for. The address is permanent: every actor and opportunity others know contains it.`,
    );
  }
  await requireMasterKey(platform);
  await ensureVocabulary(platform);
}

/** Open one key, so that a lost or wrong master key stops the start and not the first delivery. */
async function requireMasterKey(platform: Platform<Database>): Promise<void> {
  const instance = await findLocalActor(platform.db, instanceHandle);
  const [key] = instance === undefined ? [] : await actorKeys(platform.db, instance.id);
  if (instance !== undefined && key !== undefined) openPrivateJwk(platform.seal, instance.id, key);
}

interface OpenFront {
  readonly port: number;
  /** From now on requests reach the node itself. */
  serve(federation: NodeFederation, app: ReturnType<typeof createApp>): void;
  close(): Promise<void>;
}

/** Listen at once: until the node is ready, `/healthz` says that the process lives and everything else waits. */
async function openFront(platform: Platform<Database>): Promise<OpenFront> {
  let app: ReturnType<typeof createApp> | undefined;
  let federation: NodeFederation | undefined;
  const server = createNodeServer({
    platform,
    fetch: (request, env) => (app === undefined ? notYet(request) : app.fetch(request, env)),
    inbox: (request, response, clientIp) => {
      if (federation === undefined)
        response.writeHead(503, { 'retry-after': '5', connection: 'close' }).end();
      else federation.inbox(request, response, clientIp);
    },
    documents: (request, response) => federation?.documents(request, response) === true,
    refusalPage: drawEarlyRefusal,
  });
  const port = await listen(server, platform.config);
  return {
    port,
    serve: (ready, pages) => {
      federation = ready;
      app = pages;
    },
    close: () => closeServer(server),
  };
}

function notYet(request: Request): Response {
  if (new URL(request.url).pathname === '/healthz') return Response.json({ status: 'ok' });
  return Response.json(
    { status: 'starting', reason: 'The database does not answer yet.' },
    { status: 503, headers: { 'retry-after': '5' } },
  );
}

function listen(server: Server, config: Config): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(config.PORT, config.HOST, () => {
    server.off('error', reject);
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : config.PORT);
  });
  return promise;
}

/** For how long connections without a request stay open when the server closes. */
const idleGraceMs = 1_000;

/**
 * Take no new connections; answer what comes on those that are open, and say on each answer that it was the last.
 * Only then are idle ones closed: a request may be on its way on any of them. 20 s at most.
 */
function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.prependListener('request', (_, response) => response.setHeader('connection', 'close'));
  const idle = setInterval(() => server.closeIdleConnections(), idleGraceMs);
  const late = setTimeout(() => server.closeAllConnections(), 20_000);
  // Not the method of the HTTP server, which closes idle connections at once.
  SocketServer.prototype.close.call(server, () => {
    clearInterval(idle);
    clearTimeout(late);
    resolve();
  });
  return promise;
}

/** The command line of an embedded node works through its socket, because the database takes one process. */
function answerOver(
  lock: FolderLock,
  platform: Platform<Database>,
  federation: NodeFederation,
): () => Promise<void> {
  return answerCommands(lock, (argv, io) =>
    runCommand(argv, io, {
      config: platform.config,
      platform: async () => platform,
      federate: async () => federation.federate,
    }),
  );
}

async function setupAddress(platform: Platform<Database>): Promise<string | undefined> {
  if ((await findOrigin(platform.db)) !== undefined) return undefined;
  const secret = await inWork(platform, (work) => issueLink(work, 'setup', null));
  return `${platform.origin}/setup?token=${secret}`;
}

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  return manifest.version;
}
