import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  MessageQueue,
  MessageQueueDepth,
  MessageQueueEnqueueOptions,
  MessageQueueListenOptions,
} from '@fedify/fedify';
import { sql } from 'kysely';
import { consume, type Wake } from './consume.ts';
import {
  insertMessages,
  type NewMessage,
  releaseMessages,
  renewMessages,
  type Settled,
  settle,
  type TakenMessage,
  takeMessages,
} from './messages.ts';
import type { StorageDb } from './tables.ts';

/** What a handler may say of a message; saying nothing means that it is done. */
export type Handled = Pick<Settled, 'outcome' | 'status' | 'error' | 'retryInMs'>;

/** Handles one message; may answer with `Handled`. `attempt` counts from 1. Throwing asks for another try, five in all. */
export type Handler = (message: unknown, attempt: number) => unknown;

/** How a message looks in the table and how it comes back: where private keys and shared bodies are left out. */
export interface Packing {
  pack(message: unknown): Pick<NewMessage, 'body' | 'activityIri' | 'inbox'>;
  unpack(taken: TakenMessage): Promise<unknown>;
}

/** Messages that somebody collects instead of writing them, to write them in a transaction of their own. */
export interface Collected {
  readonly messages: NewMessage[];
  readonly originals: unknown[];
}

/** Within it, what is enqueued is collected. */
export const collecting = new AsyncLocalStorage<Collected>();

const asItIs: Packing = {
  pack: (message) => ({ body: JSON.stringify(message), activityIri: null, inbox: null }),
  unpack: async (taken) => JSON.parse(taken.body),
};

const mostTries = 5;
const done: Handled = { outcome: 'delivered', status: null, error: null, retryInMs: null };

/**
 * A queue in a table, for Fedify and for us. A message is leased, handled, and only then deleted, so a crash
 * loses nothing and may repeat the last ones. Messages with the same ordering key are handled strictly one after
 * another; one that is tried again keeps its place. What cannot be handled stays as a dead letter with its reason.
 */
export class LeaseQueue implements MessageQueue {
  readonly nativeRetrial = true;
  readonly #db: StorageDb;
  readonly #name: string;
  readonly #wake: Wake;
  readonly #concurrency: number;
  readonly #packing: Packing;

  constructor(options: { db: StorageDb; name: string; wake: Wake; concurrency: number; packing?: Packing }) {
    this.#db = options.db;
    this.#name = options.name;
    this.#wake = options.wake;
    this.#concurrency = options.concurrency;
    this.#packing = options.packing ?? asItIs;
  }

  async enqueue(message: unknown, options?: MessageQueueEnqueueOptions): Promise<void> {
    await this.enqueueMany([message], options);
  }

  async enqueueMany(messages: readonly unknown[], options?: MessageQueueEnqueueOptions): Promise<void> {
    const packed = messages.map((message) => ({
      ...this.#packing.pack(message),
      orderingKey: options?.orderingKey ?? null,
      delayMs: Math.max(0, options?.delay?.total({ unit: 'millisecond', relativeTo: '2026-01-01' }) ?? 0),
    }));
    const collector = collecting.getStore();
    if (collector === undefined) {
      await insertMessages(this.#db, this.#name, packed);
      return;
    }
    collector.messages.push(...packed);
    collector.originals.push(...messages);
  }

  async listen(handler: Handler, options: MessageQueueListenOptions = {}): Promise<void> {
    await consume<TakenMessage, Settled>({
      wake: this.#wake,
      channel: this.#name,
      concurrency: this.#concurrency,
      signal: options.signal ?? new AbortController().signal,
      take: (most) => takeMessages(this.#db, this.#name, most),
      handle: (taken) => this.#handle(taken, handler),
      settle: (results) => settle(this.#db, results),
      renew: (taken) => renewMessages(this.#db, taken),
      release: (taken) => releaseMessages(this.#db, taken),
    });
  }

  async getDepth(): Promise<MessageQueueDepth> {
    const { rows } = await sql<{ queued: number; ready: number }>`
      select count(*) as queued, count(*) filter (where run_at <= now()) as ready from message
      where queue = ${this.#name} and not is_dead and (locked_until is null or locked_until < now())`.execute(
      this.#db,
    );
    const { queued, ready } = rows[0] ?? { queued: 0, ready: 0 };
    return { queued, ready, delayed: queued - ready };
  }

  async #handle(taken: TakenMessage, handler: Handler): Promise<Settled> {
    try {
      const handled = await handler(await this.#packing.unpack(taken), taken.attempts);
      return { taken, ...(isHandled(handled) ? handled : done) };
    } catch (error) {
      const isLast = taken.attempts >= mostTries;
      return {
        taken,
        status: null,
        outcome: isLast ? 'gave up' : 'retrying',
        error: error instanceof Error ? error.message : String(error),
        retryInMs: isLast ? null : 1000 * 2 ** taken.attempts,
      };
    }
  }
}

function isHandled(answer: unknown): answer is Handled {
  return typeof answer === 'object' && answer !== null && 'outcome' in answer;
}
