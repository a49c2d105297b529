import { sql } from 'kysely';
import type { Iri } from '../../core/id.ts';
import { type Page, parseCursor, toPage } from '../../core/page.ts';
import type { Db } from '../database.ts';
import type { Delivery, DeliveryState } from './delivery.ts';

const pageSize = 100;

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
