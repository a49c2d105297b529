import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MemberId } from '../../src/core/id.ts';
import { createApiToken, findApiToken, scopes } from '../../src/domain/auth/api-tokens.ts';
import { consumeLink, isLinkOpen, issueLink, type LinkPurpose } from '../../src/domain/auth/links.ts';
import { digestSecret, newSecret } from '../../src/domain/auth/secret.ts';
import { closeSession, findSession, openSession } from '../../src/domain/auth/sessions.ts';
import { databaseTime } from '../../src/domain/work.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse, warm } from './house.ts';
import { refusal } from './samples.ts';

const used = refusal('gone', 'link.used');
const unknown = refusal('invalid', 'link.unknown');

describe('a secret', () => {
  it('is 256 random bits that fit into an address, a cookie and a header', () => {
    const secrets = Array.from({ length: 1000 }, () => newSecret());
    expect(new Set(secrets).size).toBe(1000);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(newSecret('ghd_')).toMatch(/^ghd_[A-Za-z0-9_-]{43}$/);
  });

  it('is kept as its SHA-256', () => {
    expect(digestSecret('abc').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe.each(storeKinds)('on %s', (kind) => {
  let house: House;
  let member: MemberId;
  beforeAll(async () => {
    house = await openHouse(kind);
    member = house.steward.id;
  });
  afterAll(() => house?.close());

  const now = () => databaseTime(house.db);

  describe('a link', () => {
    const issue = (purpose: LinkPurpose = 'sign-in') =>
      house.work((work) => issueLink(work, purpose, purpose === 'setup' ? null : member));
    const consume = (secret: string, purpose: LinkPurpose = 'sign-in') =>
      house.work((work) => consumeLink(work, purpose, secret));
    const isOpen = (secret: string, purpose: LinkPurpose = 'sign-in') =>
      house.work((work) => isLinkOpen(work, purpose, secret));
    /** Time passes for one link alone. */
    const age = (secret: string, minutes: number) =>
      sql`update link_token set created_at = created_at - make_interval(mins => ${minutes}),
            expires_at = expires_at - make_interval(mins => ${minutes}) where hash = ${digestSecret(secret)}`.execute(
        house.db,
      );

    it('opens once', async () => {
      const secret = await issue();
      expect([await isOpen(secret), await isOpen(secret)]).toEqual([true, true]);
      expect(await consume(secret)).toBe(member);
      expect(await isOpen(secret)).toBe(false);
      await expect(consume(secret)).rejects.toThrow(used);
    });

    it('for setup is nobody’s', async () => {
      expect(await consume(await issue('setup'), 'setup')).toBeNull();
    });

    it('W03: opens for exactly one of ten who use it at the same moment', async () => {
      const secret = await issue();
      await warm(house.db);
      const answers = await Promise.allSettled(Array.from({ length: 10 }, () => consume(secret)));
      const won = answers.filter((answer) => answer.status === 'fulfilled');
      expect(won.map((answer) => answer.value)).toEqual([member]);
      const lost = answers.filter((answer) => answer.status === 'rejected');
      expect(lost).toHaveLength(9);
      for (const { reason } of lost) expect(reason).toEqual(used);
    });

    it('is not used up by what is rolled back', async () => {
      const secret = await issue();
      const failing = house.work(async (work) => {
        await consumeLink(work, 'sign-in', secret);
        throw new Error('The rest went wrong.');
      });
      await expect(failing).rejects.toThrow('The rest went wrong.');
      expect(await consume(secret)).toBe(member);
    });

    it('W03: opens nothing but what it is for, and is not used up by trying', async () => {
      const [signIn, setup] = [await issue(), await issue('setup')];
      expect([await isOpen(signIn, 'setup'), await isOpen(setup)]).toEqual([false, false]);
      await expect(consume(signIn, 'setup')).rejects.toThrow(unknown);
      await expect(consume(setup, 'sign-in')).rejects.toThrow(unknown);
      expect(await consume(signIn)).toBe(member);
      expect(await consume(setup, 'setup')).toBeNull();
    });

    it('W03: is not guessed, nor made from what the database keeps', async () => {
      const secret = await issue();
      const digest = digestSecret(secret);
      for (const wrong of [
        '',
        'x',
        `${secret}x`,
        secret.slice(1),
        digest.toString('hex'),
        digest.toString('base64url'),
      ])
        await expect(consume(wrong)).rejects.toThrow(unknown);
      expect(await consume(secret)).toBe(member);
    });

    it.each<[LinkPurpose, number]>([
      ['sign-in', 15],
      ['setup', 30],
    ])('W03: for %s lives %i minutes, by the clock of the database', async (purpose, minutes) => {
      const [young, old] = [await issue(purpose), await issue(purpose)];
      await age(young, minutes - 1);
      await age(old, minutes);
      expect([await isOpen(young, purpose), await isOpen(old, purpose)]).toEqual([true, false]);
      await expect(consume(old, purpose)).rejects.toThrow(used);
      expect(await consume(young, purpose)).toBe(purpose === 'setup' ? null : member);
    });
  });

  describe('a session', () => {
    const open = () => house.work((work) => openSession(work, member));
    const find = async (secret: string) => (await findSession(house.db, secret, await now()))?.member.id;
    const age = (secret: string, seen: string, made = seen) =>
      sql`update session set seen_at = now() - ${seen}::interval, created_at = now() - ${made}::interval,
            expires_at = now() - ${made}::interval + interval '2160 hours' where hash = ${digestSecret(secret)}`.execute(
        house.db,
      );
    const seenAt = async (secret: string) => {
      const row = await house.db
        .selectFrom('session')
        .select('seen_at')
        .where('hash', '=', digestSecret(secret))
        .executeTakeFirstOrThrow();
      return row.seen_at;
    };

    it('W02: is a new one at every sign-in, and lets the member in', async () => {
      const [one, other] = [await open(), await open()];
      expect(one).not.toBe(other);
      expect([await find(one), await find(other)]).toEqual([member, member]);
    });

    it('W02: is over at once when it is closed, and no other with it', async () => {
      const [one, other] = [await open(), await open()];
      await house.work((work) => closeSession(work, one));
      expect([await find(one), await find(other)]).toEqual([undefined, member]);
      await house.work((work) => closeSession(work, one));
      expect(await find(other)).toBe(member);
    });

    it('is nobody’s where nobody opened it', async () => {
      const secret = await open();
      for (const wrong of ['', secret.slice(1), `${secret}x`, digestSecret(secret).toString('base64url')])
        expect(await find(wrong)).toBeUndefined();
    });

    it('ends after 14 idle days', async () => {
      const secret = await open();
      await age(secret, '335 hours 59 minutes');
      expect(await find(secret)).toBe(member);
      await age(secret, '336 hours');
      expect(await find(secret)).toBeUndefined();
    });

    it('ends after 90 days, however busy it was', async () => {
      const secret = await open();
      await age(secret, '1 minute', '2159 hours 59 minutes');
      expect(await find(secret)).toBe(member);
      await age(secret, '0 minutes', '2160 hours');
      expect(await find(secret)).toBeUndefined();
    });

    it('stays awake by being used, noted at most every ten minutes', async () => {
      const secret = await open();
      await age(secret, '9 minutes');
      const before = await seenAt(secret);
      await find(secret);
      expect(String(await seenAt(secret))).toBe(String(before));
      await age(secret, '11 minutes');
      await find(secret);
      expect(Temporal.Instant.compare(await seenAt(secret), (await now()).subtract({ minutes: 1 }))).toBe(1);
    });

    it('ends when the member leaves the collective', async () => {
      const leaver = await house.member(`leaver-${kind}`);
      const secret = await house.work((work) => openSession(work, leaver.id));
      expect(await find(secret)).toBe(leaver.id);
      await sql`update member set left_at = now(), stage = 'alum' where id = ${leaver.id}`.execute(house.db);
      expect(await find(secret)).toBeUndefined();
    });
  });

  describe('an API token', () => {
    const make = (wanted: readonly string[] = ['read'], lifetime?: Temporal.Duration) =>
      house.work((work) => createApiToken(work, 'test', wanted, lifetime));
    const scopesAt = async (secret: string, at: Temporal.Instant) =>
      (await findApiToken(house.db, secret, at))?.scopes;
    const find = async (secret: string) => scopesAt(secret, await now());
    const usedAt = async (secret: string) => {
      const row = await house.db
        .selectFrom('api_token')
        .select('used_at')
        .where('hash', '=', digestSecret(secret))
        .executeTakeFirstOrThrow();
      return row.used_at;
    };

    it('may do what it was made for', async () => {
      expect(await find(await make(['read']))).toEqual(['read']);
      expect(await find(await make([...scopes]))).toEqual([...scopes]);
      expect(await find(await make(['network', 'network']))).toEqual(['network']);
    });

    it.each([[[]], [['admin']], [['read', 'admin']], [['']], [['READ']], [['read,network']]])(
      'is not made for %j',
      async (wanted) => {
        await expect(make(wanted)).rejects.toThrow(refusal('invalid', 'token.scope'));
      },
    );

    it('is nobody’s where nobody made it', async () => {
      const secret = await make();
      const bare = secret.slice('ghd_'.length);
      for (const wrong of [
        '',
        'ghd_',
        bare,
        `${secret}x`,
        secret.toUpperCase(),
        `ghd_${digestSecret(secret).toString('base64url')}`,
      ])
        expect(await find(wrong)).toBeUndefined();
    });

    it('lives as long as it was given, and for ever where nobody said', async () => {
      const [endless, hour, over] = [
        await make(),
        await make(['read'], Temporal.Duration.from({ hours: 1 })),
        await make(['read'], Temporal.Duration.from({ seconds: -1 })),
      ];
      expect([await find(endless), await find(hour), await find(over)]).toEqual([
        ['read'],
        ['read'],
        undefined,
      ]);
      const later = (await now()).add({ hours: 1 });
      expect(await scopesAt(hour, later)).toBeUndefined();
      expect(await scopesAt(endless, later)).toEqual(['read']);
    });

    it('notes when it was used, at most once a minute', async () => {
      const secret = await make();
      expect(await usedAt(secret)).toBeNull();
      const first = await now();
      for (const [after, noted] of [
        [0, 0],
        [59, 0],
        [61, 61],
      ] as const) {
        await findApiToken(house.db, secret, first.add({ seconds: after }));
        expect(String(await usedAt(secret))).toBe(String(first.add({ seconds: noted })));
      }
    });

    it('is no session and no link', async () => {
      const token = await make();
      const session = await house.work((work) => openSession(work, member));
      const link = await house.work((work) => issueLink(work, 'sign-in', member));
      for (const other of [session, link]) expect(await find(other)).toBeUndefined();
      for (const other of [token, link])
        expect(await findSession(house.db, other, await now())).toBeUndefined();
      for (const other of [token, session])
        await expect(house.work((work) => consumeLink(work, 'sign-in', other))).rejects.toThrow(unknown);
    });
  });
});
