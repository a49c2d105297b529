import { z } from 'zod';
import { parseIri } from '../core/iri.ts';
import { Refusal } from '../core/refusal.ts';
import { retryDelivery } from '../domain/deliveries/commands.ts';
import { deliveryStates } from '../domain/deliveries/delivery.ts';
import { listDeliveries } from '../domain/deliveries/queries.ts';
import { requireMay } from '../domain/members/can.ts';
import { inWork } from '../domain/work.ts';
import { deliveryToPlain, PlainDelivery } from '../plain/network.ts';
import { Line } from '../plain/text.ts';
import { Cursor } from './cursor.ts';
import { noQuery, nothing, type Route, route } from './route.ts';

const Address = Line.transform((text, context) => {
  const address = parseIri(text);
  if (address !== undefined) return address;
  context.addIssue('is not an http or https address');
  return z.NEVER;
});

/** A page of receipts. */
export const DeliveryList = z.strictObject({
  items: z.array(PlainDelivery),
  next: z.string().nullable().describe('The cursor of the next page; null on the last one.'),
});

/** Which delivery to try again: an activity on its way to one inbox, as a receipt names them. */
export const RetryInput = z.strictObject({ activity: Address, inbox: Line });

/** A delivery that was put back in the queue. */
export const Retried = z.strictObject({
  activity: z.string(),
  inbox: z.string(),
  state: z.literal('queued'),
});

const list = route({
  operation: 'listDeliveries',
  method: 'get',
  path: '/v1/deliveries',
  summary: 'What became of everything this node sent: one receipt for each activity and inbox, newest first.',
  scopes: ['read'],
  query: z.strictObject({
    state: z.enum(deliveryStates).optional(),
    object: Address.optional().describe('Only what was about this address, such as that of a post.'),
    cursor: Cursor.optional(),
  }),
  body: nothing,
  status: 200,
  answer: DeliveryList,
  refuses: [],
  handle: async ({ platform, asker, query }) => {
    requireMay(asker, 'delivery.act');
    const page = await listDeliveries(platform.db, query);
    return { body: { items: page.items.map(deliveryToPlain), next: page.next ?? null } };
  },
});

const retry = route({
  operation: 'retryDelivery',
  method: 'post',
  path: '/v1/deliveries/retry',
  summary:
    'Try a delivery again now. The activity keeps its id, so a server that has it ignores it. Nothing is sent where a block stands.',
  scopes: ['network'],
  query: noQuery,
  body: RetryInput,
  status: 202,
  answer: Retried,
  refuses: [404, 409],
  handle: async ({ platform, asker, body: { activity, inbox } }) => {
    requireMay(asker, 'delivery.act');
    const isQueued = await inWork(platform, (work) => retryDelivery(work, activity, inbox));
    if (!isQueued)
      throw new Refusal(
        'conflict',
        'delivery.held',
        'Not tried again: nothing is sent to that inbox as long as a block stands.',
      );
    const retried: z.output<typeof Retried> = { activity, inbox, state: 'queued' };
    return { body: retried };
  },
});

/** Everything about receipts. */
export const deliveryRoutes: readonly Route[] = [list, retry];
