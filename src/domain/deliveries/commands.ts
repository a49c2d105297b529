import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { wake } from '../outbox.ts';
import type { Work } from '../work.ts';

/** The queue deliveries wait in. */
export const deliveryQueue = 'outbox';

/**
 * Try a delivery again now, whatever its state but `delivered`. The activity keeps its id.
 * @throws Refusal not-found `delivery.unknown`; conflict `delivery.done`, `delivery.called_off`
 */
export async function retryDelivery(work: Work, activity: Iri, inbox: string): Promise<void> {
  const delivery = await work.tx
    .selectFrom('delivery')
    .select('state')
    .where('activity_iri', '=', activity)
    .where('inbox', '=', inbox)
    .forUpdate()
    .executeTakeFirst();
  if (delivery === undefined)
    throw new Refusal('not-found', 'delivery.unknown', 'There is no such delivery.');
  if (delivery.state === 'delivered')
    throw new Refusal('conflict', 'delivery.done', 'This has arrived already.');
  const { numUpdatedRows } = await work.tx
    .updateTable('message')
    .set({ run_at: work.now, is_dead: false, attempts: 0, error: null })
    .where('activity_iri', '=', activity)
    .where('inbox', '=', inbox)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new Refusal('conflict', 'delivery.called_off', 'This was called off and is not sent any more.');
  await work.tx
    .updateTable('delivery')
    .set({ state: 'queued', next_at: work.now, error: null, updated_at: work.now })
    .where('activity_iri', '=', activity)
    .where('inbox', '=', inbox)
    .execute();
  await wake(work, deliveryQueue);
}
