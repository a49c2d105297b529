import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Iri, newId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { forgetRemoteActor } from '../../src/domain/actors/commands.ts';
import { requireActor } from '../../src/domain/actors/queries.ts';
import { changeCollective } from '../../src/domain/collective/commands.ts';
import {
  acceptFollower,
  followMoved,
  receiveAnswer,
  receiveFollow,
  receiveUnfollow,
  rejectFollower,
  requestFollow,
  unfollow,
} from '../../src/domain/follows/commands.ts';
import {
  countFollows,
  followerInboxes,
  isFollowed,
  isFollower,
  knownHosts,
  listFollowers,
  listFollowing,
} from '../../src/domain/follows/queries.ts';
import { setFederated } from '../../src/domain/members/commands.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { addressOf, refusal } from './samples.ts';

describe.each(storeKinds)('a follow, on %s', (kind) => {
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

  const policy = async (followPolicy: 'anyone' | 'approve') => {
    await house.work((work) => changeCollective(work, { ...house.collective, followPolicy }));
    await house.told();
  };
  const receive = async (follow: Iri | null, from = ana) => {
    const us = await requireActor(house.db, house.actor.id);
    await house.work((work) => receiveFollow(work, us, from, follow));
  };
  const undo = (target: Iri | null, follow: Iri | null, from = ana) =>
    house.work((work) => receiveUnfollow(work, from, target, follow));
  const standing = async (who = ana) => {
    const waiting = await listFollowers(house.db, house.actor.id, 'pending');
    const accepted = await listFollowers(house.db, house.actor.id, 'accepted');
    return [...waiting.items, ...accepted.items].find((follow) => follow.actor.id === who.id)?.state;
  };
  const accepted = (follow: Iri | null, who = ana) => ({
    kind: 'follower.accepted',
    by: house.actor.id,
    follower: who.id,
    follow,
  });

  it('of ours by somebody is accepted at once', async () => {
    const follow = addressOf(ana, 'follows');
    await receive(follow);
    expect(await standing()).toBe('accepted');
    expect(await isFollower(house.db, house.actor.id, ana.iri)).toBe(true);
    expect(await house.told()).toEqual([accepted(follow)]);
    expect(await followerInboxes(house.db, house.actor.id, 'https://kiln.example')).toContainEqual({
      iri: ana.iri,
      inbox: ana.inbox,
      sharedInbox: ana.sharedInbox,
    });
    expect(await followerInboxes(house.db, house.actor.id, 'https://kiln.exam')).toEqual([]);
    expect(await knownHosts(house.db)).toContain('kiln.example');
  });

  it('waits for a steward where the collective wants that', async () => {
    await policy('approve');
    const follow = addressOf(ana, 'follows');
    await receive(follow);
    expect(await standing()).toBe('pending');
    expect(await house.told()).toEqual([]);
    expect(await isFollower(house.db, house.actor.id, ana.iri)).toBe(false);
    expect((await followerInboxes(house.db, house.actor.id)).map((one) => one.iri)).not.toContain(ana.iri);
    await house.work((work) => acceptFollower(work, house.actor.id, ana.id));
    expect(await house.told()).toEqual([accepted(follow)]);
    expect(await standing()).toBe('accepted');
    await expect(house.work((work) => acceptFollower(work, house.actor.id, ana.id))).rejects.toThrow(
      refusal('not-found', 'follower.unknown'),
    );
    await policy('anyone');
  });

  it('that waited is accepted when it is asked again and nobody decides any more', async () => {
    await policy('approve');
    await receive(addressOf(ana, 'follows'));
    await policy('anyone');
    const again = addressOf(ana, 'follows');
    await receive(again);
    expect(await standing()).toBe('accepted');
    expect(await house.told()).toEqual([accepted(again)]);
  });

  it('that was accepted stays so when it is asked again and somebody decides now', async () => {
    await receive(addressOf(ana, 'follows'));
    await policy('approve');
    const again = addressOf(ana, 'follows');
    await receive(again);
    expect(await standing()).toBe('accepted');
    expect(await house.told()).toEqual([accepted(again)]);
    await policy('anyone');
  });

  it('that is repeated is answered again, under its latest id, and counts once', async () => {
    const before = await countFollows(house.db, house.actor.id);
    const [first, second] = [addressOf(ana, 'follows'), addressOf(ana, 'follows')];
    for (const follow of [first, first, second, null]) await receive(follow);
    expect(await house.told()).toEqual([first, first, second, null].map((follow) => accepted(follow)));
    expect((await countFollows(house.db, house.actor.id)).followers).toBe(before.followers + 1);
  });

  it('of somebody who is gone is refused', async () => {
    const member = await house.member('leaver');
    await house.work((work) => setFederated(work, member, true));
    const joined = { ...member, isFederated: true };
    await house.work((work) => setFederated(work, joined, false));
    await house.told();
    const gone = await requireActor(house.db, member.actor);
    await expect(house.work((work) => receiveFollow(work, gone, ana, null))).rejects.toThrow(
      refusal('gone', 'actor.gone'),
    );
    expect(await house.told()).toEqual([]);
  });

  it('is ended by a steward, waiting or not, and may be asked for again', async () => {
    const follow = addressOf(ana, 'follows');
    await receive(follow);
    await house.told();
    const reject = () => house.work((work) => rejectFollower(work, house.actor.id, ana.id));
    await reject();
    expect(await standing()).toBeUndefined();
    expect(await house.told()).toEqual([
      { kind: 'follower.rejected', by: house.actor.id, follower: ana.id, follow },
    ]);
    await expect(reject()).rejects.toThrow(refusal('not-found', 'follower.unknown'));
    await receive(addressOf(ana, 'follows'));
    expect(await standing()).toBe('accepted');
  });

  it.each(['its id', 'whom it was about', 'both'])('is taken back by %s', async (by) => {
    const follow = addressOf(ana, 'follows');
    await receive(follow);
    await undo(by === 'its id' ? null : house.actor.iri, by === 'whom it was about' ? null : follow);
    expect(await standing()).toBeUndefined();
    await receive(addressOf(ana, 'follows'));
    expect(await standing()).toBe('accepted');
  });

  it('is not taken back by somebody else, nor by an Undo that names nothing', async () => {
    const follow = addressOf(ana, 'follows');
    const mallory = await house.somebody(`@mallory${people}@kiln.example`);
    await receive(follow);
    await undo(null, follow, mallory);
    await undo(house.actor.iri, follow, mallory);
    await undo(null, null);
    await undo(mallory.iri, null);
    expect(await standing()).toBe('accepted');
  });

  it('stays undone when its Undo came first; another Follow counts', async () => {
    const follow = addressOf(ana, 'follows');
    await undo(house.actor.iri, follow);
    await receive(follow);
    expect(await standing()).toBeUndefined();
    expect(await house.told()).toEqual([]);
    await receive(addressOf(ana, 'follows'));
    expect(await standing()).toBe('accepted');
  });

  it('stays undone when its Undo came first and an older Follow was there', async () => {
    const [first, second] = [addressOf(ana, 'follows'), addressOf(ana, 'follows')];
    await receive(first);
    await undo(house.actor.iri, second);
    await receive(second);
    expect(await standing()).toBeUndefined();
  });

  it('is not kept away by somebody else’s Undo', async () => {
    const follow = addressOf(ana, 'follows');
    const mallory = await house.somebody(`@mallory${people}@kiln.example`);
    await undo(null, follow, mallory);
    await receive(follow);
    expect(await standing()).toBe('accepted');
  });

  it('of ours goes when the actor is gone', async () => {
    await receive(addressOf(ana, 'follows'));
    await house.work((work) => forgetRemoteActor(work, ana.iri));
    expect(await isFollower(house.db, house.actor.id, ana.iri)).toBe(false);
  });

  describe('by ours', () => {
    const ask = (target = ana) => house.work((work) => requestFollow(work, house.actor.id, target));
    const answer = (
      from: Actor,
      by: typeof house.actor.id | null,
      follow: Iri | null,
      what: 'accepted' | 'rejected',
    ) => house.work((work) => receiveAnswer(work, from, by, follow, what));
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
});
