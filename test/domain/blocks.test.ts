import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import { findActorByIri } from '../../src/domain/actors/queries.ts';
import { receiveAnswer, receiveFollow, requestFollow } from '../../src/domain/follows/commands.ts';
import { countFollows, isFollowed, isFollower } from '../../src/domain/follows/queries.ts';
import {
  blockHost,
  receiveBlock,
  receiveReport,
  unblockHost,
  undoBlock,
} from '../../src/domain/moderation/commands.ts';
import { isHostBlocked, listHostBlocks } from '../../src/domain/moderation/queries.ts';
import { keepAllyOpportunity, listFromAllies } from '../../src/domain/opportunities/allies.ts';
import { keepPost } from '../../src/domain/posts/commands.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { addressOf, postOf, proposalOf, refusal } from './samples.ts';

const blocked = refusal('forbidden', 'host.blocked');

describe.each(storeKinds)('on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(() => house.told());
  afterAll(() => house?.close());

  const block = (host: string) => house.work((work) => blockHost(work, host, 'Spam.'));
  const unblock = (host: string) => house.work((work) => unblockHost(work, host));
  /** Somebody who follows us, whom we follow, and from whom something came. */
  const befriended = async (fullHandle: string) => {
    const friend = await house.somebody(fullHandle);
    await house.work(async (work) => {
      await receiveFollow(work, house.actor, friend, addressOf(friend, 'follows'));
      await requestFollow(work, house.actor.id, friend);
      await receiveAnswer(work, friend, house.actor.id, null, 'accepted');
      await keepAllyOpportunity(work, friend, proposalOf(friend, { title: fullHandle }), null);
      await keepPost(work, friend, postOf(friend));
    });
    await house.told();
    return friend;
  };
  const offered = async () => (await listFromAllies(house.db)).items.map((item) => item.opportunity.title);

  describe('a blocked host', () => {
    it('loses its followers, its posts and its opportunities, and others keep theirs', async () => {
      const spammer = await befriended('@a@spam.example');
      const friend = await befriended('@b@kiln.example');
      await block('spam.example');
      expect(await findActorByIri(house.db, spammer.iri)).toBeUndefined();
      expect(await isFollower(house.db, house.actor.id, spammer.iri)).toBe(false);
      expect(await isFollower(house.db, house.actor.id, friend.iri)).toBe(true);
      expect(await isFollowed(house.db, friend.id)).toBe(true);
      expect(await offered()).toEqual(['@b@kiln.example']);
      const posts = await house.db.selectFrom('post').select('actor_id').execute();
      expect(posts).toEqual([{ actor_id: friend.id }]);
      expect(await countFollows(house.db, house.actor.id)).toEqual({
        followers: 1,
        pending: 0,
        following: 1,
      });
      expect(await house.told()).toEqual([]);
    });

    it('is refused as a follower and as somebody to follow', async () => {
      await block('refused.example');
      const somebody = await house.somebody('@a@refused.example');
      await expect(house.work((work) => receiveFollow(work, house.actor, somebody, null))).rejects.toThrow(
        blocked,
      );
      await expect(house.work((work) => requestFollow(work, house.actor.id, somebody))).rejects.toThrow(
        blocked,
      );
      expect(await house.told()).toEqual([]);
    });

    it.each([
      'below.example',
      'one.below.example',
      'two.one.below.example',
      'below.example:8443',
      'one.below.example:8443',
      'below.example.',
    ])('takes %s with it', async (host) => {
      const somebody = await befriended(`@a@${host}`);
      await block('below.example');
      expect(await isHostBlocked(house.db, host)).toBe(true);
      expect(await findActorByIri(house.db, somebody.iri)).toBeUndefined();
      await unblock('below.example');
    });

    it.each(['notbelow.example', 'below.example.org', 'example', 'below-example', 'elow.example'])(
      'leaves %s alone',
      async (host) => {
        const somebody = await befriended(`@a@${host}`);
        await block('below.example');
        expect(await isHostBlocked(house.db, host)).toBe(false);
        expect(await findActorByIri(house.db, somebody.iri)).toEqual(somebody);
        await unblock('below.example');
      },
    );

    it('that is named with a port is blocked on that port, and below it', async () => {
      const [here, below, there] = [
        await befriended('@a@ported.example:8443'),
        await befriended('@a@sub.ported.example:8443'),
        await befriended('@a@ported.example:9443'),
      ];
      await block('ported.example:8443');
      for (const gone of [here, below]) {
        expect(await isHostBlocked(house.db, gone.host)).toBe(true);
        expect(await findActorByIri(house.db, gone.iri)).toBeUndefined();
      }
      for (const host of [there.host, 'ported.example'])
        expect(await isHostBlocked(house.db, host)).toBe(false);
      expect(await findActorByIri(house.db, there.iri)).toEqual(there);
    });

    it('is one, however it was written, and is let in again by any spelling', async () => {
      await block(' Shouting.EXAMPLE. ');
      await block('shouting.example');
      const blocks = await listHostBlocks(house.db);
      expect(blocks.filter((one) => one.host.includes('shouting'))).toEqual([
        { host: 'shouting.example', reason: 'Spam.', createdAt: expect.any(Temporal.Instant) },
      ]);
      expect(await isHostBlocked(house.db, 'shouting.example')).toBe(true);
      expect(await unblock('SHOUTING.example.')).toBe(true);
      expect(await unblock('shouting.example')).toBe(false);
      expect(await isHostBlocked(house.db, 'shouting.example')).toBe(false);
    });

    it.each(['', ' ', 'https://spam.example/', 'spam.example/x', '@a@spam.example', '%', '_', 'a b'])(
      'is not %j',
      async (host) => {
        const before = await listHostBlocks(house.db);
        await expect(block(host)).rejects.toThrow(refusal('invalid', 'host.invalid'));
        expect(await listHostBlocks(house.db)).toEqual(before);
      },
    );
  });

  describe('somebody who blocks us', () => {
    it('is followed no more, follows no more, and hears nothing', async () => {
      const friend = await befriended('@c@quiet.example');
      await house.work((work) => receiveBlock(work, friend, house.actor.id, addressOf(friend, 'blocks')));
      expect(await isFollower(house.db, house.actor.id, friend.iri)).toBe(false);
      expect(await isFollowed(house.db, friend.id)).toBe(false);
      expect(await house.told()).toEqual([]);
    });

    it('is not asked again, and nobody is told why', async () => {
      const friend = await befriended('@d@quiet.example');
      await house.work((work) => receiveBlock(work, friend, house.actor.id, null));
      await house.work((work) => receiveBlock(work, friend, house.actor.id, null));
      await house.work((work) => requestFollow(work, house.actor.id, friend));
      expect(await house.told()).toEqual([]);
      const undone = () => house.work((work) => undoBlock(work, friend, house.actor.id, null));
      expect([await undone(), await undone()]).toEqual([true, false]);
      expect(await isFollowed(house.db, friend.id)).toBe(false);
      await house.work((work) => requestFollow(work, house.actor.id, friend));
      expect(await house.toldKinds()).toEqual(['follow.requested']);
    });

    it('blocks only whom they named', async () => {
      const friend = await befriended('@e@quiet.example');
      await house.work((work) => receiveBlock(work, friend, house.steward.actor, null));
      expect(await isFollower(house.db, house.actor.id, friend.iri)).toBe(true);
      expect(await isFollowed(house.db, friend.id)).toBe(true);
    });
  });

  it('a report is kept once, with as much of it as fits', async () => {
    const report = {
      reporter: 'https://kiln.example/actor' as Iri,
      activity: 'https://kiln.example/flags/1' as Iri,
      objects: Array.from({ length: 60 }, (_, n) => `${house.origin}/opportunities/${n}` as Iri),
      content: 'x'.repeat(6000),
    };
    await house.work((work) => receiveReport(work, report));
    await house.work((work) => receiveReport(work, { ...report, content: 'again' }));
    const rows = await house.db.selectFrom('report').selectAll().execute();
    expect(rows.map((row) => [row.objects.length, row.content.length, row.closed_at])).toEqual([
      [50, 5000, null],
    ]);
  });
});
