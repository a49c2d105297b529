import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptInvitation } from '../../../src/domain/joining/answers.ts';
import type { ApplicationDraft } from '../../../src/domain/joining/application.ts';
import {
  findApplication,
  listApplications,
  requireApplication,
} from '../../../src/domain/joining/application-queries.ts';
import {
  admit,
  apply,
  declineApplication,
  openAdmission,
  takeBackVouch,
  vouch,
  withdrawApplication,
} from '../../../src/domain/joining/applications.ts';
import { leave } from '../../../src/domain/joining/leaving.ts';
import { findInvitation } from '../../../src/domain/joining/queries.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, opaqueKeys, openHouse } from '../house.ts';
import { refusal } from '../samples.ts';

const as = { engagement: 'freelancer', stage: 'candidate' } as const;

describe.each(storeKinds)('an application, on %s', (kind) => {
  let house: House;
  let ana: Member;
  let ben: Member;
  beforeAll(async () => {
    house = await openHouse(kind, { joinPolicy: 'application' });
    ana = await house.member('ana');
    ben = await house.member('ben');
  });
  afterAll(() => house?.close());

  const draft = (rest: Partial<ApplicationDraft> = {}): ApplicationDraft => ({
    ...{
      name: 'Lio',
      email: 'lio@away.test',
      fediverse: null,
      does: 'I weave.',
      why: 'You weave.',
      links: [],
    },
    ...rest,
  });
  const send = async (rest: Partial<ApplicationDraft> = {}) => {
    const secret = await house.work((work) => apply(work, draft(rest)));
    const application = await findApplication(house.db, secret);
    if (application === undefined) throw new Error('It was just sent.');
    return { secret, id: application.id };
  };
  const vouchFor = (member: Member, id: Awaited<ReturnType<typeof send>>['id'], text = 'I know them.') =>
    house.work((work) => vouch(work, member, id, text));
  const admitThem = (id: Awaited<ReturnType<typeof send>>['id']) =>
    house.work((work) => admit(work, house.steward, id, as));

  it('is admitted once two different members vouch, never earlier, not even by a steward', async () => {
    const { secret, id } = await send();
    await expect(admitThem(id)).rejects.toThrow(refusal('conflict', 'application.too_few'));
    await vouchFor(ana, id);
    await vouchFor(ana, id, 'I know them well.');
    await expect(admitThem(id)).rejects.toThrow(refusal('conflict', 'application.too_few'));
    expect((await requireApplication(house.db, id)).vouches).toMatchObject([
      { member: { id: ana.id, name: 'ana' }, sentence: 'I know them well.' },
    ]);
    await vouchFor(ben, id);
    await house.work((work) => takeBackVouch(work, ana, id));
    await expect(admitThem(id)).rejects.toThrow(refusal('conflict', 'application.too_few'));
    await vouchFor(ana, id);
    const { invitation } = await admitThem(id);
    expect(invitation).toMatchObject({ name: 'Lio', email: 'lio@away.test', application: id, ...as });
    await expect(admitThem(id)).rejects.toThrow(refusal('conflict', 'application.decided'));
    await expect(vouchFor(ana, id)).rejects.toThrow(refusal('conflict', 'application.decided'));

    const link = await house.work((work) => openAdmission(work, secret));
    const member = await house.work((work) =>
      acceptInvitation(work, link ?? '', { name: 'Lio', handle: 'lio', email: null }, opaqueKeys),
    );
    expect(member).toMatchObject({ ...as, invitedBy: house.steward.id });
    expect(await house.work((work) => openAdmission(work, secret))).toBeUndefined();
  });

  it('counts the word of nobody who has left', async () => {
    const { id } = await send();
    const cas = await house.member('cas');
    await vouchFor(ana, id);
    await vouchFor(cas, id);
    await house.work((work) => leave(work, cas, 'known'));
    expect((await requireApplication(house.db, id)).vouches).toHaveLength(1);
    await expect(admitThem(id)).rejects.toThrow(refusal('conflict', 'application.too_few'));
  });

  it('tells members that somebody asks, and stewards once when enough vouch', async () => {
    const { id } = await send({ name: 'Noor' });
    const heard = async () =>
      (await house.db.selectFrom('notice').select(['member_id', 'payload']).execute())
        .filter(({ payload }) => 'application' in payload && payload.application === id)
        .map(
          ({ member_id, payload }) =>
            `${payload.event} ${member_id === house.steward.id ? 'steward' : 'member'}`,
        );
    expect((await heard()).sort()).toContain('application.opened member');
    expect(await heard()).toContain('application.opened steward');
    await vouchFor(ana, id);
    expect(await heard()).not.toContain('application.ready steward');
    await vouchFor(ben, id);
    await vouchFor(ben, id, 'Again.');
    expect((await heard()).filter((one) => one.startsWith('application.ready'))).toEqual([
      'application.ready steward',
    ]);
  });

  it('is declined only with a reason, which its sender reads', async () => {
    const { secret, id } = await send();
    await expect(house.work((work) => declineApplication(work, house.steward, id, ' '))).rejects.toThrow(
      refusal('invalid', 'application.reason'),
    );
    await house.work((work) => declineApplication(work, house.steward, id, 'We are full until May.'));
    expect(await findApplication(house.db, secret)).toMatchObject({
      state: 'declined',
      reason: 'We are full until May.',
    });
    expect(await house.work((work) => openAdmission(work, secret))).toBeUndefined();
  });

  it('is erased when it is withdrawn, and members see it no more', async () => {
    const { secret, id } = await send({ name: 'Secret Name', does: 'Secret does' });
    await vouchFor(ana, id);
    await house.work((work) => withdrawApplication(work, secret));
    await house.work((work) => withdrawApplication(work, secret));
    expect(await findApplication(house.db, secret)).toMatchObject({ state: 'withdrawn', name: '', does: '' });
    const rows = await house.db.selectFrom('application').selectAll().where('id', '=', id).execute();
    expect(JSON.stringify(rows)).not.toContain('Secret');
    expect((await listApplications(house.db)).map((one) => one.id)).not.toContain(id);
    await expect(vouchFor(ben, id)).rejects.toThrow(refusal('conflict', 'application.decided'));
  });

  it.each<[string, Partial<ApplicationDraft>]>([
    ['application.name', { name: ' ' }],
    ['application.reach', { email: null }],
    ['application.email', { email: 'lio' }],
    ['application.fediverse', { fediverse: 'lio' }],
    ['application.does', { does: ' ' }],
    ['application.why', { why: 'x'.repeat(2001) }],
    ['application.links', { links: ['javascript:alert(1)'] }],
    ['application.links', { links: Array.from({ length: 6 }, () => 'https://a.test/') }],
  ])('is refused with %s', async (code, rest) => {
    await expect(send(rest)).rejects.toThrow(refusal('invalid', code));
  });

  it('takes a Fediverse handle instead of a mail address', async () => {
    const { id } = await send({
      email: null,
      fediverse: 'Lio@Away.Test',
      links: [' https://lio.test/a ', ''],
    });
    expect(await requireApplication(house.db, id)).toMatchObject({
      email: null,
      fediverse: '@Lio@away.test',
      links: ['https://lio.test/a'],
    });
  });

  it('is written the same for a member’s address as for a stranger’s', async () => {
    const { id } = await send({ email: 'tomas@loom.test' });
    expect(await requireApplication(house.db, id)).toMatchObject({ state: 'open', email: 'tomas@loom.test' });
  });

  it('opens a new link where the invitation ran out', async () => {
    const { secret, id } = await send();
    await vouchFor(ana, id);
    await vouchFor(ben, id);
    const { invitation, secret: first } = await admitThem(id);
    const past = Temporal.Now.instant().subtract({ hours: 1 });
    await house.db
      .updateTable('invitation')
      .set({ expires_at: past })
      .where('id', '=', invitation.id)
      .execute();
    const link = (await house.work((work) => openAdmission(work, secret))) ?? '';
    const see = (one: string) => house.work((work) => findInvitation(work.tx, work.now, one));
    expect((await see(link))?.state).toBe('open');
    expect((await see(first))?.state).toBe('expired');
  });

  it('is sent by nobody where nobody can apply', async () => {
    await house.db.updateTable('collective').set({ join_policy: 'invitation' }).execute();
    await expect(send()).rejects.toThrow(refusal('conflict', 'application.closed'));
    await house.db.updateTable('collective').set({ join_policy: 'application' }).execute();
  });
});
