import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { forgetRemoteActor } from '../../src/domain/actors/commands.ts';
import { receiveAnswer, requestFollow, unfollow } from '../../src/domain/follows/commands.ts';
import {
  announceAlly,
  findFromAlly,
  forgetAllyOpportunity,
  keepAllyOpportunity,
  listFromAllies,
  proposalOfPost,
  takeBackAlly,
} from '../../src/domain/opportunities/allies.ts';
import type { IncomingOpportunity } from '../../src/domain/opportunities/ally-opportunity.ts';
import { deletePost } from '../../src/domain/posts/commands.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { addressOf, inFuture, proposalOf, refusal, role } from './samples.ts';

const first = Temporal.Instant.from('2026-11-20T09:00:00Z');
const later = first.add({ seconds: 1 });

describe.each(storeKinds)('an opportunity of an ally, on %s', (kind) => {
  let house: House;
  let kiln: Actor;
  let allies = 0;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  // A new ally for each test.
  beforeEach(async () => {
    allies += 1;
    kiln = await house.somebody(`@kiln@kiln${allies}.example`);
    await follow(kiln, 'accepted');
    await house.told();
  });
  afterAll(() => house?.close());

  const follow = (whom: Actor, answer: 'accepted' | 'rejected') =>
    house.work(async (work) => {
      await requestFollow(work, house.actor.id, whom);
      await receiveAnswer(work, whom, house.actor.id, null, answer);
    });
  const keep = (incoming: IncomingOpportunity, post: Iri | null = null, from = kiln) =>
    house.work((work) => keepAllyOpportunity(work, from, incoming, post));
  /** What happens when a Delete arrives. */
  const remove = (address: Iri, from = kiln) =>
    house.work(async (work) => {
      await forgetAllyOpportunity(work, from, address);
      await deletePost(work, from, address);
    });
  const read = async (address: Iri) => (await findFromAlly(house.db, address))?.opportunity;
  const listed = async () => (await listFromAllies(house.db)).items.map((item) => item.opportunity.iri);

  it('is kept as it is, with where it came from', async () => {
    const post = addressOf(kiln, 'notes');
    const incoming = proposalOf(kiln, {
      status: 'shortlisting',
      deadline: inFuture({ days: 4 }),
      place: { kind: 'onsite', name: 'Porto' },
      roles: [role({ terms: { kind: 'fixed', amount: { minor: 1_150_000n, currency: 'JPY' } } })],
      revision: 7,
    });
    expect(await keep(incoming, post)).toBe(true);
    const found = await findFromAlly(house.db, incoming.iri);
    const added = { post, collective: kiln.id, receivedAt: found?.opportunity.receivedAt };
    expect({ ...found?.opportunity, attributedTo: kiln.iri }).toEqual({ ...incoming, ...added });
    expect(found?.collective).toEqual({ name: 'kiln', handle: 'kiln', host: kiln.host, iri: kiln.iri });
    expect(await proposalOfPost(house.db, post, kiln.id)).toBe(incoming.iri);
    expect(await proposalOfPost(house.db, post, house.actor.id)).toBeUndefined();
    expect((await listed())[0]).toBe(incoming.iri);
    expect(await house.told()).toEqual([]);
  });

  it('is replaced by a newer document, and keeps its place and its post', async () => {
    const post = addressOf(kiln, 'notes');
    const incoming = proposalOf(kiln, { updatedAt: first });
    await keep(incoming, post);
    const before = await read(incoming.iri);
    await keep(proposalOf(kiln));
    const order = await listed();
    const filled = {
      ...incoming,
      status: 'filled',
      title: 'Done',
      deadline: null,
      updatedAt: later,
    } as const;
    expect(await keep(filled)).toBe(true);
    const after = await read(incoming.iri);
    expect(after).toEqual({ ...before, status: 'filled', title: 'Done', deadline: null, updatedAt: later });
    expect(await listed()).toEqual(order);
  });

  it('is not changed by an older document, nor by one as old', async () => {
    const incoming = proposalOf(kiln, { updatedAt: later });
    await keep(incoming);
    const before = await read(incoming.iri);
    for (const updatedAt of [first, later, later.subtract({ nanoseconds: 1000 })])
      expect(await keep({ ...incoming, title: 'Old', updatedAt })).toBe(false);
    expect(await read(incoming.iri)).toEqual(before);
  });

  it('ends the same in whatever order its versions arrive', async () => {
    const base = proposalOf(kiln);
    const versions = [1, 2, 3].map((n) => ({
      ...base,
      title: `Version ${n}`,
      updatedAt: first.add({ seconds: n }),
    }));
    for (const order of ['012', '021', '102', '120', '201', '210']) {
      const address = addressOf(kiln, 'proposals');
      for (const n of order) await keep({ ...(versions[Number(n)] ?? base), iri: address });
      expect((await read(address))?.title).toBe('Version 3');
    }
  });

  it.each(['Proposal', 'post'])('deleted by its %s goes, and does not come back', async (by) => {
    const post = addressOf(kiln, 'notes');
    const incoming = proposalOf(kiln);
    await keep(incoming, post);
    await remove(by === 'Proposal' ? incoming.iri : post);
    expect(await read(incoming.iri)).toBeUndefined();
    expect(await keep({ ...incoming, updatedAt: later }, post)).toBe(false);
    // A Proposal may also come alone, long after its post.
    expect(await keep({ ...incoming, updatedAt: later }, null)).toBe(false);
    expect(await listed()).not.toContain(incoming.iri);
  });

  it('does not take along what came with the same post', async () => {
    const post = addressOf(kiln, 'notes');
    const [one, other] = [proposalOf(kiln), proposalOf(kiln)];
    await keep(one, post);
    await keep(other, post);
    await remove(one.iri);
    expect(await read(one.iri)).toBeUndefined();
    expect(await keep({ ...other, updatedAt: later }, post)).toBe(true);
    await remove(post);
    expect(await read(other.iri)).toBeUndefined();
  });

  it.each(['Proposal', 'post'])('deleted by its %s before it arrived stays away', async (by) => {
    const post = addressOf(kiln, 'notes');
    const incoming = proposalOf(kiln);
    await remove(by === 'Proposal' ? incoming.iri : post);
    expect(await keep(incoming, post)).toBe(false);
    expect(await read(incoming.iri)).toBeUndefined();
  });

  it('cannot be touched by another actor, even one of the same server', async () => {
    const mallory = await house.somebody(`@mallory@${kiln.host}`);
    await follow(mallory, 'accepted');
    const post = addressOf(kiln, 'notes');
    const incoming = proposalOf(kiln);
    await keep(incoming, post);
    const before = await read(incoming.iri);
    await expect(keep({ ...incoming, updatedAt: later }, post, mallory)).rejects.toThrow(
      refusal('forbidden', 'ally.not_owner'),
    );
    const claimed = { ...incoming, attributedTo: mallory.iri, title: 'Mine', updatedAt: later };
    expect(await keep(claimed, null, mallory)).toBe(false);
    await remove(incoming.iri, mallory);
    await remove(post, mallory);
    expect(await read(incoming.iri)).toEqual(before);
    expect(await keep({ ...incoming, updatedAt: later }, post)).toBe(true);
  });

  it('is not kept away by what another actor deleted', async () => {
    const mallory = await house.somebody(`@mallory@${kiln.host}`);
    const post = addressOf(kiln, 'notes');
    const incoming = proposalOf(kiln);
    await remove(incoming.iri, mallory);
    await remove(post, mallory);
    expect(await keep(incoming, post)).toBe(true);
  });

  it('is listed while its collective is followed, and only then', async () => {
    const asked = await house.somebody(`@asked@asked${allies}.example`);
    const refused = await house.somebody(`@refused@refused${allies}.example`);
    const stranger = await house.somebody(`@stranger@stranger${allies}.example`);
    await house.work((work) => requestFollow(work, house.actor.id, asked));
    await follow(refused, 'rejected');
    const offers = [kiln, asked, refused, stranger].map((one) => proposalOf(one));
    for (const [n, from] of [kiln, asked, refused, stranger].entries())
      await keep(offers[n] ?? proposalOf(from), null, from);
    const mine = new Set(offers.map((offer) => offer.iri));
    const shown = async () => (await listed()).filter((address) => mine.has(address));
    expect(await shown()).toEqual([offers[0]?.iri]);
    expect(await read(offers[3]?.iri ?? kiln.iri)).toBeUndefined();
    await house.work((work) => unfollow(work, house.actor.id, kiln.id));
    expect(await shown()).toEqual([]);
    await follow(kiln, 'accepted');
    expect(await shown()).toEqual([offers[0]?.iri]);
  });

  it('goes when its collective is gone', async () => {
    const incoming = proposalOf(kiln);
    await keep(incoming);
    await house.work((work) => forgetRemoteActor(work, kiln.iri));
    expect(await listed()).not.toContain(incoming.iri);
  });

  it('is passed on as the post it came with, by stewards', async () => {
    const post = addressOf(kiln, 'notes');
    const [posted, bare] = [proposalOf(kiln), proposalOf(kiln)];
    await keep(posted, post);
    await keep(bare);
    const member = await house.member(`member${allies}`);
    const announce = (address: Iri, by = house.steward) =>
      house.work((work) => announceAlly(work, by, address));
    await expect(announce(posted.iri, member)).rejects.toThrow(refusal('forbidden', 'steward.only'));
    await expect(announce(addressOf(kiln, 'proposals'))).rejects.toThrow(
      refusal('not-found', 'ally.unknown'),
    );
    await expect(announce(bare.iri)).rejects.toThrow(refusal('conflict', 'ally.no_post'));
    expect(await house.told()).toEqual([]);
    await announce(posted.iri);
    expect(await house.told()).toEqual([
      { kind: 'announced', by: house.actor.id, object: post, author: kiln.id },
    ]);
    // Once is enough, and it can be taken back and passed on again.
    await announce(posted.iri);
    expect(await house.told()).toEqual([]);
    const takeBack = () => house.work((work) => takeBackAlly(work, house.steward, posted.iri));
    await takeBack();
    await expect(takeBack()).rejects.toThrow(refusal('conflict', 'ally.not_passed_on'));
    await announce(posted.iri);
    expect(await house.toldKinds()).toEqual(['announce.undone', 'announced']);
  });
});
