import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../../src/web/csp.ts';
import { openSite, opportunityFields, type TestSite, type Visitor } from './site.ts';

/** Make every link of a site older by so many minutes. */
async function ageLinks({ platform: { db } }: TestSite, minutes: number): Promise<void> {
  const rows = await db.selectFrom('link_token').select(['hash', 'expires_at']).execute();
  for (const { hash, expires_at } of rows) {
    const expiresAt = expires_at.subtract({ minutes });
    await db.updateTable('link_token').set({ expires_at: expiresAt }).where('hash', '=', hash).execute();
  }
}

describe('signing in', () => {
  let site: TestSite;
  let ana: Awaited<ReturnType<TestSite['found']>>['steward'];
  beforeAll(async () => {
    site = await openSite();
    ({ steward: ana } = await site.found());
  });
  afterAll(() => site.close());

  test('the answer is the same for an address somebody has here and for one nobody has', async () => {
    const known = await site.visitor().post('/sign-in', { email: 'ana@loom.test', next: '/' });
    const unknown = await site.visitor().post('/sign-in', { email: 'eve@evil.test', next: '/' });
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    expect(known.text).toContain('guildhall sign-in HANDLE');
  });

  test('opening a link uses nothing up; the button does, once', async () => {
    const token = await site.signInToken(ana.id);
    const visitor = site.visitor();
    for (let count = 0; count < 2; count++) {
      expect((await visitor.get(`/sign-in/link?token=${token}`)).status).toBe(200);
    }
    expect((await visitor.get('/settings')).status).toBe(401);
    const { status, headers } = await visitor.signIn(token);
    // Somebody without a passkey is led to where they make one; the page leads on.
    expect([status, headers.get('location')]).toEqual([303, '/settings/sign-in?done=in&next=%2F']);
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^session=[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await visitor.get('/settings')).status).toBe(200);
    expect((await site.visitor().signIn(token)).status).toBe(410);
    expect((await site.visitor().get(`/sign-in/link?token=${token}`)).status).toBe(410);
  });

  test('a link for setting up lets nobody in', async () => {
    const token = await site.setupToken();
    expect((await site.visitor().signIn(token)).status).toBe(400);
    expect((await site.visitor().signIn('made-up')).status).toBe(400);
  });

  test('a link is too old after sixteen minutes', async () => {
    const token = await site.signInToken(ana.id);
    await ageLinks(site, 16);
    expect((await site.visitor().signIn(token)).status).toBe(410);
  });

  test('a planted session never becomes the one that is signed in, and ends', async () => {
    const attacker = site.visitor();
    await attacker.signIn(await site.signInToken(ana.id));
    const planted = attacker.cookies.get('session') ?? '';
    const victim = site.visitor();
    victim.cookies.set('session', planted);
    await victim.signIn(await site.signInToken(ana.id));
    expect(victim.cookies.get('session')).not.toBe(planted);
    expect((await attacker.get('/settings')).status).toBe(401);
    expect((await victim.get('/settings')).status).toBe(200);
  });

  test('after signing out the session opens nothing, at once', async () => {
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(ana.id));
    const kept = visitor.cookies.get('session') ?? '';
    expect((await visitor.post('/sign-out')).status).toBe(303);
    expect(visitor.cookies.size).toBe(0);
    visitor.cookies.set('session', kept);
    expect((await visitor.get('/settings')).status).toBe(401);
    expect((await visitor.post('/opportunities/new', opportunityFields())).status).toBe(401);
  });

  test('who has to sign in first is asked at the very address, and comes back to it only', async () => {
    const { status, text } = await site.visitor().get('/allies?done=asked');
    expect(status).toBe(401);
    expect(text).toContain('name="next" value="/allies?done=asked"');
    const led = await site.visitor().get('/sign-in?next=//evil.test');
    expect(led.text).toContain('name="next" value="/"');
  });

  test('twenty attempts from one address are enough for a quarter of an hour', async () => {
    const limited = await openSite({ settings: { TRUST_PROXY: '127.0.0.0/8' } });
    const { steward } = await limited.found();
    const visitor = limited.visitor();
    const attempt = (from: string) =>
      visitor.post('/sign-in/link', { token: 'guess' }, { 'x-forwarded-for': from });
    for (let count = 0; count < 20; count++) expect((await attempt('203.0.113.9')).status).toBe(400);
    const refused = await attempt('203.0.113.9');
    const wait = Number(refused.headers.get('retry-after'));
    expect([refused.status, wait > 600 && wait <= 900]).toEqual([429, true]);
    const victim = await visitor.post(
      '/sign-in/link',
      { token: await limited.signInToken(steward.id) },
      { 'x-forwarded-for': '198.51.100.1' },
    );
    expect(victim.status).toBe(303);
    await limited.close();
  });
});

describe('requests that come from elsewhere', () => {
  let site: TestSite;
  let steward: Visitor;
  beforeAll(async () => {
    const api = new Hono().post('/v1/echo', (context) => context.json({ ok: true }));
    site = await openSite({ api });
    const { steward: ana } = await site.found();
    steward = site.visitor();
    await steward.signIn(await site.signInToken(ana.id));
  });
  afterAll(() => site.close());

  const form = 'application/x-www-form-urlencoded';
  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.test', 'content-type': form }],
    ['our host on another port', { origin: 'http://localhost:1', 'content-type': form }],
    ['nowhere it would say', { origin: 'null', 'content-type': form }],
    ['a page of another site, as the browser says', { 'sec-fetch-site': 'cross-site', 'content-type': form }],
    ['a neighbour of the same domain', { 'sec-fetch-site': 'same-site', 'content-type': form }],
    ['something that says nothing', { 'content-type': form }],
    ['something with JSON', { 'content-type': 'application/json' }],
    ['something without a type', {}],
    ['something with a token beside the cookie', { authorization: 'Bearer x', 'content-type': form }],
  ])('change nothing from %s', async (_where, headers) => {
    const body = new URLSearchParams(opportunityFields()).toString();
    const { status } = await steward.send('POST', '/opportunities/new', headers, body);
    expect(status).toBe(403);
    expect((await steward.get('/opportunities')).text).not.toContain('Ferry timetables');
  });

  test('are let in from our own pages, by either word of the browser', async () => {
    const body = new URLSearchParams(opportunityFields({ do: 'preview' })).toString();
    for (const headers of [{ origin: site.origin }, { 'sec-fetch-site': 'same-origin' }]) {
      const all = { 'content-type': form, ...headers };
      expect((await steward.send('POST', '/opportunities/new', all, body)).status).toBe(200);
    }
  });

  test('a program with a token and no cookie is no browser', async () => {
    const headers = { authorization: 'Bearer ghd_x', 'content-type': 'application/json' };
    expect((await site.visitor().send('POST', '/api/v1/echo', headers, '{}')).text).toBe('{"ok":true}');
    const refused = await steward.send('POST', '/api/v1/echo', headers, '{}');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
  });

  test('bodies of other types and sizes are not read', async () => {
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'text/xml']) {
      expect((await steward.post('/settings/you', {}, { 'content-type': type })).status).toBe(415);
    }
    const { status } = await steward.post('/settings/you', { person: 'a'.repeat(300 * 1024), about: '' });
    expect(status).toBe(413);
  });

  test('fields a form does not have are refused, whatever they would change', async () => {
    const posts: [string, Record<string, string>][] = [
      ['/opportunities/new', opportunityFields({ status: 'filled' })],
      ['/opportunities/new', opportunityFields({ postedBy: 'somebody' })],
      ['/opportunities/new', opportunityFields({ 'roles.0.secret': '1' })],
      ['/opportunities/new', opportunityFields({ __proto__x: '1', constructor: 'x' })],
      ['/settings/you', { person: 'Ana', about: '', hat: 'steward' }],
      [
        '/settings/collective',
        {
          name: 'Loom',
          purpose: 'x',
          handle: 'other',
          language: 'en',
          colour: '#024e7c',
          follow: 'anyone',
          join: 'closed',
        },
      ],
      ['/sign-in', { email: 'ana@loom.test', next: '/', admin: 'true' }],
      ['/sign-out', { all: 'true' }],
    ];
    for (const [path, fields] of posts) {
      const { status, text } = await steward.post(path, fields);
      expect([path, status, text.includes('has no field')]).toEqual([path, 400, true]);
    }
  });

  test('every answer forbids framing, sniffing and scripts from elsewhere', async () => {
    const page = await steward.get('/');
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      vary: 'Accept, Accept-Language, Cookie',
      'cache-control': 'no-store',
    });
    expect(page.headers.has('strict-transport-security')).toBe(false);
    for (const path of ['/healthz', '/nothing', '/api/nothing', '/opportunities?after=x']) {
      const { headers } = await steward.get(path);
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("default-src 'none'"),
      ]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(contentSecurityPolicy).toContain("frame-ancestors 'none'");
    expect(page.text).not.toMatch(/<script|\sstyle=|\son\w+=/);
  });
});
