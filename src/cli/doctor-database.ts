import { instanceHandle } from '../core/iri.ts';
import { actorKeys, findLocalActor } from '../domain/actors/queries.ts';
import { findCollective, findOrigin } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import { countDeliveries } from '../domain/deliveries/queries.ts';
import { databaseTime } from '../domain/work.ts';
import { openPrivateJwk } from '../platform/actor-keys.ts';
import { requireCurrentSchema } from '../platform/migrate.ts';
import { migrationsFolder, type Platform } from '../platform/platform.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

type Node = Platform<Database>;

/** Whether the database answers, and what its kind is good for. */
export async function checkDatabase(platform: Node): Promise<Finding> {
  const began = platform.clock.nowMs();
  await databaseTime(platform.db);
  const ms = platform.clock.nowMs() - began;
  if (platform.store.kind === 'postgresql') return ok(`PostgreSQL answers in ${ms} ms.`);
  return warn(
    'The embedded database answers. It is not durable against power loss and serves one process.',
    'For work that counts, use PostgreSQL: set DATABASE_URL.',
  );
}

/** Whether the schema is the one this version works on. */
export async function checkSchema(platform: Node): Promise<Finding> {
  await requireCurrentSchema(platform.store, migrationsFolder);
  return ok('The schema is current.');
}

/** Whether ORIGIN is the address the node was set up for. */
export async function checkOrigin(platform: Node): Promise<Finding> {
  const origin = await findOrigin(platform.db);
  if (origin === undefined)
    return warn(
      'The node has no collective yet.',
      'Run guildhall setup, or open the setup address that start prints.',
    );
  if (origin === platform.origin) return ok(`Set up for ${origin}, as ORIGIN says.`);
  return fail(
    `Set up for ${origin}, but ORIGIN is ${platform.origin}.`,
    `Set ORIGIN=${origin}. It is permanent.`,
  );
}

/** Whether the master key opens the private keys that sign for this node. */
export async function checkKeys(platform: Node): Promise<Finding> {
  const collective = await findCollective(platform.db);
  if (collective === undefined) return ok('There are no keys before setup.');
  const instance = await findLocalActor(platform.db, instanceHandle);
  const actors = [collective.actor, ...(instance === undefined ? [] : [instance.id])];
  let count = 0;
  for (const actor of actors) {
    for (const pair of await actorKeys(platform.db, actor)) {
      openPrivateJwk(platform.seal, actor, pair);
      count += 1;
    }
  }
  if (count === 2 * actors.length) return ok(`The master key opens all ${count} private keys.`);
  return fail(
    `There are ${count} private keys, not ${2 * actors.length}.`,
    'Restore the database from your backup.',
  );
}

/** How much waits, and what was given up. */
export async function checkQueues({ db }: Node): Promise<Finding> {
  const { outbox, inbox, messages } = await countWaiting(db);
  const deliveries = await countDeliveries(db);
  const dead = outbox.dead + inbox.dead + messages.dead;
  const found = `Waiting: ${outbox.waiting} to send, ${messages.waiting} on their way, ${inbox.waiting} received. Dead letters: ${dead}. Deliveries retrying: ${deliveries.retrying}, given up: ${deliveries['gave up']}.`;
  if (dead > 0)
    return warn(found, 'See the log for the reasons, and: guildhall deliveries --state "gave up"');
  if (outbox.waiting + inbox.waiting > 10_000)
    return warn(
      found,
      'Give the work more processes: start others with ROLE=worker on the same DATABASE_URL.',
    );
  return ok(found);
}

/** Whether this machine and the database agree about the time: deadlines follow one, signatures the other. */
export async function checkClock(platform: Node): Promise<Finding> {
  const before = platform.clock.nowMs();
  const theirs = (await databaseTime(platform.db)).epochMilliseconds;
  const ours = (before + platform.clock.nowMs()) / 2;
  const seconds = Math.abs(theirs - ours) / 1000;
  if (seconds <= 5) return ok('This machine and the database agree about the time.');
  return fail(
    `This machine and the database differ by ${Math.round(seconds)} seconds.`,
    'Set both clocks by NTP: deadlines follow the database, signatures this machine.',
  );
}

interface Waiting {
  readonly waiting: number;
  readonly dead: number;
}

async function countWaiting(db: Node['db']): Promise<Record<'outbox' | 'inbox' | 'messages', Waiting>> {
  const queues = db.withTables<{ inbox_item: { is_dead: boolean } }>();
  const [outbox, inbox, messages] = await Promise.all([
    queues
      .selectFrom('outbox')
      .where('done_at', 'is', null)
      .select(['is_dead', (count) => count.fn.countAll<number>().as('count')])
      .groupBy('is_dead')
      .execute(),
    queues
      .selectFrom('inbox_item')
      .select(['is_dead', (count) => count.fn.countAll<number>().as('count')])
      .groupBy('is_dead')
      .execute(),
    queues
      .selectFrom('message')
      .select(['is_dead', (count) => count.fn.countAll<number>().as('count')])
      .groupBy('is_dead')
      .execute(),
  ]);
  return { outbox: toWaiting(outbox), inbox: toWaiting(inbox), messages: toWaiting(messages) };
}

function toWaiting(rows: readonly { is_dead: boolean; count: number }[]): Waiting {
  const count = (isDead: boolean) => Number(rows.find((row) => row.is_dead === isDead)?.count ?? 0);
  return { waiting: count(false), dead: count(true) };
}
