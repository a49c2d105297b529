import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpportunityId } from '../../src/core/id.ts';
import {
  changeStatus,
  deleteOpportunity,
  editOpportunity,
  expireOverdue,
  postOpportunity,
} from '../../src/domain/opportunities/commands.ts';
import type { OpportunityDraft, Status } from '../../src/domain/opportunities/opportunity.ts';
import { featuredOpportunities } from '../../src/domain/opportunities/queries.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { draft } from './samples.ts';

describe.each(storeKinds)('the opportunities on the profile, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(async () => {
    await sql`delete from opportunity`.execute(house.db);
    await house.told();
  });
  afterAll(() => house?.close());

  const post = async (rest: Partial<OpportunityDraft> = {}, status: 'draft' | 'open' = 'open') =>
    (await house.work((work) => postOpportunity(work, house.steward, draft(rest), status))).id;
  const posts = async (count: number) => {
    const ids: OpportunityId[] = [];
    for (let n = 0; n < count; n += 1) ids.push(await post());
    return ids;
  };
  const move = (id: OpportunityId, next: Status) =>
    house.work((work) => changeStatus(work, house.steward, id, next, 'So it went.'));
  const remove = (id: OpportunityId) => house.work((work) => deleteOpportunity(work, house.steward, id));
  const featured = async () => (await featuredOpportunities(house.db)).map((opportunity) => opportunity.id);
  /** What followers were told since: `+` put on the profile, `-` taken off. */
  const pinned = async () =>
    (await house.told()).flatMap((event) => {
      if (event.kind === 'opportunity.featured') return [`+${event.opportunity}`];
      return event.kind === 'opportunity.unfeatured' ? [`-${event.opportunity}`] : [];
    });

  it('are those that take answers, newest first', async () => {
    const [first, second, third] = await posts(3);
    expect(await featured()).toEqual([third, second, first]);
    expect(await pinned()).toEqual([`+${first}`, `+${second}`, `+${third}`]);
  });

  it('are at most five: the oldest makes room and comes back', async () => {
    const ids = await posts(5);
    await house.told();
    const sixth = await post();
    expect(await featured()).toEqual([sixth, ...ids.slice(1).reverse()]);
    expect(await pinned()).toEqual([`-${ids[0]}`, `+${sixth}`]);
    await move(sixth, 'filled');
    expect(await featured()).toEqual([...ids].reverse());
    expect(await pinned()).toEqual([`-${sixth}`, `+${ids[0]}`]);
  });

  it.each(['filled', 'closed', 'withdrawn'] as const)('do not stay when they are %s', async (over) => {
    const id = await post();
    expect(await pinned()).toEqual([`+${id}`]);
    await move(id, 'shortlisting');
    expect(await featured()).toEqual([id]);
    expect(await pinned()).toEqual([]);
    await move(id, over);
    expect(await featured()).toEqual([]);
    expect(await pinned()).toEqual([`-${id}`]);
  });

  it('come back when they open again, in the place of their first day', async () => {
    const older = await post();
    const newer = await post();
    await move(older, 'closed');
    await house.told();
    await move(older, 'open');
    expect(await featured()).toEqual([newer, older]);
    expect(await pinned()).toEqual([`+${older}`]);
  });

  it('do not change by an edit', async () => {
    const id = await post();
    await house.told();
    await house.work((work) => editOpportunity(work, house.steward, id, draft({ title: 'Another' })));
    expect(await house.toldKinds()).toEqual(['opportunity.changed']);
    expect(await featured()).toEqual([id]);
  });

  it('are taken off when they are deleted, after everybody was asked to delete them', async () => {
    const oldest = await post();
    await posts(2);
    const removed = await post();
    await posts(2);
    await house.told();
    await remove(removed);
    expect(await house.told()).toEqual([
      { kind: 'opportunity.deleted', by: house.actor.id, opportunity: removed, wasPublic: true },
      { kind: 'opportunity.unfeatured', by: house.actor.id, opportunity: removed },
      { kind: 'opportunity.featured', by: house.actor.id, opportunity: oldest },
    ]);
  });

  it('are taken off by their deadline, and the next ones come up', async () => {
    const ids = await posts(7);
    await house.told();
    const over = [ids[2], ids[6]];
    await sql`update opportunity set deadline = now() where id in (${ids[2]}, ${ids[6]})`.execute(house.db);
    expect(await house.work(expireOverdue)).toBe(2);
    expect(await featured()).toEqual([5, 4, 3, 1, 0].map((index) => ids[index]));
    expect((await pinned()).sort()).toEqual(
      [...over.map((id) => `-${id}`), `+${ids[0]}`, `+${ids[1]}`].sort(),
    );
  });

  it('are never drafts, and never for followers only', async () => {
    const [hidden, drafted] = [await post({ audience: 'followers' }), await post({}, 'draft')];
    expect(await featured()).toEqual([]);
    await move(hidden, 'shortlisting');
    await move(hidden, 'open');
    await remove(hidden);
    await remove(drafted);
    expect(await pinned()).toEqual([]);
    const opened = await post({}, 'draft');
    await move(opened, 'open');
    expect(await pinned()).toEqual([`+${opened}`]);
  });

  it('are told of once for each that came and went, however many change at the same moment', async () => {
    const ids = await posts(5);
    await house.told();
    await Promise.all([
      ...Array.from({ length: 4 }, () => post()),
      ...ids.slice(3).map((id) => move(id, 'filled')),
    ]);
    const shown = new Set(ids.map((id): string => id));
    for (const told of await pinned()) {
      const id = told.slice(1);
      if (told.startsWith('+')) {
        expect(shown.has(id), `${id} was put on twice`).toBe(false);
        shown.add(id);
      } else expect(shown.delete(id), `${id} was taken off twice`).toBe(true);
      expect(shown.size).toBeLessThanOrEqual(6);
    }
    expect([...shown].sort()).toEqual((await featured()).sort());
  });
});
