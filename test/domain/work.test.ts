import { sql } from 'kysely';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { newId, type OpportunityId } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { findActorByIri } from '../../src/domain/actors/queries.ts';
import type { Database } from '../../src/domain/database.ts';
import { blockHost } from '../../src/domain/moderation/commands.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { listOpportunities } from '../../src/domain/opportunities/queries.ts';
import { record, wakeChannel } from '../../src/domain/outbox.ts';
import { databaseTime, inWork, type Work } from '../../src/domain/work.ts';
import { openPlatform } from '../../src/platform/platform.ts';
import { cloneDatabase, storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { draft, refusal } from './samples.ts';

describe.each(storeKinds)('a piece of work, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(() => house.told());
  afterAll(() => house?.close());

  /** The database itself says no, with one of its codes. */
  const fail = async (work: Work, code: string) => {
    await sql`select set_config('guildhall.code', ${code}, true)`.execute(work.tx);
    await sql`do $$ begin raise exception 'no' using errcode = current_setting('guildhall.code'); end $$`.execute(
      work.tx,
    );
  };
  const post = (work: Work) => postOpportunity(work, house.steward, draft(), 'open');
  const titles = async () => (await listOpportunities(house.db, 'member')).items.length;

  it('has one time for everything written in it, and it is the database’s', async () => {
    const before = await databaseTime(house.db);
    const [posted, now] = await house.work(async (work) => {
      const one = await post(work);
      await sql`select pg_sleep(0.01)`.execute(work.tx);
      const other = await post(work);
      expect(String(other.createdAt)).toBe(String(one.createdAt));
      expect(String(await databaseTime(work.tx))).toBe(String(work.now));
      return [one, work.now] as const;
    });
    expect(String(posted.createdAt)).toBe(String(now));
    expect(Temporal.Instant.compare(before, now)).toBeLessThan(1);
    expect(Temporal.Instant.compare(now, await databaseTime(house.db))).toBe(-1);
  });

  it('is undone wholly when it throws: rows, events and the waking of workers', async () => {
    const heard: string[] = [];
    const stop = await house.platform.store.listen(wakeChannel, (payload) => heard.push(payload));
    const before = await titles();
    const somebody = await house.somebody('@a@spam.example');
    const failing = house.work(async (work) => {
      await post(work);
      await blockHost(work, 'spam.example', '');
      await record(work, { kind: 'actor.updated', by: house.actor.id });
      throw new Refusal('conflict', 'test.no', 'The last step says no.');
    });
    await expect(failing).rejects.toThrow(refusal('conflict', 'test.no'));
    expect(await titles()).toBe(before);
    expect(await findActorByIri(house.db, somebody.iri)).toEqual(somebody);
    expect(await house.told()).toEqual([]);
    await house.work((work) => record(work, { kind: 'actor.updated', by: house.actor.id }));
    await expect.poll(() => heard).toEqual(['outbox']);
    await stop();
  });

  it('is undone wholly when the database refuses its last statement', async () => {
    const before = await titles();
    const failing = house.work(async (work) => {
      await post(work);
      await sql`select 1 / 0`.execute(work.tx);
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(await titles()).toBe(before);
    expect(await house.told()).toEqual([]);
  });

  it('is not saved by a command that swallows the error of a statement', async () => {
    const before = await titles();
    const hiding = house.work(async (work) => {
      await post(work);
      await sql`select 1 / 0`.execute(work.tx).catch(() => undefined);
    });
    await expect(hiding).rejects.toThrow();
    expect(await titles()).toBe(before);
    expect(await house.told()).toEqual([]);
  });

  it.each(['40001', '40P01'])('is tried again after %s, and its effect is there once', async (code) => {
    const before = await titles();
    let attempts = 0;
    const posted = await house.work(async (work) => {
      attempts += 1;
      const one = await post(work);
      if (attempts < 3) await fail(work, code);
      return one;
    });
    expect(attempts).toBe(3);
    expect(await titles()).toBe(before + 1);
    expect((await house.told()).filter((event) => event.kind === 'opportunity.posted')).toEqual([
      { kind: 'opportunity.posted', by: house.actor.id, opportunity: posted.id },
    ]);
  });

  it('is tried three times at most', async () => {
    let attempts = 0;
    const hopeless = house.work(async (work) => {
      attempts += 1;
      await fail(work, '40001');
    });
    await expect(hopeless).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toBe(3);
  });

  it.each(['23505', '22P02', '57014', 'P0001'])('is not tried again after %s', async (code) => {
    let attempts = 0;
    const refused = house.work(async (work) => {
      attempts += 1;
      await fail(work, code);
    });
    await expect(refused).rejects.toMatchObject({ code });
    expect(attempts).toBe(1);
  });

  it('is not tried again after a refusal', async () => {
    let attempts = 0;
    const refused = house.work(async () => {
      attempts += 1;
      throw new Refusal('conflict', 'test.no', 'No.');
    });
    await expect(refused).rejects.toThrow('No.');
    expect(attempts).toBe(1);
  });
});

// The embedded store has one connection, which cannot stand in its own way.
describe('a piece of work beside another, on postgresql', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse('postgresql');
  });
  afterAll(() => house?.close());

  const post = (work: Work) => postOpportunity(work, house.steward, draft(), 'open');
  const touch = (work: Work, id: OpportunityId) =>
    work.tx
      .updateTable('opportunity')
      .set({ contact: `by ${newId()}` })
      .where('id', '=', id)
      .execute();

  it('that locks in the other order: both are done, one of them at a later attempt', async () => {
    const [a, b] = await house.work(async (work) => [(await post(work)).id, (await post(work)).id] as const);
    const [hasA, hasB] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let attempts = 0;
    const both = (first: OpportunityId, then: OpportunityId, mine: typeof hasA, others: typeof hasA) =>
      house.work(async (work) => {
        attempts += 1;
        await sql`set local deadlock_timeout = '20ms'`.execute(work.tx);
        await touch(work, first);
        mine.resolve();
        await others.promise;
        await touch(work, then);
        await record(work, { kind: 'actor.updated', by: house.actor.id });
      });
    await house.told();
    await Promise.all([both(a, b, hasA, hasB), both(b, a, hasB, hasA)]);
    expect(attempts).toBeGreaterThan(2);
    expect(await house.toldKinds()).toEqual(['actor.updated', 'actor.updated']);
  });

  it('whose reading it spoils: both are done, one of them on what the other wrote', async () => {
    const url = new URL(await cloneDatabase());
    const strict = postgres(url.href, { max: 1 });
    await strict`alter database ${strict(url.pathname.slice(1))} set default_transaction_isolation = 'serializable'`;
    await strict.end();
    const settings = { DATABASE_URL: url.href, DATA_DIR: 'memory:' };
    const platform = await openPlatform<Database>(readConfig(settings));
    const bothRead = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let attempts = 0;
    const addOne = (mine: number) =>
      inWork(platform, async (work) => {
        attempts += 1;
        const { length } = await work.tx.selectFrom('host_block').select('host').execute();
        bothRead[mine]?.resolve();
        await Promise.all(bothRead.map((read) => read.promise));
        await work.tx
          .insertInto('host_block')
          .values({ host: `number-${length}.example`, reason: '', created_at: work.now })
          .execute();
      });
    await Promise.all([addOne(0), addOne(1)]);
    const rows = await platform.db.selectFrom('host_block').select('host').orderBy('host').execute();
    await platform.close();
    expect(rows.map((row) => row.host)).toEqual(['number-0.example', 'number-1.example']);
    expect(attempts).toBe(3);
  });
});
