import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { finishErasures } from '../../src/domain/erasure/commands.ts';
import { finishDepartures } from '../../src/domain/erasure/departures.ts';
import { sweepNotices } from '../../src/domain/notices/commands.ts';
import { expireOverdue } from '../../src/domain/opportunities/commands.ts';
import { forgetRemovedWork } from '../../src/domain/signposts/work.ts';
import { inWork, type WorkPlace } from '../../src/domain/work.ts';
import { logFor } from '../../src/platform/log.ts';
import type { Metrics } from '../../src/platform/metrics.ts';
import type { StorageDb } from './tables.ts';

const log = logFor('schedule');

/** Something done again and again. Running it twice at once, or in two processes, does no harm. */
export interface Duty {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

/** Do what time asks for of our own rows until the signal aborts. A failing duty is tried again at its next turn. */
export async function keepSchedule(
  place: WorkPlace,
  db: StorageDb,
  metrics: Pick<Metrics, 'waiting'>,
  signal: AbortSignal,
): Promise<void> {
  const duties: readonly Duty[] = [
    { name: 'deadlines', everyMs: 5_000, run: () => expireAll(place) },
    { name: 'queues', everyMs: 15_000, run: () => measureQueues(db, metrics) },
    { name: 'sweep', everyMs: 60 * 60_000, run: () => sweep(db, place.origin) },
    { name: 'departures', everyMs: 60 * 60_000, run: () => inWork(place, finishDepartures) },
    { name: 'removed work', everyMs: 60 * 60_000, run: () => inWork(place, forgetRemovedWork) },
    { name: 'notices', everyMs: 60 * 60_000, run: () => inWork(place, sweepNotices) },
    { name: 'erasures', everyMs: 24 * 60 * 60_000, run: () => inWork(place, finishErasures) },
    { name: 'gone followers', everyMs: 6 * 60 * 60_000, run: () => dropGoneFollowers(db) },
  ];
  await keepDuties(duties, signal);
}

/** Do some duties until the signal aborts, side by side: each at once, and again after its time. */
export async function keepDuties(duties: readonly Duty[], signal: AbortSignal): Promise<void> {
  await Promise.all(duties.map((duty) => repeat(duty, signal)));
}

async function repeat(duty: Duty, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await duty.run().catch((error: unknown) => log.warning('A duty failed', { kind: duty.name, error }));
    await setTimeout(duty.everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Count what waits, for whoever watches the node. */
async function measureQueues(db: StorageDb, metrics: Pick<Metrics, 'waiting'>): Promise<void> {
  const { rows } = await sql<{ queue: string; count: number }>`
    select 'inbox' as queue, count(*) as count from inbox_item where not is_dead
    union all select 'events', count(*) from outbox where done_at is null and not is_dead
    union all select 'deliveries', count(*) from message where not is_dead
    union all select 'dead letters', (select count(*) from message where is_dead) + (select count(*) from inbox_item where is_dead)
      + (select count(*) from outbox where is_dead)`.execute(db);
  for (const { queue, count } of rows) metrics.waiting.set({ queue }, count);
}

async function expireAll(place: WorkPlace): Promise<void> {
  // Asked without a transaction first: mostly nothing is due.
  const due = await place.db
    .selectFrom('opportunity')
    .select('id')
    .where('status', 'in', ['open', 'shortlisting'])
    .where(sql<boolean>`deadline <= now()`)
    .limit(1)
    .executeTakeFirst();
  if (due === undefined) return;
  while ((await inWork(place, expireOverdue)) > 0);
}

/** Rows of strangers do not pile up: what was only kept to recognise repetition goes after a while. */
async function sweep(db: StorageDb, origin: string): Promise<void> {
  await sql`delete from key_value where expires_at <= now()`.execute(db);
  await sql`delete from inbox_seen where seen_at < now() - interval '30 days'`.execute(db);
  await sql`delete from undone where undone_at < now() - interval '7 days'`.execute(db);
  await sql`delete from gone where not is_local and gone_at < now() - interval '30 days'`.execute(db);
  await sql`delete from link_token where expires_at < now() - interval '1 day'`.execute(db);
  await sql`delete from session where expires_at < now()`.execute(db);
  await sql`delete from remote_key where fetched_at < now() - interval '30 days'`.execute(db);
  await sql`delete from delivery where state = 'delivered' and updated_at < now() - interval '180 days'`.execute(
    db,
  );
  await sql`delete from outbox where done_at < now() - interval '90 days' and not exists (select 1 from activity where activity.event_id = outbox.id)`.execute(
    db,
  );
  await sql`delete from inbox_item where is_dead and received_at < now() - interval '30 days'`.execute(db);
  await sql`delete from guest where state = 'refused' and since < now() - interval '30 days'`.execute(db);
  await sweepPosts(db, origin);
  await sql`
    delete from actor where not is_local and updated_at < now() - interval '30 days'
      and not exists (select 1 from follower where follower_id = actor.id)
      and not exists (select 1 from following where target_id = actor.id)
      and not exists (select 1 from post where post.actor_id = actor.id)
      and not exists (select 1 from reaction where reaction.actor_id = actor.id)
      and not exists (select 1 from blocked_by where blocker_id = actor.id)
      and not exists (select 1 from guest where guest.actor_id = actor.id)
      and not exists (select 1 from membership where membership.collective_id = actor.id)
      and not exists (select 1 from ally_opportunity where ally_opportunity.actor_id = actor.id)`.execute(db);
}

/** What people we do not follow wrote to us goes after 90 days, unless it answers work that is still here. */
async function sweepPosts(db: StorageDb, origin: string): Promise<void> {
  await sql`delete from reaction using gone where gone.iri = reaction.object_iri`.execute(db);
  await sql`
    delete from post where received_at < now() - interval '90 days'
      and not exists (select 1 from following where target_id = post.actor_id)
      and (in_reply_to is null or not starts_with(in_reply_to, ${`${origin}/`})
        or exists (select 1 from gone where gone.iri = post.in_reply_to))`.execute(db);
}

/** Followers whose inbox has said for a week that it is gone, and nothing else since, are let go (`security.md` §4). */
async function dropGoneFollowers(db: StorageDb): Promise<void> {
  await sql`
    delete from follower using actor
    where actor.id = follower.follower_id
      and exists (
        select 1 from delivery where inbox in (actor.inbox, actor.shared_inbox)
          and state = 'refused' and status in (404, 410) and updated_at < now() - interval '7 days')
      and not exists (
        select 1 from delivery where inbox in (actor.inbox, actor.shared_inbox)
          and state = 'delivered' and updated_at > now() - interval '7 days')`.execute(db);
}
