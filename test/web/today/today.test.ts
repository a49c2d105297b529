import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { notify } from '../../../src/domain/notice.ts';
import { renewStopSecret } from '../../../src/domain/notices/commands.ts';
import { readChannels, readRhythm } from '../../../src/domain/notices/queries.ts';
import { inWork } from '../../../src/domain/work.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

const words = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('Today', () => {
  let site: TestSite;
  let ana: Member;
  let bo: Member;
  let steward: Visitor;
  let member: Visitor;
  beforeAll(async () => {
    site = await openSite();
    ({ steward: ana } = await site.found());
    bo = await site.addPerson('Bo Lind', 'bo');
    steward = site.visitor();
    await steward.signIn(await site.signInToken(ana.id));
    member = site.visitor();
    await member.signIn(await site.signInToken(bo.id));
  });
  afterAll(() => site?.close());

  const tell = (to: Member) =>
    inWork(site.platform, (work) =>
      notify(work, { member: to.id }, { event: 'member.joined', name: '<b>Cy</b>', handle: 'cy' }),
    );
  const keyOf = (html: string) => /name="key" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const noticeOf = (html: string) => /name="notice" value="([^"]+)"/.exec(html)?.[1] ?? '';

  test('asks a visitor to sign in', async () => {
    expect((await site.visitor().get('/today')).status).toBe(401);
  });

  test('names the number of things in its title and gives each its act', async () => {
    const { status, text } = await member.get('/today');
    expect(status).toBe(200);
    expect(words(text)).toContain('Two things wait for you');
    expect(words(text)).toContain('Two skills are enough to be found.');
    expect(text).toContain('href="/me/skills/do"');
  });

  test('speaks German to who reads German', async () => {
    const { text } = await member.get('/today', { 'accept-language': 'de-AT' });
    expect(text).toContain('<html lang="de" dir="ltr"');
    expect(words(text)).toContain('Zwei Sachen warten auf dich');
    expect(words(text)).not.toMatch(/\b(?:the|you|your|and)\b/);
  });

  test('puts something off, says so, and brings it back', async () => {
    const key = keyOf((await member.get('/today')).text);
    const answer = await member.post('/today/later', { key });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/today?done=later']);
    const { text } = await member.get('/today?done=later');
    expect(words(text)).toContain('One thing waits for you');
    expect(words(text)).toContain('One thing comes back by itself');
    await member.post('/today/back');
    expect(words((await member.get('/today')).text)).toContain('Two things wait for you');
  });

  test('shows what happened without believing its markup, and takes it back when it was put away', async () => {
    await tell(bo);
    const { text } = await member.get('/today');
    expect(text).toContain('&lt;b&gt;Cy&lt;/b&gt; joined.');
    const notice = noticeOf(text);
    await member.post('/today/away', { notice });
    const after = await member.get(`/today?away=${notice}`);
    expect(after.text).not.toContain('Cy&lt;/b&gt; joined');
    await member.post('/today/bring-back', { notice });
    expect((await member.get('/today')).text).toContain('Cy&lt;/b&gt; joined');
  });

  test('lets nobody put away what is for somebody else', async () => {
    const notice = noticeOf((await member.get('/today')).text);
    await steward.post('/today/away', { notice });
    expect((await member.get('/today')).text).toContain(notice);
  });

  test.each([
    ['/today/later', {}],
    ['/today/later', { key: 'x'.repeat(300) }],
    ['/today/away', { notice: '1 or 1=1' }],
    ['/today/away', { notice: '', more: 'x' }],
  ])('refuses at %s what no page of ours sends', async (path, fields) => {
    expect((await member.post(path, fields)).status).toBe(400);
  });

  test('keeps a matrix of what one hears of', async () => {
    const page = await member.get('/settings/notices');
    expect(words(page.text)).toContain('Somebody asks to join');
    const saved = await member.post('/settings/notices', {
      'today:member.joined': 'yes',
      'digest:opportunity.posted': 'yes',
      digest: '5',
      from: '22',
      until: '7',
    });
    expect(saved.status).toBe(303);
    const channels = await readChannels(site.platform.db, bo.id);
    expect(channels['member.joined']).toEqual({ today: true, mail: false, digest: false });
    expect(channels['application.ready']).toEqual({ today: false, mail: false, digest: false });
    expect(await readRhythm(site.platform.db, bo.id)).toEqual({ digestDay: 5, quietFrom: 22, quietUntil: 7 });
    for (const wrong of [{ digest: '9' }, { from: '24' }, { until: 'x' }, { 'fax:member.joined': 'yes' }]) {
      const fields = { digest: '1', from: '20', until: '8', ...wrong };
      expect((await member.post('/settings/notices', fields)).status).toBe(400);
    }
  });

  test('stops letters by the link in one, from any browser, at a press', async () => {
    const token = await inWork(site.platform, (work) => renewStopSecret(work, bo.id));
    const anybody = site.visitor();
    const page = await anybody.get(`/letters/stop?token=${token}`);
    expect(page.status).toBe(200);
    expect((await readChannels(site.platform.db, bo.id))['opportunity.posted'].digest).toBe(true);
    expect(words((await anybody.post('/letters/stop', { token })).text)).toContain('No more letters come.');
    expect((await readChannels(site.platform.db, bo.id))['opportunity.posted'].digest).toBe(false);
    expect((await anybody.post('/letters/stop', { token: 'nonsense' })).status).toBe(410);
  });
});

describe('the page of how the node is', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site?.close());

  test('is for stewards, says what to do about what is not well, and names no secret in its report', async () => {
    const { steward } = await site.found();
    const bo = await site.addPerson('Bo Lind', 'bo');
    const visitor = site.visitor();
    expect((await visitor.get('/node')).status).toBe(401);
    await visitor.signIn(await site.signInToken(bo.id));
    expect((await visitor.get('/node')).status).toBe(403);
    const keeper = site.visitor();
    await keeper.signIn(await site.signInToken(steward.id));
    const { status, text } = await keeper.get('/node');
    expect(status).toBe(200);
    expect(words(text)).toContain('For work that counts, use PostgreSQL: set DATABASE_URL.');
    expect(words(text)).toContain('The master key opens all 4 private keys.');
    const report = /<pre class="report">(.*)<\/pre>/s.exec(text)?.[1] ?? '';
    expect(report).toMatch(/^Guildhall \d/);
    expect(report).not.toMatch(/ana|loom|localhost|master\.key/i);
    expect(words((await keeper.get('/node', { 'accept-language': 'de' })).text)).toContain(
      'Noch einmal prüfen',
    );
  });
});
