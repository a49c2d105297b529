import type { Server } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { createFederation, type NodeFederation } from '../../federation/index.ts';
import { inboxQueue } from '../../federation/storage/inbox.ts';
import type { StorageDb, StorageTables } from '../../federation/storage/tables.ts';
import { createApi } from '../../src/api/api.ts';
import { createApp } from '../../src/app.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { requireActor } from '../../src/domain/actors/queries.ts';
import { setUpNode } from '../../src/domain/auth/setup.ts';
import type { Collective } from '../../src/domain/collective/collective.ts';
import type { CollectiveProfile } from '../../src/domain/collective/commands.ts';
import type { Database } from '../../src/domain/database.ts';
import { requestFollow } from '../../src/domain/follows/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { wakeChannel } from '../../src/domain/outbox.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { createNodeServer } from '../../src/http/server.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform, type StoreKind, type TestSettings } from './database.ts';
import { type Reply, type Signer, type SignOptions, sendMessage, signMessage } from './peer-message.ts';

/** How a node of a test is made. */
export interface TestNodeOptions {
  readonly kind: StoreKind;
  /** Handle of the collective; its name too, with a capital. */
  readonly handle: string;
  readonly profile?: Partial<CollectiveProfile>;
  readonly settings?: TestSettings;
  /** Whether its workers run; default true. They can be started later with `startWork`. */
  readonly isWorking?: boolean;
}

/** A whole node in this process: its own database, set up, on a port of 127.0.0.1. Other ports are other hosts. */
export interface TestNode {
  readonly origin: string;
  /** Host and port, as in `origin`. */
  readonly host: string;
  readonly platform: Platform<Database>;
  readonly db: StorageDb;
  readonly federation: NodeFederation;
  readonly collective: Collective;
  /** The collective as others see it. */
  readonly actor: Actor;
  readonly steward: Member;
  /** Runs a command in a transaction of its own. */
  work<T>(command: (work: Work) => Promise<T>): Promise<T>;
  /** An unsigned GET of a path of this node, asking for a document unless `accept` says otherwise; no redirects. */
  get(path: string, accept?: string | null, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** A GET of a path signed by somebody. */
  getSigned(as: Signer, path: string, options?: SignOptions): Promise<Reply>;
  /** Posts an activity, signed by somebody, to the shared inbox. */
  receive(as: Signer, activity: unknown, options?: SignOptions): Promise<Reply>;
  startWork(): void;
  /** Stops the workers and waits until they have drained. */
  stopWork(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a node. */
export async function startTestNode(options: TestNodeOptions): Promise<TestNode> {
  const { kind, handle, settings } = options;
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const platform = await openTestPlatform(kind, { ORIGIN: origin, ...settings });
  const place = { db: platform.db, origin };
  const work: TestNode['work'] = (command) => inWork(place, command);
  const { collective, steward } = await work((tx) => foundNode(tx, platform, handle, options.profile));
  const federation = await createFederation(platform, '0.0.0');
  const server = await listen(platform, federation, port);
  const workers = createWorkers(federation);
  if (options.isWorking ?? true) workers.start();
  return {
    origin,
    host: `127.0.0.1:${port}`,
    platform,
    db: platform.db.withTables<StorageTables>(),
    federation,
    collective,
    actor: await requireActor(platform.db, collective.actor),
    steward,
    work,
    get: (path, accept = 'application/activity+json', headers = {}) =>
      fetch(origin + path, {
        headers: { ...(accept === null ? {} : { accept }), ...headers },
        redirect: 'manual',
      }),
    getSigned: (as, path, signing = {}) =>
      sendMessage(
        signMessage(as, origin + path, undefined, {
          ...signing,
          headers: { accept: 'application/activity+json', ...signing.headers },
        }),
        origin,
      ),
    receive: (as, activity, signing) =>
      sendMessage(signMessage(as, `${origin}/inbox`, activity, signing), origin),
    startWork: workers.start,
    stopWork: workers.stop,
    close: async () => {
      await workers.stop();
      server.close();
      server.closeAllConnections();
      await federation.close();
      await platform.close();
    },
  };
}

function foundNode(
  work: Work,
  platform: Platform<Database>,
  handle: string,
  profile?: Partial<CollectiveProfile>,
) {
  const setup = {
    collective: {
      handle,
      name: handle.charAt(0).toUpperCase() + handle.slice(1),
      purpose: 'We find *work* together.',
      language: 'en',
      followPolicy: 'anyone',
      joinPolicy: 'closed',
      colour: '#224466',
      ...profile,
    },
    steward: { name: 'Tomas Stern', handle: 'tomas', email: 'tomas@loom.test' },
  } as const;
  return setUpNode(work, setup, (actor) => generateActorKeys(platform.seal, actor));
}

async function listen(
  platform: Platform<Database>,
  federation: NodeFederation,
  port: number,
): Promise<Server> {
  const { federate, inbox, documents } = federation;
  const app = createApp(platform, federate, createApi(platform, federate));
  const server = createNodeServer({ platform, inbox, documents, fetch: app.fetch });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  return server;
}

function createWorkers(federation: NodeFederation): { start(): void; stop(): Promise<void> } {
  let stopping = new AbortController();
  let working: Promise<void> | undefined;
  return {
    start: () => {
      stopping = new AbortController();
      working = federation.work(stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}

/** Has each of two nodes follow the other, and waits until both were let in. */
export async function followEachOther(one: TestNode, other: TestNode): Promise<void> {
  await Promise.all([follow(one, other.actor.iri), follow(other, one.actor.iri)]);
  await settled(one, other);
}

/** Has a node ask to follow somebody, by handle or address. Returns them as the node knows them. */
export async function follow(node: TestNode, whom: string): Promise<Actor> {
  const target = await node.federation.federate.resolve(whom);
  await node.work((work) => requestFollow(work, node.collective.actor, target));
  return target;
}

const settleMs = 12_000;

/**
 * Waits until nothing is under way between some nodes: everything that came in was read, everything to be said was
 * said and delivered, or was set aside for good. Fails after twelve seconds with what is left, as where a delivery
 * waits for its next try.
 */
export async function settled(...nodes: readonly TestNode[]): Promise<void> {
  const untilMs = Date.now() + settleMs;
  // A node may have woken another one after that was looked at: all must be quiet twice in a row.
  for (let quiet = 0; quiet < 2; ) {
    const left = (await Promise.all(nodes.map(underWay))).flat();
    quiet = left.length === 0 ? quiet + 1 : 0;
    if (quiet > 1) return;
    if (Date.now() > untilMs) throw new Error(`Still under way: ${left.join('; ')}`);
    await setTimeout(10);
  }
}

/** Makes everything that waits for a later try due now. */
export async function hurry(node: TestNode): Promise<void> {
  await sql`update inbox_item set run_at = now() where not is_dead and locked_until is null`.execute(node.db);
  await sql`update outbox set run_at = now() where done_at is null and locked_until is null`.execute(node.db);
  await sql`update message set run_at = now() where not is_dead and locked_until is null`.execute(node.db);
  for (const queue of [inboxQueue, 'outbox']) {
    await sql`select pg_notify(${wakeChannel}, ${queue})`.execute(node.db);
  }
}

async function underWay(node: TestNode): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'inbox ' || type || ' ' || coalesce(error, '') as what from inbox_item where not is_dead
    union all select 'event ' || kind || ' ' || coalesce(error, '') from outbox where done_at is null and not is_dead
    union all select 'message to ' || coalesce(inbox, '') || ' ' || coalesce(error, '') from message where not is_dead`.execute(
    node.db,
  );
  return rows.map((row) => row.what);
}
