import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { isHostBlocked, isInboxClosed } from '../moderation/queries.ts';
import { wake } from '../outbox.ts';
import type { Work } from '../work.ts';

/** The queue deliveries wait in. */
export const deliveryQueue = 'outbox';

/**
 * Try a delivery again now, whatever its state but `delivered`. The activity keeps its id. Returns whether it is: while
 * a block in either direction stands nothing is sent, and the receipt stays as it is.
 * @throws Refusal not-found `delivery.unknown`; conflict `delivery.done`
 */
export async function retryDelivery(work: Work, activity: Iri, inbox: string): Promise<boolean> {
  const delivery = await work.tx
    .selectFrom('delivery')
    .innerJoin('activity', 'activity.iri', 'delivery.activity_iri')
    .select(['delivery.state', 'delivery.host', 'activity.actor_id'])
    .where('delivery.activity_iri', '=', activity)
    .where('delivery.inbox', '=', inbox)
    .forUpdate('delivery')
    .executeTakeFirst();
  if (delivery === undefined)
    throw new Refusal('not-found', 'delivery.unknown', 'There is no such delivery.');
  if (delivery.state === 'delivered')
    throw new Refusal('conflict', 'delivery.done', 'This has arrived already.');
  const { host, actor_id } = delivery;
  if ((await isHostBlocked(work.tx, host)) || (await isInboxClosed(work.tx, actor_id, inbox))) return false;
  await work.tx
    .updateTable('message')
    .set({ run_at: work.now, is_dead: false, attempts: 0, error: null })
    .where('activity_iri', '=', activity)
    .where('inbox', '=', inbox)
    .execute();
  await work.tx
    .updateTable('delivery')
    .set({ state: 'queued', next_at: work.now, error: null, updated_at: work.now })
    .where('activity_iri', '=', activity)
    .where('inbox', '=', inbox)
    .execute();
  await wake(work, deliveryQueue);
  return true;
}
