import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishEvent } from '../../federation/storage/events.ts';
import { type Iri, newId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { type Page, parseCursor } from '../../src/core/page.ts';
import { keepRemoteActor } from '../../src/domain/actors/commands.ts';
import { listDeliveries, listSaid } from '../../src/domain/deliveries/queries.ts';
import {
  acceptFollower,
  receiveAnswer,
  receiveFollow,
  requestFollow,
} from '../../src/domain/follows/commands.ts';
import { countFollows, listFollowers, listFollowing } from '../../src/domain/follows/queries.ts';
import { keepAllyOpportunity, listFromAllies } from '../../src/domain/opportunities/allies.ts';
import { changeStatus, postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { listOpportunities } from '../../src/domain/opportunities/queries.ts';
import { record } from '../../src/domain/outbox.ts';
import type { Work } from '../../src/domain/work.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse, stranger } from './house.ts';
import { addressOf, draft, proposalOf, refusal } from './samples.ts';

/** A list read to its end, page by page: what was on each. */
async function pagesOf<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[][]> {
  const pages: T[][] = [];
  for (let cursor: string | undefined; pages.length < 50; ) {
    const page = await read(cursor);
    pages.push([...page.items]);
    if (page.next === undefined) return pages;
    cursor = page.next;
  }
  throw new Error('This list does not end.');
}

const sizes = (pages: readonly (readonly unknown[])[]) => pages.map((page) => page.length);
const moments = (times: readonly Temporal.Instant[]) => new Set(times.map(String)).size;

describe.each(storeKinds)('a list whose items came at the same moment, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind, { followPolicy: 'approve' });
  });
  afterAll(() => house?.close());

  /** Does something many times in one transaction, which has one time. */
  const together = <T>(count: number, act: (work: Work, n: number) => Promise<T>): Promise<T[]> =>
    house.work(async (work) => {
      const done: T[] = [];
      for (let n = 0; n < count; n += 1) done.push(await act(work, n));
      return done;
    });
  const crowd = (name: string, count: number) =>
    together(count, (work, n) => keepRemoteActor(work, stranger(`@${name}${n}@${name}.example`)));

  it('shows every opportunity once, newest first', async () => {
    const first = await together(23, (work) => postOpportunity(work, house.steward, draft(), 'open'));
    const last = await together(22, (work) => postOpportunity(work, house.steward, draft(), 'draft'));
    expect(moments([...first, ...last].map((one) => one.createdAt))).toBe(2);

    const pages = await pagesOf((cursor) => listOpportunities(house.db, 'member', { cursor }));
    expect(sizes(pages)).toEqual([20, 20, 5]);
    const ids = (some: readonly { id: string }[]) => some.map((one) => one.id).sort();
    expect(ids(pages.flat())).toEqual(ids([...first, ...last]));
    expect(ids(pages.flat().slice(0, 22))).toEqual(ids(last));

    const open = await pagesOf((cursor) => listOpportunities(house.db, 'anyone', { cursor }));
    expect(sizes(open)).toEqual([20, 3]);
    expect(ids(open.flat())).toEqual(ids(first));
    const drafts = await pagesOf((cursor) =>
      listOpportunities(house.db, 'member', { cursor, statuses: ['draft'] }),
    );
    expect(ids(drafts.flat())).toEqual(ids(last));
  });

  it('loses and repeats nothing while others are added and changed between two pages', async () => {
    const before = (await pagesOf((cursor) => listOpportunities(house.db, 'member', { cursor }))).flat();
    const page = await listOpportunities(house.db, 'member');
    await together(3, (work) => postOpportunity(work, house.steward, draft(), 'open'));
    const moved = page.items[2]?.id ?? newId();
    await house.work((work) => changeStatus(work, house.steward, moved, 'open', null));
    const rest = await pagesOf((cursor) =>
      listOpportunities(house.db, 'member', { cursor: cursor ?? page.next }),
    );
    expect([...page.items, ...rest.flat()].map((one) => one.id)).toEqual(before.map((one) => one.id));
  });

  it('shows every follower once, those who wait apart from those who are in', async () => {
    const all = await crowd('follower', 130);
    await together(130, (work, n) => {
      const follower = all[n] ?? house.actor;
      return receiveFollow(work, house.actor, follower, addressOf(follower, 'follows'));
    });
    const accepted = all.slice(0, 105);
    await together(105, (work, n) => acceptFollower(work, house.actor.id, accepted[n]?.id ?? house.actor.id));
    for (const [state, expected] of [
      ['accepted', accepted],
      ['pending', all.slice(105)],
    ] as const) {
      const pages = await pagesOf((cursor) => listFollowers(house.db, house.actor.id, state, cursor));
      expect(sizes(pages)).toEqual(state === 'accepted' ? [50, 50, 5] : [25]);
      expect(
        pages
          .flat()
          .map((follow) => follow.actor.iri)
          .sort(),
      ).toEqual(expected.map((actor) => actor.iri).sort());
      expect(moments(pages.flat().map((follow) => follow.since))).toBe(1);
      expect(new Set(pages.flat().map((follow) => follow.state))).toEqual(new Set([state]));
    }
    expect(await countFollows(house.db, house.actor.id)).toEqual({
      followers: 105,
      pending: 25,
      following: 0,
    });
  });

  it('shows everybody the collective follows once', async () => {
    const all = await crowd('followed', 100);
    await together(100, (work, n) => requestFollow(work, house.actor.id, all[n] ?? house.actor));
    const pages = await pagesOf((cursor) => listFollowing(house.db, house.actor.id, cursor));
    expect(sizes(pages)).toEqual([50, 50]);
    expect(
      pages
        .flat()
        .map((follow) => follow.actor.iri)
        .sort(),
    ).toEqual(all.map((actor) => actor.iri).sort());
    expect(new Set(pages.flat().map((follow) => follow.state))).toEqual(new Set(['requested']));
  });

  it('shows everything that came from allies once, whoever offers it', async () => {
    const allies = await crowd('ally', 3);
    const kept = await together(45, async (work, n) => {
      const ally = allies[n % 3] ?? house.actor;
      if (n < 3) {
        await requestFollow(work, house.actor.id, ally);
        await receiveAnswer(work, ally, house.actor.id, null, 'accepted');
      }
      const proposal = proposalOf(ally);
      await keepAllyOpportunity(work, ally, proposal, null);
      return proposal.iri;
    });
    const pages = await pagesOf((cursor) => listFromAllies(house.db, cursor));
    expect(sizes(pages)).toEqual([20, 20, 5]);
    expect(
      pages
        .flat()
        .map((item) => item.opportunity.iri)
        .sort(),
    ).toEqual(kept.sort());
    expect(moments(pages.flat().map((item) => item.opportunity.receivedAt))).toBe(1);
  });

  it('shows every receipt once, and everything that was said in public once', async () => {
    const inboxes = Array.from({ length: 90 }, (_, n) => `https://peer${n % 30}.example/inbox/${n}`);
    const activities = await together(3, async (work) => {
      const { id } = await postOpportunity(work, house.steward, draft({ audience: 'followers' }), 'open');
      const event = await record(work, { kind: 'opportunity.changed', by: house.actor.id, opportunity: id });
      const said = iri(work.origin, paths.activity(event));
      const message = { body: '{}', orderingKey: null, delayMs: 0, activityIri: said };
      await finishEvent(work, event, {
        actor: house.actor.id,
        iri: said,
        type: 'Create',
        object: iri(work.origin, paths.post(id)),
        isPublic: true,
        body: JSON.stringify({ id: said }),
        messages: inboxes.map((inbox) => ({ ...message, inbox })),
      });
      return said;
    });
    const receipts = await pagesOf((cursor) => listDeliveries(house.db, { cursor }));
    expect(sizes(receipts)).toEqual([100, 100, 70]);
    const names = receipts.flat().map((receipt) => `${receipt.activity} ${receipt.inbox}`);
    expect(names.sort()).toEqual(
      activities.flatMap((activity) => inboxes.map((inbox) => `${activity} ${inbox}`)).sort(),
    );
    expect(moments(receipts.flat().map((receipt) => receipt.createdAt))).toBe(1);

    const small = await pagesOf((cursor) => listDeliveries(house.db, { cursor, state: 'queued' }, 7));
    expect(sizes(small).slice(-2)).toEqual([7, 4]);
    expect(new Set(small.flat().map((receipt) => `${receipt.activity} ${receipt.inbox}`)).size).toBe(270);
  });

  it('shows everything that was said in public once, also over several pages', async () => {
    const before = await listSaid(house.db, house.actor.id);
    const said = await together(41, async (work, n) => {
      const event = await record(work, { kind: 'actor.updated', by: house.actor.id });
      const address = iri(work.origin, paths.activity(event));
      await finishEvent(work, event, {
        actor: house.actor.id,
        iri: address,
        type: n % 2 === 0 ? 'Create' : 'Announce',
        object: `https://elsewhere.example/${n}` as Iri,
        isPublic: true,
        body: address,
        messages: [],
      });
      return address;
    });
    const pages = await pagesOf((cursor) => listSaid(house.db, house.actor.id, cursor));
    expect(sizes(pages)).toEqual([20, 20, 1 + before.items.length]);
    expect(pages.flat().sort()).toEqual([...said, ...before.items].sort());
    expect((await listSaid(house.db, house.actor.id)).total).toBe(said.length + before.total);
  });

  it('refuses a cursor nobody made, and one of another list gives no error', async () => {
    const lists: ((cursor: string) => Promise<Page<unknown>>)[] = [
      (cursor) => listOpportunities(house.db, 'anyone', { cursor }),
      (cursor) => listFollowers(house.db, house.actor.id, 'accepted', cursor),
      (cursor) => listFollowing(house.db, house.actor.id, cursor),
      (cursor) => listFromAllies(house.db, cursor),
      (cursor) => listDeliveries(house.db, { cursor }),
      (cursor) => listSaid(house.db, house.actor.id, cursor),
    ];
    const cursors = await Promise.all([
      listOpportunities(house.db, 'anyone'),
      listFromAllies(house.db),
      listDeliveries(house.db),
    ]);
    for (const list of lists) {
      await expect(list('garbage')).rejects.toThrow(refusal('invalid', 'page.cursor'));
      for (const { next } of cursors) {
        expect(parseCursor(next ?? '').id).toMatch(/^[0-9a-f-]{32,36}$/);
        expect((await list(next ?? '')).items).toBeInstanceOf(Array);
      }
    }
  });
});
