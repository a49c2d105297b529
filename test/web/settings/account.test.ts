import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findApiToken } from '../../../src/domain/auth/api-tokens.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { findMember } from '../../../src/domain/members/queries.ts';
import { sendLetters } from '../../../src/mail/outgoing.ts';
import { type MailServer, startMailServer } from '../../support/smtp.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

let site: TestSite;
let ana: Member;
let bo: Member;

async function signedIn(member: Member): Promise<Visitor> {
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(member.id));
  return visitor;
}

/** The proof of everybody's sessions was that many minutes ago. */
async function age(minutes: number): Promise<void> {
  const past = Temporal.Now.instant().subtract({ minutes });
  await site.platform.db.updateTable('session').set({ proved_at: past }).execute();
}

const idIn = (text: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';

describe('the settings of a person', () => {
  beforeAll(async () => {
    site = await openSite();
    ana = (await site.found()).steward;
    bo = await site.addPerson('Bo Lindqvist', 'bo');
  });
  afterAll(() => site.close());

  test('lead to the pages a person may use, and to no others', async () => {
    const own = (await (await signedIn(bo)).get('/settings')).text;
    const steward = (await (await signedIn(ana)).get('/settings')).text;
    const forStewards = ['collective', 'blocks', 'mail', 'resets'].map((name) => `href="/settings/${name}"`);
    for (const link of forStewards) {
      expect([link, own.includes(link), steward.includes(link)]).toEqual([link, false, true]);
    }
    for (const name of ['access', 'sign-in', 'mail-address', 'tokens']) {
      expect(own).toContain(`href="/settings/${name}"`);
    }
    expect(own).toMatch(/href="\/settings" aria-current="page"/);
  });

  test('that only stewards may use are refused to others and ask visitors to sign in', async () => {
    const visitor = await signedIn(bo);
    for (const name of ['collective', 'blocks', 'mail', 'resets']) {
      expect([name, (await visitor.get(`/settings/${name}`)).status]).toEqual([name, 403]);
      expect([name, (await site.visitor().get(`/settings/${name}`)).status]).toEqual([name, 401]);
    }
    for (const path of ['/settings/logo/remove', '/settings/resets', '/settings/mail-links']) {
      expect([path, (await visitor.post(path)).status]).toEqual([path, 403]);
    }
  });

  test('let moderators shut servers out, and nothing else that is for stewards', async () => {
    const lina = await site.addPerson('Lina', 'lina');
    await site.platform.db
      .updateTable('member')
      .set({ hats: ['moderator'] })
      .where('id', '=', lina.id)
      .execute();
    const visitor = await signedIn(lina);
    const page = (await visitor.get('/settings/blocks')).text;
    expect(page).toContain('href="/settings/blocks" aria-current="page"');
    expect(page).not.toContain('href="/settings/collective"');
    const blocked = await visitor.post('/settings/blocks', { host: 'spam.example', reason: 'Noise' });
    expect(blocked.headers.get('location')).toBe('/settings/blocks?done=blocked');
    expect((await visitor.get('/settings/mail')).status).toBe(403);
  });

  test('set language and zone; pages follow, and nonsense is said beside its field', async () => {
    const visitor = await signedIn(bo);
    const saved = await visitor.post('/settings/reading', { language: 'de', zone: 'Europe/Lisbon' });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings?done=you']);
    const german = await visitor.get('/settings');
    expect(german.text).toContain('<html lang="de"');
    expect(german.text).toContain('value="Europe/Lisbon"');
    const wrong = await visitor.post('/settings/reading', { language: '', zone: 'Europe/Nowhere' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toMatch(/id="f-zone-error"/);
    expect((await visitor.post('/settings/reading', { language: 'fr', zone: 'UTC' })).status).toBe(400);
    await visitor.post('/settings/reading', { language: 'ar', zone: 'UTC' });
    expect((await visitor.get('/settings')).text).toContain('dir="rtl"');
    await visitor.post('/settings/reading', { language: '', zone: 'UTC' });
    expect((await findMember(site.platform.db, bo.id))?.language).toBeNull();
  });

  test('count every way in on one page', async () => {
    const visitor = await signedIn(bo);
    const { status, text } = await visitor.get('/settings/access');
    expect(status).toBe(200);
    expect(text).toContain('You have no passkey yet.');
    expect(text).toContain('You have no codes.');
    expect(text).toContain('You have given no address');
    expect(text).toContain('You have no token.');
  });
});

describe('a token of one’s own', () => {
  beforeAll(async () => {
    site = await openSite();
    ana = (await site.found()).steward;
    bo = await site.addPerson('Bo Lindqvist', 'bo');
  });
  afterAll(() => site.close());

  const wanted = { name: 'Calendar', days: '30', 'scope-read': 'yes', 'scope-people': 'yes' };

  test('is shown once, works, is listed without its secret, and ends when it is removed', async () => {
    const visitor = await signedIn(bo);
    const made = await visitor.post('/settings/tokens', wanted);
    expect([made.status, made.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const secret = /ghd_[\w-]{43}/.exec(made.text)?.[0] ?? '';
    const now = Temporal.Now.instant();
    const found = await findApiToken(site.platform.db, secret, now);
    expect(found?.scopes).toEqual(['read', 'people']);
    expect(found?.asker === 'node' ? 'node' : found?.asker.id).toBe(bo.id);
    expect(await findApiToken(site.platform.db, secret, now.add({ hours: 24 * 31 }))).toBeUndefined();
    const list = (await visitor.get('/settings/tokens')).text;
    expect(list).toContain('Calendar');
    expect(list).not.toContain(secret);
    const token = idIn(list, 'token');
    expect((await (await signedIn(ana)).post('/settings/tokens/revoke', { token })).status).toBe(404);
    expect((await visitor.post('/settings/tokens/revoke', { token })).status).toBe(303);
    expect(await findApiToken(site.platform.db, secret, now)).toBeUndefined();
  });

  test('needs a name, something it may do, and an end', async () => {
    const visitor = await signedIn(bo);
    for (const change of [
      { name: ' ' },
      { days: '0' },
      { 'scope-read': undefined, 'scope-people': undefined },
    ]) {
      const fields = Object.entries({ ...wanted, ...change }).filter(([, value]) => value !== undefined);
      const { status } = await visitor.post(
        '/settings/tokens',
        Object.fromEntries(fields) as Record<string, string>,
      );
      expect([change, status]).toEqual([change, 400]);
    }
    expect((await visitor.post('/settings/tokens', { ...wanted, 'scope-all': 'yes' })).status).toBe(400);
  });

  test('is made only by somebody who showed that it is them', async () => {
    const visitor = await signedIn(bo);
    await age(11);
    const { status, headers } = await visitor.post('/settings/tokens', wanted);
    expect([status, headers.get('location')]).toEqual([303, '/sign-in/again?next=%2Fsettings%2Ftokens']);
    const page = (await visitor.get('/settings/tokens')).text;
    expect(page).toContain('show that it is you');
    expect(page).not.toContain('Make a token');
  });
});

describe('another mail address on a node that sends mail', () => {
  let server: MailServer;
  let working: Promise<void>;
  const stopping = new AbortController();
  beforeAll(async () => {
    server = await startMailServer();
    site = await openSite({ settings: { SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>' } });
    ana = (await site.found()).steward;
    bo = await site.addPerson('Bo Lindqvist', 'bo');
    working = sendLetters(site.platform, stopping.signal);
  });
  afterAll(async () => {
    stopping.abort();
    await working;
    await site.close();
    await server.close();
  });

  const linkIn = (body: string) => /http:\/\/\S+(\/mail-address\?token=[\w-]+)/.exec(body)?.[1] ?? '';
  const mailTo = async (address: string, after: number) => {
    for (let index = after; ; index++) {
      const mail = await server.mail(index);
      if (mail.to.includes(address)) return mail;
    }
  };

  test('is theirs after the button behind the link was pressed, on any browser, and the old one is told', async () => {
    const visitor = await signedIn(ana);
    const before = server.mails.length;
    const asked = await visitor.post('/settings/mail-address', { email: 'Ana.New@loom.test' });
    expect([asked.status, asked.headers.get('location')]).toEqual([
      303,
      '/settings/mail-address?done=address-asked',
    ]);
    expect((await visitor.get('/settings/mail-address')).text).toContain('on its way to Ana.New@loom.test');
    const mail = await mailTo('ana.new@loom.test', before);
    expect((await mailTo('ana@loom.test', before)).body).toContain('another mail address was given for you');
    const path = linkIn(mail.body);
    const phone = site.visitor();
    for (let count = 0; count < 2; count++) {
      const shown = await phone.get(path);
      expect([shown.status, shown.text.includes('Use this address')]).toEqual([200, true]);
    }
    expect((await findMember(site.platform.db, ana.id))?.email).toBe('ana@loom.test');
    const token = new URL(path, site.origin).searchParams.get('token') ?? '';
    expect((await phone.post('/mail-address', { token })).status).toBe(200);
    expect((await findMember(site.platform.db, ana.id))?.email).toBe('Ana.New@loom.test');
    expect((await phone.post('/mail-address', { token })).status).toBe(410);
    expect((await phone.get(path)).status).toBe(410);
    expect((await visitor.get('/settings/access')).text).toContain('Ana.New@loom.test');
    expect((await mailTo('ana@loom.test', before + 2)).body).toContain('took the place of this one');
  });

  test('of somebody else gets the same answer, and only that person learns of it', async () => {
    await site.platform.db.deleteFrom('attempt').execute();
    const visitor = await signedIn(bo);
    const before = server.mails.length;
    const free = await visitor.post('/settings/mail-address', { email: 'free@loom.test' });
    const freePage = await visitor.get('/settings/mail-address');
    await mailTo('free@loom.test', before);
    const taken = await visitor.post('/settings/mail-address', { email: 'ana.new@loom.test' });
    const takenPage = await visitor.get('/settings/mail-address');
    expect([taken.status, taken.headers.get('location')]).toEqual([
      free.status,
      free.headers.get('location'),
    ]);
    expect(takenPage.text.replaceAll('ana.new@loom.test', 'free@loom.test')).toBe(freePage.text);
    const mail = await mailTo('Ana.New@loom.test', before);
    expect(mail.headers.get('subject')).toContain('Somebody wanted to use your address');
    expect(mail.body).toContain('Hello Ana Verhelst');
    expect([linkIn(mail.body), mail.body.includes('Bo')]).toEqual(['', false]);
  });

  test('is written to in the language of the person', async () => {
    await site.platform.db.deleteFrom('attempt').execute();
    const visitor = await signedIn(bo);
    await visitor.post('/settings/reading', { language: 'de', zone: 'UTC' });
    const before = server.mails.length;
    await visitor.post('/settings/mail-address', { email: 'bo@loom.test' });
    const mail = await mailTo('bo@loom.test', before);
    expect([mail.headers.get('content-language'), mail.body.includes('Hallo Bo Lindqvist')]).toEqual([
      'de',
      true,
    ]);
  });

  test('needs proof, and not too many a while', async () => {
    await site.platform.db.deleteFrom('attempt').execute();
    const visitor = await signedIn(bo);
    const ask = (email: string) => visitor.post('/settings/mail-address', { email });
    expect((await ask('no address')).status).toBe(400);
    for (let count = 0; count < 5; count++) expect((await ask(`bo${count}@loom.test`)).status).toBe(303);
    expect((await ask('bo6@loom.test')).status).toBe(429);
    await age(11);
    expect((await ask('bo7@loom.test')).headers.get('location')).toContain('/sign-in/again');
  });
});

describe('another mail address on a node that sends no mail', () => {
  beforeAll(async () => {
    site = await openSite();
    ana = (await site.found()).steward;
    bo = await site.addPerson('Bo Lindqvist', 'bo');
  });
  afterAll(() => site.close());

  test('waits for a steward who passes the link on', async () => {
    const visitor = await signedIn(bo);
    const steward = await signedIn(ana);
    await visitor.post('/settings/mail-address', { email: 'bo@loom.test' });
    const page = (await steward.get('/settings/mail')).text;
    expect(page).toContain('bo@loom.test');
    const made = await steward.post('/settings/mail-links', { request: idIn(page, 'request') });
    const token = /\/mail-address\?token=([\w-]+)/.exec(made.text)?.[1] ?? '';
    expect((await site.visitor().post('/mail-address', { token })).status).toBe(200);
    expect((await findMember(site.platform.db, bo.id))?.email).toBe('bo@loom.test');
    expect((await steward.get('/settings/mail')).text).toContain('Nobody waits for another address.');
  });

  test('that somebody else has is told to the steward, who can make no link', async () => {
    const visitor = await signedIn(bo);
    const steward = await signedIn(ana);
    await visitor.post('/settings/mail-address', { email: 'ana@loom.test' });
    const page = (await steward.get('/settings/mail')).text;
    expect(page).toContain('Somebody else here has this address');
    expect(page).not.toContain('action="/settings/mail-links"');
    const { id } = await site.platform.db.selectFrom('mail_change').select('id').executeTakeFirstOrThrow();
    expect((await steward.post('/settings/mail-links', { request: id })).status).toBe(409);
    await visitor.post('/settings/mail-address/drop');
    expect((await visitor.get('/settings/mail-address')).text).not.toContain('ana@loom.test');
  });
});
