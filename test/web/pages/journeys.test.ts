import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite, opportunityFields, type TestSite, type Visitor } from './site.ts';

/** What stands in the only `<h1>` of a page, without its markup. */
function headingOf(html: string): string {
  const [, inside = ''] = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html) ?? [];
  return inside.replace(/<[^>]+>/g, '').trim();
}

/** The errors of a page, by the id of the field they stand under. */
function errorsOf(html: string): Record<string, string> {
  const found = html.matchAll(/<p class="error" id="f-([^"]+)-error">[\s\S]*?<span>([\s\S]*?)<\/span>/g);
  return Object.fromEntries([...found].map(([, name, words]) => [name ?? '', words ?? '']));
}

const setup = {
  screen: 'collective',
  do: 'next',
  name: 'Loom',
  purpose: 'Free agents who make public services readable.',
  handle: 'loom',
  language: 'en',
  colour: '#024e7c',
  person: 'Ana Verhelst',
  personHandle: 'ana',
  email: 'ana@loom.test',
  follow: 'approve',
  join: 'invitation',
};

describe('setting a node up', () => {
  let site: TestSite;
  let visitor: Visitor;
  let token = '';
  const host = () => new URL(site.origin).host;

  beforeAll(async () => {
    site = await openSite();
    visitor = site.visitor();
    token = await site.setupToken();
  });
  afterAll(() => site.close());

  test('every page but the setup says that nobody lives here yet', async () => {
    for (const path of ['/', '/opportunities', '/@loom', '/sign-in', '/nothing']) {
      const { status, text } = await visitor.get(path);
      expect([path, status]).toEqual([path, 503]);
      expect(text).toContain('/setup?token=');
    }
    expect((await visitor.get('/readyz')).text).toContain('waiting for setup');
  });

  test('a made-up setup link opens nothing', async () => {
    expect((await visitor.get('/setup?token=made-up')).status).toBe(410);
    expect((await visitor.post('/setup', { ...setup, token: 'made-up' })).status).toBe(410);
  });

  test('each error stands beside its field, and what was typed stays', async () => {
    const { status, text } = await visitor.post('/setup', {
      ...setup,
      token,
      name: '',
      handle: 'Loom!',
      domain: 'loom.exmaple',
    });
    expect(status).toBe(400);
    expect(Object.keys(errorsOf(text)).sort()).toEqual(['domain', 'handle', 'name']);
    expect(errorsOf(text)['domain']).toBe(`This says loom.exmaple. This server answers for ${host()}.`);
    expect(text).toContain('value="Loom!"');
    expect(text).toContain('make public services readable');
  });

  test('going back keeps what the later screen holds', async () => {
    const { text } = await visitor.post('/setup', {
      ...setup,
      token,
      screen: 'you',
      do: 'back',
      domain: host(),
    });
    expect(headingOf(text)).toBe('Name your collective');
    expect(text).toContain('<input type="hidden" name="email" value="ana@loom.test"');
  });

  test('the steward cannot have the handle of the collective', async () => {
    const { status, text } = await visitor.post('/setup', {
      ...setup,
      token,
      screen: 'you',
      personHandle: 'loom',
    });
    expect(status).toBe(400);
    expect(errorsOf(text)['personHandle']).toContain('is the collective already');
  });

  test('a mistake on an earlier screen is shown on that screen, and the link stays good', async () => {
    const { status, text } = await visitor.post('/setup', { ...setup, token, screen: 'rules', domain: '' });
    expect(status).toBe(400);
    expect(headingOf(text)).toBe('Name your collective');
    expect((await visitor.get(`/setup?token=${token}`)).status).toBe(200);
  });

  test('the last button founds the collective, signs its steward in and uses the link up', async () => {
    const founded = await visitor.post('/setup', { ...setup, token, screen: 'rules', domain: host() });
    expect([founded.status, founded.headers.get('location')]).toEqual([303, '/setup/done']);
    const done = await visitor.get('/setup/done');
    expect(done.text).toContain(`@loom@${host()}`);
    expect(headingOf((await visitor.get('/opportunities/new')).text)).toBe('New opportunity');
    const again = await site.visitor().post('/setup', { ...setup, token, screen: 'rules', domain: host() });
    expect(again.status).toBe(409);
    expect((await visitor.get('/readyz')).text).toContain('set up');
  });
});

describe('the life of an opportunity', () => {
  let site: TestSite;
  let steward: Visitor;
  let stranger: Visitor;

  beforeAll(async () => {
    site = await openSite();
    const { steward: ana } = await site.found();
    steward = site.visitor();
    stranger = site.visitor();
    await steward.signIn(await site.signInToken(ana.id));
  });
  afterAll(() => site.close());

  const post = async (change: Record<string, string> = {}): Promise<string> => {
    const { status, headers, text } = await steward.post('/opportunities/new', opportunityFields(change));
    expect(status, text.slice(0, 3000)).toBe(303);
    return (headers.get('location') ?? '').split('?', 1)[0] ?? '';
  };

  test('what is wrong stands beside each field, and nothing typed is lost', async () => {
    const wrong = {
      title: '',
      'roles.0.headcount': 'two',
      'roles.0.amount': '1e3',
      languages: 'x_y',
      date: '2099-13-01',
    };
    const { status, text } = await steward.post('/opportunities/new', opportunityFields(wrong));
    expect(status).toBe(400);
    expect(Object.keys(errorsOf(text)).sort()).toEqual([
      'date',
      'languages',
      'roles-0-amount',
      'roles-0-headcount',
      'title',
    ]);
    expect(text).toContain('value="two"');
    expect(text).toContain('value="1e3"');
    expect(text).toContain('ten seconds');
  });

  test('a deadline in the past is refused by the clock of the database', async () => {
    const { status, text } = await steward.post(
      '/opportunities/new',
      opportunityFields({ date: '2020-01-01' }),
    );
    expect(status).toBe(400);
    expect(errorsOf(text)['date']).toContain('has passed');
  });

  test('roles are added and removed without a script and without losing anything', async () => {
    const more = await steward.post(
      '/opportunities/new',
      opportunityFields({ do: 'add-role', title: 'Kept' }),
    );
    expect(more.status).toBe(200);
    expect(more.text).toContain('name="roles.1.key" value="role-2"');
    expect(more.text).toContain('value="Kept"');
    expect(more.text).toContain('value="Information designer"');
    const two = { 'roles.1.key': 'role-2', 'roles.1.name': 'Copy-editor', 'roles.1.headcount': '2' };
    const less = await steward.post('/opportunities/new', opportunityFields({ ...two, do: 'remove-0' }));
    expect(less.text).toContain('value="Copy-editor"');
    expect(less.text).not.toContain('value="Information designer"');
    expect(errorsOf(less.text)).toEqual({});
  });

  test('the preview is the post itself, and writes nothing', async () => {
    const { status, text } = await steward.post('/opportunities/new', opportunityFields({ do: 'preview' }));
    expect(status).toBe(200);
    expect(text).toContain('<p><strong>Ferry timetables people can read</strong></p>');
    expect((await steward.get('/opportunities')).text).not.toContain('Ferry timetables');
  });

  test('it is posted, edited, shortlisted, closed with a reason and deleted', async () => {
    const page = await post();
    const shown = await stranger.get(page);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('€&nbsp;68.00'.replace('&nbsp;', '\u00a0'));
    expect(shown.text).toContain('<em>ten seconds</em>');
    expect(shown.text).toContain('Friday 4 December 2099, 18:00');
    expect(shown.text).toContain('in Brussels (17:00 UTC)');

    const edited = await steward.post(
      `${page}/edit`,
      opportunityFields({ do: 'save', title: 'Timetables, edited' }),
    );
    expect(edited.headers.get('location')).toBe(`${page}?done=saved`);
    const after = await stranger.get(page);
    expect(headingOf(after.text)).toBe('Timetables, edited');
    expect(after.text).toContain('edited: title');
    expect(after.text).not.toContain('by <bdi>Ana Verhelst');
    expect((await steward.get(page)).text).toContain('by <bdi>Ana Verhelst');

    expect((await steward.post(`${page}/status`, { status: 'shortlisting', reason: '' })).status).toBe(303);
    const silent = await steward.post(`${page}/status`, { status: 'closed', reason: ' ' });
    expect([silent.status, errorsOf(silent.text)['reason']]).toEqual([
      400,
      expect.stringContaining('Say why'),
    ]);
    expect(
      (await steward.post(`${page}/status`, { status: 'closed', reason: 'Moved in-house.' })).status,
    ).toBe(303);
    expect((await stranger.get(page)).text).toContain('Moved in-house.');
    const late = await steward.post(`${page}/edit`, opportunityFields({ do: 'save', title: 'Too late' }));
    expect([late.status, late.text.includes('Open it again before you change it')]).toEqual([400, true]);

    expect((await steward.get(`${page}/delete`)).text).toContain('410');
    expect((await steward.post(`${page}/delete`)).headers.get('location')).toBe(
      '/opportunities?done=deleted',
    );
    expect((await stranger.get(page)).status).toBe(410);
    expect((await stranger.get(`${page}/post`)).status).toBe(410);
  });

  test('a browser that opens the address of the post comes to the page', async () => {
    const page = await post();
    const { status, headers } = await stranger.get(`${page}/post`);
    expect([status, headers.get('location')]).toEqual([302, page]);
  });

  test('a draft is posted from its edit page', async () => {
    const page = await post({ do: 'draft', title: 'Only an idea' });
    expect((await stranger.get(page)).status).toBe(404);
    await steward.post(`${page}/edit`, opportunityFields({ do: 'post', title: 'No longer only an idea' }));
    expect(headingOf((await stranger.get(page)).text)).toBe('No longer only an idea');
  });

  test('hours that are no decimal survive being edited', async () => {
    const page = await post({ 'roles.0.hours': '7:20' });
    expect((await steward.get(`${page}/edit`)).text).toContain('value="7:20"');
    expect((await stranger.get(page)).text).toContain('7:20');
  });

  test('each kind of terms is kept and shown', async () => {
    const kinds: [Record<string, string>, string][] = [
      [{ 'roles.0.terms': 'fixed', 'roles.0.amount': '1234.50' }, '€\u00a01,234.50'],
      [
        { 'roles.0.terms': 'equity', 'roles.0.amount': '', 'roles.0.text': '2 of 100 points' },
        '2 of 100 points',
      ],
      [{ 'roles.0.terms': 'barter', 'roles.0.text': 'A week in Lisbon' }, 'A week in Lisbon'],
      [{ 'roles.0.terms': 'training' }, 'Training'],
      [{ 'roles.0.terms': 'none' }, 'Unpaid'],
    ];
    for (const [terms, words] of kinds) expect((await stranger.get(await post(terms))).text).toContain(words);
  });

  test('the lists page through and narrow by state', async () => {
    for (let count = 0; count < 21; count++) await post({ title: `Work ${count}` });
    const first = await stranger.get('/opportunities');
    const [, next = ''] = /href="(\/opportunities\?after=[^"]+)"/.exec(first.text) ?? [];
    expect(next).not.toBe('');
    const second = await stranger.get(next.replaceAll('&amp;', '&'));
    expect(second.text).toContain('Work 0<');
    expect(first.text).not.toContain('Work 0<');
    expect((await stranger.get('/opportunities?state=filled')).text).toContain('Nothing is filled now');
    expect((await stranger.get('/opportunities?state=id;drop')).status).toBe(400);
    expect((await stranger.get('/opportunities?after=%00')).status).toBe(400);
  });
});
