import { sql } from 'kysely';
import { wakeChannel } from '../../src/domain/outbox.ts';
import type { Arrival } from '../gate/gate.ts';
import { inboxQueue } from './inbox.ts';
import type { StorageDb } from './tables.ts';

const mostBatches = 3;

/**
 * Write arrivals down. Those that wait together are written together, at most three batches at a time; each
 * promise resolves after its own commit, and rejects where the database did not take it.
 */
export function createInboxWriter(db: StorageDb): (arrival: Arrival) => Promise<void> {
  type Waiting = { arrival: Arrival; written: () => void; failed: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let underWay = 0;
  const pump = async (): Promise<void> => {
    if (underWay >= mostBatches || waiting.length === 0) return;
    const batch = waiting.splice(0, 500);
    underWay++;
    try {
      await insertArrivals(
        db,
        batch.map((one) => one.arrival),
      );
      for (const one of batch) one.written();
    } catch (error) {
      for (const one of batch) one.failed(error);
    } finally {
      underWay--;
      void pump();
    }
  };
  return (arrival) =>
    new Promise((written, failed) => {
      waiting.push({ arrival, written, failed });
      // The requests that arrive in the same turn of the event loop share a statement.
      if (waiting.length === 1) setImmediate(() => void pump());
    });
}

async function insertArrivals(db: StorageDb, arrivals: readonly Arrival[]): Promise<void> {
  await sql`
    with written as (
      insert into inbox_item (activity_id, has_own_id, actor, type, digest, body)
      select coalesce(t.activity_id, 'urn:sha256:' || t.digest), t.activity_id is not null, t.actor, t.type, t.digest, t.body
      from unnest(
        ${arrivals.map((arrival) => arrival.activityId)}::text[],
        ${arrivals.map((arrival) => arrival.actor)}::text[],
        ${arrivals.map((arrival) => arrival.type)}::text[],
        ${arrivals.map((arrival) => arrival.digest)}::text[],
        ${arrivals.map((arrival) => arrival.body)}::text[]
      ) as t (activity_id, actor, type, digest, body)
    )
    select pg_notify(${wakeChannel}, ${inboxQueue})`.execute(db);
}
