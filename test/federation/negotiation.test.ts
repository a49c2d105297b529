import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../src/core/iri.ts';
import { editOpportunity, postOpportunity } from '../../src/domain/opportunities/commands.ts';
import type { Opportunity } from '../../src/domain/opportunities/opportunity.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { draft } from './samples.ts';

let loom: TestNode;
let work: Opportunity;
beforeAll(async () => {
  loom = await startTestNode({ kind: 'postgresql', handle: 'loom' });
  work = await loom.work((tx) => postOpportunity(tx, loom.steward, draft(), 'open'));
  await settled(loom);
});
afterAll(() => loom?.close());

const document = 'application/activity+json; charset=utf-8';
const page = 'text/html; charset=UTF-8';
const profile = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

describe('one address answers people and servers', () => {
  it.each([
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', page],
    ['curl', '*/*', page],
    ['nothing at all', '', page],
    ['Mastodon', `application/activity+json, application/ld+json`, document],
    ['Mastodon, longer', `${profile}, application/activity+json, text/html;q=0.1`, document],
    ['GoToSocial', `application/activity+json,${profile}`, document],
    ['Misskey', `application/activity+json, ${profile}`, document],
    ['a script', 'application/json', document],
    ['the type in capitals', 'Application/Activity+JSON', document],
    ['whoever likes pages better', 'application/activity+json;q=0.5, text/html', page],
    ['whoever likes documents better', 'text/html;q=0.5, application/activity+json;q=0.9', document],
    ['whoever takes no pages', 'text/html;q=0, application/activity+json', document],
    ['whoever names both alike, pages first', 'text/html, application/activity+json', page],
    ['whoever names both alike, documents first', 'application/activity+json, text/html', document],
    ['whoever wants pictures', 'image/png', page],
  ])('%s', async (_who, accept, type) => {
    for (const path of ['/@loom', paths.opportunity(work.id)]) {
      const answer = await loom.get(path, accept);
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, type]);
      expect(answer.headers.get('vary')).toMatch(/Accept/);
    }
  });

  it('an address without a page answers anybody who does not insist on one with the document', async () => {
    for (const accept of ['*/*', 'application/activity+json', 'application/json', 'text/html']) {
      const answer = await loom.get('/@loom/outbox', accept);
      expect([accept, answer.status, answer.headers.get('content-type')]).toEqual([accept, 200, document]);
    }
  });

  it('documents may be read from any page, run nothing, and are not guessed at', async () => {
    const { headers } = await loom.get('/@loom');
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=60',
    });
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('what does not exist is a 404 in the form that was asked for', async () => {
    for (const path of [
      '/@nobody',
      '/opportunities/01990000-0000-7000-8000-000000000000',
      '/activities/x',
      '/opportunities/%00',
      '/@%ff',
    ]) {
      const answer = await loom.get(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get('content-type')).toMatch(/json/);
    }
    const asked = await loom.get('/@nobody', 'text/html');
    expect([asked.status, asked.headers.get('content-type')]).toEqual([404, page]);
  });
});

describe('a question that was asked before', () => {
  it('is answered 304 while nothing changed, from memory or not, and anew once it did', async () => {
    const path = paths.opportunity(work.id);
    const first = await loom.get(path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    const body = await first.text();
    const again = () => loom.get(path, 'application/activity+json', { 'if-none-match': etag });
    const known = await again();
    expect([known.status, known.headers.get('etag'), await known.text()]).toEqual([304, etag, '']);
    await loom.work((tx) => editOpportunity(tx, loom.steward, work.id, draft({ title: 'Changed' })));
    await settled(loom);
    const changed = await again();
    expect(changed.status).toBe(200);
    expect(await changed.text()).not.toBe(body);
    expect(changed.headers.get('etag')).not.toBe(etag);
    // Whatever is said makes the node forget what it held: this answer comes from the database.
    const now = changed.headers.get('etag') ?? '';
    await loom.work((tx) => postOpportunity(tx, loom.steward, draft({ title: 'Another' }), 'open'));
    await settled(loom);
    const fresh = await loom.get(path, 'application/activity+json', { 'if-none-match': now });
    expect([fresh.status, fresh.headers.get('etag'), await fresh.text()]).toEqual([304, now, '']);
  });

  it('HEAD answers like GET without the body', async () => {
    for (let turn = 0; turn < 2; turn++) {
      const answer = await fetch(loom.actor.iri, {
        method: 'HEAD',
        headers: { accept: 'application/activity+json' },
      });
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
        200,
        document,
        '',
      ]);
    }
  });
});
