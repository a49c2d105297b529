import { sql } from 'kysely';
import type { Iri } from '../../src/core/id.ts';
import type { DeliveryState } from '../../src/domain/deliveries/delivery.ts';
import { wakeChannel } from '../../src/domain/outbox.ts';
import type { StorageDb } from './tables.ts';

/** A message on its way into the table. `delayMs` counts from the moment it is written. */
export interface NewMessage {
  readonly body: string;
  readonly orderingKey: string | null;
  readonly delayMs: number;
  readonly activityIri: Iri | null;
  readonly inbox: string | null;
}

/** A message under lease. `attempts` counts this one. */
export interface TakenMessage {
  readonly id: number;
  readonly body: string;
  readonly attempts: number;
  readonly activityIri: Iri | null;
  readonly inbox: string | null;
}

/** How one message went, and what becomes of it. */
export interface Settled {
  readonly taken: TakenMessage;
  readonly outcome: Exclude<DeliveryState, 'queued'>;
  readonly status: number | null;
  readonly error: string | null;
  /** When to try the same message again, in its place; null where it is over. */
  readonly retryInMs: number | null;
}

/** Answers that mean nobody is at home: the message waits, and those behind it. */
const awayStatuses = new Set([429, 502, 503, 504]);

/** Write messages down and wake a worker when the transaction commits. */
export async function insertMessages(
  db: StorageDb,
  queue: string,
  messages: readonly NewMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  await sql`
    insert into message (queue, ordering_key, activity_iri, inbox, body, run_at)
    select ${queue}, t.ordering_key, t.activity_iri, t.inbox, t.body, now() + make_interval(secs => t.delay_ms / 1000.0)
    from unnest(
      ${messages.map((message) => message.orderingKey)}::text[],
      ${messages.map((message) => message.activityIri)}::text[],
      ${messages.map((message) => message.inbox)}::text[],
      ${messages.map((message) => message.body)}::text[],
      ${messages.map((message) => message.delayMs)}::float8[]
    ) with ordinality as t (ordering_key, activity_iri, inbox, body, delay_ms, place)
    order by t.place`.execute(db);
  await sql`select pg_notify(${wakeChannel}, ${queue})`.execute(db);
}

/**
 * Lease what is due, oldest first, at most `most`: fifteen seconds, renewed while it is handled. Of each
 * ordering key only the oldest living message can be taken, unless the other side has answered it with an error
 * three times: one activity that a server cannot take must not keep the rest from it. `nextInMs`: when the next delayed one is due.
 */
export async function takeMessages(
  db: StorageDb,
  queue: string,
  most: number,
): Promise<{ taken: TakenMessage[]; nextInMs: number | null }> {
  const { rows } = await sql<{
    id: number;
    body: string;
    attempts: number;
    activity_iri: Iri | null;
    inbox: string | null;
  }>`
    update message set locked_until = now() + interval '15 seconds', attempts = attempts + 1
    where id in (
      select m.id from message m
      where m.queue = ${queue} and not m.is_dead and m.run_at <= now() and (m.locked_until is null or m.locked_until < now())
        and (m.ordering_key is null or not exists (
          select 1 from message earlier
          where earlier.queue = m.queue and not earlier.is_dead and earlier.ordering_key = m.ordering_key and earlier.id < m.id
            and not (earlier.is_answered and earlier.attempts >= 3)))
      order by m.run_at, m.id
      limit ${most}
      for update skip locked)
    returning id, body, attempts, activity_iri, inbox`.execute(db);
  if (rows.length > 0) {
    const taken = rows.map((row) => ({
      id: row.id,
      body: row.body,
      attempts: row.attempts,
      activityIri: row.activity_iri,
      inbox: row.inbox,
    }));
    return { taken: taken.sort((a, b) => a.id - b.id), nextInMs: 0 };
  }
  const next = await sql<{ ms: number | null }>`
    select (extract(epoch from min(greatest(m.run_at, coalesce(m.locked_until, m.run_at))) - now()) * 1000)::float8 as ms
    from message m
    where m.queue = ${queue} and not m.is_dead and (m.ordering_key is null or not exists (
      select 1 from message earlier
      where earlier.queue = m.queue and not earlier.is_dead and earlier.ordering_key = m.ordering_key and earlier.id < m.id
            and not (earlier.is_answered and earlier.attempts >= 3)))`.execute(db);
  const ms = next.rows[0]?.ms ?? null;
  return { taken: [], nextInMs: ms === null ? null : Math.max(20, ms) };
}

/** Write down how messages went: delivered ones go, retries keep their place, the rest stay as dead letters. */
export async function settle(db: StorageDb, results: readonly Settled[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const done = results.filter((result) => result.outcome === 'delivered').map((result) => result.taken.id);
    if (done.length > 0) await tx.deleteFrom('message').where('id', 'in', done).execute();
    for (const result of results) {
      if (result.outcome !== 'delivered') await keepMessage(tx, result);
    }
    await writeReceipts(
      tx,
      results.filter((result) => result.taken.activityIri !== null),
    );
  });
}

async function keepMessage(db: StorageDb, result: Settled): Promise<void> {
  const { retryInMs } = result;
  await db
    .updateTable('message')
    .set({
      locked_until: null,
      error: result.error?.slice(0, 500) ?? null,
      is_answered: result.status !== null && !awayStatuses.has(result.status),
      ...(retryInMs === null
        ? { is_dead: true }
        : { run_at: sql`now() + make_interval(secs => ${retryInMs / 1000})` }),
    })
    .where('id', '=', result.taken.id)
    .execute();
}

/** Keep the leases of messages that are still being handled. */
export async function renewMessages(db: StorageDb, taken: readonly TakenMessage[]): Promise<void> {
  await db
    .updateTable('message')
    .set({ locked_until: sql`now() + interval '15 seconds'` })
    .where(
      'id',
      'in',
      taken.map((message) => message.id),
    )
    .execute();
}

/** Give messages back unhandled. */
export async function releaseMessages(db: StorageDb, taken: readonly TakenMessage[]): Promise<void> {
  await db
    .updateTable('message')
    .set({ locked_until: null, attempts: sql`attempts - 1` })
    .where(
      'id',
      'in',
      taken.map((message) => message.id),
    )
    .execute();
}

async function writeReceipts(db: StorageDb, results: readonly Settled[]): Promise<void> {
  if (results.length === 0) return;
  await sql`
    update delivery set state = t.state, status = coalesce(t.status, delivery.status), attempts = delivery.attempts + 1,
      error = t.error, updated_at = now(),
      next_at = case when t.state = 'retrying' then now() + make_interval(secs => t.delay_ms / 1000.0) end
    from unnest(
      ${results.map((result) => result.taken.activityIri)}::text[],
      ${results.map((result) => result.taken.inbox)}::text[],
      ${results.map((result) => result.outcome)}::text[],
      ${results.map((result) => result.status)}::int[],
      ${results.map((result) => result.error?.slice(0, 500) ?? null)}::text[],
      ${results.map((result) => result.retryInMs ?? 0)}::float8[]
    ) as t (activity_iri, inbox, state, status, error, delay_ms)
    where delivery.activity_iri = t.activity_iri and delivery.inbox = t.inbox`.execute(db);
}
