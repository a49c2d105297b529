import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatabaseKvStore } from '../../../federation/storage/kv.ts';
import type { StorageTables } from '../../../federation/storage/tables.ts';
import type { Database } from '../../../src/domain/database.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { openTestPlatform, storeKinds } from '../../support/database.ts';

describe.each(storeKinds)('the key-value store on %s', (kind) => {
  let platform: Platform<Database>;
  let kv: DatabaseKvStore;
  beforeAll(async () => {
    platform = await openTestPlatform(kind);
    kv = new DatabaseKvStore(platform.db.withTables<StorageTables>());
  });
  afterAll(() => platform.close());

  test('gives back what was set: null as null, missing as undefined, text with NUL, nested values', async () => {
    for (const value of [null, true, 'a\u0000b', { a: [1, { b: null }] }, 0]) {
      await kv.set(['t', 'value'], value);
      expect(await kv.get(['t', 'value'])).toEqual(value);
    }
    await kv.delete(['t', 'value']);
    expect(await kv.get(['t', 'value'])).toBeUndefined();
  });

  test('forgets a value when its time is up', async () => {
    await kv.set(['t', 'short'], 1, { ttl: Temporal.Duration.from({ milliseconds: 50 }) });
    expect(await kv.get(['t', 'short'])).toBe(1);
    await expect.poll(() => kv.get(['t', 'short'])).toBeUndefined();
  });

  test('swaps only what it expects to find, also when it expects nothing', async () => {
    expect(await kv.cas(['t', 'cas'], undefined, { n: 1 })).toBe(true);
    expect(await kv.cas(['t', 'cas'], undefined, { n: 2 })).toBe(false);
    expect(await kv.cas(['t', 'cas'], { n: 1 }, { n: 3 })).toBe(true);
    expect(await kv.cas(['t', 'cas'], { n: 1 }, { n: 4 })).toBe(false);
    expect(await kv.cas(['t', 'cas'], { n: 3 }, undefined)).toBe(true);
    expect(await kv.get(['t', 'cas'])).toBeUndefined();
  });

  test('lists by prefix of whole parts', async () => {
    await kv.set(['p', 'a'], 1);
    await kv.set(['p', 'a', 'b'], 2);
    await kv.set(['p', 'ab'], 3);
    const found = [];
    for await (const entry of kv.list(['p', 'a'])) found.push(entry);
    expect(found).toEqual([
      { key: ['p', 'a'], value: 1 },
      { key: ['p', 'a', 'b'], value: 2 },
    ]);
  });

  test('remembers no activity as handled, because Fedify checks that outside the transaction', async () => {
    await kv.set(['_fedify', 'activityIdempotence', 'https://x.example/1'], true);
    expect(await kv.get(['_fedify', 'activityIdempotence', 'https://x.example/1'])).toBeUndefined();
  });
});
