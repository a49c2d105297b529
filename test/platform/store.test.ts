import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActorId, Iri } from '../../src/core/id.ts';
import { newId } from '../../src/core/id.ts';
import type { Database } from '../../src/domain/database.ts';
import { inWork } from '../../src/domain/work.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform, storeKinds } from '../support/database.ts';

describe.each(storeKinds)('the %s store', (kind) => {
  let platform: Platform<Database>;
  beforeAll(async () => {
    platform = await openTestPlatform(kind);
  });
  afterAll(() => platform.close());

  test('returns times as instants, bigints as numbers, documents as objects, arrays as arrays', async () => {
    const { rows } = await sql<{ at: unknown; big: unknown; doc: unknown; list: unknown }>`
      select timestamptz '2026-12-04T17:00:00.123456Z' as at, 9007199254740991::bigint as big,
             ${'{"a":[1]}'}::jsonb as doc, ${['x', 'y,"z"']}::text[] as list`.execute(platform.db);
    expect(String((rows[0] as { at: unknown }).at)).toBe('2026-12-04T17:00:00.123456Z');
    expect(rows[0]?.at).toBeInstanceOf(Temporal.Instant);
    expect(rows[0]?.big).toBe(9007199254740991);
    expect(rows[0]?.doc).toEqual({ a: [1] });
    expect(rows[0]?.list).toEqual(['x', 'y,"z"']);
  });

  test('keeps queries of others out of an open transaction', async () => {
    const started = Promise.withResolvers<void>();
    const outside = Promise.withResolvers<number>();
    const inside = platform.db.transaction().execute(async (tx) => {
      await tx
        .insertInto('host_block')
        .values({ host: 'a.example', reason: '', created_at: Temporal.Now.instant() })
        .execute();
      started.resolve();
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw new Error('taken back');
    });
    await started.promise;
    void platform.db
      .selectFrom('host_block')
      .selectAll()
      .execute()
      .then((rows) => outside.resolve(rows.length));
    await expect(inside).rejects.toThrow('taken back');
    expect(await outside.promise).toBe(0);
  });

  test('runs two transactions at once without mixing them', async () => {
    const add = (host: string) =>
      inWork({ db: platform.db, origin: platform.origin }, async (work) => {
        await work.tx.insertInto('host_block').values({ host, reason: '', created_at: work.now }).execute();
        const rows = await work.tx.selectFrom('host_block').select('host').where('host', '=', host).execute();
        return rows.length;
      });
    expect(await Promise.all(['b.example', 'c.example', 'd.example'].map(add))).toEqual([1, 1, 1]);
  });

  test('tells listeners what a commit notified, and nothing of a rollback', async () => {
    const heard: string[] = [];
    const stop = await platform.store.listen('test_channel', (payload) => heard.push(payload));
    await platform.db
      .transaction()
      .execute(async (tx) => {
        await sql`select pg_notify('test_channel', 'lost')`.execute(tx);
        throw new Error('taken back');
      })
      .catch(() => undefined);
    await sql`select pg_notify('test_channel', 'heard')`.execute(platform.db);
    await expect.poll(() => heard).toEqual(['heard']);
    await stop();
  });

  test('binds null, bytes and instants', async () => {
    const at = Temporal.Instant.from('2026-11-20T12:00:00.5Z');
    const hash = Buffer.from([0, 255, 1]);
    await platform.db
      .insertInto('api_token')
      .values({ hash, name: 'x', scopes: ['read'], created_at: at, expires_at: null, used_at: null })
      .execute();
    const row = await platform.db
      .selectFrom('api_token')
      .selectAll()
      .where('hash', '=', hash)
      .executeTakeFirstOrThrow();
    expect(Buffer.from(row.hash)).toEqual(hash);
    expect(String(row.created_at)).toBe('2026-11-20T12:00:00.5Z');
    expect(row.expires_at).toBeNull();
    expect(newId<ActorId>()).toMatch(/^[0-9a-f-]{36}$/);
    expect('https://x.example/' as Iri).toBeTruthy();
  });
});
