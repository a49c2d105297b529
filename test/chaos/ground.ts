import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageDb, StorageTables } from '../../federation/storage/tables.ts';
import { readConfig } from '../../src/config.ts';
import type { ActorId, Iri } from '../../src/core/id.ts';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import { setUpNode } from '../../src/domain/auth/setup.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import type { Database } from '../../src/domain/database.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { migrationsFolder, openPlatform, type Platform } from '../../src/platform/platform.ts';
import { cloneDatabase, type StoreKind, type TestSettings } from '../support/database.ts';
import { freePort } from '../support/process.ts';

/** A node that is set up and not running: its settings, its database, a token for its API. */
export interface Ground {
  readonly settings: TestSettings;
  readonly origin: string;
  readonly token: string;
  /** Works on its database from here. An embedded one takes one process: the node must not be running. */
  inStore<T>(run: (db: StorageDb, platform: Platform<Database>) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** Sets a node up: the collective Loom, its steward, a token. `databaseUrl` names a server other than the test server. */
export async function prepareGround(
  kind: StoreKind,
  settings: TestSettings = {},
  databaseUrl?: string,
): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-chaos-'));
  const origin = `http://127.0.0.1:${await freePort()}`;
  const all: TestSettings = {
    ORIGIN: origin,
    DATA_DIR: folder,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    ...(kind === 'postgresql' ? { DATABASE_URL: databaseUrl ?? (await cloneDatabase()) } : {}),
    ...settings,
  };
  const inStore: Ground['inStore'] = async (run) => {
    const platform = await openPlatform<Database>(readConfig(all));
    try {
      return await run(platform.db.withTables<StorageTables>(), platform);
    } finally {
      await platform.close();
    }
  };
  const token = await inStore(async (_, platform) => {
    await migrate(platform.store, migrationsFolder);
    return setUp(platform);
  });
  return {
    settings: all,
    origin,
    token,
    inStore,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function setUp(platform: Platform<Database>): Promise<string> {
  const answers = {
    collective: {
      handle: 'loom',
      name: 'Loom',
      purpose: 'We find work together.',
      language: 'en',
      followPolicy: 'anyone',
      joinPolicy: 'closed',
      colour: '#224466',
    },
    steward: { name: 'Tomas Stern', handle: 'tomas', email: 'tomas@loom.test' },
  } as const;
  return inWork(platform, async (work) => {
    await setUpNode(work, answers, (actor) => generateActorKeys(platform.seal, actor));
    return createApiToken(work, 'chaos', ['read', 'opportunities']);
  });
}

/** Lets somebody on each of some hosts follow the collective. */
export async function addFollowers(db: StorageDb, hosts: readonly string[]): Promise<void> {
  const { actor } = await requireCollective(db);
  const at = Temporal.Now.instant();
  const people = hosts.map((host) => {
    const iri = `http://${host}/users/ana` as Iri;
    return {
      id: randomUUID() as ActorId,
      iri,
      type: 'Person' as const,
      handle: 'ana',
      host,
      name: 'Ana',
      url: iri,
      inbox: `${iri}/inbox` as Iri,
      is_local: false,
      created_at: at,
      updated_at: at,
    };
  });
  await db.insertInto('actor').values(people).execute();
  await db
    .insertInto('follower')
    .values(
      people.map((person) => ({
        actor_id: actor,
        follower_id: person.id,
        follow_iri: `${person.iri}#follow` as Iri,
        state: 'accepted' as const,
        created_at: at,
      })),
    )
    .execute();
}

/** What is posted. For followers only: such a post is not put on the profile as well, so one activity leaves for it. */
export function opportunity(title: string): string {
  const work = {
    outcome: 'Forty templates meet WCAG 2.2 AA.',
    roles: [{ name: 'Auditor' }],
    audience: 'followers',
  };
  return JSON.stringify({ title, ...work });
}

/** Posts an opportunity through the API. Rejects where the node goes away before it answers. */
export function post(ground: Pick<Ground, 'origin' | 'token'>, title: string): Promise<Response> {
  return fetch(`${ground.origin}/api/v1/opportunities`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ground.token}`, 'content-type': 'application/json' },
    body: opportunity(title),
    signal: AbortSignal.timeout(30_000),
  });
}
