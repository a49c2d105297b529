import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/actors/actor.ts';
import { requireActor } from '../../../src/domain/actors/queries.ts';
import { askToJoin, receiveJoinAnswer } from '../../../src/domain/affiliations/memberships.ts';
import { listMemberships } from '../../../src/domain/affiliations/queries.ts';
import {
  finishDepartures,
  leaveEverywhere,
  removeEverywhere,
} from '../../../src/domain/erasure/departures.ts';
import { comeBack } from '../../../src/domain/joining/leaving.ts';
import { changeBelonging, setFederated } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { requireMember } from '../../../src/domain/members/queries.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';

describe.each(storeKinds)('who goes and is a member elsewhere too, on %s', (kind) => {
  let house: House;
  let reef: Actor;
  let ines: Member;
  let count = 0;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(async () => {
    count += 1;
    reef = await house.somebody(`@reef@reef${count}.example`);
    const { id } = await house.member(`ines${count}`);
    await house.work(async (work) => {
      await changeBelonging(work, id, { hats: ['steward'] });
      await setFederated(work, await requireMember(work.tx, id), true);
      ines = await requireMember(work.tx, id);
      await askToJoin(work, ines, reef, '');
      await receiveJoinAnswer(work, reef, { id: null, by: ines.actor }, true);
    });
    await house.told();
  });
  afterAll(() => house?.close());

  const go = (going: 'known' | 'gone') => house.work((work) => leaveEverywhere(work, ines, going));
  const listing = (event: 'member.listed' | 'member.unlisted') => ({
    ...{ kind: event, by: house.actor.id, member: ines.actor, role: 'steward' },
  });
  const ending = () => [
    { kind: 'membership.left', by: ines.actor, collective: reef.id },
    { kind: 'actor.deleted', by: ines.actor, alsoTo: [reef.id] },
  ];
  const leftSince = (hours: number) =>
    house.db
      .updateTable('departure')
      .set({ created_at: Temporal.Now.instant().subtract({ hours }) })
      .where('member_id', '=', ines.id)
      .execute();
  const finish = () => house.work(finishDepartures);

  it('says so at once where they disappear', async () => {
    await go('gone');
    expect(await house.told()).toEqual([...ending(), listing('member.unlisted')]);
    expect(await listMemberships(house.db, ines.id)).toEqual([]);
    await leftSince(25);
    await finish();
    expect(await house.told()).toEqual([]);
  });

  it('says so at once where they are put out', async () => {
    await house.work((work) => removeEverywhere(work, house.steward, ines, 'Enough.'));
    expect(await house.told()).toEqual([...ending(), listing('member.unlisted')]);
  });

  it('is off the list at once and keeps the rest for a day, where they stay known', async () => {
    await go('known');
    expect(await house.told()).toEqual([listing('member.unlisted')]);
    await leftSince(23);
    await finish();
    expect(await house.told()).toEqual([]);
    expect(await listMemberships(house.db, ines.id)).toHaveLength(1);
    await leftSince(25);
    await finish();
    expect(await house.told()).toEqual(ending());
    expect((await requireActor(house.db, ines.actor)).deletedAt).not.toBeNull();
    await finish();
    expect(await house.told()).toEqual([]);
  });

  it('loses nothing by coming back within the day', async () => {
    const secret = await go('known');
    await house.told();
    expect(await house.work((work) => comeBack(work, secret))).toEqual(ines);
    expect(await house.told()).toEqual([listing('member.listed')]);
    expect(await listMemberships(house.db, ines.id)).toMatchObject([{ state: 'accepted' }]);
    await finish();
    expect(await house.told()).toEqual([]);
  });
});
