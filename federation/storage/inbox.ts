import { sql } from 'kysely';
import { Refusal } from '../../src/core/refusal.ts';
import { wake } from '../../src/domain/outbox.ts';
import { inWork, type Work, type WorkPlace } from '../../src/domain/work.ts';
import type { StorageDb, StorageTables } from './tables.ts';

/** The queue the inbox is read from. */
export const inboxQueue = 'inbox';

/** An activity that was taken from the inbox to be read. */
export interface InboxItem {
  readonly id: number;
  readonly activityId: string;
  readonly hasOwnId: boolean;
  readonly actor: string;
  readonly type: string;
  readonly digest: string;
  readonly body: string;
  readonly attempts: number;
}

/** What reading an item came to: an effect to write, nothing to do, or a reason to try later. */
export interface ReadItem {
  readonly item: InboxItem;
  readonly effect: ((work: Work) => Promise<void>) | null;
  /** Why nothing is done (a refusal's code), or what failed. */
  readonly reason: string | null;
  readonly tryAgain: boolean;
}

/** How an item ended, for the log and the metrics. */
export type ItemOutcome = 'applied' | 'ignored' | 'duplicate' | 'refused' | 'retrying' | 'dead';

const mostTries = 5;

/**
 * The oldest item of each sender. The senders are found by hopping through the index from one to the next, so a long
 * queue of a few senders costs no more than those few.
 */
const heads = sql`
  sender as (
    (select actor from inbox_item where not is_dead order by actor limit 1)
    union all
    select (select i.actor from inbox_item i where not i.is_dead and i.actor > sender.actor order by i.actor limit 1)
    from sender where sender.actor is not null
  ),
  head as (
    select oldest.* from sender cross join lateral (
      select i.id, i.run_at, i.locked_until from inbox_item i
      where not i.is_dead and i.actor = sender.actor order by i.id limit 1) as oldest
  )`;

/** Lease what is due, at most `most`: of each sender only the oldest, so that what they said stays in order. */
export async function takeItems(
  db: StorageDb,
  most: number,
): Promise<{ taken: InboxItem[]; nextInMs: number | null }> {
  const { rows } = await sql<{
    id: number;
    activity_id: string;
    has_own_id: boolean;
    actor: string;
    type: string;
    digest: string;
    body: string;
    attempts: number;
  }>`
    with recursive ${heads}
    update inbox_item set locked_until = now() + interval '15 seconds', attempts = attempts + 1
    where id in (
      select i.id from inbox_item i
      where i.id in (
        select id from head where run_at <= now() and (locked_until is null or locked_until < now())
        order by run_at, id limit ${most})
        and (i.locked_until is null or i.locked_until < now())
      for update skip locked)
    returning id, activity_id, has_own_id, actor, type, digest, body, attempts`.execute(db);
  const taken = rows.map((row) => ({
    id: row.id,
    activityId: row.activity_id,
    hasOwnId: row.has_own_id,
    actor: row.actor,
    type: row.type,
    digest: row.digest,
    body: row.body,
    attempts: row.attempts,
  }));
  return { taken, nextInMs: taken.length > 0 ? 0 : await nextDueInMs(db) };
}

async function nextDueInMs(db: StorageDb): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    with recursive ${heads}
    select (extract(epoch from min(greatest(run_at, coalesce(locked_until, run_at))) - now()) * 1000)::float8 as ms
    from head`.execute(db);
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(20, ms);
}

/** Keep the leases of items that are still being read. */
export async function renewItems(db: StorageDb, items: readonly InboxItem[]): Promise<void> {
  await db
    .updateTable('inbox_item')
    .set({ locked_until: sql`now() + interval '15 seconds'` })
    .where(
      'id',
      'in',
      items.map((item) => item.id),
    )
    .execute();
}

/** Give items back unread. */
export async function releaseItems(db: StorageDb, items: readonly InboxItem[]): Promise<void> {
  await db
    .updateTable('inbox_item')
    .set({ locked_until: null, attempts: sql`attempts - 1` })
    .where(
      'id',
      'in',
      items.map((item) => item.id),
    )
    .execute();
}

/**
 * Write what items came to: mark, effect and removal in one transaction for the whole batch. If one of them
 * fails, each is written by itself, so that it alone is tried again or set aside.
 */
export async function settleItems(
  place: WorkPlace,
  results: readonly ReadItem[],
): Promise<Map<number, { outcome: ItemOutcome; reason: string | null }>> {
  try {
    return await inWork(place, (work) => settleInWork(work, results));
  } catch (error) {
    if (results.length === 1) return settleFailed(place, results, error);
  }
  const outcomes = new Map<number, { outcome: ItemOutcome; reason: string | null }>();
  for (const result of results) {
    for (const [id, outcome] of await settleItems(place, [result])) outcomes.set(id, outcome);
  }
  return outcomes;
}

async function settleInWork(
  work: Work,
  results: readonly ReadItem[],
): Promise<Map<number, { outcome: ItemOutcome; reason: string | null }>> {
  const outcomes = new Map<number, { outcome: ItemOutcome; reason: string | null }>();
  const tx = work.tx.withTables<StorageTables>();
  const readable = results.filter((result) => !result.tryAgain);
  const fresh = await markSeen(tx, readable);
  for (const { item, effect, reason } of readable) {
    if (!fresh.has(item.id)) outcomes.set(item.id, { outcome: 'duplicate', reason: null });
    else if (effect === null)
      outcomes.set(item.id, { outcome: reason === null ? 'ignored' : 'refused', reason });
    else {
      await effect(work);
      outcomes.set(item.id, { outcome: 'applied', reason: null });
    }
  }
  if (readable.length > 0)
    await tx
      .deleteFrom('inbox_item')
      .where(
        'id',
        'in',
        readable.map((result) => result.item.id),
      )
      .execute();
  for (const result of results) {
    if (result.tryAgain)
      outcomes.set(result.item.id, await postpone(tx, result.item, result.reason ?? 'failed'));
  }
  await wake(work, inboxQueue);
  return outcomes;
}

async function settleFailed(
  place: WorkPlace,
  results: readonly ReadItem[],
  error: unknown,
): Promise<Map<number, { outcome: ItemOutcome; reason: string | null }>> {
  const outcomes = new Map<number, { outcome: ItemOutcome; reason: string | null }>();
  for (const { item } of results) {
    if (error instanceof Refusal) {
      const refused: ReadItem = { item, effect: null, reason: error.code, tryAgain: false };
      for (const [id, outcome] of await inWork(place, (work) => settleInWork(work, [refused])))
        outcomes.set(id, outcome);
      continue;
    }
    const reason = error instanceof Error ? error.message : String(error);
    outcomes.set(
      item.id,
      await inWork(place, (work) => postpone(work.tx.withTables<StorageTables>(), item, reason)),
    );
  }
  return outcomes;
}

/**
 * One row for each activity that had its effect. An id seen before is a duplicate; with other bytes it counts
 * once more only for what may be repeated (Accept, Reject, Update: `peers.md`), under an id of its own.
 */
async function markSeen(tx: StorageDb, results: readonly ReadItem[]): Promise<Set<number>> {
  if (results.length === 0) return new Set();
  const insert = async (rows: readonly { actor: string; id: string; digest: string; item: number }[]) => {
    const { rows: written } = await sql<{ actor: string; activity_id: string }>`
      insert into inbox_seen (actor, activity_id, digest)
      select * from unnest(${rows.map((row) => row.actor)}::text[], ${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.digest)}::text[])
      on conflict do nothing returning actor, activity_id`.execute(tx);
    const keys = new Set(written.map((row) => `${row.actor} ${row.activity_id}`));
    return rows.filter((row) => keys.has(`${row.actor} ${row.id}`));
  };
  const all = results.map(({ item }) => ({
    actor: item.actor,
    id: item.activityId,
    digest: item.digest,
    item: item.id,
    type: item.type,
  }));
  const first = await insert(all);
  const fresh = new Set(first.map((row) => row.item));
  const again = all.filter(
    (row) => !fresh.has(row.item) && ['Accept', 'Reject', 'Update'].includes(row.type),
  );
  if (again.length === 0) return fresh;
  const known = await tx
    .selectFrom('inbox_seen')
    .select(['actor', 'activity_id', 'digest'])
    .where(
      'activity_id',
      'in',
      again.map((row) => row.id),
    )
    .execute();
  const sameBytes = new Set(known.map((row) => `${row.actor} ${row.activity_id} ${row.digest}`));
  const others = again.filter((row) => !sameBytes.has(`${row.actor} ${row.id} ${row.digest}`));
  for (const row of await insert(others.map((row) => ({ ...row, id: `${row.id} ${row.digest}` }))))
    fresh.add(row.item);
  return fresh;
}

async function postpone(
  tx: StorageDb,
  item: InboxItem,
  reason: string,
): Promise<{ outcome: ItemOutcome; reason: string }> {
  const isDead = item.attempts >= mostTries;
  await tx
    .updateTable('inbox_item')
    .set({
      locked_until: null,
      error: reason.slice(0, 500),
      ...(isDead
        ? { is_dead: true }
        : { run_at: sql`now() + make_interval(secs => ${5 * 3 ** (item.attempts - 1)})` }),
    })
    .where('id', '=', item.id)
    .execute();
  return { outcome: isDead ? 'dead' : 'retrying', reason };
}
