import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireActor } from '../../../src/domain/actors/queries.ts';
import { createApiToken, findApiToken } from '../../../src/domain/auth/api-tokens.ts';
import { issueLink, useLink } from '../../../src/domain/auth/links.ts';
import { findSession, openSession } from '../../../src/domain/auth/sessions.ts';
import { findFarewell, listAlumni } from '../../../src/domain/joining/departure-queries.ts';
import { invite } from '../../../src/domain/joining/invitations.ts';
import { comeBack, leave, removeMember } from '../../../src/domain/joining/leaving.ts';
import {
  findInvitation,
  listPublicMembers,
  readInvitationTree,
} from '../../../src/domain/joining/queries.ts';
import { addMember, changeBelonging, setFederated } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { findMember, requireMember } from '../../../src/domain/members/queries.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, opaqueKeys, openHouse, warm } from '../house.ts';
import { refusal } from '../samples.ts';

describe.each(storeKinds)('belonging, on %s', (kind) => {
  let house: House;
  let count = 0;
  let ana: Member;
  beforeAll(async () => {
    house = await openHouse(kind, { joinPolicy: 'invitation' });
  });
  beforeEach(async () => {
    count += 1;
    ana = await house.work((work) =>
      addMember(
        work,
        { name: `Ana ${count}`, handle: `ana${count}`, email: `ana${count}@loom.test`, hats: [] },
        opaqueKeys,
      ),
    );
    await house.told();
  });
  afterAll(() => house?.close());

  const bye = (going: 'known' | 'gone' = 'known', who = ana) => house.work((work) => leave(work, who, going));
  const farewell = (secret: string) => house.work((work) => findFarewell(work.tx, work.now, secret));
  const putOut = (reason = 'You shared what was told in confidence.') =>
    house.work((work) => removeMember(work, house.steward, ana, reason));
  const federate = async () => {
    await house.work((work) => setFederated(work, ana, true));
    ana = await requireMember(house.db, ana.id);
    await house.told();
  };
  /** Everything that lets Ana in. */
  const doors = async () => {
    const session = await house.work((work) => openSession(work, ana.id));
    const token = await house.work((work) => createApiToken(work, 'mine', ['read'], undefined, ana.id));
    const link = await house.work((work) => issueLink(work, 'sign-in', ana.id));
    const count = async () => {
      const now = Temporal.Now.instant();
      const open = [
        await findSession(house.db, session, now),
        await findApiToken(house.db, token, now),
        await house.work((work) => useLink(work, 'sign-in', link)).catch(() => undefined),
      ];
      return open.filter((one) => one !== undefined).length;
    };
    return { count };
  };

  it('ends when a person leaves: sessions, tokens and links end with it', async () => {
    const open = await doors();
    const { secret: invitation } = await house.work((work) =>
      invite(work, ana, { name: 'Jo', email: null, engagement: 'volunteer', stage: 'member', note: '' }),
    );
    await bye();
    expect(await open.count()).toBe(0);
    expect(await findMember(house.db, ana.id)).toBeUndefined();
    expect(await listAlumni(house.db)).toContainEqual(
      expect.objectContaining({ id: ana.id, handle: ana.handle }),
    );
    expect((await house.work((work) => findInvitation(work.tx, work.now, invitation)))?.state).toBe(
      'revoked',
    );
  });

  it('ends once, also for who leaves twice at the same moment', async () => {
    await warm(house.db);
    const both = await Promise.allSettled([bye(), bye('gone')]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of both)
      if (one.status === 'rejected') expect(one.reason).toEqual(refusal('not-found', 'member.unknown'));
  });

  it('ends in the open or without a trace: only who disappears is gone from the Fediverse', async () => {
    const unlisted = () => ({
      ...{ kind: 'member.unlisted', by: house.actor.id, member: ana.actor, role: 'member' },
    });
    await federate();
    await bye('known');
    expect(await house.told()).toEqual([unlisted()]);
    const ben = ana;
    ana = await house.member(`other${count}`);
    await federate();
    const secret = await bye('gone');
    expect(await house.told()).toEqual([{ kind: 'actor.deleted', by: ana.actor }, unlisted()]);
    const known = (await listAlumni(house.db)).map(({ id }) => id);
    expect(known).toContain(ben.id);
    expect(known).not.toContain(ana.id);

    const back = await house.work((work) => comeBack(work, secret));
    expect(back).toMatchObject({ id: ana.id, stage: 'member', isFederated: false });
    expect((await requireActor(house.db, ana.actor)).deletedAt).not.toBeNull();
    await expect(house.work((work) => setFederated(work, back, true))).rejects.toThrow(
      refusal('gone', 'member.left_fediverse'),
    );
  });

  it('comes back within a day as it was, once', async () => {
    await house.work((work) => changeBelonging(work, ana.id, { hats: ['ledger'], engagement: 'employee' }));
    const before = await requireMember(house.db, ana.id);
    const secret = await bye('gone', before);
    expect(await farewell(secret)).toMatchObject({ name: ana.name, canUndo: true, isRemoved: false });
    expect(await house.work((work) => comeBack(work, secret))).toEqual(before);
    expect(await farewell(secret)).toBeUndefined();
    await expect(house.work((work) => comeBack(work, secret))).rejects.toThrow(
      refusal('invalid', 'link.unknown'),
    );
  });

  it('does not come back after a day; the farewell stays for sixty', async () => {
    const secret = await bye();
    const set = (hours: number) => ({ created_at: Temporal.Now.instant().subtract({ hours }) });
    await house.db.updateTable('departure').set(set(25)).where('member_id', '=', ana.id).execute();
    expect((await farewell(secret))?.canUndo).toBe(false);
    await expect(house.work((work) => comeBack(work, secret))).rejects.toThrow(
      refusal('gone', 'farewell.over'),
    );
    const past = { expires_at: Temporal.Now.instant().subtract({ hours: 1 }) };
    await house.db.updateTable('joining_link').set(past).where('member_id', '=', ana.id).execute();
    expect(await farewell(secret)).toBeUndefined();
  });

  it('comes back without a mail address that somebody else has by then', async () => {
    const secret = await bye();
    await house.work((work) =>
      addMember(work, { name: 'Other', handle: `o${count}`, email: ana.email, hats: [] }, opaqueKeys),
    );
    expect(await house.work((work) => comeBack(work, secret))).toMatchObject({ id: ana.id, email: null });
  });

  it('ends for who is put out with a reason, for good, and off the Fediverse', async () => {
    await federate();
    const open = await doors();
    await expect(putOut('')).rejects.toThrow(refusal('invalid', 'member.reason'));
    expect(await findMember(house.db, ana.id)).toBeDefined();
    const secret = await putOut();
    expect(await open.count()).toBe(0);
    expect(await house.told()).toEqual([
      { kind: 'actor.deleted', by: ana.actor },
      { kind: 'member.unlisted', by: house.actor.id, member: ana.actor, role: 'member' },
    ]);
    expect(await farewell(secret)).toMatchObject({
      ...{ isRemoved: true, canUndo: false, reason: 'You shared what was told in confidence.' },
    });
    await expect(house.work((work) => comeBack(work, secret))).rejects.toThrow(
      refusal('forbidden', 'farewell.removed'),
    );
    expect((await listAlumni(house.db)).map(({ id }) => id)).not.toContain(ana.id);
    await expect(
      house.work((work) => removeMember(work, house.steward, house.steward, 'Enough.')),
    ).rejects.toThrow(refusal('conflict', 'member.self'));
  });

  it('is told by a letter that names no secret', async () => {
    const secret = await bye();
    const letters = await house.db
      .selectFrom('mail')
      .selectAll()
      .where('kind', '=', 'farewell')
      .where('recipient', '=', ana.email)
      .execute();
    expect(letters).toHaveLength(1);
    expect(JSON.stringify(letters)).not.toContain(secret);
  });

  it('never loses its last steward, not even when two go at the same moment', async () => {
    await expect(bye('known', house.steward)).rejects.toThrow(refusal('conflict', 'member.last_steward'));
    await expect(
      house.work((work) => changeBelonging(work, house.steward.id, { hats: ['moderator'] })),
    ).rejects.toThrow(refusal('conflict', 'member.last_steward'));
    await expect(house.work((work) => removeMember(work, 'node', house.steward, 'Gone.'))).rejects.toThrow(
      refusal('conflict', 'member.last_steward'),
    );
    const other = await house.work((work) => changeBelonging(work, ana.id, { hats: ['steward'] }));
    await warm(house.db);
    const both = await Promise.allSettled([
      house.work((work) => changeBelonging(work, house.steward.id, { hats: [] })),
      house.work((work) => changeBelonging(work, other.id, { hats: [] })),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await house.db
      .updateTable('member')
      .set({ hats: ['steward'] })
      .where('id', '=', house.steward.id)
      .execute();
  });

  it('begins as a candidate without hats and on no public page, until a steward makes them a member', async () => {
    await house.db.updateTable('member').set({ stage: 'candidate' }).where('id', '=', ana.id).execute();
    const candidate = await requireMember(house.db, ana.id);
    await expect(
      house.work((work) => changeBelonging(work, ana.id, { hats: ['moderator'] })),
    ).rejects.toThrow(refusal('conflict', 'member.candidate'));
    await expect(house.work((work) => setFederated(work, candidate, true))).rejects.toThrow(
      refusal('conflict', 'member.candidate'),
    );
    const seen = async () => (await listPublicMembers(house.db)).map(({ handle }) => handle);
    await house.db.updateTable('member').set({ is_federated: true }).where('id', '=', ana.id).execute();
    expect(await seen()).not.toContain(ana.handle);
    const member = await house.work((work) =>
      changeBelonging(work, ana.id, { stage: 'member', hats: ['moderator'] }),
    );
    expect(member).toMatchObject({ stage: 'member', hats: ['moderator'] });
    expect(await seen()).toContain(ana.handle);
  });

  it('keeps who brought whom after somebody disappeared, without their name', async () => {
    const below = await house.work((work) =>
      addMember(
        work,
        { name: 'Below', handle: `below${count}`, email: null, hats: [], invitedBy: ana.id },
        opaqueKeys,
      ),
    );
    await bye('gone');
    const tree = await readInvitationTree(house.db);
    expect(tree.find(({ id }) => id === below.id)?.invitedBy).toBe(ana.id);
    expect(tree.find(({ id }) => id === ana.id)).toMatchObject({ name: null, handle: null, stage: 'alum' });
  });
});
