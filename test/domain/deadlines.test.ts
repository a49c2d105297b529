import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpportunityId } from '../../src/core/id.ts';
import {
  changeStatus,
  editOpportunity,
  expireOverdue,
  postOpportunity,
} from '../../src/domain/opportunities/commands.ts';
import type { Opportunity, OpportunityDraft, Status } from '../../src/domain/opportunities/opportunity.ts';
import {
  listOpportunities,
  listRevisions,
  lockOpportunity,
  requireOpportunity,
} from '../../src/domain/opportunities/queries.ts';
import { databaseTime } from '../../src/domain/work.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { draft, inFuture, refusal } from './samples.ts';

const late = refusal('invalid', 'opportunity.deadline');

describe.each(storeKinds)('a deadline, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(async () => {
    await sql`delete from opportunity`.execute(house.db);
    await house.told();
  });
  afterAll(() => house?.close());

  const written = (rest: Partial<OpportunityDraft> = {}) => draft({ audience: 'followers', ...rest });
  const post = (rest: Partial<OpportunityDraft> = {}, status: 'draft' | 'open' = 'open') =>
    house.work((work) => postOpportunity(work, house.steward, written(rest), status));
  const move = (id: OpportunityId, next: Status, reason: string | null = 'So it went.') =>
    house.work((work) => changeStatus(work, house.steward, id, next, reason));
  const edit = (id: OpportunityId, change: OpportunityDraft) =>
    house.work((work) => editOpportunity(work, house.steward, id, change));
  const read = (id: OpportunityId) => requireOpportunity(house.db, id);
  const expire = () => house.work(expireOverdue);
  /** Time passes for one opportunity alone. */
  const overdue = async (opportunity: Opportunity): Promise<OpportunityId> => {
    await sql`update opportunity set deadline = now() - interval '1 second' where id = ${opportunity.id}`.execute(
      house.db,
    );
    return opportunity.id;
  };
  const expired = async (): Promise<OpportunityId> => {
    const id = await overdue(await post());
    expect(await expire()).toBe(1);
    await house.told();
    return id;
  };

  it('that has passed is refused at posting, at opening and in an edit', async () => {
    const past = inFuture({ seconds: -2 });
    await expect(post({ deadline: past })).rejects.toThrow(late);
    await expect(post({ deadline: past }, 'draft')).rejects.toThrow(late);
    const before = await post();
    await expect(edit(before.id, { ...before, deadline: past })).rejects.toThrow(late);
    const waiting = await overdue(await post({}, 'draft'));
    await expect(move(waiting, 'open')).rejects.toThrow(late);
    expect((await read(waiting)).status).toBe('draft');
  });

  it('is measured by the clock of the database, to the microsecond', async () => {
    const attempt = (offset: Temporal.DurationLike) =>
      house.work(async (work) => {
        const deadline = work.now.add(offset).toZonedDateTimeISO('UTC');
        return postOpportunity(work, house.steward, written({ deadline }), 'open');
      });
    await expect(attempt({ microseconds: 0 })).rejects.toThrow(late);
    expect((await attempt({ microseconds: 1 })).status).toBe('open');
    expect(await expire()).toBe(1);
    const { id } = await post();
    await house.work(async (work) => {
      await sql`update opportunity set deadline = now() where id = ${id}`.execute(work.tx);
      expect(await expireOverdue(work)).toBe(1);
    });
  });

  it('that has passed ends exactly what is live and overdue', async () => {
    const live = () => post();
    const [open, choosing, filled, withdrawn] = await Promise.all([live(), live(), live(), live()]);
    const drafted = await post({}, 'draft');
    await move(choosing.id, 'shortlisting');
    await move(filled.id, 'filled');
    await move(withdrawn.id, 'withdrawn');
    for (const one of [open, choosing, drafted, filled, withdrawn]) await overdue(one);
    const [later, endless] = await Promise.all([post(), post({ deadline: null })]);
    await house.told();

    expect(await expire()).toBe(2);
    const { items } = await listOpportunities(house.db, 'member');
    expect(Object.fromEntries(items.map((one) => [one.id, one.status]))).toEqual({
      [open.id]: 'expired',
      [choosing.id]: 'expired',
      [drafted.id]: 'draft',
      [filled.id]: 'filled',
      [withdrawn.id]: 'withdrawn',
      [later.id]: 'open',
      [endless.id]: 'open',
    });
    const told = await house.told();
    expect(told).toHaveLength(2);
    for (const { id } of [open, choosing])
      expect(told).toContainEqual({ kind: 'opportunity.changed', by: house.actor.id, opportunity: id });
    expect(await read(open.id)).toMatchObject({ revision: 2, reason: 'The deadline has passed.' });
    expect((await listRevisions(house.db, open.id))[0]).toMatchObject({
      revision: 2,
      what: 'became expired: The deadline has passed.',
      by: null,
    });
    expect(await expire()).toBe(0);
    expect(await house.told()).toEqual([]);
  });

  it('ends each once, however many look at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, async () => overdue(await post())));
    await house.told();
    const counts = await Promise.all([expire(), expire(), expire(), expire()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(12);
    const told = await house.told();
    expect(told.map((event) => 'opportunity' in event && event.opportunity).sort()).toEqual(ids.sort());
    for (const id of ids) expect(await read(id)).toMatchObject({ status: 'expired', revision: 2 });
  });

  it('ends a crowd in portions, the longest overdue first', async () => {
    await house.work(async (work) => {
      for (let n = 0; n < 101; n += 1) await postOpportunity(work, house.steward, written(), 'open');
    });
    await sql`
      update opportunity set deadline = now() - make_interval(secs => place)
      from (select id, row_number() over (order by id) as place from opportunity) as numbered
      where numbered.id = opportunity.id`.execute(house.db);
    expect(await expire()).toBe(100);
    const left = await listOpportunities(house.db, 'member', { statuses: ['open'] });
    const [all] = (
      await sql<{ latest: OpportunityId }>`
        select id as latest from opportunity order by deadline desc limit 1`.execute(house.db)
    ).rows;
    expect(left.items.map((one) => one.id)).toEqual([all?.latest]);
    expect(await expire()).toBe(1);
    expect(await expire()).toBe(0);
  });

  it('lets nothing late in: what expired opens again only with a new deadline', async () => {
    const id = await expired();
    await expect(move(id, 'open')).rejects.toThrow(late);
    await expect(move(id, 'shortlisting')).rejects.toThrow(refusal('conflict', 'opportunity.transition'));
    const before = await read(id);
    await expect(edit(id, { ...before, deadline: inFuture({ minutes: -1 }) })).rejects.toThrow(late);
    expect(await house.told()).toEqual([]);

    const deadline = inFuture({ days: 3 });
    expect(await edit(id, { ...before, deadline })).toEqual({
      ...before,
      deadline,
      revision: 3,
      updatedAt: (await read(id)).updatedAt,
    });
    expect(await move(id, 'open', null)).toMatchObject({ status: 'open', revision: 4, reason: null });
    expect(await house.toldKinds()).toEqual(['opportunity.changed', 'opportunity.changed']);
    expect(await expire()).toBe(0);
  });

  it('may be taken away from what expired, so that it opens again without one', async () => {
    const id = await expired();
    await edit(id, { ...(await read(id)), deadline: null });
    expect(await move(id, 'open')).toMatchObject({ status: 'open', deadline: null });
  });

  it.each(['filled', 'closed'] as const)(
    'that passed while it was %s can be moved before it opens',
    async (over) => {
      const { id } = await post();
      await move(id, over);
      await overdue(await read(id));
      await expect(move(id, 'open')).rejects.toThrow(late);
      await edit(id, { ...(await read(id)), deadline: inFuture({ days: 1 }) });
      expect((await move(id, 'open')).status).toBe('open');
    },
  );

  it('is all that may be changed of what is over, and nothing at all of what was withdrawn', async () => {
    const notLive = refusal('conflict', 'opportunity.not_live');
    const id = await expired();
    const before = await read(id);
    const deadline = inFuture({ days: 3 });
    await expect(edit(id, { ...before, title: 'Another' })).rejects.toThrow(notLive);
    await expect(edit(id, { ...before, deadline, title: 'Another' })).rejects.toThrow(notLive);
    await expect(edit(id, { ...before, deadline, audience: 'public' })).rejects.toThrow(notLive);
    const gone = await post();
    await move(gone.id, 'withdrawn');
    await expect(edit(gone.id, { ...gone, deadline })).rejects.toThrow(notLive);
    expect(await read(id)).toEqual(before);
  });

  it('that passed a moment ago, unnoticed, still lets a steward end or move it, but not go on', async () => {
    const id = await overdue(await post());
    await expect(move(id, 'shortlisting')).rejects.toThrow(late);
    expect((await edit(id, { ...(await read(id)), deadline: inFuture({ days: 1 }) })).status).toBe('open');
    expect(await expire()).toBe(0);
    await overdue(await read(id));
    expect((await move(id, 'filled')).status).toBe('filled');
    expect(await expire()).toBe(0);
  });

  // The embedded store has one connection: nothing happens "right now" in it.
  if (kind === 'postgresql') {
    it('does not wait for what a steward is changing right now', async () => {
      const [held, free] = await Promise.all([overdue(await post()), overdue(await post())]);
      const locked = Promise.withResolvers<void>();
      const looked = Promise.withResolvers<void>();
      const holding = house.work(async (work) => {
        await lockOpportunity(work.tx, held);
        locked.resolve();
        await looked.promise;
      });
      await locked.promise;
      expect(await expire()).toBe(1);
      expect((await read(free)).status).toBe('expired');
      looked.resolve();
      await holding;
      expect(await expire()).toBe(1);
      expect(Temporal.Instant.compare((await read(held)).updatedAt, await databaseTime(house.db))).toBe(-1);
    });
  }
});
