import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import { postLetter } from '../../src/domain/mail.ts';
import { inWork } from '../../src/domain/work.ts';
import { sendLetters } from '../../src/mail/outgoing.ts';
import { openApiNode } from '../api/api-node.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';
import { openSite, type TestSite, type Visitor } from '../web/pages/site.ts';
import { type HostileHouse, markup, openHostileHouse, unseen } from './hostile.ts';

/** What in a page could run something: tags and attributes that no page of ours has. */
function dangersIn(html: string): string[] {
  const found: string[] = [];
  for (const [, tag = '', attributes = ''] of html.matchAll(
    /<([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi,
  )) {
    if (/^(?:iframe|object|embed|base)$/i.test(tag)) found.push(tag);
    const named = [...attributes.matchAll(/([^\s"'=/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g)];
    const values = new Map(
      named.map(([, name = '', value = '']) => [name.toLowerCase(), value.replace(/^["']|["']$/g, '')]),
    );
    if (tag === 'script' && values.get('src')?.startsWith('/assets/') !== true)
      found.push(`script ${attributes}`);
    for (const [name, value] of values) {
      if (name.startsWith('on') || name === 'style' || name === 'srcdoc') found.push(`${tag} ${name}`);
      if (/^(?:href|src|action|formaction)$/.test(name) && /^\s*(?:javascript|data|vbscript):/i.test(value)) {
        found.push(`${tag} ${name}=${value}`);
      }
      if (name === 'src' && value === 'x') found.push(`${tag} of others`);
    }
  }
  return found;
}

const usualHeaders = [
  ...['auto-submitted', 'content-language', 'content-type', 'date', 'from', 'message-id', 'mime-version'],
  ...['subject', 'to'],
];

describe('hostile words in every text a person can write', () => {
  let server: MailServer;
  let site: TestSite;
  let house: HostileHouse;
  let stop: () => Promise<void>;
  const visitors = {} as Record<keyof HostileHouse['pages'], Visitor>;
  beforeAll(async () => {
    server = await startMailServer();
    site = await openSite({ settings: { SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>' } });
    house = await openHostileHouse(site, `${markup}${unseen}`);
    Object.assign(visitors, { visitor: site.visitor(), member: site.visitor(), steward: site.visitor() });
    await visitors.member.signIn(await site.signInToken(house.eve.id));
    await visitors.steward.signIn(await site.signInToken(house.ana.id));
    const stopping = new AbortController();
    const working = sendLetters(site.platform, stopping.signal);
    stop = async () => {
      stopping.abort();
      await working;
    };
  });
  afterAll(async () => {
    await stop?.();
    await site?.close();
    await server?.close();
  });

  /** Every page with what it says, and where: `steward /today`. */
  async function everyPage(): Promise<[string, string][]> {
    const read: [string, string][] = [];
    for (const who of ['visitor', 'member', 'steward'] as const)
      for (const path of house.pages[who])
        read.push([`${who} ${path}`, (await visitors[who].get(path)).text]);
    return read;
  }

  test('C01: are text on every page, in its content and in its attributes', async () => {
    const pages = await everyPage();
    expect(pages.flatMap(([where, text]) => dangersIn(text).map((what) => `${where}: ${what}`))).toEqual([]);
    // The words do stand there, so the search above had something to find.
    const showing = pages.filter(([, text]) => /&(lt|#60);img src=x/.test(text));
    expect(showing.length).toBeGreaterThan(25);
  });

  test('C03: have nothing in a line that turns it round or cannot be seen', async () => {
    const turned = (await everyPage()).filter(([, text]) => /[\u200b\u202a-\u202e\u2066-\u2069]/.test(text));
    expect(turned.map(([where]) => where)).toEqual([]);
  });

  test('C05: make no header of a letter, and are text in both of its forms', async () => {
    const { db } = site.platform;
    const { ana } = house;
    const notices = (
      await db.selectFrom('notice').select('id').where('member_id', '=', ana.id).execute()
    ).map(({ id }) => id);
    await inWork(site.platform, async (work) => {
      for (const id of notices) {
        await postLetter(work, { kind: 'notices', notices: [id], isDigest: false }, { member: ana.id });
      }
      await postLetter(work, { kind: 'notices', notices, isDigest: true }, { member: ana.id });
    });
    const open = async () =>
      (await db.selectFrom('mail').select('id').where('done_at', 'is', null).execute()).length;
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
    expect(server.mails.length).toBeGreaterThan(notices.length);
    for (const mail of server.mails) {
      expect(mail.to).toEqual([expect.stringMatching(/^(?:guest@away|ana@loom)\.test$/)]);
      expect([...mail.headers.keys()].sort()).toEqual(usualHeaders);
      const html = mail.body.slice(mail.body.indexOf('<!doctype html>'));
      expect(dangersIn(html)).toEqual([]);
      expect(html).toContain('&#60;img src=x');
      expect(mail.body).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069]/);
    }
  });

  test('C05: C01: a name that was kept before names were cleaned makes no header and no markup either', async () => {
    const { db } = site.platform;
    const name = `${markup}\r\nBcc: all@evil.test\r\n\r\n<b>x</b>`;
    await db.updateTable('actor').set({ name }).where('id', '=', house.ana.actor).execute();
    const before = server.mails.length;
    await inWork(site.platform, (work) =>
      postLetter(work, { kind: 'account', change: 'codes-made' }, { member: house.ana.id }),
    );
    const mail = await server.mail(before);
    expect([mail.to, [...mail.headers.keys()].sort()]).toEqual([['ana@loom.test'], usualHeaders]);
    expect(dangersIn(mail.body.slice(mail.body.indexOf('<!doctype html>')))).toEqual([]);
    expect(dangersIn((await visitors.steward.get('/members')).text)).toEqual([]);
  });
});

describe('C04: JSON nested without end', () => {
  test.each([1_000, 100_000])(
    '%i deep is refused by imports and forms of the API, as what it is',
    async (depth) => {
      const node = await openApiNode();
      const { id } = await node.platform.db.selectFrom('member').select('id').executeTakeFirstOrThrow();
      const token = await inWork(node.platform, (work) =>
        createApiToken(work, 'x', ['people'], undefined, id),
      );
      for (const [open, close] of [
        ['[', ']'],
        ['{"a":', '}'],
      ] as const) {
        const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
        const file = JSON.stringify({ file: Buffer.from(deep).toString('base64') });
        for (const body of [`{"document":${deep}}`, file]) {
          const answer = await node.ask('POST', '/v1/me/signpost/import', { token, body });
          expect([answer.status, answer.body['code']]).toEqual([400, 'import.unknown']);
        }
        const written = await node.ask('PUT', '/v1/me/signpost', { token, body: `{"headline":${deep}}` });
        expect([400, 413]).toContain(written.status);
      }
      await node.close();
    },
  );
});

describe('an address behind a link', () => {
  const wrong = [
    'javascript:alert(1)',
    'JaVaScRiPt://x.test/%0aalert(1)',
    ' data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'https://bank.test@evil.test/',
    'https://a:b@evil.test/',
    '//evil.test/',
    '/settings',
    'file:///etc/passwd',
    'https://',
    'http:evil.test',
  ];
  let site: TestSite;
  let me: Visitor;
  beforeAll(async () => {
    site = await openSite();
    const { steward } = await site.found();
    await site.platform.db.updateTable('collective').set({ join_policy: 'application' }).execute();
    me = site.visitor();
    await me.signIn(await site.signInToken(steward.id));
  });
  afterAll(() => site?.close());

  test.each(wrong)(
    'C01: %s is none: not on a signpost, on work, in an import or in an application',
    async (url) => {
      const { db } = site.platform;
      expect((await me.post('/me/links', { url, label: 'Mine' })).status).toBe(400);
      const work = { title: 'Work', role: '', url, began: '', ended: '', summary: '', skills: '' };
      expect((await me.post('/me/work/new', work)).status).toBe(400);
      const link = { kind: 'link', value: { url, label: 'Mine' } };
      await me.post('/me/import/add', { 'take.0': JSON.stringify(link) });
      const asking = { name: 'Eve', email: 'eve@away.test', fediverse: '', does: 'x', why: 'y', website: '' };
      const applied = await site.visitor().post('/apply', { ...asking, links: url });
      await db.deleteFrom('attempt').execute();
      expect(applied.status).toBe(400);
      for (const table of ['signpost_link', 'signpost_work', 'application'] as const)
        expect([table, await db.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
    },
  );

  test('C01: a web address is one, so that the refusals above say something', async () => {
    expect((await me.post('/me/links', { url: 'https://x.test/me', label: 'Mine' })).status).toBe(303);
    const asking = { name: 'Eve', email: 'eve@away.test', fediverse: '', does: 'x', why: 'y', website: '' };
    const links = 'https://x.test/me';
    expect((await site.visitor().post('/apply', { ...asking, links })).status).toBe(303);
  });
});
