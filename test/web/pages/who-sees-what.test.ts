import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveIn } from './full-house.ts';
import { openSite, opportunityFields, type TestSite, type Visitor } from './site.ts';

describe('who may see what', () => {
  let site: TestSite;
  let house: Awaited<ReturnType<typeof liveIn>>;
  let stranger: Visitor;
  let member: Visitor;
  let steward: Visitor;
  beforeAll(async () => {
    site = await openSite();
    house = await liveIn(site);
    const tomas = await site.addPerson('Tomás Rey', 'tomas');
    [stranger, member, steward] = [site.visitor(), site.visitor(), site.visitor()];
    await member.signIn(await site.signInToken(tomas.id));
    await steward.signIn(await site.signInToken(house.steward.id));
  });
  afterAll(() => site.close());

  test('drafts and what is for followers are nowhere for strangers, and are never kept by a cache', async () => {
    for (const { id, title } of [house.draft, house.followersOnly]) {
      for (const path of [`/opportunities/${id}`, `/opportunities/${id}/post`]) {
        const { status, headers, text } = await stranger.get(path);
        expect([status, headers.get('cache-control'), text.includes(title)]).toEqual([
          404,
          'no-store',
          false,
        ]);
      }
      for (const path of ['/', '/@loom', '/opportunities', '/opportunities?state=open', '/deliveries']) {
        expect((await stranger.get(path)).text).not.toContain(title);
      }
      expect((await member.get(`/opportunities/${id}`)).text).toContain(title);
    }
    expect((await stranger.get('/opportunities?state=draft')).status).toBe(400);
    expect((await member.get('/opportunities?state=draft')).text).toContain(house.draft.title);
  });

  test('allies, their work and receipts are for members, and only stewards act', async () => {
    const ally = `/allies/opportunity?iri=${encodeURIComponent(house.fromAlly)}`;
    for (const path of ['/allies', '/opportunities?from=allies', ally, '/settings']) {
      expect([path, (await stranger.get(path)).status]).toEqual([path, 401]);
      expect([path, (await member.get(path)).status]).toEqual([path, 200]);
    }
    const page = `/opportunities/${house.open.id}`;
    for (const path of [
      '/deliveries',
      '/opportunities/new',
      `${page}/edit`,
      `${page}/status`,
      `${page}/delete`,
    ]) {
      expect([path, (await stranger.get(path)).status]).toEqual([path, 401]);
      expect([path, (await member.get(path)).status]).toEqual([path, 403]);
      expect([path, (await steward.get(path)).status]).toEqual([path, 200]);
    }
    const acts: [string, Record<string, string>][] = [
      ['/opportunities/new', opportunityFields()],
      [`${page}/edit`, opportunityFields({ do: 'save' })],
      [`${page}/status`, { status: 'filled', reason: '' }],
      [`${page}/delete`, {}],
      ['/allies/follow', { who: '@kiln@weave.test' }],
      ['/allies/pass-on', { iri: house.fromAlly }],
      ['/settings/collective', {}],
      ['/settings/blocks', { host: 'x.test', reason: '' }],
      ['/deliveries/retry', {}],
    ];
    for (const [path, fields] of acts) {
      expect([path, (await stranger.post(path, fields)).status]).toEqual([path, 401]);
      expect([path, (await member.post(path, fields)).status]).toEqual([path, 403]);
    }
    expect((await stranger.get(page)).text).not.toContain('Reach');
    expect((await member.get(page)).text).not.toContain('Withdraw');
  });

  test('a person has a page once they choose to, and nobody else is given away', async () => {
    expect((await stranger.get('/@ana')).text).toContain('Service designer');
    expect((await stranger.get('/@tomas')).status).toBe(404);
    expect((await stranger.get('/')).text).not.toContain('Tomás Rey');
    await member.post('/settings/fediverse', { federated: 'yes' });
    expect((await stranger.get('/@tomas')).status).toBe(200);
    const hasty = await member.post('/settings/fediverse', { federated: 'no' });
    expect([hasty.status, hasty.text.includes('leaving cannot be undone')]).toEqual([400, true]);
    await member.post('/settings/fediverse', { federated: 'no', certain: 'yes' });
    expect((await stranger.get('/@tomas')).status).toBe(410);
  });

  test('what others wrote is cleaned before it is shown', async () => {
    const { text } = await stranger.get(`/opportunities/${house.open.id}`);
    expect(text).toContain('Is the content system open source?');
    expect(text).not.toContain('alert(1)');
  });

  test('a page for visitors may be kept for a minute, one for members never', async () => {
    expect((await stranger.get('/opportunities')).headers.get('cache-control')).toBe('public, max-age=60');
    expect((await member.get('/opportunities')).headers.get('cache-control')).toBe('no-store');
    expect((await stranger.get('/sign-in')).headers.get('cache-control')).toBe('no-store');
    expect((await stranger.get('/readyz')).headers.get('cache-control')).toBe('no-store');
    const [, sheet = ''] = /href="(\/assets\/[^"]+style.css)"/.exec((await stranger.get('/')).text) ?? [];
    expect((await stranger.get(sheet)).headers.get('cache-control')).toContain('immutable');
  });
});
