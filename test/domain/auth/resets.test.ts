import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOwnToken } from '../../../src/domain/auth/api-tokens.ts';
import { issueLink } from '../../../src/domain/auth/links.ts';
import { addPasskey, listPasskeys } from '../../../src/domain/auth/passkeys.ts';
import { countRecoveryCodes, makeRecoveryCodes } from '../../../src/domain/auth/recovery-codes.ts';
import {
  findReset,
  listResets,
  makeResetLink,
  startReset,
  stopReset,
  useReset,
} from '../../../src/domain/auth/resets.ts';
import { findSession, openSession } from '../../../src/domain/auth/sessions.ts';
import type { Asker } from '../../../src/domain/members/can.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';

describe.each(storeKinds)('help back in on %s', (kind) => {
  let house: House;
  let bo: Member;
  let count = 0;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    count += 1;
    bo = await house.member(`bo${count}`);
    await house.db.deleteFrom('account_reset').execute();
    await house.db.deleteFrom('mail').execute();
  });

  const start = (by: Asker = house.steward) => house.work((work) => startReset(work, bo.id, by));
  const link = (by: Asker = house.steward) => house.work((work) => makeResetLink(work, bo.id, by));
  const use = (secret: string) => house.work((work) => useReset(work, secret));
  const running = () => house.work((work) => findReset(work, bo.id));
  /** The database's clock cannot be moved, so the row is moved into the past instead. */
  const hoursPass = async (hours: number) => {
    const past = (await house.work(async (work) => work.now)).subtract({ minutes: Math.round(hours * 60) });
    await house.db.updateTable('account_reset').set({ created_at: past }).execute();
  };
  const told = async () =>
    (await house.db.selectFrom('mail').select(['payload', 'member_id']).orderBy('position').execute()).map(
      ({ payload, member_id }) => [payload.kind === 'account' ? payload.change : payload.kind, member_id],
    );

  test('takes a day in which nothing is changed and no link can be made', async () => {
    const reset = await start();
    expect(reset.startedBy).toBe(house.steward.name);
    expect(reset.startedAt.until(reset.opensAt).total('hours')).toBe(24);
    await expect(link()).rejects.toMatchObject({ code: 'reset.too_early' });
    await hoursPass(23.9);
    await expect(link()).rejects.toMatchObject({ code: 'reset.too_early' });
    await hoursPass(24);
    expect(await link()).toMatch(/^[\w-]{43}$/);
    expect(await told()).toEqual([['reset-started', bo.id]]);
  });

  test('removes every way in there was before the link lets in, once', async () => {
    const made = { publicKey: Buffer.of(1), counter: 0, transports: [], isSynced: false, isBackedUp: false };
    await house.work((work) => addPasskey(work, bo.id, { ...made, credentialId: `key${count}` }, 'Phone'));
    await house.work((work) => makeRecoveryCodes(work, bo.id));
    const session = await house.work((work) => openSession(work, bo.id));
    const lifetime = Temporal.Duration.from({ hours: 24 });
    await house.work((work) => createOwnToken(work, bo.id, { name: 'x', scopes: ['read'], lifetime }));
    await house.work((work) => issueLink(work, 'sign-in', bo.id));
    await start();
    await hoursPass(25);
    const secret = await link();
    expect(await listPasskeys(house.db, bo.id)).toHaveLength(1);
    expect((await use(secret)).id).toBe(bo.id);
    expect(await listPasskeys(house.db, bo.id)).toEqual([]);
    expect(await countRecoveryCodes(house.db, bo.id)).toBe(0);
    expect(await findSession(house.db, session, Temporal.Now.instant())).toBeUndefined();
    for (const table of ['api_token', 'session'] as const) {
      const rows = await house.db.selectFrom(table).select('hash').where('member_id', '=', bo.id).execute();
      expect(rows).toEqual([]);
    }
    await expect(use(secret)).rejects.toMatchObject({ code: 'link.used' });
    expect(await running()).toBeUndefined();
    expect((await told()).at(-1)).toEqual(['reset-done', bo.id]);
  });

  test('is stopped by the person, and then the link opens nothing', async () => {
    await start();
    await hoursPass(30);
    const secret = await link();
    await house.work((work) => stopReset(work, bo.id, bo));
    await expect(use(secret)).rejects.toMatchObject({ code: 'link.unknown' });
    await expect(link()).rejects.toMatchObject({ code: 'reset.unknown' });
    expect((await told()).at(-1)).toEqual(['reset-stopped', bo.id]);
  });

  test('is stopped by a steward, not by another member', async () => {
    const eve = await house.member(`eve${count}`);
    await start();
    await expect(house.work((work) => stopReset(work, bo.id, eve))).rejects.toMatchObject({
      kind: 'forbidden',
    });
    await house.work((work) => stopReset(work, bo.id, house.steward));
    expect(await running()).toBeUndefined();
  });

  test('is begun by stewards and the command line alone, by nobody for themselves, and once at a time', async () => {
    const eve = await house.member(`eve${count}`, 'moderator');
    for (const by of [eve, bo, undefined]) {
      await expect(start(by ?? eve), by?.handle).rejects.toMatchObject({ kind: 'forbidden' });
    }
    const own = house.work((work) => startReset(work, house.steward.id, house.steward));
    await expect(own).rejects.toMatchObject({ kind: 'forbidden' });
    const other = await house.member(`second${count}`, 'steward');
    await house.work((work) => startReset(work, house.steward.id, other));
    await start('node');
    expect((await running())?.startedBy).toBeNull();
    await expect(start()).rejects.toMatchObject({ code: 'reset.running' });
    expect(await house.work((work) => listResets(work))).toHaveLength(2);
  });

  test('makes a new link in place of the old one', async () => {
    await start();
    await hoursPass(24);
    const first = await link();
    const second = await link('node');
    await expect(use(first)).rejects.toMatchObject({ code: 'link.unknown' });
    expect((await use(second)).id).toBe(bo.id);
  });

  test('is over after a week, and may begin anew', async () => {
    await start();
    await hoursPass(24 * 7 - 0.5);
    const secret = await link();
    await hoursPass(24 * 7 + 1);
    expect(await running()).toBeUndefined();
    await expect(use(secret)).rejects.toMatchObject({ code: 'reset.stopped' });
    await start();
  });
});
