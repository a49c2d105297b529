import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { until } from './bench-run.ts';
import type { Contender, NodeRole, StartedBy } from './contender.ts';
import type { BenchServer } from './postgres.ts';
import { type Command, freePort, launchServer, runToEnd, temporaryFolder } from './processes.ts';
import { followerHost } from './signers.ts';

/** The compiled program beside this module, and the folder it belongs to. */
const program = resolve(import.meta.dirname, '../../src/main.js');
const packageFolder = resolve(import.meta.dirname, '../../..');
const isInPackage = existsSync(join(packageFolder, 'package.json'));

/** Whether there is a compiled Guildhall to measure. */
export function hasGuildhall(): boolean {
  return existsSync(program);
}

interface SetupAnswer {
  collective: { id: string; handle: string; url: string };
}

interface PostedOpportunity {
  id: string;
  url: string;
  note: string;
  proposal: string;
}

/** The opportunity that is read and that fans out. */
const opportunity = {
  title: 'A wooden boat, repaired',
  outcome: 'The hull leaks in three places. We look for two people who know clinker building.',
  roles: [
    {
      name: 'Boat builder',
      headcount: 2,
      hours: '120',
      skills: ['Boatbuilding'],
      terms: { kind: 'hourly', rate: '45.00', currency: 'EUR' },
    },
  ],
  deadline: Temporal.Now.instant()
    .add({ hours: 30 * 24 })
    .toString({ smallestUnit: 'second' }),
  place: { kind: 'onsite', name: 'Lübeck' },
  languages: ['en'],
  contact: 'Bea',
  audience: 'public',
};

/** The options that `npm start` gives to Node, so that a node started by its path runs as the real one does. */
const startOptions: string[] = await readStartOptions();

async function readStartOptions(): Promise<string[]> {
  if (!isInPackage) return [];
  const text = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { scripts?: Record<string, string> };
  const options = /\bnode ((?:--\S+ )*)\S+main\.js start$/.exec(scripts?.['start'] ?? '')?.[1] ?? '';
  return options.split(' ').filter((option) => option !== '');
}

function startCommand(env: Record<string, string>, by: StartedBy): Command {
  if (by === 'npm' && isInPackage) {
    return { program: 'npm', args: ['start', '--silent'], env, cwd: packageFolder };
  }
  const args = [...startOptions, program, 'start'];
  return { program: process.execPath, args, env, cwd: packageFolder };
}

function cliCommand(env: Record<string, string>, args: string[]): Command {
  return { program: process.execPath, args: [program, ...args], env, cwd: packageFolder };
}

async function insertFollowers(sql: Sql, followers: number, hosts: number, crowdPort: number): Promise<void> {
  const [collective] = await sql<{ actor_id: string }[]>`select actor_id from collective`;
  if (collective === undefined) throw new Error('the node has no collective');
  const now = new Date();
  const actors = Array.from({ length: followers }, (_, n) => {
    const address = followerHost(n % hosts);
    const iri = `http://${address}:${crowdPort}/people/${n}`;
    return {
      id: randomUUID(),
      iri,
      type: 'Person',
      handle: `person${n}`,
      host: `${address}:${crowdPort}`,
      name: `Person ${n}`,
      url: iri,
      inbox: `${iri}/inbox`,
      shared_inbox: `http://${address}:${crowdPort}/inbox`,
      is_local: false,
      created_at: now,
      updated_at: now,
      fetched_at: now,
    };
  });
  for (let from = 0; from < actors.length; from += 2_000) {
    const part = actors.slice(from, from + 2_000);
    await sql`insert into actor ${sql(part)}`;
    const rows = part.map((actor) => ({
      actor_id: collective.actor_id,
      follower_id: actor.id,
      follow_iri: `${actor.iri}/follow`,
      state: 'accepted',
      created_at: now,
    }));
    await sql`insert into follower ${sql(rows)}`;
  }
  await sql`analyze actor, follower`;
}

async function post(origin: string, token: string): Promise<PostedOpportunity> {
  const response = await fetch(`${origin}/api/v1/opportunities`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(opportunity),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Guildhall answered ${response.status}: ${text}`);
  return JSON.parse(text) as PostedOpportunity;
}

async function isOutboxEmpty(sql: Sql): Promise<number> {
  const waiting = await sql`select from outbox where done_at is null and not is_dead limit 1`;
  return waiting.length === 0 ? 1 : 0;
}

function settings(origin: string, folder: string, databaseUrl: string | undefined): Record<string, string> {
  return {
    ORIGIN: origin,
    DATA_DIR: folder,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    INBOX_LIMIT: '10000000',
    LOG_LEVEL: 'error',
    METRICS_TOKEN: 'bench-metrics-token',
    NODE_ENV: 'production',
    // An empty variable counts as missing: the embedded database, whatever our own environment says.
    DATABASE_URL: databaseUrl ?? '',
  };
}

async function setUp(
  env: Record<string, string>,
): Promise<{ collective: SetupAnswer['collective']; token: string }> {
  const setup = [
    'setup',
    '--name',
    'Bench',
    '--handle',
    'bench',
    '--steward',
    'Bea',
    '--email',
    'bea@example.org',
  ];
  const { collective } = JSON.parse(await runToEnd(cliCommand(env, [...setup, '--json']))) as SetupAnswer;
  const scopes = ['token', 'create', '--scope', 'opportunities', '--json'];
  const { token } = JSON.parse(await runToEnd(cliCommand(env, scopes))) as { token: string };
  return { collective, token };
}

/**
 * Guildhall with a fresh database and data folder: set up by its own command line, with one opportunity
 * posted. `embedded` leaves PostgreSQL out; such a node can only be started and stopped.
 */
export async function prepareGuildhall(
  server: BenchServer,
  options: { embedded: boolean; nodeOptions: string },
): Promise<Contender> {
  const folder = temporaryFolder('data');
  const databaseUrl = options.embedded ? undefined : await server.createDatabase('bench_guildhall');
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = settings(origin, folder, databaseUrl);
  const profiled: Record<string, string> =
    options.nodeOptions === '' ? {} : { NODE_OPTIONS: options.nodeOptions };
  const { collective, token } = await setUp(env);
  const sql =
    databaseUrl === undefined ? undefined : postgres(databaseUrl, { max: 2, onnotice: () => undefined });

  async function count(condition: (sql: Sql) => Promise<{ n: number }[]>): Promise<number> {
    if (sql === undefined) throw new Error('nothing is counted in an embedded database');
    return (await condition(sql))[0]?.n ?? 0;
  }

  const start = (role: NodeRole, by: StartedBy, more: Record<string, string>) =>
    launchServer(startCommand({ ...env, ROLE: role, ...more }, by), `${origin}/readyz`);
  const first = await start('all', 'node', {});
  const posted = await post(origin, token)
    .then(async (answer) => {
      // What the node says about it must not reach into the first measurement.
      if (sql !== undefined) await until(1, () => isOutboxEmpty(sql), { everyMs: 50, withinMs: 10_000 });
      return answer;
    })
    .finally(() => first.stop());

  return {
    name: 'guildhall',
    origin,
    actorUrl: collective.id,
    opportunityUrl: posted.proposal,
    inboundTarget: (crowdPort) => ({
      origin,
      inboxPath: '/inbox',
      collectiveId: collective.id,
      collectiveHandle: collective.handle,
      crowdPort,
    }),
    start: (role, by = 'node') => start(role, by, profiled),
    countAccepted: () => count((db) => db`select count(*)::int as n from inbox_item`),
    countEffects: () => count((db) => db`select count(*)::int as n from post`),
    async addFollowers(followers, hosts, crowdPort) {
      if (sql !== undefined) await insertFollowers(sql, followers, hosts, crowdPort);
    },
    async publish() {
      await post(origin, token);
    },
    countReceipts: () =>
      count(
        (db) => db`
          select count(*)::int as n from delivery join activity on activity.iri = delivery.activity_iri
          where activity.type = 'Create' and delivery.state = 'delivered'`,
      ),
    env,
    async saidAll() {
      if (sql !== undefined) await until(1, () => isOutboxEmpty(sql), { everyMs: 200, withinMs: 120_000 });
    },
    async dispose() {
      await sql?.end({ timeout: 5 });
      if (databaseUrl !== undefined) await server.dropDatabase('bench_guildhall');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
