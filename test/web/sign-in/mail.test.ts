import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { introduceMember } from '../../../src/domain/members/commands.ts';
import { inWork } from '../../../src/domain/work.ts';
import { sendLetters } from '../../../src/mail/outgoing.ts';
import { type MailServer, startMailServer, type TakenMail } from '../../support/smtp.ts';
import { openSite, type TestSite } from '../pages/site.ts';

function linkIn(mail: TakenMail): URL {
  const found = /http:\/\/\S+\/sign-in\/link\?\S+/.exec(mail.body)?.[0];
  if (found === undefined) throw new Error('There is no link in this mail.');
  return new URL(found);
}

describe('a node that sends mail', () => {
  let server: MailServer;
  let site: TestSite;
  let working: Promise<void>;
  const stopping = new AbortController();

  beforeAll(async () => {
    server = await startMailServer();
    site = await openSite({
      settings: { SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>', TRUST_PROXY: '127.0.0.0/8' },
    });
    await site.found();
    working = sendLetters(site.platform, stopping.signal);
  });
  afterAll(async () => {
    stopping.abort();
    await working;
    await site.close();
    await server.close();
  });

  test('mails a link that shows a button, lets in once, and leads to where one was going', async () => {
    const visitor = site.visitor();
    const asked = await visitor.post('/sign-in', { email: 'Ana@Loom.test', next: '/allies' });
    expect(asked.text).toContain('Look into your mail');
    const mail = await server.mail(0);
    expect([mail.from, mail.to]).toEqual(['hall@loom.test', ['ana@loom.test']]);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('content-type')).toContain('multipart/alternative');
    const link = linkIn(mail);
    expect(link.origin).toBe(site.origin);
    const path = `${link.pathname}${link.search}`;
    for (let count = 0; count < 2; count++) expect((await visitor.get(path)).status).toBe(200);
    expect((await visitor.get('/settings')).status).toBe(401);
    const token = link.searchParams.get('token') ?? '';
    const next = link.searchParams.get('next') ?? '';
    const { status, headers } = await visitor.post('/sign-in/link', { token, next });
    expect([status, headers.get('location')]).toEqual([303, '/settings/sign-in?done=in&next=%2Fallies']);
    expect((await visitor.get('/settings/sign-in?done=in&next=%2Fallies')).text).toContain('href="/allies"');
    expect((await site.visitor().post('/sign-in/link', { token })).status).toBe(410);
  });

  test('keeps no link in its database, only digests', async () => {
    const link = linkIn(await server.mail(0)).searchParams.get('token') ?? '';
    const tables = ['mail', 'link_token', 'session', 'outbox'] as const;
    for (const table of tables) {
      const rows = await site.platform.db.selectFrom(table).selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(link);
    }
  });

  test('the host in a mail is ours, whatever the request said', async () => {
    const visitor = site.visitor();
    const before = server.mails.length;
    await visitor.post(
      '/sign-in',
      { email: 'ana@loom.test', next: '/' },
      { 'x-forwarded-host': 'evil.test' },
    );
    const mail = await server.mail(before);
    expect(linkIn(mail).origin).toBe(site.origin);
    expect(mail.raw).not.toContain('evil.test');
  });

  test('a stranger gets the same page, and nobody gets a mail', async () => {
    const known = await site.visitor().post('/sign-in', { email: 'ana@loom.test', next: '/' });
    await server.mail(2);
    const unknown = await site.visitor().post('/sign-in', { email: 'eve@evil.test', next: '/' });
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    for (let tries = 0; tries < 200; tries++) {
      const open = await site.platform.db
        .selectFrom('mail')
        .select('id')
        .where('done_at', 'is', null)
        .execute();
      if (open.length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(server.mails.flatMap(({ to }) => to)).toEqual(['ana@loom.test', 'ana@loom.test', 'ana@loom.test']);
  });

  test('three links an hour go to one address, and the fourth is refused for strangers too', async () => {
    const ask = (email: string, from: string) =>
      site.visitor().post('/sign-in', { email, next: '/' }, { 'x-forwarded-for': from });
    for (const [index, email] of ['max@evil.test', 'MAX@evil.test', ' max@evil.test '].entries()) {
      expect((await ask(email, `203.0.113.${index}`)).status).toBe(200);
    }
    const fourth = await ask('max@evil.test', '203.0.113.9');
    expect([fourth.status, Number(fourth.headers.get('retry-after')) > 3500]).toEqual([429, true]);
    // Ana asked three times above.
    expect((await ask('ana@loom.test', '203.0.113.9')).status).toBe(429);
  });

  test('a name with line ends and a second header stays a name', async () => {
    const { db } = site.platform;
    const { actor_id: actor, id } = await db.selectFrom('member').selectAll().executeTakeFirstOrThrow();
    await db
      .updateTable('actor')
      .set({ name: 'Ana\r\nBcc: eve@evil.test\r\n\r\nHello' })
      .where('id', '=', actor)
      .execute();
    await db.deleteFrom('attempt').execute();
    const before = server.mails.length;
    await site.visitor().post('/sign-in', { email: 'ana@loom.test', next: '/' });
    const mail = await server.mail(before);
    expect(mail.to).toEqual(['ana@loom.test']);
    expect([...mail.headers.keys()]).not.toContain('bcc');
    expect(mail.headers.get('to')).toContain('Ana Bcc');
    const member = { ...(await site.addPerson('Somebody', 'somebody')), id, actor };
    await inWork(site.platform, (work) => introduceMember(work, member, { name: 'Ana Verhelst', about: '' }));
  });

  test('a steward sends a test and reads what the mail server said', async () => {
    const steward = site.visitor();
    const [{ id } = { id: '' }] = await site.platform.db
      .selectFrom('member')
      .select('id')
      .where(sql<boolean>`'steward' = any(hats)`)
      .execute();
    await steward.signIn(await site.signInToken(id as Parameters<TestSite['signInToken']>[0]));
    expect((await steward.get('/settings/mail')).text).toContain('Send a test');
    const good = await steward.post('/settings/mail-test', { email: 'ines@mail.test' });
    expect(good.text).toContain('250 2.0.0 Ok: queued as TEST1');
    server.refuse = '550 5.1.1 No such mailbox here';
    const bad = await steward.post('/settings/mail-test', { email: 'ines@mail.test' });
    server.refuse = undefined;
    expect(bad.text).toContain('550 5.1.1 No such mailbox here');
    const two = await steward.post('/settings/mail-test', { email: 'a,b@mail.test' });
    expect(two.text).toContain('not the address of one mailbox');
  });
});

test('asking takes as long for a stranger as for somebody who belongs here', {
  timeout: 60_000,
}, async () => {
  const server = await startMailServer();
  const site = await openSite({ settings: { SMTP_URL: server.url, MAIL_FROM: 'hall@loom.test' } });
  await site.found();
  const stopping = new AbortController();
  const working = sendLetters(site.platform, stopping.signal);
  const { db } = site.platform;
  const times: Record<string, number[]> = { 'ana@loom.test': [], 'eve@loom.test': [] };
  for (let round = 0; round < 44; round++) {
    const order = round % 2 === 0 ? Object.keys(times) : Object.keys(times).reverse();
    for (const email of order) {
      await db.deleteFrom('attempt').execute();
      const visitor = site.visitor();
      const startedMs = performance.now();
      const { status } = await visitor.post('/sign-in', { email, next: '/' });
      // The first rounds only warm up.
      if (round >= 4) times[email]?.push(performance.now() - startedMs);
      expect(status).toBe(200);
    }
  }
  const median = (email: string) => times[email]?.toSorted((a, b) => a - b)[20] ?? Number.NaN;
  expect(Math.abs(median('ana@loom.test') - median('eve@loom.test'))).toBeLessThan(15);
  stopping.abort();
  await working;
  await site.close();
  await server.close();
});

describe('a node that sends no mail', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test('shows a steward who waits, and makes the link to pass on, once', async () => {
    const { steward } = await site.found();
    const bo = site.visitor();
    await bo.post('/sign-in', { email: 'ana@loom.test', next: '/' });
    await bo.post('/sign-in', { email: 'eve@evil.test', next: '/' });
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(steward.id));
    const { text } = await visitor.get('/settings/mail');
    expect(text).toContain('Waiting for a link');
    expect(text).not.toContain('eve@evil.test');
    const ids = [...text.matchAll(/name="request" value="([^"]+)"/g)].map(([, id]) => id ?? '');
    expect(ids).toHaveLength(1);
    const made = await visitor.post('/settings/sign-in-links', { request: ids[0] ?? '' });
    const link = /\/sign-in\/link\?token=([\w-]+)/.exec(made.text)?.[1] ?? '';
    expect((await bo.signIn(link)).status).toBe(303);
    expect((await visitor.post('/settings/sign-in-links', { request: ids[0] ?? '' })).status).toBe(404);
    expect((await visitor.get('/settings/mail')).text).toContain('Nobody waits.');
  });

  test('says that a test cannot be sent', async () => {
    const { id } = await site.platform.db.selectFrom('member').select('id').executeTakeFirstOrThrow();
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(id));
    const { status, text } = await visitor.post('/settings/mail-test', { email: 'ana@loom.test' });
    expect([status, text.includes('SMTP_URL')]).toEqual([409, true]);
  });

  test('somebody who is no steward makes no links and no tests', async () => {
    const bo = await site.addPerson('Bo Lindqvist', 'bo');
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(bo.id));
    for (const path of ['/settings/sign-in-links', '/settings/mail-test']) {
      expect([path, (await visitor.post(path, {})).status]).toEqual([path, 403]);
    }
  });
});
