import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

let site: TestSite;
let ana: Member;

beforeAll(async () => {
  site = await openSite({ settings: { TRUST_PROXY: '127.0.0.0/8' } });
  ({ steward: ana } = await site.found());
});
afterAll(() => site.close());

async function signedIn(member: Member, userAgent = ''): Promise<Visitor> {
  const visitor = site.visitor();
  await site.platform.db.deleteFrom('attempt').execute();
  const token = await site.signInToken(member.id);
  await visitor.post('/sign-in/link', { token }, { 'user-agent': userAgent });
  await site.platform.db.deleteFrom('attempt').execute();
  return visitor;
}

function codesOf(html: string): string[] {
  return [...html.matchAll(/<code class="handle">([^<]+)<\/code>/g)].map(([, code]) => code ?? '');
}

async function makeCodes(visitor: Visitor): Promise<string[]> {
  return codesOf((await visitor.post('/settings/recovery')).text);
}

const sample = 'aaaaa-bbbbb-ccccc';

describe('recovery codes', () => {
  test('are ten, shown once, kept as digests, and can be saved as text', async () => {
    const visitor = await signedIn(ana);
    const codes = await makeCodes(visitor);
    expect(codes).toHaveLength(10);
    expect(new Set(codes).size).toBe(10);
    expect(codes.every((code) => /^[0-9a-hjkmnp-tv-z]{5}(?:-[0-9a-hjkmnp-tv-z]{5}){2}$/.test(code))).toBe(
      true,
    );
    const { text } = await visitor.get('/settings/sign-in');
    expect(text).toContain('10 of your ten codes are left');
    expect(text).not.toContain(codes[0] ?? 'none');
    const rows = await site.platform.db.selectFrom('recovery_code').selectAll().execute();
    const dump = JSON.stringify(
      rows.map((row) => ({ ...row, hash: Buffer.from(row.hash).toString('latin1') })),
    );
    for (const code of codes) expect(dump).not.toContain(code);
    const file = await visitor.post('/settings/recovery/text', { codes: codes.join(' ') });
    expect(file.headers.get('content-type')).toContain('text/plain');
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(file.text.trim().split('\n').slice(-10)).toEqual(codes);
    expect((await visitor.post('/settings/recovery/text', { codes: '<script>' })).status).toBe(400);
  });

  test('let in once, however they are typed, and ask for a passkey', async () => {
    const [code = '', other = ''] = await makeCodes(await signedIn(ana));
    const visitor = site.visitor();
    const typed = ` ${code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')} `;
    const { status, headers } = await visitor.post('/sign-in/code', {
      who: 'Ana@Loom.test',
      code: typed,
      next: '/allies',
    });
    expect([status, headers.get('location')]).toEqual([303, '/settings/sign-in?done=code&next=%2Fallies']);
    const page = await visitor.get(headers.get('location') ?? '');
    expect(page.text).toContain('Make a passkey now');
    expect(page.text).toContain('9 of your ten codes are left');
    expect((await site.visitor().post('/sign-in/code', { who: 'ana', code, next: '/' })).status).toBe(400);
    expect((await site.visitor().post('/sign-in/code', { who: '@ana', code: other, next: '/' })).status).toBe(
      303,
    );
  });

  test('twice at the same moment let in once', async () => {
    const [code = ''] = await makeCodes(await signedIn(ana));
    const both = await Promise.all(
      [1, 2].map(() => site.visitor().post('/sign-in/code', { who: 'ana', code, next: '/' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 400]);
  });

  test('made anew end the old ones', async () => {
    const visitor = await signedIn(ana);
    const [old = ''] = await makeCodes(visitor);
    const [fresh = ''] = await makeCodes(visitor);
    expect((await site.visitor().post('/sign-in/code', { who: 'ana', code: old, next: '/' })).status).toBe(
      400,
    );
    expect((await site.visitor().post('/sign-in/code', { who: 'ana', code: fresh, next: '/' })).status).toBe(
      303,
    );
  });

  test('open nothing for another person, who is told the same as a stranger', async () => {
    const bo = await site.addPerson('Bo Lindqvist', 'bo');
    const [code = ''] = await makeCodes(await signedIn(ana));
    await makeCodes(await signedIn(bo));
    const attempt = (who: string, tried: string) =>
      site.visitor().post('/sign-in/code', { who, code: tried, next: '/' });
    const answers = await Promise.all([attempt('bo', code), attempt('eve', code), attempt('ana', sample)]);
    const words = answers.map(({ text }) => text.replaceAll(/value="(?:bo|eve|ana)"/g, ''));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(new Set(words).size).toBe(1);
  });

  test('can be tried five times in a quarter of an hour for one person, from wherever', async () => {
    const [code = ''] = await makeCodes(await signedIn(ana));
    const attempt = (who: string, tried: string, index: number) =>
      site
        .visitor()
        .post('/sign-in/code', { who, code: tried, next: '/' }, { 'x-forwarded-for': `203.0.113.${index}` });
    for (const who of ['ana', 'nobody']) {
      for (let index = 0; index < 5; index++) expect((await attempt(who, sample, index)).status).toBe(400);
      const sixth = await attempt(who, sample, 6);
      expect([sixth.status, Number(sixth.headers.get('retry-after')) > 800]).toEqual([429, true]);
    }
    expect((await attempt('ana', code, 7)).status).toBe(429);
    // The victim is not locked out of any other way.
    const { status } = await site
      .visitor()
      .post(
        '/sign-in/link',
        { token: await site.signInToken(ana.id) },
        { 'x-forwarded-for': '198.51.100.1' },
      );
    expect(status).toBe(303);
  });

  test('a thousand guesses from one place end after twenty', async () => {
    await site.platform.db.deleteFrom('attempt').execute();
    const statuses = [];
    for (let index = 0; index < 60; index++) {
      const { status } = await site
        .visitor()
        .post('/sign-in/code', { who: `p${index}`, code: sample, next: '/' });
      statuses.push(status);
    }
    expect(statuses.filter((status) => status === 400)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
  });

  test('show, too, that it is still you, and a new session secret comes with it', async () => {
    const visitor = await signedIn(ana);
    const [code = ''] = await makeCodes(visitor);
    const past = Temporal.Now.instant().subtract({ minutes: 11 });
    await site.platform.db.updateTable('session').set({ proved_at: past }).execute();
    const page = await visitor.get('/sign-in/again?next=/settings/sign-in');
    expect(page.text).toContain('Show that it is you');
    const before = visitor.cookies.get('session');
    const wrong = await visitor.post('/sign-in/again', { code: sample, next: '/settings/sign-in' });
    expect(wrong.status).toBe(400);
    const right = await visitor.post('/sign-in/again', { code, next: '//evil.test' });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/']);
    expect(visitor.cookies.get('session')).not.toBe(before);
    expect((await visitor.post('/settings/recovery')).status).toBe(200);
  });
});

describe('sessions', () => {
  test('are listed in words a person knows, and one is signed out at once', async () => {
    const cy = await site.addPerson('Cy Adeyemi', 'cy');
    const phone = await signedIn(
      cy,
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile Safari/604.1',
    );
    const desk = await signedIn(cy, 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
    const { text } = await desk.get('/settings/sign-in');
    expect(text).toContain('Firefox on Linux, this one');
    expect(text).toContain('Safari on iPhone');
    expect(text).not.toContain('Mozilla');
    const [, id = ''] = /name="session" value="([^"]+)"/.exec(text) ?? [];
    const stranger = await signedIn(ana);
    expect((await stranger.post('/settings/sessions/revoke', { session: id })).status).toBe(404);
    expect((await phone.get('/settings')).status).toBe(200);
    expect((await desk.post('/settings/sessions/revoke', { session: id })).status).toBe(303);
    expect((await phone.get('/settings')).status).toBe(401);
    expect((await desk.get('/settings')).status).toBe(200);
  });

  test('all others end with one button, and all with another', async () => {
    const di = await site.addPerson('Di Moreau', 'di');
    const [one, two, three] = [await signedIn(di), await signedIn(di), await signedIn(di)];
    expect((await two.post('/settings/sessions/others')).status).toBe(303);
    const statuses = async () =>
      (await Promise.all([one, two, three].map((visitor) => visitor.get('/settings')))).map(
        ({ status }) => status,
      );
    expect(await statuses()).toEqual([401, 200, 401]);
    const bystander = await signedIn(ana);
    expect((await two.post('/settings/sessions/all')).status).toBe(303);
    expect(await statuses()).toEqual([401, 401, 401]);
    expect(two.cookies.size).toBe(0);
    expect((await bystander.get('/settings')).status).toBe(200);
  });
});
