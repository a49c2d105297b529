import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Db } from '../../src/domain/database.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform, storeKinds } from '../support/database.ts';

/** More transactions at once than the driver has sessions. */
const crowd = 40;

let platform: Platform<Database>;
/** Another process, as far as the server knows. */
let other: Platform<Database>;
beforeAll(async () => {
  platform = await openTestPlatform('postgresql');
  other = await openTestPlatform('postgresql', { DATABASE_URL: platform.config.DATABASE_URL ?? '' });
});
afterAll(async () => {
  await platform?.close();
  await other?.close();
});

function block(db: Db, host: string): Promise<unknown> {
  const values = { host, reason: '', created_at: Temporal.Now.instant() };
  return db.insertInto('host_block').values(values).execute();
}

async function blocked(): Promise<string[]> {
  const rows = await other.db.selectFrom('host_block').select('host').orderBy('host').execute();
  return rows.map((row) => row.host);
}

/** Ends the sessions of everybody else, as a server that is restarted does. Returns how many there were. */
async function endSessions(): Promise<number> {
  const { rows } = await sql<{ ended: boolean }>`
    select pg_terminate_backend(pid, 2000) as ended from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(other.db);
  return rows.length;
}

test('a transaction whose connection is lost between two statements writes neither of them', async () => {
  const transaction = platform.db.transaction().execute(async (tx) => {
    await block(tx, 'first.test');
    expect(await endSessions()).toBeGreaterThan(0);
    // Its failure is overlooked, as a careless command might: the next must not be written by itself.
    await block(tx, 'second.test').catch(() => undefined);
    await block(tx, 'third.test').catch(() => undefined);
  });
  await expect(transaction).rejects.toThrow();
  expect(await blocked()).toEqual([]);
  await block(platform.db, 'after.test');
  expect(await blocked()).toEqual(['after.test']);
});

test('many transactions that lose their connections at once all fail, and as many work right after', async () => {
  const held = Promise.withResolvers<void>();
  const begun: number[] = [];
  const run = (n: number) =>
    platform.db.transaction().execute(async (tx) => {
      await block(tx, `lost${n}.test`);
      begun.push(n);
      await held.promise;
      await sql`select 1`.execute(tx);
    });
  const running = Array.from({ length: 20 }, (_, n) => run(n));
  await expect.poll(() => begun.length).toBe(20);
  expect(await endSessions()).toBeGreaterThanOrEqual(20);
  held.resolve();
  const results = await Promise.allSettled(running);
  expect(results.map((result) => result.status)).toEqual(running.map(() => 'rejected'));
  await Promise.all(Array.from({ length: crowd }, (_, n) => run(n)));
  expect(await blocked()).toHaveLength(crowd + 1);
});

test('what waits for a session gets one where those that are lent are lost', async () => {
  const held = Promise.withResolvers<void>();
  let begun = 0;
  const lent = Array.from({ length: 20 }, () =>
    platform.db.connection().execute(async (db) => {
      await sql`select 1`.execute(db);
      begun += 1;
      await held.promise;
    }),
  );
  await expect.poll(() => begun).toBe(20);
  const waiting = sql<{ one: number }>`select 1 as one`.execute(platform.db);
  expect(await endSessions()).toBeGreaterThanOrEqual(20);
  held.resolve();
  await Promise.all(lent);
  expect((await waiting).rows).toEqual([{ one: 1 }]);
});

test('a listener hears again after its connection was lost', async () => {
  const heard: string[] = [];
  const stop = await platform.store.listen('chaos', (payload) => heard.push(payload));
  await sql`select pg_notify('chaos', 'before')`.execute(other.db);
  await expect.poll(() => heard).toContain('before');
  expect(await endSessions()).toBeGreaterThan(0);
  const again = async () => {
    await sql`select pg_notify('chaos', 'after')`.execute(other.db);
    return heard;
  };
  await expect.poll(again, { timeout: 5_000, interval: 100 }).toContain('after');
  await stop();
});

test('a statement that fails does not cost the session', async () => {
  const pid = async () =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(platform.db)).rows;
  const before = await pid();
  await expect(sql`select 1 / 0`.execute(platform.db)).rejects.toThrow(/zero/);
  await expect(platform.db.transaction().execute((tx) => sql`select 1 / 0`.execute(tx))).rejects.toThrow(
    /zero/,
  );
  expect(await pid()).toEqual(before);
});

test.each(storeKinds)(
  'a transaction in which a failed statement was overlooked is no success on %s',
  async (kind) => {
    const store = await openTestPlatform(kind);
    const careless = store.db.transaction().execute(async (tx) => {
      await block(tx, 'careless.test');
      await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow();
    expect(await store.db.selectFrom('host_block').selectAll().execute()).toEqual([]);
    await store.close();
  },
);
