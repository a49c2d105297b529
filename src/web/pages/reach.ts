import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
import type { Key, Say } from '../../words/say.ts';
import type { ReceiptLine } from '../components/list.tsx';
import type { StateName } from '../components/state.tsx';

/** What the design system calls each state of a delivery. */
export const markOfDelivery: Readonly<Record<DeliveryState, StateName>> = {
  queued: 'queued',
  delivered: 'delivered',
  retrying: 'retrying',
  'gave up': 'gave-up',
  refused: 'refused',
};

/** Receipts by state, in short lines: what failed stands beside what worked, and a state nobody is in is left out. */
export function receiptLines(counts: Readonly<Record<DeliveryState, number>>, say: Say): ReceiptLine[] {
  const line = (from: DeliveryState, what: Key, note?: Key) => ({
    count: counts[from],
    what: say(what),
    note: note && say(note),
    state: markOfDelivery[from],
    word: say('opportunity.deliveries', { count: counts[from] }),
  });
  const told = [
    line('delivered', 'opportunity.arrived'),
    line('queued', 'opportunity.on_its_way'),
    line('retrying', 'opportunity.no_good_answer', 'opportunity.tried_again'),
    line('refused', 'opportunity.said_no'),
    line('gave up', 'opportunity.never_answered', 'opportunity.not_tried'),
  ].filter(({ count }) => count > 0);
  if (told.length > 0) return told;
  return [line('queued', 'opportunity.nobody_to_tell', 'opportunity.nobody_to_tell_why')];
}
