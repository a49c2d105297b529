import { type EventId, type Iri, isId } from '../core/id.ts';
import { iri, parseIri, paths } from '../core/iri.ts';
import { Refusal } from '../core/refusal.ts';
import type { Db } from '../domain/database.ts';
import { retryDelivery } from '../domain/deliveries/commands.ts';
import { type Delivery, deliveryStates } from '../domain/deliveries/delivery.ts';
import { listDeliveries } from '../domain/deliveries/queries.ts';
import { inWork } from '../domain/work.ts';
import { deliveryToPlain, type PlainDelivery } from '../plain/network.ts';
import { parseOpportunityId } from '../plain/opportunity.ts';
import { eachItem } from '../plain/pages.ts';
import { type Command, numberOf, textOf, UsageError } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const list: Command = {
  name: 'deliveries',
  summary: 'What became of everything this node sent: one receipt for each activity and inbox, newest first.',
  words: [],
  options: {
    state: { value: 'STATE', help: 'Only those that stand there.', choices: deliveryStates },
    object: {
      value: 'ADDRESS',
      help: 'Only what was about this address, or about the post of this opportunity.',
    },
    limit: { value: 'COUNT', help: 'How many at most. Default: 100.' },
  },
  opensNode: true,
  run: async ({ node, options }) => {
    const limit = numberOf(options, 'limit', 1, 10_000) ?? 100;
    const platform = await openNode(node);
    const state = deliveryStates.find((known) => known === textOf(options, 'state'));
    const object = toObject(textOf(options, 'object'), platform.origin);
    const { items } = await listDeliveries(platform.db, { state, object }, limit);
    const rows = items.map(deliveryToPlain);
    return {
      json: rows,
      lines: rows.length === 0 ? ['Nothing was sent.'] : columns([heading, ...rows.map(toCells)]),
    };
  },
};

const retry: Command = {
  name: 'deliveries retry',
  summary: 'Try an activity again now, on its way to one host or to all that do not have it.',
  words: ['ACTIVITY', '[HOST]'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [name = '', host] }) => {
    const platform = await openNode(node);
    const activity = toActivity(name, platform.origin);
    const found = await deliveriesOf(platform.db, activity, host);
    if (found.length === 0)
      throw new Refusal(
        'not-found',
        'delivery.unknown',
        'There is no such delivery. See: guildhall deliveries',
      );
    const open = found.filter((delivery) => delivery.state !== 'delivered');
    if (open.length === 0) throw new Refusal('conflict', 'delivery.done', 'This has arrived already.');
    const tried = await inWork(platform, async (work) => {
      const all = [];
      for (const { host: to, inbox } of open) {
        const state = (await retryDelivery(work, activity, inbox)) ? 'queued' : 'held';
        all.push({ activity, host: to, inbox, state });
      }
      return all;
    });
    return {
      json: tried,
      lines: tried.map(({ host: to, state }) =>
        state === 'queued' ? `Queued again: ${to}` : `Not sent as long as a block stands: ${to}`,
      ),
    };
  },
};

/** Receipts. */
export const deliveryCommands: readonly Command[] = [list, retry];

const heading = ['State', 'Host', 'Status', 'Attempts', 'Next', 'Type', 'Activity', 'Error'];

function toCells(row: PlainDelivery): string[] {
  return [
    row.state,
    row.host,
    String(row.status ?? '–'),
    String(row.attempts),
    row.nextAt ?? '–',
    row.type,
    row.activity,
    row.error ?? '',
  ];
}

function toObject(text: string | undefined, origin: string): Iri | undefined {
  if (text === undefined) return undefined;
  if (isId(text)) return iri(origin, paths.post(parseOpportunityId(origin, text)));
  return requireAddress(text);
}

function toActivity(text: string, origin: string): Iri {
  return isId(text) ? iri(origin, paths.activity(text as EventId)) : requireAddress(text);
}

function requireAddress(text: string): Iri {
  const address = parseIri(text);
  if (address === undefined) throw new UsageError(`"${text}" is neither an address nor an id.`);
  return address;
}

async function deliveriesOf(db: Db, activity: Iri, host: string | undefined): Promise<Delivery[]> {
  const found: Delivery[] = [];
  for await (const one of eachItem((cursor) => listDeliveries(db, { cursor }, 1000)))
    if (one.activity === activity && (host === undefined || one.host === host)) found.push(one);
  return found;
}
