import { setTimeout } from 'node:timers/promises';
import { testMessageQueue } from '@fedify/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LeaseQueue } from '../../../federation/storage/queue.ts';
import type { StorageTables } from '../../../federation/storage/tables.ts';
import { openWake } from '../../../federation/storage/wake.ts';
import type { Database } from '../../../src/domain/database.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { openTestPlatform, storeKinds } from '../../support/database.ts';

describe.each(storeKinds)('the lease queue on %s', (kind) => {
  let platform: Platform<Database>;
  let wake: Awaited<ReturnType<typeof openWake>>;
  const open = (name: string, concurrency = 20) =>
    new LeaseQueue({ db: platform.db.withTables<StorageTables>(), name, wake, concurrency });

  beforeAll(async () => {
    platform = await openTestPlatform(kind);
    wake = await openWake(platform.store);
  });
  afterAll(async () => {
    await wake.close();
    await platform.close();
  });

  test('behaves as Fedify expects of a queue, ordering keys included', async () => {
    const name = crypto.randomUUID();
    await testMessageQueue(
      () => open(name),
      ({ controller }) => controller.abort(),
      { testOrderingKey: true },
    );
  });

  test('hands a message on again when its worker died before it was done', async () => {
    const queue = open('crash');
    await queue.enqueue({ id: 'one' });
    // A worker that took the message and was killed leaves a lease behind.
    await platform.db
      .updateTable('message')
      .set({ locked_until: Temporal.Now.instant().add({ seconds: 1 }), attempts: 1 })
      .where('queue', '=', 'crash')
      .execute();
    const seen: unknown[] = [];
    const stop = new AbortController();
    const listening = queue.listen((message) => void seen.push(message), { signal: stop.signal });
    await setTimeout(400);
    expect(seen).toEqual([]);
    await expect.poll(() => seen, { timeout: 5000 }).toEqual([{ id: 'one' }]);
    stop.abort();
    await listening;
    expect(await queue.getDepth()).toMatchObject({ queued: 0 });
  });

  test('sets a poison message aside with its reason after five tries and goes on with the next of its key', async () => {
    const queue = open('poison');
    const stop = new AbortController();
    const done: string[] = [];
    await platform.db.deleteFrom('message').where('queue', '=', 'poison').execute();
    await queue.enqueue('poison', { orderingKey: 'k' });
    await queue.enqueue('good', { orderingKey: 'k' });
    await platform.db.updateTable('message').set({ attempts: 4 }).where('body', '=', '"poison"').execute();
    const listening = queue.listen(
      (message) => {
        if (message === 'poison') throw new Error('cannot be read');
        done.push(String(message));
      },
      { signal: stop.signal },
    );
    await expect.poll(() => done).toEqual(['good']);
    stop.abort();
    await listening;
    const dead = await platform.db
      .selectFrom('message')
      .selectAll()
      .where('queue', '=', 'poison')
      .executeTakeFirstOrThrow();
    expect(dead).toMatchObject({ is_dead: true, error: 'cannot be read', attempts: 5 });
  });

  test('keeps the place of a message that is tried again, so that a later one of its key does not pass it', async () => {
    const queue = open('order');
    const stop = new AbortController();
    const seen: string[] = [];
    await queue.enqueueMany(['create', 'delete'], { orderingKey: 'host' });
    const listening = queue.listen(
      (message, attempt) => {
        seen.push(`${message} ${attempt}`);
        if (message !== 'create' || attempt > 1) return undefined;
        return { outcome: 'retrying', status: 503, error: 'later', retryInMs: 200 };
      },
      { signal: stop.signal },
    );
    await expect.poll(() => seen).toEqual(['create 1', 'create 2', 'delete 1']);
    stop.abort();
    await listening;
  });

  test('lets later messages pass one that was answered with an error three times, but not one nobody answered', async () => {
    const queue = open('pass');
    const stop = new AbortController();
    const seen: string[] = [];
    await queue.enqueueMany(['disliked', 'after disliked'], { orderingKey: 'awake' });
    await queue.enqueueMany(['unheard', 'after unheard'], { orderingKey: 'asleep' });
    const listening = queue.listen(
      (message, attempt) => {
        seen.push(`${message} ${attempt}`);
        if (message !== 'disliked' && message !== 'unheard') return undefined;
        const status = message === 'disliked' ? 500 : null;
        return { outcome: 'retrying', status, error: 'no', retryInMs: attempt < 3 ? 30 : 60_000 };
      },
      { signal: stop.signal },
    );
    await expect.poll(() => seen, { timeout: 5000 }).toContain('after disliked 1');
    await expect.poll(() => seen).toContain('unheard 3');
    await setTimeout(300);
    stop.abort();
    await listening;
    expect(seen.indexOf('after disliked 1')).toBeGreaterThan(seen.indexOf('disliked 3'));
    expect(seen).not.toContain('after unheard 1');
  });

  test('lets what is under way finish when it is told to stop, and takes nothing new', async () => {
    const queue = open('drain', 1);
    const stop = new AbortController();
    const done: unknown[] = [];
    await queue.enqueueMany(['first', 'second']);
    const started = Promise.withResolvers<void>();
    const listening = queue.listen(
      async (message) => {
        started.resolve();
        await setTimeout(100);
        done.push(message);
      },
      { signal: stop.signal },
    );
    await started.promise;
    stop.abort();
    await listening;
    expect(done).toEqual(['first']);
    expect(await queue.getDepth()).toMatchObject({ queued: 1, ready: 1 });
  });
});
