import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Iri } from '../../../src/core/id.ts';
import type { Actor } from '../../../src/domain/actors/actor.ts';
import {
  admitGuest,
  guestClaims,
  inviteGuest,
  receiveJoin,
  refuseGuest,
  removeGuest,
} from '../../../src/domain/affiliations/guests.ts';
import {
  acceptInvitation,
  askToJoin,
  endMembership,
  receiveInvite,
  receiveRemoval,
} from '../../../src/domain/affiliations/memberships.ts';
import { claimsOf, countAsking, countListed, listGuests } from '../../../src/domain/affiliations/queries.ts';
import { setFederated } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { requireMember } from '../../../src/domain/members/queries.ts';
import { blockHost, receiveBlock } from '../../../src/domain/moderation/commands.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';

describe.each(storeKinds)('memberships that reach beyond the node, on %s', (kind) => {
  let house: House;
  let ines: Member;
  beforeAll(async () => {
    house = await openHouse(kind);
    const { id } = await house.member('ines');
    await house.work(async (work) => setFederated(work, await requireMember(work.tx, id), true));
    ines = await house.work((work) => requireMember(work.tx, id));
  });
  afterAll(() => house?.close());

  const somebody = (handle: string): Promise<Actor> => house.somebody(handle, { type: 'Person' });
  const asks = (person: Actor, id = 'join') =>
    house.work((work) => receiveJoin(work, person, `${person.iri}/${id}` as Iri, 'Hello'));
  const refused = (code: string) => expect.objectContaining({ code });

  it('only stewards invite, admit, refuse and remove', async () => {
    const ana = await somebody('@ana@kiln.example');
    await asks(ana);
    for (const act of [
      () => house.work((work) => inviteGuest(work, ines, ana)),
      () => house.work((work) => admitGuest(work, ines, ana.id)),
      () => house.work((work) => refuseGuest(work, ines, ana.id)),
      () => house.work((work) => removeGuest(work, ines, ana.id, '')),
    ])
      await expect(act()).rejects.toEqual(refused('steward.only'));
    expect(await countAsking(house.db)).toBe(1);
    await house.work((work) => refuseGuest(work, house.steward, ana.id));
    expect(await countAsking(house.db)).toBe(0);
  });

  it('one server may have twenty people waiting, and another its own', async () => {
    const crowd = Array.from({ length: 21 }, (_, n) => `@person${n}@loud.example`);
    for (const handle of crowd.slice(0, 20)) await asks(await somebody(handle));
    const last = await somebody(crowd[20] ?? '');
    await expect(asks(last)).rejects.toEqual(refused('join.too_many'));
    await asks(await somebody('@else@calm.example'));
    expect(await countAsking(house.db)).toBe(21);
    await house.work((work) => blockHost(work, 'loud.example', ''));
    expect(await countAsking(house.db)).toBe(1);
  });

  it('only people are asked in, of other servers, once', async () => {
    const group = await house.somebody('@group@kiln.example');
    const invite = (person: Actor) => house.work((work) => inviteGuest(work, house.steward, person));
    await expect(invite(group)).rejects.toEqual(refused('guest.not_person'));
    await expect(invite(house.actor)).rejects.toEqual(refused('guest.local'));
    const eva = await somebody('@eva@kiln.example');
    await asks(eva);
    // Whoever asked and is asked in is in.
    await invite(eva);
    expect((await listGuests(house.db, ['member'])).map((guest) => guest.actor.handle)).toEqual(['eva']);
    await expect(invite(eva)).rejects.toEqual(refused('guest.is_member'));
    expect(await countListed(house.db)).toBe(0);
    await house.work((work) => guestClaims(work, eva.id, true));
    await house.told();
    await house.work((work) => guestClaims(work, eva.id, true));
    expect([await countListed(house.db), await house.toldKinds()]).toEqual([1, []]);
  });

  it('who blocks us hears nothing, and nobody learns of it', async () => {
    const shut = await somebody('@shut@kiln.example');
    const club = await house.somebody('@club@kiln.example');
    await house.work((work) => receiveBlock(work, shut, house.actor.id, null));
    await house.work((work) => receiveBlock(work, club, ines.actor, null));
    await house.told();
    await house.work((work) => inviteGuest(work, house.steward, shut));
    await house.work((work) => askToJoin(work, ines, club, ''));
    expect(await house.toldKinds()).toEqual([]);
  });

  it('who is asked in by a collective elsewhere is told, and not again for taking it back and asking anew', async () => {
    const cove = await house.somebody('@cove@cove.example');
    const told = async () => {
      const rows = await house.db
        .selectFrom('notice')
        .select('payload')
        .where('member_id', '=', ines.id)
        .execute();
      return rows.map(({ payload }) => payload).filter(({ event }) => event === 'affiliation.invited');
    };
    const invite = (n: number) =>
      house.work((work) => receiveInvite(work, ines, cove, `${cove.iri}/invites/${n}` as Iri));
    await invite(1);
    const once = [{ event: 'affiliation.invited', name: 'cove', handle: '@cove@cove.example' }];
    expect(await told()).toEqual(once);
    await invite(1);
    await invite(2);
    await house.work((work) => receiveRemoval(work, cove, ines));
    await invite(3);
    expect(await told()).toEqual(once);
    await house.work((work) => endMembership(work, ines, cove.id));
    // Who had asked themselves has said yes: there is nothing to answer.
    const bay = await house.somebody('@bay@bay.example');
    await house.work((work) => askToJoin(work, ines, bay, ''));
    await house.work((work) => receiveInvite(work, ines, bay, `${bay.iri}/invites/1` as Iri));
    expect(await told()).toEqual(once);
    await house.work((work) => endMembership(work, ines, bay.id));
  });

  it('one asks only collectives elsewhere, and only as somebody who can be seen', async () => {
    const reef = await house.somebody('@reef@reef.example');
    const ask = (who: Member, to: Actor, message = '') =>
      house.work((work) => askToJoin(work, who, to, message));
    await expect(ask(house.steward, reef)).rejects.toEqual(refused('membership.not_federated'));
    await expect(ask(ines, await somebody('@ana@reef.example'))).rejects.toEqual(
      refused('membership.not_collective'),
    );
    await expect(ask(ines, house.actor)).rejects.toEqual(refused('membership.own'));
    await expect(ask(ines, reef, 'x'.repeat(1001))).rejects.toEqual(refused('membership.message'));
    await ask(ines, reef);
    expect(await claimsOf(house.db, ines.id)).toEqual([]);
    await expect(house.work((work) => acceptInvitation(work, ines, reef.id))).rejects.toEqual(
      refused('membership.unknown'),
    );
    await house.work((work) => endMembership(work, ines, reef.id));
    await expect(house.work((work) => endMembership(work, ines, reef.id))).rejects.toEqual(
      refused('membership.unknown'),
    );
  });
});
