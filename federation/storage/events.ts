import { sql } from 'kysely';
import type { ActorId, EventId, Iri } from '../../src/core/id.ts';
import { deliveryQueue } from '../../src/domain/deliveries/commands.ts';
import type { Event } from '../../src/domain/outbox.ts';
import type { Work } from '../../src/domain/work.ts';
import { insertMessages, type NewMessage } from './messages.ts';
import type { StorageDb, StorageTables } from './tables.ts';

/** An event under lease. */
export interface TakenEvent {
  readonly id: EventId;
  readonly event: Event;
  readonly attempts: number;
  readonly createdAt: Temporal.Instant;
}

/** What an event became: an activity of ours and the messages that carry it. */
export interface Spoken {
  readonly actor: ActorId;
  readonly iri: Iri;
  readonly type: string;
  readonly object: Iri;
  readonly isPublic: boolean;
  /** The signed document, byte for byte. */
  readonly body: string;
  readonly messages: readonly NewMessage[];
}

const mostTries = 5;

/** Lease the oldest event that is not done. Strictly one after another, across all processes: order is what followers see. */
export async function takeEvent(db: StorageDb): Promise<{ taken: TakenEvent[]; nextInMs: number | null }> {
  const { rows } = await sql<{ id: EventId; payload: Event; attempts: number; created_at: Temporal.Instant }>`
    update outbox set locked_until = now() + interval '15 seconds', attempts = attempts + 1
    where id = (select id from outbox where done_at is null and not is_dead order by position limit 1)
      and run_at <= now() and (locked_until is null or locked_until < now())
    returning id, payload, attempts, created_at`.execute(db);
  const taken = rows.map((row) => ({
    id: row.id,
    event: row.payload,
    attempts: row.attempts,
    createdAt: row.created_at,
  }));
  if (taken.length > 0) return { taken, nextInMs: 0 };
  const next = await sql<{ ms: number | null }>`
    select (extract(epoch from greatest(run_at, coalesce(locked_until, run_at)) - now()) * 1000)::float8 as ms
    from outbox where done_at is null and not is_dead order by position limit 1`.execute(db);
  const ms = next.rows[0]?.ms ?? null;
  return { taken: [], nextInMs: ms === null ? null : Math.max(20, ms) };
}

/**
 * Write down what an event became, in one transaction: the activity, a receipt and a message for each inbox, and
 * that the event is done. Written twice (a lease that ran out), the activity keeps its first form.
 */
export async function finishEvent(work: Work, id: EventId, spoken: Spoken | null): Promise<void> {
  const tx = work.tx.withTables<StorageTables>();
  const done = await tx
    .updateTable('outbox')
    .set({ done_at: work.now, locked_until: null })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (spoken === null || done === undefined) return;
  const { iri, actor, type, object, isPublic, body, messages } = spoken;
  await tx
    .insertInto('activity')
    .values({
      iri,
      event_id: id,
      actor_id: actor,
      type,
      object_iri: object,
      is_public: isPublic,
      body,
      created_at: work.now,
    })
    .execute();
  const inboxes = messages.flatMap((message) => message.inbox ?? []);
  await sql`
    insert into delivery (activity_iri, inbox, host, state, next_at, created_at, updated_at)
    select ${iri}, t.inbox, t.host, 'queued', now(), now(), now()
    from unnest(${inboxes}::text[], ${inboxes.map((inbox) => new URL(inbox).host)}::text[]) as t (inbox, host)
    on conflict do nothing`.execute(tx);
  await insertMessages(tx, deliveryQueue, messages);
}

/** Try an event again later, or set it aside with its reason after five tries, so that the next one can go. */
export async function postponeEvent(db: StorageDb, taken: TakenEvent, reason: string): Promise<void> {
  const isDead = taken.attempts >= mostTries;
  await db
    .updateTable('outbox')
    .set({
      locked_until: null,
      error: reason.slice(0, 500),
      ...(isDead
        ? { is_dead: true }
        : { run_at: sql`now() + make_interval(secs => ${2 ** taken.attempts})` }),
    })
    .where('id', '=', taken.id)
    .execute();
}

/** Keep the lease of an event that is still being worked on. */
export async function renewEvents(db: StorageDb, taken: readonly TakenEvent[]): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ locked_until: sql`now() + interval '15 seconds'` })
    .where(
      'id',
      'in',
      taken.map((event) => event.id),
    )
    .execute();
}

/** Give events back. */
export async function releaseEvents(db: StorageDb, taken: readonly TakenEvent[]): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ locked_until: null, attempts: sql`attempts - 1` })
    .where(
      'id',
      'in',
      taken.map((event) => event.id),
    )
    .execute();
}
