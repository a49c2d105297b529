import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvitationId } from '../../../src/core/id.ts';
import { useLink } from '../../../src/domain/auth/links.ts';
import {
  acceptInvitation,
  askForNewOne,
  askInviter,
  declineInvitation,
} from '../../../src/domain/joining/answers.ts';
import type { InvitationDraft } from '../../../src/domain/joining/invitation.ts';
import {
  invite,
  issueInvitationLink,
  renewInvitation,
  revokeInvitation,
} from '../../../src/domain/joining/invitations.ts';
import {
  countOpenInvitations,
  findInvitation,
  listInvitations,
  readInvitationTree,
} from '../../../src/domain/joining/queries.ts';
import { requireMember } from '../../../src/domain/members/queries.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, opaqueKeys, openHouse, warm } from '../house.ts';
import { refusal } from '../samples.ts';

describe.each(storeKinds)('an invitation, on %s', (kind) => {
  let house: House;
  let count = 0;
  beforeAll(async () => {
    house = await openHouse(kind, { joinPolicy: 'invitation' });
  });
  afterAll(() => house?.close());

  const draft = (rest: Partial<InvitationDraft> = {}): InvitationDraft => ({
    ...{ name: 'Mira Okafor', email: null, engagement: 'apprentice', stage: 'member', note: '' },
    ...rest,
  });
  const make = (rest: Partial<InvitationDraft> = {}, by = house.steward) =>
    house.work((work) => invite(work, by, draft(rest)));
  const handle = () => `mira${++count}`;
  const accept = (secret: string, name = handle(), email: string | null = null) =>
    house.work((work) =>
      acceptInvitation(work, secret, { name: 'Mira Okafor', handle: name, email }, opaqueKeys),
    );
  const see = (secret: string) => house.work((work) => findInvitation(work.tx, work.now, secret));
  /** As if it had been made nine days ago. */
  const age = async (id: InvitationId) => {
    const at = Temporal.Now.instant().subtract({ hours: 48 });
    await house.db.updateTable('invitation').set({ expires_at: at }).where('id', '=', id).execute();
    await house.db
      .updateTable('joining_link')
      .set({ expires_at: at })
      .where('invitation_id', '=', id)
      .execute();
  };
  const notices = async () =>
    (await house.db.selectFrom('notice').select('payload').orderBy('id').execute()).map((row) => row.payload);

  it('lets one person in, as what they were invited, below who invited them', async () => {
    const { invitation, secret } = await make({ stage: 'candidate', note: ' Come weave. ' });
    expect(invitation).toMatchObject({ state: 'open', note: 'Come weave.', member: null });
    const days = invitation.createdAt.until(invitation.expiresAt).total('hours') / 24;
    expect(days).toBe(7);
    const member = await accept(secret);
    expect(member).toMatchObject({
      ...{ stage: 'candidate', engagement: 'apprentice', hats: [], invitedBy: house.steward.id },
      isFederated: false,
    });
    expect(await see(secret)).toMatchObject({ state: 'used', member: { id: member.id } });
    const tree = await readInvitationTree(house.db);
    expect(tree.find(({ id }) => id === member.id)).toMatchObject({ invitedBy: house.steward.id });
    expect(await notices()).toContainEqual({
      ...{ event: 'member.joined', name: 'Mira Okafor', handle: member.handle },
    });
  });

  it('is used once, however many links it has and however many hurry', async () => {
    await warm(house.db);
    const { invitation, secret } = await make();
    const second = await house.work((work) => issueInvitationLink(work, invitation.id));
    expect(second).not.toBe(secret);
    const answers = await Promise.allSettled([secret, second ?? '', secret].map((link) => accept(link)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toEqual(refusal('gone', 'invitation.used'));
    expect(await house.work((work) => issueInvitationLink(work, invitation.id))).toBeUndefined();
  });

  it('is not used up by a handle that is taken', async () => {
    const { secret } = await make();
    await expect(accept(secret, 'tomas')).rejects.toThrow(refusal('conflict', 'actor.handle_taken'));
    await expect(accept(secret, 'No')).rejects.toThrow(refusal('invalid', 'actor.handle'));
    expect((await see(secret))?.state).toBe('open');
    expect((await accept(secret)).stage).toBe('member');
  });

  it('keeps only digests, and a letter that names no secret', async () => {
    const { secret } = await make({ email: 'Mira@Loom.test' });
    const rows = await house.db.selectFrom('joining_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secret);
    const letters = await house.db.selectFrom('mail').selectAll().where('kind', '=', 'invitation').execute();
    expect(letters.map((letter) => letter.recipient)).toContain('mira@loom.test');
    expect(JSON.stringify(letters)).not.toContain(secret);
  });

  it('opens nothing after seven days, and says so to who comes late', async () => {
    const { invitation, secret } = await make();
    await age(invitation.id);
    expect((await see(secret))?.state).toBe('expired');
    await expect(accept(secret)).rejects.toThrow(refusal('gone', 'invitation.expired'));
    await house.work((work) => askForNewOne(work, secret));
    await house.work((work) => askForNewOne(work, secret));
    expect((await see(secret))?.state).toBe('wanted-again');
    const asked = (await notices()).filter(
      (notice) => notice.event === 'invitation.asked' && notice.question === '',
    );
    expect(asked).toHaveLength(1);

    const renewed = await house.work((work) => renewInvitation(work, invitation.id));
    expect(renewed.invitation.state).toBe('open');
    expect((await see(secret))?.state).toBe('expired');
    await expect(accept(secret)).rejects.toThrow(refusal('gone', 'invitation.expired'));
    await accept(renewed.secret);
    await expect(house.work((work) => renewInvitation(work, invitation.id))).rejects.toThrow(
      refusal('conflict', 'invitation.was_used'),
    );
  });

  it('can be taken back, and its links stay over when it is made anew', async () => {
    const { invitation, secret } = await make();
    await house.work((work) => revokeInvitation(work, invitation.id));
    await expect(accept(secret)).rejects.toThrow(refusal('gone', 'invitation.revoked'));
    await expect(house.work((work) => revokeInvitation(work, invitation.id))).rejects.toThrow(
      refusal('conflict', 'invitation.not_open'),
    );
    const renewed = await house.work((work) => renewInvitation(work, invitation.id));
    await expect(accept(secret)).rejects.toThrow(refusal('gone', 'invitation.expired'));
    expect((await see(renewed.secret))?.state).toBe('open');
  });

  it('can be declined, or answered with a question that the inviter reads', async () => {
    const { secret } = await make({ name: 'Jo' });
    await expect(house.work((work) => askInviter(work, secret, '  '))).rejects.toThrow(
      refusal('invalid', 'invitation.question'),
    );
    await house.work((work) => askInviter(work, secret, ' How many hours? '));
    expect(await see(secret)).toMatchObject({ state: 'open', question: 'How many hours?' });
    await house.work((work) => declineInvitation(work, secret));
    expect((await see(secret))?.state).toBe('declined');
    await expect(accept(secret)).rejects.toThrow(refusal('gone', 'invitation.declined'));
    await expect(house.work((work) => declineInvitation(work, secret))).rejects.toThrow(
      refusal('gone', 'invitation.declined'),
    );
    expect(await notices()).toEqual(
      expect.arrayContaining([
        { event: 'invitation.asked', name: 'Jo', question: 'How many hours?' },
        { event: 'invitation.declined', name: 'Jo' },
      ]),
    );
  });

  it('is no way to sign in, and no other link is an invitation', async () => {
    const { secret } = await make();
    await expect(house.work((work) => useLink(work, 'sign-in', secret))).rejects.toThrow(
      refusal('invalid', 'link.unknown'),
    );
    await expect(accept('nothing')).rejects.toThrow(refusal('invalid', 'link.unknown'));
    expect(await see('')).toBeUndefined();
  });

  it('has a name, a mail address that is one, and a note that fits', async () => {
    await expect(make({ name: '\u200b ' })).rejects.toThrow(refusal('invalid', 'invitation.name'));
    await expect(make({ email: 'mira@' })).rejects.toThrow(refusal('invalid', 'invitation.email'));
    await expect(make({ note: 'x'.repeat(1001) })).rejects.toThrow(refusal('invalid', 'invitation.note'));
  });

  it('comes from a member at most five times at once, also when two are made at the same moment', async () => {
    const ana = await house.member('ana');
    const tries = await Promise.allSettled(Array.from({ length: 7 }, () => make({}, ana)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toEqual(refusal('conflict', 'invitation.quota'));
    expect(await house.work((work) => countOpenInvitations(work.tx, work.now, ana.id))).toBe(5);
    const [first, second] = await house.work((work) => listInvitations(work.tx, work.now, ana.id));
    if (first === undefined || second === undefined) throw new Error('There are five.');
    await house.work((work) => revokeInvitation(work, first.id));
    await make({}, ana);
    await expect(house.work((work) => renewInvitation(work, first.id))).rejects.toThrow(
      refusal('conflict', 'invitation.quota'),
    );
    // One that is open already takes no more room.
    await house.work((work) => renewInvitation(work, second.id));
    await house.db.updateTable('collective').set({ invitation_quota: 6 }).execute();
    await make({}, ana);
    expect((await requireMember(house.db, ana.id)).hats).toEqual([]);
  });

  it('is made by nobody while the collective takes nobody in', async () => {
    await house.db.updateTable('collective').set({ join_policy: 'closed' }).execute();
    await expect(make()).rejects.toThrow(refusal('conflict', 'joining.closed'));
    await house.db.updateTable('collective').set({ join_policy: 'invitation' }).execute();
    expect((await make()).invitation.state).toBe('open');
  });
});
