import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountLimit, clientLimit, countAttempt } from '../../../src/domain/auth/attempts.ts';
import { deviceWords } from '../../../src/domain/auth/device.ts';
import { answerLinkRequest, askForLink, listLinkRequests } from '../../../src/domain/auth/link-requests.ts';
import { issueLink, useLink } from '../../../src/domain/auth/links.ts';
import {
  addPasskey,
  beginChallenge,
  listPasskeys,
  takeChallenge,
} from '../../../src/domain/auth/passkeys.ts';
import {
  countRecoveryCodes,
  makeRecoveryCodes,
  useRecoveryCode,
} from '../../../src/domain/auth/recovery-codes.ts';
import { findSession, isProved, openSession, proveSession } from '../../../src/domain/auth/sessions.ts';
import type { MadePasskey } from '../../../src/domain/auth/webauthn.ts';
import {
  finishLetter,
  forgetOldLetters,
  postLetter,
  postponeLetter,
  takeLetter,
} from '../../../src/domain/mail.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';

const made = (credentialId: string): MadePasskey => ({
  credentialId,
  publicKey: Buffer.of(1, 2, 3),
  counter: 0,
  transports: ['internal'],
  isSynced: true,
  isBackedUp: false,
});

describe.each(storeKinds)('signing in on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  afterAll(() => house.close());

  test('attempts are counted for one name at a time, in any spelling, and forgotten after their window', async () => {
    const attempt = (who: string) => countAttempt(house.db, accountLimit, who);
    for (const who of ['ana', 'ANA', ' ana', 'Ana', 'ana ']) expect(await attempt(who)).toBeUndefined();
    expect(await attempt('ana')).toBeGreaterThan(800);
    expect(await attempt('bo')).toBeUndefined();
    expect(await countAttempt(house.db, clientLimit, 'ana')).toBeUndefined();
    const past = Temporal.Now.instant().subtract({ seconds: 1 });
    await house.db.updateTable('attempt').set({ ends_at: past }).execute();
    expect(await attempt('ana')).toBeUndefined();
    expect(await house.db.selectFrom('attempt').select('count').execute()).toEqual([{ count: 1 }]);
  });

  test('of thirty attempts at once from one place twenty pass', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => countAttempt(house.db, clientLimit, '203.0.113.7')),
    );
    expect(answers.filter((wait) => wait === undefined)).toHaveLength(20);
  });

  test('a request for a link is written alike for members and strangers, and only members wait', async () => {
    await house.work((work) => askForLink(work, 'Tomas@Loom.test', '/'));
    await house.work((work) => askForLink(work, 'eve@evil.test', '/'));
    await house.work((work) => askForLink(work, 'tomas@loom.test', '/allies'));
    const requests = await listLinkRequests(house.db);
    expect(requests.map(({ handle }) => handle)).toEqual(['tomas']);
    const [first] = requests;
    if (first === undefined) throw new Error('nobody waits');
    const { secret } = await house.work((work) => answerLinkRequest(work, first.id));
    expect(await listLinkRequests(house.db)).toEqual([]);
    expect(await house.work((work) => useLink(work, 'sign-in', secret))).toEqual({
      member: house.steward.id,
      isMailed: false,
      email: null,
    });
  });

  test('a link knows whether it came by mail', async () => {
    const secret = await house.work((work) =>
      issueLink(work, 'sign-in', house.steward.id, { isMailed: true }),
    );
    expect((await house.work((work) => useLink(work, 'sign-in', secret))).isMailed).toBe(true);
  });

  test('a session is proved for ten minutes, and proving it again changes its secret', async () => {
    const secret = await house.work((work) => openSession(work, house.steward.id, { isProof: false }));
    const now = Temporal.Now.instant();
    const session = await findSession(house.db, secret, now);
    if (session === undefined) throw new Error('no session');
    expect(isProved(session, now)).toBe(false);
    const fresh = await house.work((work) => proveSession(work, session.id));
    expect(await findSession(house.db, secret, now)).toBeUndefined();
    const proved = await findSession(house.db, fresh, now);
    if (proved === undefined) throw new Error('no session');
    expect(isProved(proved, now)).toBe(true);
    expect(isProved(proved, now.add({ minutes: 9 }))).toBe(true);
    expect(isProved(proved, now.add({ minutes: 11 }))).toBe(false);
    expect(await findSession(house.db, fresh, now.add({ hours: 14 * 24 + 1 }))).toBeUndefined();
  });

  test('a challenge is taken once, for its purpose and its session', async () => {
    const secret = await house.work((work) => openSession(work, house.steward.id));
    const session = (await findSession(house.db, secret, Temporal.Now.instant()))?.id ?? null;
    const challenge = await house.work((work) => beginChallenge(work, 'prove', session));
    const take = (purpose: 'add' | 'prove' | 'sign-in', of: typeof session) =>
      house.work((work) => takeChallenge(work, purpose, of, challenge));
    await expect(take('add', session)).rejects.toMatchObject({ code: 'passkey.challenge' });
    await expect(take('sign-in', null)).rejects.toMatchObject({ code: 'passkey.challenge' });
    await expect(take('prove', null)).rejects.toMatchObject({ code: 'passkey.challenge' });
    await take('prove', session);
    await expect(take('prove', session)).rejects.toMatchObject({ code: 'passkey.challenge' });
  });

  test('a passkey is kept once in the whole house, and a person has twenty at most', async () => {
    const one = await house.member('one');
    const two = await house.member('two');
    const add = (who: typeof one, id: string) =>
      house.work((work) => addPasskey(work, who.id, made(id), 'Phone'));
    await add(one, 'same');
    await expect(add(two, 'same')).rejects.toMatchObject({ code: 'passkey.known' });
    for (let index = 1; index < 20; index++) await add(one, `key-${index}`);
    await expect(add(one, 'key-20')).rejects.toMatchObject({ code: 'passkey.many' });
    expect(await listPasskeys(house.db, one.id)).toHaveLength(20);
    expect(await listPasskeys(house.db, two.id)).toEqual([]);
  });

  test('a recovery code is of one person, once, and nothing in the database spells it', async () => {
    const member = await house.member('coder');
    const [code = ''] = await house.work((work) => makeRecoveryCodes(work, member.id));
    const attempt = (who: string) => house.work((work) => useRecoveryCode(work, who, code));
    await expect(attempt('tomas')).rejects.toMatchObject({ code: 'recovery.unknown' });
    expect(await attempt('@coder@loom.test')).toBe(member.id);
    await expect(attempt('coder')).rejects.toMatchObject({ code: 'recovery.unknown' });
    expect(await countRecoveryCodes(house.db, member.id)).toBe(9);
  });

  test('letters leave in their order, wait after a failure, and are set aside for good', async () => {
    await house.db.deleteFrom('mail').execute();
    const to = { member: house.steward.id };
    await house.work((work) => postLetter(work, { kind: 'account', change: 'code-used' }, to));
    await house.work((work) => postLetter(work, { kind: 'account', change: 'codes-made' }, to));
    const taken = await Promise.all([takeLetter(house.db), takeLetter(house.db), takeLetter(house.db)]);
    const letters = taken.filter((letter) => letter !== undefined);
    expect(letters).toHaveLength(2);
    const [first, second] = letters.toSorted((a, b) => Temporal.Instant.compare(a.createdAt, b.createdAt));
    if (first === undefined || second === undefined) throw new Error('no letters');
    expect(first).toMatchObject({ letter: { change: 'code-used' }, member: house.steward.id, attempts: 1 });
    await postponeLetter(house.db, first.id, 'The server said 451', 60);
    await postponeLetter(house.db, second.id, 'The server said 550', 'for ever');
    expect(await takeLetter(house.db)).toBeUndefined();
    await house.db
      .updateTable('mail')
      .set({ run_at: Temporal.Now.instant().subtract({ seconds: 1 }) })
      .execute();
    expect(await takeLetter(house.db)).toMatchObject({ id: first.id, attempts: 2 });
    await finishLetter(house.db, first.id);
    expect(await takeLetter(house.db)).toBeUndefined();
  });

  test('a lease that ran out is given to the next, and old letters are forgotten', async () => {
    await house.db.deleteFrom('mail').execute();
    await house.work((work) => askForLink(work, 'tomas@loom.test', '/'));
    const first = await takeLetter(house.db);
    expect(await takeLetter(house.db)).toBeUndefined();
    const past = Temporal.Now.instant().subtract({ seconds: 1 });
    await house.db.updateTable('mail').set({ locked_until: past }).execute();
    expect(await takeLetter(house.db)).toMatchObject({ id: first?.id, attempts: 2 });
    await forgetOldLetters(house.db);
    expect(await house.db.selectFrom('mail').select('id').execute()).toHaveLength(1);
    await house.db
      .updateTable('mail')
      .set({ created_at: past.subtract({ hours: 24 }) })
      .execute();
    await forgetOldLetters(house.db);
    expect(await house.db.selectFrom('mail').select('id').execute()).toEqual([]);
  });
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
    'Safari on Mac',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  ['Mozilla/5.0 (iPad; CPU OS 26_0 like Mac OS X) FxiOS/140.0 Mobile Safari/605.1.15', 'Firefox on iPad'],
  ['curl/8.9', 'An unknown browser'],
  ['<script>alert(1)</script> Linux', 'A browser on Linux'],
  [undefined, 'An unknown browser'],
])('%s is "%s"', (userAgent, words) => {
  expect(deviceWords(userAgent)).toBe(words);
});
