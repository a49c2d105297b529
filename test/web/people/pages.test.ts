import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../pages/site.ts';
import { openTown, type Town } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.site.close());

/** The names in the list of a page, in its order. */
function names({ text }: Answer): string[] {
  const table = /<table[\s\S]*?<\/table>/.exec(text)?.[0] ?? '';
  return [...table.matchAll(/<b>(?:<a [^>]*>)?<bdi>([^<]*)<\/bdi>/g)].map((match) => match[1] ?? '');
}

async function pool(name: string, asked?: string): Promise<string> {
  const fields = { name, ...(asked === undefined ? {} : { asked }) };
  const answer = await town.steward.post('/people/pools', fields);
  return /\/people\/pools\/([^?]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
}

describe('the directory', () => {
  test('shows members everybody, and visitors whose page is for anyone and nobody of allies', async () => {
    expect(names(await town.steward.get('/people')).sort()).toEqual([
      ...['Ana Verhelst', 'Ines Duarte', 'Joris Maes', 'Mira Okonkwo', 'Noor Aziz', 'Pieter De Wolf'],
    ]);
    const seen = await town.visitor.get('/people');
    expect(seen.status).toBe(200);
    expect(names(seen).sort()).toEqual(['Ana Verhelst', 'Mira Okonkwo', 'Pieter De Wolf']);
    for (const secret of ['Noor', 'Ines', 'weave.test', '8 h now', 'Keep', '/people/pools'])
      expect(seen.text, secret).not.toContain(secret);
  });

  test('finds a misspelt skill, says why, and marks an ally by its domain', async () => {
    const found = await town.steward.get('/people?skill=typografy');
    expect(found.text).toContain('“typografy” was read as Typography.');
    expect(names(found)).toEqual(['Pieter De Wolf', 'Joris Maes', 'Mira Okonkwo']);
    expect(found.text).toContain('Does Typography, teaches it');
    expect(found.text).toContain('Is learning Typography');
    expect(found.text).toContain('<bdi>weave.test</bdi>');
    expect(names(await town.visitor.get('/people?skill=typografy'))).toEqual(['Pieter De Wolf']);
  });

  test('leaves out whose availability is old, says so, and shows them when asked', async () => {
    const asked = await town.steward.get('/people?skill=Typography&hours=8&house=allies');
    expect(names(asked)).toEqual([]);
    expect(asked.text).toContain('One person is left out');
    const link = /href="(\/people\?[^"]*stale=1[^"]*)"/.exec(asked.text)?.[1]?.replaceAll('&amp;', '&');
    expect(names(await town.steward.get(link ?? ''))).toEqual(['Joris Maes']);
  });

  test('finds who does what I do not, and asks visitors to sign in for it', async () => {
    const found = await town.steward.get('/people?covers=1');
    expect(names(found).sort()).toEqual(['Joris Maes', 'Pieter De Wolf']);
    expect(found.text).toContain('Does Typography, which you don’t');
    expect((await town.visitor.get('/people?covers=1')).status).toBe(401);
  });

  test('W10: a filter that cannot be is refused by its name, and no filter reaches SQL', async () => {
    for (const [query, name] of [
      ['level=9', 'level'],
      ['from=tomorrow', 'from'],
      ['from=2026-12-07&until=2026-11-01', 'until'],
      ['hours=0x10', 'hours'],
      ['engagement=boss', 'engagement'],
      ['stage=alum', 'stage'],
      ['stale=yes', 'stale'],
      [`q=${'x'.repeat(300)}`, 'q'],
      ['skill=%00', 'skill'],
    ] as const) {
      const answer = await town.steward.get(`/people?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      expect(answer.text, query).toContain(`The filter ${name} does not take`);
    }
    for (const [query, status] of [
      ['after=1', 400],
      ['after=2026-11-20.0', 400],
      ['after=9999-99-99.20', 400],
      ['house=evil.example', 404],
      ['house=%27%3B+drop+table+member--', 404],
      ['q=%25%27%22%3B--', 200],
      ['skill=%27%20or%201%3D1', 200],
      ['place=%25', 200],
      ['sort=id%3Bdrop', 200],
    ] as const)
      expect([query, (await town.steward.get(`/people?${query}`)).status]).toEqual([query, status]);
  });

  test('says the one next step where nobody was found', async () => {
    const unknown = await town.steward.get('/people?skill=zzzqqq');
    expect(unknown.text).toContain('Nobody here knows a skill called “zzzqqq”');
    const none = await town.steward.get('/people?place=Atlantis');
    expect(none.text).toContain('Nobody fits all of that');
  });

  test('is said in German to who reads German', async () => {
    const german = await town.visitor.get('/people', { 'accept-language': 'de' });
    expect(german.text).toContain('<h1>Leute</h1>');
    const wrong = await town.visitor.get('/people?level=9', { 'accept-language': 'de' });
    expect(wrong.text).toContain('Der Filter level nimmt „9“ nicht an');
  });

  test('shows the pictures with a table behind each; who is free only to members', async () => {
    const skills = await town.visitor.get('/people/skills');
    expect(skills.text).toContain('role="img"');
    expect(skills.text).not.toContain('Note taking');
    const capacity = await town.steward.get('/people/capacity');
    expect(capacity.text).toMatch(
      /<svg class="if-wide"[^>]*role="img" aria-label="3 people say when they are free/,
    );
    expect(capacity.text).toMatch(/<details>[\s\S]*<table/);
    expect((await town.visitor.get('/people/capacity')).status).toBe(401);
  });
});

describe('pools and notes', () => {
  test('a list becomes a pool; people come in by handle, go out, and the pool comes back after it was deleted', async () => {
    const id = await pool('Letters', 'skill=Typography');
    const path = `/people/pools/${id}`;
    expect(names(await town.steward.get(path))).toEqual(['Pieter De Wolf', 'Joris Maes', 'Mira Okonkwo']);
    await town.steward.post(`${path}/add`, { who: '@ines@weave.test' });
    await town.steward.post(`${path}/remove`, { who: 'mira' });
    expect(names(await town.steward.get(path))).toEqual(['Ines Duarte', 'Pieter De Wolf', 'Joris Maes']);
    const wrong = await town.steward.post(`${path}/add`, { who: 'nobody' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('Nobody called &quot;nobody&quot; can be found here.');
    await town.steward.post(`${path}/rename`, { name: 'Type' });
    const deleted = await town.steward.post(`${path}/delete`);
    const after = await town.steward.get(deleted.headers.get('location') ?? '');
    expect(after.text).toContain('The pool is deleted.');
    expect((await town.steward.get(path)).status).toBe(404);
    await town.steward.post(/action="([^"]*restore)"/.exec(after.text)?.[1] ?? '');
    expect((await town.steward.get(path)).text).toContain('<bdi>Type</bdi>');
  });

  test('boxes say in which pools somebody is, and a new pool is made on the way', async () => {
    const id = await pool('Boxes');
    const who = `${town.site.origin}/@mira`;
    await town.steward.post('/people/keep', { who, name: 'On the way', [`pool.${id}`]: 'yes' });
    expect(names(await town.steward.get(`/people/pools/${id}`))).toEqual(['Mira Okonkwo']);
    expect((await town.steward.get('/people/pools')).text).toContain('On the way');
    await town.steward.post('/people/keep', { who, name: '' });
    expect(names(await town.steward.get(`/people/pools/${id}`))).toEqual([]);
  });

  test('are found by nobody else at any address, and ask a visitor to sign in', async () => {
    const id = await pool('Private');
    const who = `${town.site.origin}/@mira`;
    const secret = 'Wants to leave in spring.';
    await town.steward.post('/people/note', { who, note: secret });
    const mira = town.site.visitor();
    await mira.signIn(await town.site.signInToken(town.members.mira.id));
    for (const path of [`/people/pools/${id}`, '/people/keep?who=nobody'])
      expect([path, (await mira.get(path)).status]).toEqual([path, 404]);
    for (const [act, fields] of [
      ['add', { who: 'mira' }],
      ['remove', { who: 'mira' }],
      ['rename', { name: 'Theirs' }],
      ['delete', {}],
      ['restore', {}],
    ] as const)
      expect([act, (await mira.post(`/people/pools/${id}/${act}`, fields)).status]).toEqual([act, 404]);
    const pages = ['/people', '/people/pools', `/people/keep?who=${encodeURIComponent(who)}`, '/@mira'];
    for (const path of [...pages, `/people?q=${encodeURIComponent('spring')}`]) {
      expect((await mira.get(path)).text, path).not.toContain(secret);
      expect((await town.visitor.get(path)).text, path).not.toContain(secret);
    }
    expect((await town.steward.get('/people/pools')).text).toContain(secret);
    for (const path of [
      '/people/pools',
      `/people/pools/${id}`,
      `/people/keep?who=${encodeURIComponent(who)}`,
    ])
      expect([path, (await town.visitor.get(path)).status]).toEqual([path, 401]);
  });
});
