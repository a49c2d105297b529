import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the node counts: business events with few labels, never a host or a person in a label. */
export interface Metrics {
  readonly registry: Registry;
  /** Requests to the inbox, by the gate's verdict or its reason. */
  readonly gate: Counter<'verdict'>;
  /** Activities read, by type and what became of them. */
  readonly inbox: Counter<'type' | 'outcome'>;
  /** Attempts to deliver, by what they ended in. */
  readonly deliveries: Counter<'state'>;
  readonly requests: Histogram<'method' | 'status'>;
  /** Rows waiting in a queue, as the workers of this process last counted them. */
  readonly waiting: Gauge<'queue'>;
}

/** One registry for one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'guildhall_' });
  const registers = [registry];
  return {
    registry,
    gate: new Counter({
      name: 'guildhall_gate_total',
      help: 'Inbox requests by verdict',
      labelNames: ['verdict'],
      registers,
    }),
    inbox: new Counter({
      name: 'guildhall_inbox_total',
      help: 'Activities read by type and outcome',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    deliveries: new Counter({
      name: 'guildhall_delivery_attempts_total',
      help: 'Delivery attempts by resulting state',
      labelNames: ['state'],
      registers,
    }),
    requests: new Histogram({
      name: 'guildhall_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    waiting: new Gauge({
      name: 'guildhall_waiting',
      help: 'Rows waiting in a queue',
      labelNames: ['queue'],
      registers,
    }),
  };
}
