import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveIn } from './full-house.ts';
import { type Answer, openSite, type TestSite, type Visitor } from './site.ts';

const german = { 'accept-language': 'de-AT, de;q=0.9, en;q=0.3' };

/** What people gave as names and texts stays as it is, in whatever language it is in. */
const ours = [/<(bdi|code|title)\b[^>]*>.*?<\/\1>/gs, /<([a-z0-9]+)[^>]* dir="auto"[^>]*>.*?<\/\1>/gs];

/** Words of nearly every English sentence, and of no German one. */
const english = /\b(?:the|you|your|yours|of|and|with|this|that|there|what|are|were|not|from)\b/gi;

/** The words of a page: what is seen, and what is heard or shown later. */
function wordsOf({ text }: Answer): string {
  const own = ours.reduce((rest, pattern) => rest.replaceAll(pattern, ' '), text);
  const said = [...own.matchAll(/(?:aria-label|placeholder|alt|data-failed|data-known)="([^"]*)"/g)].map(
    ([, words]) => words,
  );
  return [own.replaceAll(/<[^>]*>/g, ' '), ...said].join(' ').replaceAll(/\s+/g, ' ');
}

function expectGerman(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.text).toContain('<html lang="de"');
  const words = wordsOf(answer);
  expect(
    [...words.matchAll(english)].map((match) => words.slice(Math.max(0, match.index - 60), match.index + 60)),
  ).toEqual([]);
}

test('English is noticed', () => {
  const page = { status: 200, headers: new Headers(), text: '<html lang="de"><p>Sag the word.</p>' };
  expect(() => expectGerman(page, 200)).toThrow();
});

describe('a page asked for in German says no English sentence', () => {
  let site: TestSite;
  let visitor: Visitor;
  let steward: Visitor;
  beforeAll(async () => {
    site = await openSite();
    const fresh = site.visitor();
    setupAnswers.push(await fresh.get(`/setup?token=${await site.setupToken()}`, german));
    setupAnswers.push(await fresh.get('/', german));
    const { steward: ana } = await liveIn(site);
    visitor = site.visitor();
    steward = site.visitor();
    await steward.signIn(await site.signInToken(ana.id));
    steward.cookies.set('language', 'de');
  });
  afterAll(() => site.close());
  const setupAnswers: Answer[] = [];

  test('before anybody lives here', () => {
    const [setup, front] = setupAnswers;
    if (setup === undefined || front === undefined) throw new Error('nothing was asked');
    expectGerman(setup, 200);
    expect(setup.text).toContain('<option value="de" selected="">');
    expectGerman(front, 503);
  });

  test.each([
    ['/', 200],
    ['/follow', 200],
    ['/sign-in', 200],
    ['/sign-in/code', 200],
    ['/nowhere', 404],
    ['/setup?token=x', 409],
    ['/sign-in/link?token=x', 410],
    ['/settings', 401],
  ])('%s', async (path, status) => {
    expectGerman(await visitor.get(path, german), status);
  });

  test.each(['/sign-in/again', '/setup/done'])('%s, signed in', async (path) => {
    expectGerman(await steward.get(path), 200);
  });

  test('where what was typed is wrong', async () => {
    const said = await visitor.post('/follow', { address: 'nothing' }, german);
    expectGerman(said, 400);
    expect(said.text).toContain('„nothing“ nennt keinen Server.');
    expectGerman(await visitor.post('/sign-in', { email: '', next: '/' }, german), 400);
    expectGerman(await visitor.post('/sign-in/code', { who: 'ana', code: 'x' }, german), 400);
    expectGerman(await visitor.post('/sign-in', { email: 'a@b.test', next: '/', more: 'x' }, german), 400);
  });

  test('where it is too often, or from elsewhere', async () => {
    for (let count = 0; count < 3; count++) await visitor.post('/sign-in', { email: 'x@y.test' }, german);
    const often = await visitor.post('/sign-in', { email: 'x@y.test' }, german);
    expectGerman(often, 429);
    expect(often.text).toContain('An eine Adresse gehen drei Links in der Stunde.');
    const elsewhere = await visitor.post('/sign-in', {}, { ...german, origin: 'https://evil.test' });
    expectGerman(elsewhere, 403);
  });

  test('where a module of a page reads the answer; programs of the API read English', async () => {
    const asked = { ...german, accept: 'application/json', 'content-type': 'application/json' };
    const module = await visitor.send('POST', '/sign-in/passkey', { ...asked, origin: site.origin }, '{}');
    expect(JSON.parse(module.text)).toMatchObject({
      code: 'body.invalid',
      detail: 'Das ist nicht, was unsere Seite schickt. Öffne die Seite neu.',
    });
    const program = await visitor.send('GET', '/api/v1/nothing', asked);
    expect(JSON.parse(program.text)).toMatchObject({ detail: 'There is no page at this address.' });
  });

  test('before any route is reached', async () => {
    const elsewhere = await visitor.get('/', { ...german, host: 'loom.exmaple' });
    expectGerman(elsewhere, 421);
  });
});
