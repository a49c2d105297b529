import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { thisWeek } from '../../../src/domain/signposts/availability.ts';
import { readSignpost } from '../../../src/domain/signposts/queries.ts';
import type { Signpost } from '../../../src/domain/signposts/signpost.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';
import { fieldsOf, went, words } from './as-sent.ts';
import { fillSignpost } from './mira.ts';

let site: TestSite;
let person: Member;
let me: Visitor;
let count = 0;

beforeAll(async () => {
  site = await openSite();
  await site.found();
});

afterAll(() => site.close());

beforeEach(async () => {
  person = await site.addPerson('Mira Okonkwo', `mira${++count}`);
  me = site.visitor();
  await me.signIn(await site.signInToken(person.id));
});

function signpost(): Promise<Signpost> {
  return readSignpost(site.platform.db, person.id, site.platform.clock.now());
}

describe('the overview', () => {
  test('is for who is signed in, like every page below it', async () => {
    for (const path of [
      '',
      '/skills/do',
      '/availability',
      '/work',
      '/links',
      '/audiences',
      '/preview',
      '/export',
      '/import',
    ]) {
      expect([path, (await site.visitor().get(`/me${path}`)).status]).toEqual([path, 401]);
    }
    expect((await site.visitor().post('/me/skills/do', {})).status).toBe(401);
  });

  test('names the one next step, and at the end that nothing is missing', async () => {
    expect(words(await me.get('/me'))).toContain('Next Say what you do: two skills are enough to be found.');
    await me.post('/me/skills/do', {
      'skills.0.name': 'Typography',
      'skills.1.name': 'Bookbinding',
      do: 'save',
    });
    expect(words(await me.get('/me'))).toContain('Write one line about yourself');
    expect((await me.get('/me')).text).not.toMatch(/\d\s?%/);
    await fillSignpost(site, person);
    expect(words(await me.get('/me'))).toContain('Whole Nothing is missing.');
  });

  test('says at the part what was done to it, and lets a change of readers be taken back', async () => {
    const saved = await me.post('/me/introduction', {
      name: 'Mira Okonkwo',
      headline: 'I mend components',
      about: '',
      'audience.introduction': 'members',
      do: 'save',
    });
    const [status, location] = went(saved);
    expect([status, location]).toEqual([303, '/me?done=introduction&was=introduction%3Aanyone#introduction']);
    const { text } = await me.get(location ?? '');
    expect(text).toContain('Saved.');
    expect((await signpost()).audiences.introduction).toBe('members');
    const undo = fieldsOf(/<form method="post" action="\/me\/audiences">.*?<\/form>/.exec(text)?.[0] ?? '');
    expect(undo).toEqual({ 'audience.introduction': 'anyone' });
    await me.post('/me/audiences', undo);
    expect((await signpost()).audiences.introduction).toBe('anyone');
  });

  test('speaks German', async () => {
    const { text } = await me.get('/me', { 'accept-language': 'de' });
    expect(text).toContain('Dein Wegweiser');
    expect(text).toContain('Zwei Fähigkeiten reichen');
    expect(text).not.toMatch(/signpost\.[a-z_]+/);
  });
});

describe('the form of skills', () => {
  const two = {
    'skills.0.name': 'Typography',
    'skills.0.level': '3',
    'skills.0.since': '2009',
    'skills.0.used': '2026-10',
    'skills.0.note': 'books',
    'skills.1.name': 'TypeScript',
  };

  test('keeps them in order, with everything that was said', async () => {
    expect(went(await me.post('/me/skills/do', { ...two, do: 'save' }))).toEqual([303, '/me?done=do#do']);
    const [first, second] = (await signpost()).skills.do;
    expect(first).toMatchObject({ label: 'Typography', level: 3, since: 2009, note: 'books' });
    expect(first?.lastUsed?.toString()).toBe('2026-10');
    expect(second).toMatchObject({ label: 'TypeScript', level: null, since: null });
    const shown = fieldsOf((await me.get('/me/skills/do')).text);
    expect(shown).toMatchObject({
      'skills.0.name': 'Typography',
      'skills.0.used': '2026-10',
      'skills.3.name': '',
    });
  });

  test('gets more rows without saving or losing anything', async () => {
    const { status, text } = await me.post('/me/skills/do', { ...two, do: 'more' });
    expect(status).toBe(200);
    expect(fieldsOf(text)).toMatchObject({
      'skills.0.name': 'Typography',
      'skills.1.name': 'TypeScript',
      'skills.4.name': '',
    });
    expect((await signpost()).skills.do).toEqual([]);
  });

  test('puts a skill higher or lower without a script, and keeps what was typed', async () => {
    const typed = { ...two, 'skills.2.name': 'Maps', 'skills.2.note': 'on paper' };
    const { status, text } = await me.post('/me/skills/do', { ...typed, do: 'up.2' });
    expect(status).toBe(200);
    expect(fieldsOf(text)).toMatchObject({
      ...{ 'skills.0.name': 'Typography', 'skills.1.name': 'Maps', 'skills.1.note': 'on paper' },
      'skills.2.name': 'TypeScript',
    });
    const buttons = [...text.matchAll(/name="do" value="((?:up|down)\.\d)"/g)].map((match) => match[1]);
    expect(buttons).toEqual(['down.0', 'up.1', 'down.1', 'up.2']);
    const lower = fieldsOf((await me.post('/me/skills/do', { ...typed, do: 'down.0' })).text);
    expect([lower['skills.0.name'], lower['skills.1.note']]).toEqual(['TypeScript', 'books']);
    expect((await signpost()).skills.do).toEqual([]);
    const shown = Object.entries(fieldsOf(text)).filter(([name]) => name.startsWith('skills.'));
    await me.post('/me/skills/do', { ...Object.fromEntries(shown), do: 'save' });
    expect((await signpost()).skills.do.map((line) => line.label)).toEqual([
      'Typography',
      'Maps',
      'TypeScript',
    ]);
  });

  test('takes a skill off where its name is emptied', async () => {
    await me.post('/me/skills/do', { ...two, do: 'save' });
    await me.post('/me/skills/do', { ...two, 'skills.0.name': ' ', do: 'save' });
    expect((await signpost()).skills.do.map((line) => line.label)).toEqual(['TypeScript']);
  });

  test('says beside the field what is wrong, and keeps what was typed', async () => {
    const { status, text } = await me.post('/me/skills/do', {
      'skills.0.name': '',
      'skills.1.name': 'Typo"graphy',
      'skills.1.since': 'long ago',
      'skills.1.used': '10/2026',
      do: 'save',
    });
    expect(status).toBe(400);
    expect(text).toContain('id="f-skills-1-since-error"');
    expect(text).toContain('“long ago” is not a year.');
    expect(text).toContain('“10/2026” is not a month.');
    expect(text).toContain('value="Typo&quot;graphy"');
    const future = await me.post('/me/skills/do', {
      'skills.0.name': 'Typography',
      'skills.0.since': '2999',
      do: 'save',
    });
    expect([
      future.status,
      words(future).includes('2999 is not a year in which a skill can have begun'),
    ]).toEqual([400, true]);
  });

  test('refuses fields it does not have', async () => {
    for (const field of ['skills.0.evidence', 'audience.nothing', 'member']) {
      expect((await me.post('/me/skills/do', { ...two, [field]: 'witnessed', do: 'save' })).status).toBe(400);
    }
    expect((await me.post('/me/skills/do', { ...two, 'audience.do': 'everybody', do: 'save' })).status).toBe(
      400,
    );
    expect((await signpost()).skills.do).toEqual([]);
  });
});

describe('the form of the year', () => {
  const selected = (html: string, week: string) =>
    new RegExp(`name="week.${week}"[^>]*>.*?<option value="([^"]*)" selected`).exec(html)?.[1];

  test('fills many weeks at once beside those that are said one by one, and is still so', async () => {
    const first = thisWeek(site.platform.clock.now());
    const week = (index: number) => first.add({ weeks: index }).toString();
    const weeks = Object.fromEntries(Array.from({ length: 52 }, (_, index) => [`week.${week(index)}`, '']));
    const filled = await me.post('/me/availability', {
      ...weeks,
      [`week.${week(0)}`]: 'booked',
      as: '20',
      from: first.add({ weeks: 2, days: 3 }).toString(),
      until: first.add({ weeks: 5 }).toString(),
      do: 'fill',
    });
    expect(went(filled)).toEqual([303, '/me/availability?done=filled']);
    expect(
      (await signpost()).availability.weeks.map((one) => [one.week.toString(), one.state, one.hours]),
    ).toEqual([[week(0), 'booked', null], ...[2, 3, 4, 5].map((index) => [week(index), 'free', 20])]);
    const { text } = await me.get('/me/availability?done=filled');
    expect(text).toContain('Filled and saved.');
    expect([selected(text, week(0)), selected(text, week(1)), selected(text, week(2))]).toEqual([
      'booked',
      '',
      '20',
    ]);
    expect(went(await me.post('/me/availability/confirm'))).toEqual([303, '/me?done=confirmed#availability']);
  });

  test('says what is wrong with the line that fills, and with a week', async () => {
    const wrong = await me.post('/me/availability', {
      as: '20',
      from: '2026-12-01',
      until: '2026-11-01',
      do: 'fill',
    });
    expect([wrong.status, words(wrong).includes('This day lies before the first one.')]).toEqual([400, true]);
    for (const [week, choice] of [
      ['2026-12-01', '20'],
      ['2026-12-07', '99'],
      ['2026-12-07', '-1'],
      ['2026-13-01', '20'],
    ]) {
      expect((await me.post('/me/availability', { [`week.${week}`]: choice ?? '', do: 'save' })).status).toBe(
        400,
      );
    }
    expect((await signpost()).availability.weeks).toEqual([]);
  });
});

describe('the small forms', () => {
  test('keep terms with exact amounts, and say which amount is wrong', async () => {
    await me.post('/me/terms', {
      'hourly.on': 'yes',
      'hourly.amount': '82,50',
      'hourly.currency': 'eur',
      'hourly.note': '',
      'training.note': 'evenings',
      do: 'save',
    });
    expect((await signpost()).terms).toEqual([
      { kind: 'hourly', floor: { minor: 8250n, currency: 'EUR' }, note: '' },
      { kind: 'training', floor: null, note: 'evenings' },
    ]);
    expect(fieldsOf((await me.get('/me/terms')).text)).toMatchObject({
      'hourly.on': 'yes',
      'hourly.amount': '82.50',
    });
    const wrong = await me.post('/me/terms', {
      'fixed.amount': 'a lot',
      'fixed.currency': 'EUR',
      do: 'save',
    });
    expect([wrong.status, wrong.text.includes('id="f-fixed-amount-error"')]).toEqual([400, true]);
  });

  test('keep a place no finer than its grain, and the clock', async () => {
    await me.post('/me/place', {
      grain: 'country',
      country: 'PT',
      region: 'Norte',
      town: 'Porto',
      zone: 'Europe/Lisbon',
      do: 'save',
    });
    expect((await signpost()).place).toEqual({ grain: 'country', country: 'PT', region: null, town: null });
    expect(words(await me.get('/me'))).toContain('in Lisbon');
    const wrong = await me.post('/me/place', {
      grain: 'country',
      country: '',
      region: '',
      town: '',
      zone: 'Europe/Lisbon',
      do: 'save',
    });
    expect([wrong.status, wrong.text.includes('id="f-country-error"')]).toEqual([400, true]);
  });

  test('keep languages and contact', async () => {
    await me.post('/me/languages', {
      'languages.0.tag': 'pt',
      'languages.0.level': 'native',
      'languages.1.tag': '',
      'languages.1.level': 'fluent',
      do: 'save',
    });
    await me.post('/me/contact', {
      policy: 'anyone',
      how: 'mira@okonkwo.example',
      'audience.contact': 'anyone',
      do: 'save',
    });
    expect(await signpost()).toMatchObject({
      languages: [{ tag: 'pt', level: 'native' }],
      contact: { policy: 'anyone', how: 'mira@okonkwo.example' },
    });
    expect((await site.visitor().get(`/@${person.handle}`)).text).toContain(
      'href="mailto:mira@okonkwo.example"',
    );
  });

  test('keep work in an order one can change, and take it away', async () => {
    await me.post('/me/work/new', {
      title: 'First',
      role: '',
      url: '',
      began: '',
      ended: '',
      summary: '',
      skills: '',
      do: 'save',
    });
    await me.post('/me/work/new', {
      title: 'Second',
      role: 'Lead',
      url: 'https://ferry.example/',
      began: '2026-01',
      ended: '2026-03',
      summary: '',
      skills: 'Typography, Maps',
      do: 'save',
    });
    const titles = async () => (await signpost()).work.map((line) => line.title);
    expect(await titles()).toEqual(['Second', 'First']);
    const [second, first] = (await signpost()).work;
    await me.post(`/me/work/${first?.id}/up`);
    expect(await titles()).toEqual(['First', 'Second']);
    const wrong = await me.post(`/me/work/${second?.id}`, {
      ...fieldsOf(''),
      title: 'Second',
      role: '',
      url: 'ftp://x',
      began: '2026-03',
      ended: '2026-01',
      summary: '',
      skills: '',
      do: 'save',
    });
    expect(wrong.status).toBe(400);
    const other = site.visitor();
    await other.signIn(await site.signInToken((await site.addPerson('Noor Aziz', `noor${count}`)).id));
    for (const path of [`/me/work/${second?.id}`, '/me/work/17'])
      expect((await other.get(path)).status).toBe(404);
    expect((await other.post(`/me/work/${second?.id}/remove`)).status).toBe(404);
    const away = went(await me.post(`/me/work/${second?.id}/remove`))[1] ?? '';
    expect(away).toBe(`/me?done=unworked&work=${second?.id}#work`);
    expect(await titles()).toEqual(['First']);
    const back = `/me/work/${second?.id}/restore`;
    expect((await me.get(away)).text).toContain(`action="${back}"`);
    expect((await me.get('/me/work')).text).toContain(`action="${back}"`);
    expect((await site.visitor().get(`/@${person.handle}`)).text).not.toContain('Second');
    expect((await other.get('/me/work')).text).not.toContain('Second');
    expect((await other.post(back)).status).toBe(404);
    expect(went(await me.post(back))).toEqual([303, '/me?done=work#work']);
    expect(await titles()).toEqual(['First', 'Second']);
    expect((await me.post(back)).status).toBe(404);
    expect((await me.get('/me/work')).text).not.toContain('Bring it back');
  });

  test('keep links, and put back one that was taken away', async () => {
    expect((await me.post('/me/links', { url: 'javascript:alert(1)', label: '' })).status).toBe(400);
    await me.post('/me/links', { url: 'https://okonkwo.example/', label: 'Home' });
    const [link] = (await signpost()).links;
    const [, location] = went(await me.post(`/me/links/${link?.id}/remove`));
    expect((await signpost()).links).toEqual([]);
    const { text } = await me.get(location ?? '');
    const undo = fieldsOf(/<form method="post" action="\/me\/links">.*?<\/form>/.exec(text)?.[0] ?? '');
    await me.post('/me/links', undo);
    expect((await signpost()).links).toMatchObject([{ url: 'https://okonkwo.example/', label: 'Home' }]);
  });

  test('change who sees what in one go, and whether other collectives list somebody', async () => {
    await me.post('/me/audiences', { 'audience.do': 'me', 'audience.terms': 'anyone', indexable: 'yes' });
    const { audiences, isIndexable } = await signpost();
    expect([audiences.do, audiences.terms, audiences.work, isIndexable]).toEqual([
      'me',
      'anyone',
      'anyone',
      true,
    ]);
  });
});
