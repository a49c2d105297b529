import type { Context } from '@fedify/fedify';
import { inWork, type WorkPlace } from '../src/domain/work.ts';
import { logFor } from '../src/platform/log.ts';
import type { Metrics } from '../src/platform/metrics.ts';
import { traced } from '../src/platform/traces.ts';
import type { ActorsPlace } from './actors.ts';
import { readItem } from './inbox/index.ts';
import type { Reading } from './inbox/reading.ts';
import { lookAtLinks } from './links.ts';
import { checkMemberships } from './memberships.ts';
import type { FetchPage } from './net/page.ts';
import type { Deliver, Parcel } from './outbox/deliver.ts';
import { speak } from './outbox/index.ts';
import type { PeopleWatch } from './people.ts';
import type { Remote } from './remote.ts';
import { consume, type Wake } from './storage/consume.ts';
import {
  finishEvent,
  postponeEvent,
  releaseEvents,
  renewEvents,
  type Spoken,
  type TakenEvent,
  takeEvent,
} from './storage/events.ts';
import {
  type InboxItem,
  inboxQueue,
  type ReadItem,
  releaseItems,
  renewItems,
  settleItems,
  takeItems,
} from './storage/inbox.ts';
import type { LeaseQueue } from './storage/queue.ts';
import { type Duty, keepDuties } from './storage/schedule.ts';
import type { StorageDb } from './storage/tables.ts';

const log = logFor('worker');

/** What the workers of one process share. */
export interface WorkersPlace {
  readonly db: StorageDb;
  readonly place: WorkPlace & ActorsPlace;
  readonly wake: Wake;
  readonly metrics: Pick<Metrics, 'inbox' | 'deliveries'>;
  readonly signal: AbortSignal;
}

/** Read what came in: gather side by side, apply in batches. Resolves once stopped and drained. */
export function readInbox(shared: WorkersPlace, reading: Reading): Promise<void> {
  const { db, place, wake, metrics, signal } = shared;
  return consume<InboxItem, ReadItem>({
    wake,
    channel: inboxQueue,
    concurrency: 64,
    signal,
    take: (most) => takeItems(db, most),
    handle: (item) =>
      traced('guildhall.inbox.read', { 'guildhall.type': item.type }, () => readItem(reading, item)),
    settle: async (results) => {
      const outcomes = await settleItems(place, results);
      for (const { item } of results) {
        const { outcome, reason } = outcomes.get(item.id) ?? { outcome: 'ignored', reason: null };
        metrics.inbox.inc({ type: item.type, outcome });
        if (reason !== null)
          log.info('An activity was not applied', {
            reason,
            kind: outcome,
            type: item.type,
            actor: item.actor,
            activityId: item.activityId,
          });
      }
    },
    renew: (items) => renewItems(db, items),
    release: (items) => releaseItems(db, items),
  });
}

type Said = { readonly taken: TakenEvent; readonly spoken: Spoken | null; readonly failure: string | null };

/** Turn events into activities and deliveries, strictly in order. */
export function speakEvents(shared: WorkersPlace, context: Context<void>): Promise<void> {
  const { db, place, wake, signal } = shared;
  return consume<TakenEvent, Said>({
    wake,
    channel: 'outbox',
    concurrency: 1,
    signal,
    take: () => takeEvent(db),
    handle: async (taken) => {
      try {
        const spoken = await traced('guildhall.outbox.speak', { 'guildhall.kind': taken.event.kind }, () =>
          speak(place, context, taken),
        );
        return { taken, spoken, failure: null };
      } catch (error) {
        log.error('An event could not be said', { kind: taken.event.kind, attempts: taken.attempts, error });
        return { taken, spoken: null, failure: error instanceof Error ? error.message : String(error) };
      }
    },
    settle: async (results) => {
      for (const { taken, spoken, failure } of results) {
        // What cannot be written down counts as a failed try too, or the next event would wait for ever.
        const unwritten = failure ?? (await writeDown(place, taken, spoken));
        if (unwritten !== null) await postponeEvent(db, taken, unwritten);
      }
    },
    renew: (events) => renewEvents(db, events),
    release: (events) => releaseEvents(db, events),
  });
}

/** Null once it is written; else why not. */
async function writeDown(place: WorkPlace, taken: TakenEvent, spoken: Spoken | null): Promise<string | null> {
  try {
    await inWork(place, (work) => finishEvent(work, taken.id, spoken));
    return null;
  } catch (error) {
    log.error('What an event became could not be written', {
      kind: taken.event.kind,
      attempts: taken.attempts,
      error,
    });
    return error instanceof Error ? error.message : String(error);
  }
}

/** Deliver what waits: many hosts side by side, one after another for each host. */
export function deliverMessages(
  shared: Pick<WorkersPlace, 'metrics' | 'signal'>,
  queue: LeaseQueue,
  deliver: Deliver,
): Promise<void> {
  return queue.listen(
    async (parcel, attempt) => {
      // The packing of this queue makes parcels and nothing else.
      const { inbox } = parcel as Parcel;
      const handled = await traced('guildhall.delivery', { 'server.address': new URL(inbox).host }, () =>
        deliver(parcel as Parcel, attempt),
      );
      shared.metrics.deliveries.inc({ state: handled.outcome });
      return handled;
    },
    { signal: shared.signal },
  );
}

/** What looking around on other servers needs. */
export interface LookingAround {
  readonly fetchPage: FetchPage;
  readonly remote: Remote;
  readonly people: PeopleWatch;
}

/** Look from time to time whether what others say is still so. Two processes may look twice, which does no harm. */
export function lookAround(
  { place, signal }: Pick<WorkersPlace, 'place' | 'signal'>,
  { fetchPage, remote, people }: LookingAround,
): Promise<void> {
  const duties: readonly Duty[] = [
    { name: 'links', everyMs: 15_000, run: () => lookAtLinks(place, fetchPage, signal) },
    { name: 'memberships', everyMs: 60_000, run: () => checkMemberships(place, remote) },
    { name: 'people of allies', everyMs: 30_000, run: () => people.round(signal) },
  ];
  return keepDuties(duties, signal);
}
