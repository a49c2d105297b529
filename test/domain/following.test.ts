import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActorId, type Iri, newId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { followMoved, receiveAnswer, requestFollow, unfollow } from '../../src/domain/follows/commands.ts';
import { isFollowed, listFollowing } from '../../src/domain/follows/queries.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { addressOf, refusal } from './samples.ts';

describe.each(storeKinds)('a follow by ours, on %s', (kind) => {
  let house: House;
  let ana: Actor;
  let people = 0;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  // Somebody new for each test.
  beforeEach(async () => {
    people += 1;
    ana = await house.somebody(`@ana${people}@kiln.example`);
    await house.told();
  });
  afterAll(() => house?.close());

  const ask = (target = ana) => house.work((work) => requestFollow(work, house.actor.id, target));
  const answer = (from: Actor, by: ActorId | null, follow: Iri | null, what: 'accepted' | 'rejected') =>
    house.work((work) => receiveAnswer(work, from, by, follow, what));
  const state = async (who = ana) =>
    (await listFollowing(house.db, house.actor.id)).items.find((one) => one.actor.id === who.id)?.state;
  const followOf = async (who = ana): Promise<Iri> => {
    const { follow_iri } = await house.db
      .selectFrom('following')
      .select('follow_iri')
      .where('target_id', '=', who.id)
      .executeTakeFirstOrThrow();
    return follow_iri;
  };
  const lastFollow = async (): Promise<Iri> => {
    const { id } = await house.db
      .selectFrom('outbox')
      .select('id')
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    return iri(house.origin, paths.activity(id));
  };

  it('is asked for, and is one once it was accepted', async () => {
    await ask();
    expect(await state()).toBe('requested');
    expect(await isFollowed(house.db, ana.id)).toBe(false);
    expect(await house.told()).toEqual([{ kind: 'follow.requested', by: house.actor.id, target: ana.id }]);
    const follow = await followOf();
    expect(follow).toBe(await lastFollow());
    expect(await answer(ana, null, follow, 'accepted')).toBe(true);
    expect(await state()).toBe('accepted');
    expect(await isFollowed(house.db, ana.id)).toBe(true);
    expect(await house.told()).toEqual([]);
  });

  it('is answered by the pair where the other server names an id of its own', async () => {
    await ask();
    expect(await answer(ana, house.actor.id, addressOf(ana, 'follows'), 'accepted')).toBe(true);
    expect(await state()).toBe('accepted');
    expect(await answer(ana, house.actor.id, null, 'rejected')).toBe(true);
    expect(await state()).toBe('rejected');
    expect(await isFollowed(house.db, ana.id)).toBe(false);
  });

  it('is answered by nobody but the one who was asked', async () => {
    const mallory = await house.somebody(`@mallory${people}@kiln.example`);
    await ask();
    const follow = await followOf();
    expect(await answer(mallory, house.actor.id, follow, 'accepted')).toBe(false);
    expect(await answer(ana, null, addressOf(ana, 'follows'), 'accepted')).toBe(false);
    expect(await answer(ana, house.steward.actor, null, 'accepted')).toBe(false);
    expect(await answer(ana, null, null, 'accepted')).toBe(false);
    expect(await state()).toBe('requested');
  });

  it('nobody asked for is not answered into being', async () => {
    expect(await answer(ana, house.actor.id, null, 'accepted')).toBe(false);
    expect(await isFollowed(house.db, ana.id)).toBe(false);
  });

  it('is asked for again while it waits or after a no, but not once it is', async () => {
    await ask();
    const first = await followOf();
    await ask();
    expect(await followOf()).not.toBe(first);
    await answer(ana, house.actor.id, null, 'rejected');
    await ask();
    expect(await state()).toBe('requested');
    await answer(ana, house.actor.id, null, 'accepted');
    expect(await house.toldKinds()).toEqual(Array(3).fill('follow.requested'));
    await ask();
    expect(await state()).toBe('accepted');
    expect(await house.told()).toEqual([]);
  });

  it('ends with an Undo that names the Follow it began with', async () => {
    await ask();
    const follow = await followOf();
    await answer(ana, null, follow, 'accepted');
    await house.told();
    const end = () => house.work((work) => unfollow(work, house.actor.id, ana.id));
    await end();
    expect(await house.told()).toEqual([
      { kind: 'follow.undone', by: house.actor.id, target: ana.id, follow },
    ]);
    expect(await state()).toBeUndefined();
    expect(await answer(ana, house.actor.id, follow, 'accepted')).toBe(false);
    await expect(end()).rejects.toThrow(refusal('not-found', 'following.unknown'));
  });

  it('is not of itself', async () => {
    await expect(ask(house.actor)).rejects.toThrow(refusal('invalid', 'follow.self'));
    await expect(house.work((work) => unfollow(work, house.actor.id, newId()))).rejects.toThrow(
      refusal('not-found', 'following.unknown'),
    );
  });

  it('goes along when the followed one moves, if it was accepted', async () => {
    const to = await house.somebody(`@ana${people}@elsewhere.example`, { alsoKnownAs: [ana.iri] });
    await ask();
    await house.work((work) => followMoved(work, ana, to));
    expect([await state(), await state(to)]).toEqual(['requested', undefined]);
    const follow = await followOf();
    await answer(ana, null, follow, 'accepted');
    await house.told();
    await house.work((work) => followMoved(work, ana, to));
    expect([await state(), await state(to)]).toEqual([undefined, 'requested']);
    expect(await house.told()).toEqual([
      { kind: 'follow.requested', by: house.actor.id, target: to.id },
      { kind: 'follow.undone', by: house.actor.id, target: ana.id, follow },
    ]);
  });
});
