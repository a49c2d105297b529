import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueLink } from '../../../src/domain/auth/links.ts';
import {
  answerMailChange,
  askForMailAddress,
  confirmMailAddress,
  dropMailChange,
  findMailChange,
  listMailChanges,
} from '../../../src/domain/auth/mail-address.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { requireMember } from '../../../src/domain/members/queries.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';

describe.each(storeKinds)('another mail address on %s', (kind) => {
  let house: House;
  let bo: Member;
  let count = 0;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    count += 1;
    const { id } = await house.member(`bo${count}`);
    await house.db
      .updateTable('member')
      .set({ email: `old${count}@bo.test` })
      .where('id', '=', id)
      .execute();
    bo = await requireMember(house.db, id);
    await house.db.deleteFrom('mail').execute();
  });

  const ask = (email: string) => house.work((work) => askForMailAddress(work, bo, email));
  const waiting = () => house.work((work) => findMailChange(work, bo.id));
  const now = () => house.work(async (work) => work.now);
  const emailNow = async () => (await requireMember(house.db, bo.id)).email;
  const answer = async () => {
    const change = await waiting();
    return (await house.work((work) => answerMailChange(work, change?.id ?? ''))).secret;
  };
  const confirm = (secret: string) => house.work((work) => confirmMailAddress(work, secret));
  const letters = async () =>
    (
      await house.db.selectFrom('mail').select(['kind', 'recipient', 'payload']).orderBy('position').execute()
    ).map(({ kind, recipient, payload }) => [
      kind,
      recipient,
      payload.kind === 'mail-moved' ? payload.step : '',
    ]);

  test('is theirs only once the link was used; both addresses are written to', async () => {
    await ask(` New${count}@Bo.test `);
    expect(await emailNow()).toBe(`old${count}@bo.test`);
    expect(await letters()).toEqual([
      ['mail-address', `new${count}@bo.test`, ''],
      ['mail-moved', `old${count}@bo.test`, 'asked'],
    ]);
    const secret = await answer();
    expect((await confirm(secret)).email).toBe(`New${count}@Bo.test`);
    expect(await emailNow()).toBe(`New${count}@Bo.test`);
    expect((await letters()).at(-1)).toEqual(['mail-moved', `old${count}@bo.test`, 'done']);
    await expect(confirm(secret)).rejects.toMatchObject({ code: 'link.used' });
    expect(await waiting()).toBeUndefined();
  });

  test('of somebody else is taken in like any other, and no link can be made for it', async () => {
    await ask('TOMAS@loom.test');
    expect((await letters())[0]).toEqual(['mail-address', 'tomas@loom.test', '']);
    const [change] = (await listMailChanges(house.db, await now())).filter(({ member }) => member === bo.id);
    expect(change?.isTaken).toBe(true);
    await expect(answer()).rejects.toMatchObject({ code: 'mail_address.taken' });
  });

  test('that somebody else took meanwhile stays theirs', async () => {
    await ask(`both${count}@bo.test`);
    const secret = await answer();
    await house.db
      .updateTable('member')
      .set({ email: `Both${count}@bo.test` })
      .where('id', '=', (await house.member(`rival${count}`)).id)
      .execute();
    await expect(confirm(secret)).rejects.toMatchObject({ code: 'mail_address.taken' });
    expect(await emailNow()).toBe(`old${count}@bo.test`);
  });

  test.each([
    ['another was asked for', () => ask(`third${count}@bo.test`)],
    ['they thought better of it', () => house.work((work) => dropMailChange(work, bo.id))],
  ])('once %s, the link opens nothing any more', async (_, change) => {
    await ask(`second${count}@bo.test`);
    const secret = await answer();
    await change();
    await expect(confirm(secret)).rejects.toMatchObject({ code: 'link.unknown' });
    expect(await emailNow()).toBe(`old${count}@bo.test`);
  });

  test('must be confirmed within a day', async () => {
    await ask(`late${count}@bo.test`);
    const secret = await answer();
    const past = (await now()).subtract({ hours: 25 });
    await house.db.updateTable('mail_change').set({ created_at: past }).execute();
    expect(await waiting()).toBeUndefined();
    await expect(confirm(secret)).rejects.toMatchObject({ code: 'link.used' });
    await house.db.deleteFrom('mail_change').execute();
  });

  test('ends sign-in links that went to the old one', async () => {
    await ask(`fresh${count}@bo.test`);
    await house.work((work) => issueLink(work, 'sign-in', bo.id, { isMailed: true }));
    await confirm(await answer());
    const open = await house.db
      .selectFrom('link_token')
      .select('purpose')
      .where('member_id', '=', bo.id)
      .where('used_at', 'is', null)
      .execute();
    expect(open).toEqual([]);
  });

  test('a link to sign in confirms none', async () => {
    const secret = await house.work((work) => issueLink(work, 'sign-in', bo.id));
    await expect(confirm(secret)).rejects.toMatchObject({ code: 'link.unknown' });
  });

  test.each(['', 'bo', 'bo@', 'a b@c.test', `${'x'.repeat(250)}@c.test`])(
    '%j is refused before anything is written',
    async (typed) => {
      await expect(ask(typed)).rejects.toMatchObject({ code: 'member.email' });
      expect(await letters()).toEqual([]);
    },
  );

  test('the one they have is refused', async () => {
    await expect(ask(`OLD${count}@bo.test`)).rejects.toMatchObject({ code: 'mail_address.same' });
  });
});
