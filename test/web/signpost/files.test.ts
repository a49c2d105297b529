import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { readSignpost } from '../../../src/domain/signposts/queries.ts';
import type { Signpost } from '../../../src/domain/signposts/signpost.ts';
import { type Answer, openSite, type TestSite, type Visitor } from '../pages/site.ts';
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

describe('files', () => {
  test('hold what those they are for may see, under a name', async () => {
    await fillSignpost(site, person);
    const name = `${person.handle}.json`;
    const own = await me.get(`/me/export/${name}`);
    expect(own.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
    expect(own.headers.get('content-type')).toContain('application/json');
    expect(own.headers.get('cache-control')).toBe('no-store');
    expect(own.text).toContain('Tagged PDF');
    const open = await me.get(`/me/export/${name}?as=anyone`);
    expect([open.text.includes('WCAG 2.2 audits'), open.text.includes('Tagged PDF')]).toEqual([true, false]);
    expect((await me.get(`/me/export/${person.handle}.html`)).text).toContain('<!doctype html>');
    expect((await me.get(`/me/export/${person.handle}-terms.csv?as=anyone`)).status).toBe(404);
    expect((await me.get('/me/export?as=anyone')).text).not.toContain('-terms.csv');
    expect((await me.get('/me/export/ana.json')).status).toBe(404);
  });

  /** Send a file as the form does. */
  function upload(file: string | Buffer, name = 'resume.json'): Promise<Answer> {
    const text = typeof file === 'string' ? file : file.toString('latin1');
    const body = `--a-file-of-mira\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n${text}\r\n--a-file-of-mira--\r\n`;
    const headers = {
      accept: 'text/html',
      origin: site.origin,
      'content-type': 'multipart/form-data; boundary=a-file-of-mira',
    };
    return me.send(
      'POST',
      '/me/import',
      { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      body,
    );
  }

  const resume = JSON.stringify({
    basics: { name: 'Mira', label: 'Mends components', url: 'https://okonkwo.example/' },
    skills: [
      { name: 'Typography', level: 'expert' },
      { name: 'Gilding', level: 'beginner' },
    ],
    projects: [
      { name: 'Ferry desk <b>forms</b>', roles: ['Lead'], startDate: '2026-03', endDate: '2026-08' },
    ],
    languages: [{ language: 'Portuguese', fluency: 'native' }],
  });

  test('are read and shown first; only what stays ticked is added, as claimed', async () => {
    const shown = await upload(resume);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('Ferry desk &lt;b&gt;forms');
    expect((await signpost()).skills.do).toEqual([]);
    const fields = fieldsOf(shown.text);
    const ticked = Object.fromEntries(
      Object.entries(fields).filter(
        ([name, value]) => name.startsWith('take.') && !value.includes('Gilding'),
      ),
    );
    expect(Object.keys(fields).filter((name) => name.startsWith('take.')).length).toBe(
      Object.keys(ticked).length + 1,
    );
    expect(went(await me.post('/me/import/add', ticked))).toEqual([303, '/me?done=imported#files']);
    const { skills, work, headline } = await signpost();
    expect(skills.do).toMatchObject([{ label: 'Typography', level: 4, evidence: 'claimed' }]);
    expect(work).toMatchObject([
      { title: 'Ferry desk <b>forms</b>', source: 'json-resume', evidence: 'claimed' },
    ]);
    expect(headline).toBe('Mends components');
    expect(words(await upload(resume))).toContain('Gilding');
  });

  test('that are none are refused beside the field, and what was not offered is not added', async () => {
    for (const file of ['', 'no json', '{"a": 1}']) {
      const { status, text } = await upload(file);
      expect([file, status, text.includes('id="f-file-error"')]).toEqual([file, 400, true]);
    }
    const forged = { kind: 'skill', value: { name: 'X', level: 'high' } };
    for (const fields of [{ 'take.0': JSON.stringify(forged) }, { 'take.0': '{' }, { other: '1' }]) {
      expect((await me.post('/me/import/add', fields)).status).toBe(400);
    }
  });

  test('larger than they may be are not read, and nowhere else is a file taken', async () => {
    const huge = {
      accept: 'text/html',
      origin: site.origin,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': String(40 * 1024 * 1024),
    };
    expect((await me.send('POST', '/me/import', huge, '--x')).status).toBe(413);
    const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await me.post('/me/links', {}, multipart)).status).toBe(415);
    expect((await site.visitor().post('/me/import', {}, multipart)).status).toBe(401);
  });

  test('may be the archive Mastodon gives somebody', async () => {
    const actor = JSON.parse(readFileSync(new URL('mastodon-actor.json', import.meta.url), 'utf8'));
    const { status, text } = await upload(JSON.stringify(actor), 'actor.json');
    expect(status).toBe(200);
    expect(text).toContain('I draw maps');
  });
});
