import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { forgetRemoteActor } from '../../src/domain/actors/commands.ts';
import { requireActor } from '../../src/domain/actors/queries.ts';
import { changeCollective } from '../../src/domain/collective/commands.ts';
import {
  acceptFollower,
  receiveFollow,
  receiveUnfollow,
  rejectFollower,
} from '../../src/domain/follows/commands.ts';
import {
  countFollows,
  followerInboxes,
  isFollower,
  knownHosts,
  listFollowers,
} from '../../src/domain/follows/queries.ts';
import { setFederated } from '../../src/domain/members/commands.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { addressOf, refusal } from './samples.ts';

describe.each(storeKinds)('a follow of ours, on %s', (kind) => {
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

  it('is accepted at once', async () => {
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

  it('goes when the actor is gone', async () => {
    await receive(addressOf(ana, 'follows'));
    await house.work((work) => forgetRemoteActor(work, ana.iri));
    expect(await isFollower(house.db, house.actor.id, ana.iri)).toBe(false);
  });
});
