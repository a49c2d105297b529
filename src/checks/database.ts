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
  if (platform.store.kind === 'postgresql') return ok('health.database_ok', { ms });
  return warn('health.database_embedded', 'health.database_embedded_next');
}

/** Whether the schema is the one this version works on. */
export async function checkSchema(platform: Node): Promise<Finding> {
  await requireCurrentSchema(platform.store, migrationsFolder);
  return ok('health.schema_ok');
}

/** Whether ORIGIN is the address the node was set up for. */
export async function checkOrigin(platform: Node): Promise<Finding> {
  const origin = await findOrigin(platform.db);
  if (origin === undefined) return warn('health.origin_none', 'health.origin_none_next');
  if (origin === platform.origin) return ok('health.origin_ok', { origin });
  return fail('health.origin_other', 'health.origin_other_next', { origin, started: platform.origin });
}

/** Whether the master key opens the private keys that sign for this node. */
export async function checkKeys(platform: Node): Promise<Finding> {
  const collective = await findCollective(platform.db);
  if (collective === undefined) return ok('health.keys_none');
  const instance = await findLocalActor(platform.db, instanceHandle);
  const actors = [collective.actor, ...(instance === undefined ? [] : [instance.id])];
  let count = 0;
  for (const actor of actors) {
    for (const pair of await actorKeys(platform.db, actor)) {
      openPrivateJwk(platform.seal, actor, pair);
      count += 1;
    }
  }
  if (count === 2 * actors.length) return ok('health.keys_ok', { count });
  return fail('health.keys_missing', 'health.keys_missing_next', { count, expected: 2 * actors.length });
}

/** How much waits, and what was given up. */
export async function checkQueues({ db }: Node): Promise<Finding> {
  const { outbox, inbox, messages } = await countWaiting(db);
  const deliveries = await countDeliveries(db);
  const dead = outbox.dead + inbox.dead + messages.dead;
  const values = {
    out: outbox.waiting,
    underway: messages.waiting,
    in: inbox.waiting,
    dead,
    retrying: deliveries.retrying,
    ended: deliveries['gave up'],
  };
  if (dead > 0) return warn('health.queues', 'health.queues_dead_next', values);
  const isMuch = outbox.waiting + inbox.waiting > 10_000;
  return isMuch ? warn('health.queues', 'health.queues_many_next', values) : ok('health.queues', values);
}

/** Whether letters leave, where this node sends mail. */
export async function checkMail({ db, config }: Node): Promise<Finding> {
  if (config.SMTP_URL === undefined) return ok('health.mail_none');
  const { waiting, dead } = await countLetters(db);
  const values = { waiting, dead };
  return dead > 0 ? warn('health.mail', 'health.mail_dead_next', values) : ok('health.mail', values);
}

/** Whether this machine and the database agree about the time: deadlines follow one, signatures the other. */
export async function checkClock(platform: Node): Promise<Finding> {
  const before = platform.clock.nowMs();
  const theirs = (await databaseTime(platform.db)).epochMilliseconds;
  const ours = (before + platform.clock.nowMs()) / 2;
  const seconds = Math.abs(theirs - ours) / 1000;
  if (seconds <= 5) return ok('health.clock_ok');
  return fail('health.clock_off', 'health.clock_off_next', { seconds: Math.round(seconds) });
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

async function countLetters(db: Node['db']): Promise<Waiting> {
  const rows = await db
    .selectFrom('mail')
    .where('done_at', 'is', null)
    .select(['is_dead', (count) => count.fn.countAll<number>().as('count')])
    .groupBy('is_dead')
    .execute();
  return toWaiting(rows);
}

function toWaiting(rows: readonly { is_dead: boolean; count: number }[]): Waiting {
  const count = (isDead: boolean) => Number(rows.find((row) => row.is_dead === isDead)?.count ?? 0);
  return { waiting: count(false), dead: count(true) };
}
