import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths } from '../../../src/core/iri.ts';
import { leave } from '../../../src/domain/joining/leaving.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { findMemberByHandle } from '../../../src/domain/members/queries.ts';
import { introduce, setAudiences } from '../../../src/domain/signposts/commands.ts';
import { readSignpost } from '../../../src/domain/signposts/queries.ts';
import { inWork } from '../../../src/domain/work.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';
import { fillSignpost } from './mira.ts';

let site: TestSite;
let mira: Member;
let ana: Member;
let me: Visitor;
let member: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  site = await openSite();
  ({ steward: ana } = await site.found());
  mira = await site.addPerson('Mira Okonkwo', 'mira');
  await fillSignpost(site, mira);
  [me, member, stranger] = [await signIn(mira), await signIn(ana), site.visitor()];
});

afterAll(() => site.close());

async function signIn(person: Member): Promise<Visitor> {
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(person.id));
  return visitor;
}

/** Somebody of their own for a test that changes them. */
async function newcomer(handle: string): Promise<{ person: Member; visitor: Visitor }> {
  const person = await site.addPerson(`${handle[0]?.toUpperCase()}${handle.slice(1)} Roe`, handle);
  return { person, visitor: await signIn(person) };
}

const onlyForMembers = [
  'Tagged PDF',
  'Overlay widgets',
  '82.00',
  'mira@okonkwo.example',
  'Freelancer',
  '24 h a week',
];

describe('the page of a person', () => {
  test('tells a visitor what is for anyone, and nothing of what is for members', async () => {
    const { status, text, headers } = await stranger.get('/@mira');
    expect(status).toBe(200);
    for (const words of [
      'WCAG 2.2 audits',
      'I teach it, since 2014, last used Oct 2026',
      'Ghent, Flanders, Belgium',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain('Ferry desk forms, 14 templates');
    expect(text).toMatch(/\d\d:\d\d<\/time> in Brussels/);
    expect(text).toContain('Dutch (native), English (fluent)');
    for (const words of [...onlyForMembers, 'Edit']) expect(text).not.toContain(words);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
  });

  test('tells a member more, and its own person who sees which part', async () => {
    const seen = (await member.get('/@mira')).text;
    for (const words of onlyForMembers) expect(seen).toContain(words);
    expect(seen).not.toContain('Edit</a>');
    expect(seen).not.toContain('Endorsements');
    const own = await me.get('/@mira');
    expect(own.text).toContain('Edit');
    expect(own.text.match(/class="who"/g)?.length).toBeGreaterThan(10);
    expect(own.text).toContain('these appear after a finished agreement');
    expect(own.headers.get('cache-control')).toBe('no-store');
  });

  test('says what the year holds in a sentence, in four pictures and as a table', async () => {
    const { text } = await member.get('/@mira');
    expect(text).toMatch(/Free from \d+ \w+ \d{4}: 24 h a week until \d+ \w+ \d{4}\./);
    expect(text.match(/<svg viewBox="0 0 262 128" role="img" aria-label="[^"]+"/g)).toHaveLength(4);
    expect(text).toContain('4 weeks booked; 2 weeks not said; 7 weeks with 24 h free');
    expect(text).toMatch(
      /<th scope="row"><time[^>]*>[^<]*<\/time><\/th><td class="n">9<\/td><td>free<\/td><td class="n">24 h<\/td>/,
    );
  });

  test('says that nobody should count on what was confirmed long ago', async () => {
    const { person, visitor } = await newcomer('stale');
    await fillSignpost(site, person);
    await site.platform.db
      .updateTable('signpost')
      .set({ availability_confirmed_at: site.platform.clock.now().subtract({ hours: 40 * 24 }) })
      .where('member_id', '=', person.id)
      .execute();
    const { text } = await member.get('/@stale');
    expect(text).toContain('Out of date');
    expect(text).toContain('40 days ago. Ask before you count on it.');
    expect((await visitor.get('/me')).text).toContain('Say whether you are still free as you said');
    await visitor.post('/me/availability/confirm');
    expect((await member.get('/@stale')).text).not.toContain('Out of date');
  });

  test('links to pages elsewhere as those of the same person', async () => {
    expect((await stranger.get('/@mira')).text).toContain(
      '<a href="https://okonkwo.example/" rel="me nofollow noopener">',
    );
  });

  test('is not there for those it is not for, like an address that never was', async () => {
    const { person } = await newcomer('veiled');
    await inWork(site.platform, (work) =>
      introduce(work, person, { name: 'Veiled Roe', headline: 'Nobody knows', about: '' }),
    );
    expect((await stranger.get('/@veiled')).status).toBe(200);
    await inWork(site.platform, (work) => setAudiences(work, person, { page: 'members' }));
    const [hidden, never] = [await stranger.get('/@veiled'), await stranger.get('/@nobody')];
    expect([hidden.status, never.status]).toEqual([404, 404]);
    expect(hidden.text.replaceAll('veiled', 'nobody')).toBe(never.text);
    expect((await member.get('/@veiled')).text).toContain('Nobody knows');
    await inWork(site.platform, (work) => setAudiences(work, person, { page: 'me' }));
    expect((await member.get('/@veiled')).status).toBe(404);
  });

  test('is not there for visitors while somebody is a candidate, or said no word yet', async () => {
    const { person } = await newcomer('new');
    expect((await stranger.get('/@new')).status).toBe(404);
    expect((await member.get('/@new')).status).toBe(200);
    await inWork(site.platform, (work) =>
      introduce(work, person, { name: 'New Roe', headline: 'Sets type', about: '' }),
    );
    expect((await stranger.get('/@new')).status).toBe(200);
    await site.platform.db
      .updateTable('member')
      .set({ stage: 'candidate' })
      .where('id', '=', person.id)
      .execute();
    expect((await stranger.get('/@new')).status).toBe(404);
    expect((await member.get('/@new')).text).toContain('Sets type');
  });

  test('of somebody who left says that they were here if they stay known, and nothing otherwise', async () => {
    for (const handle of ['known', 'gone'] as const) {
      const { person } = await newcomer(handle);
      await fillSignpost(site, person);
      await inWork(site.platform, (work) => leave(work, person, handle));
    }
    const known = await stranger.get('/@known');
    expect([known.status, known.text.includes('Was here')]).toEqual([200, true]);
    expect(known.text).not.toContain('WCAG 2.2 audits');
    expect((await stranger.get('/@gone')).status).toBe(404);
  });

  test('holds what people wrote as text', async () => {
    const { person } = await newcomer('sly');
    const sly = '<script>alert(1)</script>';
    await inWork(site.platform, (work) => introduce(work, person, { name: sly, headline: sly, about: sly }));
    const { text } = await stranger.get('/@sly');
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('&lt;script&gt;alert(1)');
  });

  test('speaks German to those who read German', async () => {
    const { text } = await stranger.get('/@mira', { 'accept-language': 'de' });
    for (const words of ['Ich mache', 'seit 2014', 'Selbst angegeben', 'Niederländisch (Muttersprache)']) {
      expect(text).toContain(words);
    }
    expect(text).not.toMatch(/signpost\.[a-z_]+/);
  });
});

describe('the preview', () => {
  test('shows exactly the parts a visitor gets, and more to a member', async () => {
    const anyone = (await me.get('/me/preview?as=anyone')).text;
    for (const words of onlyForMembers) expect(anyone).not.toContain(words);
    expect(anyone).toContain('WCAG 2.2 audits');
    const asMember = (await me.get('/me/preview?as=member')).text;
    for (const words of onlyForMembers) expect(asMember).toContain(words);
  });

  test('says so where they see no page', async () => {
    const { person, visitor } = await newcomer('shy');
    await inWork(site.platform, (work) => setAudiences(work, person, { page: 'members' }));
    expect((await visitor.get('/me/preview?as=ally')).text).toContain('For them you have no page');
    expect((await visitor.get('/me/preview?as=member')).text).toContain('Shy Roe');
  });

  test('on Mastodon holds name, handle, text and at most four fields', async () => {
    const { text } = await me.get('/me/preview?as=mastodon');
    const card = /<article class="post"[\s\S]*?<\/article>/.exec(text)?.[0] ?? '';
    expect(card).toContain(`@mira@${new URL(site.origin).host}`);
    expect(card).toContain('teach while I do it');
    expect(card).not.toContain('82.00');
    expect(card.match(/<dt>/g)).toHaveLength(2);
  });
});

describe('being on the Fediverse', () => {
  test('is one press, told before; leaving is final and has to be said twice', async () => {
    const { visitor } = await newcomer('fedi');
    expect((await visitor.get('/me/preview?as=mastodon')).text).toContain(
      'Who follows us elsewhere; nobody else, until they look',
    );
    const joined = await visitor.post('/me/fediverse', { federated: 'yes' });
    expect([joined.status, joined.headers.get('location')]).toEqual([303, '/me?done=federated#fediverse']);
    expect((await stranger.get('/@fedi')).status).toBe(200);
    const hiding = await visitor.post('/me/audiences', { 'audience.page': 'members' });
    expect([hiding.status, hiding.text.includes('has a page that anyone can see')]).toEqual([400, true]);
    const hasty = await visitor.post('/me/fediverse', { federated: 'no' });
    expect([hasty.status, hasty.text.includes('leaving cannot be undone')]).toEqual([400, true]);
    await visitor.post('/me/fediverse', { federated: 'no', certain: 'yes' });
    expect((await findMemberByHandle(site.platform.db, 'fedi'))?.isFederated).toBe(false);
    expect((await visitor.post('/me/fediverse', { federated: 'yes' })).status).toBe(410);
  });
});

describe('the page of a skill', () => {
  test('names those who do it, as far as whoever looks may know', async () => {
    const signpost = await readSignpost(site.platform.db, mira.id, site.platform.clock.now());
    const { skill } = signpost.skills.do[0] ?? { skill: '' };
    const path = skill.slice(site.origin.length);
    expect((await stranger.get(path)).text).toContain('Mira Okonkwo');
    await inWork(site.platform, (work) => setAudiences(work, mira, { do: 'members' }));
    expect((await stranger.get(path)).text).not.toContain('Mira Okonkwo');
    expect((await member.get(path)).text).toContain('Mira Okonkwo');
    await inWork(site.platform, (work) => setAudiences(work, mira, { do: 'anyone' }));
  });

  test('is not there for what is no skill of this place', async () => {
    for (const path of ['/skills/nothing', '/skills/0198c0de-0000-7000-8000-000000000000']) {
      expect((await stranger.get(path)).status).toBe(404);
    }
    expect((await stranger.get(paths.actor('nobody'))).status).toBe(404);
  });
});
