import type { DeliveryState } from '../../domain/deliveries/delivery.ts';
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
export function receiptLines(counts: Readonly<Record<DeliveryState, number>>): ReceiptLine[] {
  const deliveries = (count: number) => (count === 1 ? '1 delivery' : `${count} deliveries`);
  const all: (ReceiptLine & { readonly count: number })[] = [
    { count: counts.delivered, what: 'Arrived', state: 'delivered', word: deliveries(counts.delivered) },
    { count: counts.queued, what: 'On its way', state: 'queued', word: deliveries(counts.queued) },
    {
      count: counts.retrying,
      what: 'No good answer yet',
      note: 'Tried again by itself',
      state: 'retrying',
      word: deliveries(counts.retrying),
    },
    { count: counts.refused, what: 'They said no', state: 'refused', word: deliveries(counts.refused) },
    {
      count: counts['gave up'],
      what: 'Never answered well',
      note: 'Not tried any more',
      state: 'gave-up',
      word: deliveries(counts['gave up']),
    },
  ];
  const told = all.filter((line) => line.count > 0);
  if (told.length > 0) return told;
  return [
    { what: 'Nobody to tell', note: 'No follower, or not sent yet', state: 'queued', word: '0 deliveries' },
  ];
}
