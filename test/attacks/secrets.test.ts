import { setTimeout } from 'node:timers/promises';
import { type KyselyPlugin, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { createOwnToken } from '../../src/domain/auth/api-tokens.ts';
import { makeRecoveryCodes } from '../../src/domain/auth/recovery-codes.ts';
import { openSession } from '../../src/domain/auth/sessions.ts';
import { erasePerson } from '../../src/domain/erasure/commands.ts';
import { postLetter } from '../../src/domain/mail.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { writeNote } from '../../src/domain/people/pools.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { sendLetters } from '../../src/mail/outgoing.ts';
import { configureLog, logFor } from '../../src/platform/log.ts';
import { weaveNetwork } from '../api/api-node.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';
import { openSite, type TestSite, type Visitor } from '../web/pages/site.ts';

const lifetime = Temporal.Duration.from({ hours: 24 });

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_500; tries++) {
    if (await isSo()) return;
    await setTimeout(10);
  }
  throw new Error('It did not come to that.');
}

describe('W12, W14: what people are given, and what they write for few', () => {
  let server: MailServer;
  let site: TestSite;
  let ana: Member;
  let bo: Member;
  let stop: () => Promise<void>;
  const lines: string[] = [];
  /** Everything that nobody may read who gets hold of the log or of a backup, by what it is. */
  const secrets = new Map<string, string>();
  const doing = <T>(command: (work: Work) => Promise<T>) => inWork(site.platform, command);
  const keep = (what: string, secret: string | undefined) => {
    expect([what, secret]).toEqual([what, expect.stringMatching(/.{15}/)]);
    secrets.set(what, secret ?? '');
  };
  const tokenIn = (text: string) => /token=([\w-]{43})/.exec(text)?.[1];

  beforeAll(async () => {
    await configureLog('debug', (line) => lines.push(line));
    server = await startMailServer();
    site = await openSite({ settings: { SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>' } });
    ana = (await site.found()).steward;
    bo = await site.addPerson('Bo Lind', 'bo');
    await site.platform.db.updateTable('collective').set({ join_policy: 'application' }).execute();
    const stopping = new AbortController();
    const working = sendLetters(site.platform, stopping.signal);
    stop = async () => {
      stopping.abort();
      await working;
    };
    await live(await signIn());
    await until(async () => (await openLetters()).length === 0);
    for (const [index, { body }] of server.mails.entries())
      for (const [, token] of body.matchAll(/token=([\w-]{43})/g)) keep(`link in mail ${index}`, token);
  });
  afterAll(async () => {
    await stop?.();
    await configureLog('error', () => undefined);
    await site?.close();
    await server?.close();
  });

  const openLetters = () =>
    site.platform.db.selectFrom('mail').select('id').where('done_at', 'is', null).execute();
  async function signIn(): Promise<Visitor> {
    const visitor = site.visitor();
    const link = await site.signInToken(ana.id);
    keep('sign-in link', link);
    await visitor.get(`/sign-in/link?token=${link}`);
    await visitor.signIn(link);
    keep('session', visitor.cookies.get('session'));
    return visitor;
  }

  /** Everything that hands a secret out or takes one in, through the pages. */
  async function live(me: Visitor): Promise<void> {
    const visitor = site.visitor();
    const invited = await me.post('/invitations', {
      ...{ name: 'Lin', email: 'canary.lin@away.test', engagement: 'freelancer', stage: 'member' },
      note: 'canary words of a note',
    });
    keep('invitation', tokenIn(invited.text));
    await visitor.get(`/join?token=${secrets.get('invitation')}`);
    await visitor.post('/join/question', {
      token: secrets.get('invitation') ?? '',
      question: 'canary question',
    });
    const wanted = { name: 'Ada', email: 'canary.ada@away.test', fediverse: '', links: '', website: '' };
    const applied = await visitor.post('/apply', { ...wanted, does: 'canary deeds', why: 'canary reasons' });
    keep('application', tokenIn(applied.headers.get('location') ?? ''));
    await visitor.get(applied.headers.get('location') ?? '');
    await visitor.post('/sign-in', { email: 'ana@loom.test', next: '/canary-next' });
    await me.post('/settings/mail-address', { email: 'canary.new@loom.test' });
    const codes = (await me.post('/settings/recovery')).text.match(/<code class="handle">[^<]+/g) ?? [];
    keep('recovery code', codes[0]?.replace(/^.*>/, ''));
    const who = { who: 'ana', code: secrets.get('recovery code') ?? '', next: '/' };
    await site.visitor().post('/sign-in/code', who);
    const made = await me.post('/settings/tokens', { name: 'x', days: '30', 'scope-read': 'yes' });
    keep('API token', /ghd_[\w-]{43}/.exec(made.text)?.[0]);
    await visitor.get('/api/v1/people', { authorization: `Bearer ${secrets.get('API token')}` });
    await me.post('/people/note', { who: `${site.origin}/@bo`, note: 'canary thought about Bo' });
    await me.get('/people?q=canary-query');
    await visitor.get(`/sign-in/link?token=${'c'.repeat(43)}%0d%0a{"level":"fatal"}`, {
      'user-agent': 'canary {"level":"fatal"}',
    });
    await visitor.get('/nothing%0a%7B%22level%22%3A%22fatal%22%7D%1b%5B2J');
    const gone = await site.addPerson('Gone', 'gone');
    await site.platform.db
      .updateTable('member')
      .set({ email: 'canary.gone@loom.test' })
      .where('id', '=', gone.id)
      .execute();
    const leaver = site.visitor();
    await leaver.signIn(await site.signInToken(gone.id));
    const left = await leaver.post('/leave', { going: 'gone' });
    keep('farewell', tokenIn(left.headers.get('location') ?? ''));
    const { id: notice } = await site.platform.db
      .selectFrom('notice')
      .select('id')
      .where('member_id', '=', ana.id)
      .executeTakeFirstOrThrow();
    const letter = { kind: 'notices', notices: [notice], isDigest: true } as const;
    await doing((work) => postLetter(work, letter, { member: ana.id }));
    await until(async () => server.mails.some(({ body }) => body.includes('/letters/stop?token=')));
    server.refuse = '451 4.2.0 canary.ana@loom.test is busy, token=canary-in-answer';
    await doing((work) => postLetter(work, { kind: 'account', change: 'token-made' }, { member: ana.id }));
    await until(async () => lines.some((line) => line.includes('A letter was not taken')));
    server.refuse = undefined;
    await sql`update mail set run_at = now() where done_at is null`.execute(site.platform.db);
  }

  test('W12: an address in letters of any language is no less of an address', () => {
    const before = lines.length;
    logFor('mail').warning('A letter was not taken', { reason: '550 jürgen.canary@müller.test is unknown' });
    expect(JSON.parse(lines[before] ?? '{}').reason).toBe('550 (mail) is unknown');
  });

  test('W12: no secret, address or text of theirs is in a line of the log, and every line is one', () => {
    expect(lines.length).toBeGreaterThan(15);
    const all = lines.join('');
    for (const [what, secret] of secrets) expect([what, all.includes(secret)]).toEqual([what, false]);
    expect(all).not.toMatch(/canary|ana@loom\.test/);
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
      expect(JSON.parse(line).level).not.toBe('fatal');
    }
    expect(lines.some((line) => line.includes('/nothing'))).toBe(true);
  });

  test('W14: a dump of the whole database holds none of those secrets', async () => {
    const dump = await dumpOf();
    expect(secrets.size).toBeGreaterThan(10);
    expect(dump).toContain('canary question');
    for (const [what, secret] of secrets) {
      const bytes = Buffer.from(secret.replace(/^ghd_/, ''), 'base64url');
      const spellings = [secret, bytes.toString('hex'), bytes.toString('base64'), secret.replaceAll('-', '')];
      for (const spelling of spellings) expect([what, dump.includes(spelling)]).toEqual([what, false]);
    }
  });

  test('W14: nor, once somebody is erased, what others noted about them', async () => {
    await doing((work) => writeNote(work, ana, `${site.origin}/@bo`, 'canary thought about Bo'));
    expect(await dumpOf()).toContain('canary thought about Bo');
    await doing((work) => erasePerson(work, bo));
    expect(await dumpOf()).not.toContain('canary thought about Bo');
  });

  /** Every row of every table as text, bytes as latin1 and hex. */
  async function dumpOf(): Promise<string> {
    const { db } = site.platform;
    const tables = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
    const parts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        const isBytes = value instanceof Uint8Array;
        parts.push(
          isBytes
            ? Buffer.from(value).toString('latin1') + Buffer.from(value).toString('hex')
            : (JSON.stringify(value) ?? ''),
        );
      }
    }
    return parts.join('\n');
  }
});

describe('P05: whoever asks about somebody', () => {
  let site: TestSite;
  let statements = 0;
  let ask: (
    path: string,
    fields: Record<string, string>,
    cookie?: string,
  ) => Promise<{ status: number; text: string; count: number }>;
  let session: string;
  beforeAll(async () => {
    site = await openSite();
    const { steward } = await site.found();
    const bo = await site.addPerson('Bo Lind', 'bolind');
    const { platform } = site;
    await platform.db.updateTable('member').set({ email: 'bo@loom.test' }).where('id', '=', bo.id).execute();
    await platform.db.updateTable('collective').set({ join_policy: 'application' }).execute();
    await inWork(platform, (work) => makeRecoveryCodes(work, bo.id));
    await inWork(platform, (work) => createOwnToken(work, bo.id, { name: 'x', scopes: ['read'], lifetime }));
    session = await inWork(platform, (work) => openSession(work, steward.id, { isProof: true }));
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const db = platform.db.withPlugin(counting);
    const app = createApp({ ...platform, db }, weaveNetwork(platform));
    ask = async (path, fields, cookie) => {
      await platform.db.deleteFrom('attempt').execute();
      statements = 0;
      const answer = await app.request(`${site.origin}${path}`, {
        method: 'POST',
        headers: {
          origin: site.origin,
          accept: 'text/html',
          'content-type': 'application/x-www-form-urlencoded',
          ...(cookie === undefined ? {} : { cookie }),
        },
        body: new URLSearchParams(fields).toString(),
      });
      return { status: answer.status, text: await answer.text(), count: statements };
    };
  });
  afterAll(() => site?.close());

  const application = { name: 'Eve', fediverse: '', does: 'x', why: 'y', links: '', website: '' };
  test.each<[string, Record<string, string>, string, string, string]>([
    ['/sign-in', { next: '/' }, 'email', 'ana@loom.test', 'eva@loom.test'],
    ['/apply', application, 'email', 'ana@loom.test', 'eva@loom.test'],
    ['/settings/mail-address', {}, 'email', 'bo@loom.test', 'ev@loom.test'],
    ['/sign-in/code', { code: 'aaaaa-bbbbb-ccccc', next: '/' }, 'who', 'bolind', 'noboda'],
    ['/sign-in/code', { code: 'aaaaa-bbbbb-ccccc', next: '/' }, 'who', 'bo@loom.test', 'ev@loom.test'],
  ])(
    'is told the same at %s for a known and an unknown one, after the same work',
    async (path, rest, field, known, unknown) => {
      const cookie = path.startsWith('/settings') ? `session=${session}` : undefined;
      const once = async (value: string) => {
        const { status, text, count } = await ask(path, { ...rest, [field]: value }, cookie);
        return {
          status,
          count,
          length: text.length,
          text: text.replaceAll(value, '*').replaceAll(/[\w-]{43}/g, '*'),
        };
      };
      // The first of each kind may read what is kept in memory afterwards.
      await once(unknown);
      const [one, other] = [await once(known), await once(unknown)];
      expect(one.count).toBeGreaterThan(2);
      expect({ ...one, length: one.length - known.length }).toEqual({
        ...other,
        length: other.length - unknown.length,
      });
    },
  );
});
