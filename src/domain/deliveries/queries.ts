import { sql } from 'kysely';
import type { ActorId, Iri } from '../../core/id.ts';
import { type Page, parseCursor, toPage } from '../../core/page.ts';
import type { Db } from '../database.ts';
import type { Delivery, DeliveryState } from './delivery.ts';

const pageSize = 100;
const outboxPageSize = 20;

/** Which receipts to show: one state, all about one object, or all; continued by a cursor. */
export interface DeliveryFilter {
  readonly state?: DeliveryState | undefined;
  readonly object?: Iri | undefined;
  readonly cursor?: string | undefined;
}

/** Receipts, newest first. */
export async function listDeliveries(
  db: Db,
  filter: DeliveryFilter = {},
  size = pageSize,
): Promise<Page<Delivery>> {
  const after = filter.cursor === undefined ? undefined : parseCursor(filter.cursor);
  const { state, object } = filter;
  const rows = await db
    .selectFrom('delivery')
    .innerJoin('activity', 'activity.iri', 'delivery.activity_iri')
    .selectAll('delivery')
    .select(['activity.type', 'activity.object_iri'])
    .$if(state !== undefined, (query) => query.where('delivery.state', '=', state ?? 'queued'))
    .$if(object !== undefined, (query) => query.where('activity.object_iri', '=', object ?? ('' as Iri)))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(delivery.created_at, md5(delivery.activity_iri || ' ' || delivery.inbox)) < (${after?.at}::timestamptz, ${after?.id})`,
      ),
    )
    .orderBy('delivery.created_at', 'desc')
    .orderBy(sql`md5(delivery.activity_iri || ' ' || delivery.inbox)`, 'desc')
    .select(sql<string>`md5(delivery.activity_iri || ' ' || delivery.inbox)`.as('tie'))
    .limit(size + 1)
    .execute();
  const page = toPage(rows, size, (row) => ({ at: row.created_at, id: row.tie }));
  return {
    next: page.next,
    items: page.items.map((row) => ({
      activity: row.activity_iri,
      type: row.type,
      object: row.object_iri,
      inbox: row.inbox,
      host: row.host,
      state: row.state,
      status: row.status,
      attempts: row.attempts,
      nextAt: row.next_at,
      error: row.error,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    })),
  };
}

/** How many receipts stand in each state; for one object, or for all. */
export async function countDeliveries(db: Db, object?: Iri): Promise<Record<DeliveryState, number>> {
  const rows = await db
    .selectFrom('delivery')
    .$if(object !== undefined, (query) =>
      query.where('activity_iri', 'in', (inner) =>
        inner
          .selectFrom('activity')
          .select('iri')
          .where('object_iri', '=', object ?? ('' as Iri)),
      ),
    )
    .select(['state', (count) => count.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const counts: Record<DeliveryState, number> = {
    queued: 0,
    delivered: 0,
    retrying: 0,
    'gave up': 0,
    refused: 0,
  };
  for (const row of rows) counts[row.state] = Number(row.count);
  return counts;
}

/** A public activity of ours, byte for byte; undefined if there is none, or what it told of is gone. */
export async function findSaid(db: Db, activity: Iri): Promise<string | undefined> {
  const row = await said(db).select('activity.body').where('activity.iri', '=', activity).executeTakeFirst();
  return row?.body;
}

/** What one of ours said in public, newest first: the outbox. What was deleted since is not in it. */
export async function listSaid(
  db: Db,
  actor: ActorId,
  cursor?: string,
): Promise<Page<string> & { total: number }> {
  const after = cursor === undefined || cursor === '' ? undefined : parseCursor(cursor);
  const rows = await said(db)
    .select(['activity.body', 'activity.created_at', 'activity.event_id'])
    .where('activity.actor_id', '=', actor)
    .where('activity.type', 'in', ['Create', 'Announce'])
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(activity.created_at, activity.event_id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`,
      ),
    )
    .orderBy('activity.created_at', 'desc')
    .orderBy('activity.event_id', 'desc')
    .limit(outboxPageSize + 1)
    .execute();
  const counted = await said(db)
    .select((count) => count.fn.countAll<number>().as('total'))
    .where('activity.actor_id', '=', actor)
    .where('activity.type', 'in', ['Create', 'Announce'])
    .executeTakeFirst();
  const page = toPage(rows, outboxPageSize, (row) => ({ at: row.created_at, id: row.event_id }));
  return { items: page.items.map((row) => row.body), next: page.next, total: Number(counted?.total ?? 0) };
}

function said(db: Db) {
  return db
    .selectFrom('activity')
    .where('activity.is_public', '=', true)
    .where((where) =>
      where.not(
        where.exists(
          where.selectFrom('gone').select('gone.iri').whereRef('gone.iri', '=', 'activity.object_iri'),
        ),
      ),
    );
}

/** How sending went lately. */
export interface DeliveryFigures {
  /** Deliveries of the last 24 hours, and how many of them arrived at the first try. */
  readonly sent: number;
  readonly atOnce: number;
  /** Given up in the last seven days. */
  readonly gaveUp: number;
}

/** The figures of the health page. */
export async function deliveryFigures(db: Db): Promise<DeliveryFigures> {
  const { rows } = await sql<{ sent: number; at_once: number; gave_up: number }>`
    select
      count(*) filter (where created_at > now() - interval '24 hours') as sent,
      count(*) filter (where created_at > now() - interval '24 hours' and state = 'delivered' and attempts <= 1) as at_once,
      count(*) filter (where state = 'gave up' and updated_at > now() - interval '7 days') as gave_up
    from delivery where created_at > now() - interval '14 days'`.execute(db);
  const [row] = rows;
  return {
    sent: Number(row?.sent ?? 0),
    atOnce: Number(row?.at_once ?? 0),
    gaveUp: Number(row?.gave_up ?? 0),
  };
}

/** A server that did not take what we sent it. */
export interface SilentHost {
  readonly host: string;
  readonly waiting: number;
  readonly since: Temporal.Instant;
  /** When the next try is due; null where none is planned. */
  readonly nextAt: Temporal.Instant | null;
}

/** Servers to which something is on its way again, the longest silence first, at most twenty. */
export async function silentHosts(db: Db): Promise<SilentHost[]> {
  const { rows } = await sql<{
    host: string;
    waiting: number;
    since: Temporal.Instant;
    next_at: Temporal.Instant | null;
  }>`
    select host, count(*) as waiting, min(created_at) as since, min(next_at) as next_at
    from delivery where state = 'retrying'
    group by host order by since limit 20`.execute(db);
  return rows.map(({ host, waiting, since, next_at: nextAt }) => ({
    host,
    waiting: Number(waiting),
    since,
    nextAt,
  }));
}
