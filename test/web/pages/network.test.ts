import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockHost, unblockHost } from '../../../src/domain/moderation/commands.ts';
import { inWork } from '../../../src/domain/work.ts';
import { liveIn } from './full-house.ts';
import { openSite, type TestSite, type Visitor } from './site.ts';

describe('the network, through pages', () => {
  let site: TestSite;
  let house: Awaited<ReturnType<typeof liveIn>>;
  let steward: Visitor;
  beforeAll(async () => {
    site = await openSite();
    house = await liveIn(site);
    steward = site.visitor();
    await steward.signIn(await site.signInToken(house.steward.id));
  });
  afterAll(() => site.close());

  const recorded = async (kind: string): Promise<number> => {
    const rows = await site.platform.db.selectFrom('outbox').select(['id', 'kind']).execute();
    return rows.filter((row) => row.kind === kind).length;
  };

  test('a visitor is sent to the page of their own server where they confirm', async () => {
    const us = encodeURIComponent(`${site.origin}/@loom`);
    for (const address of ['@wen@Masto.Test', 'wen@masto.test', 'masto.test', 'https://masto.test/@wen']) {
      const { status, headers, text } = await site.visitor().post('/follow', { address });
      expect(status).toBe(200);
      expect(headers.get('refresh')).toBe(`0; url=https://masto.test/authorize_interaction?uri=${us}`);
      expect(text).toContain(`href="https://masto.test/authorize_interaction?uri=${us}"`);
    }
  });

  test.each([
    '',
    'wen',
    '127.0.0.1',
    'wen@[::1]',
    'localhost',
    'evil.test/x@y',
    'a b.test',
    'wen@evil.test;url=x',
    '"><script>',
  ])('the address "%s" leads nowhere', async (address) => {
    const { status, headers } = await site.visitor().post('/follow', { address });
    expect([status, headers.has('refresh')]).toEqual([400, false]);
  });

  test('a collective is followed by its handle, and let go of again', async () => {
    expect((await steward.post('/allies/follow', { who: '@river@weave.test' })).status).toBe(303);
    const { text } = await steward.get('/allies');
    expect(text).toContain('@river@weave.test');
    const before = await recorded('follow.undone');
    const [, id = ''] =
      /name="actor" value="([^"]+)"[\s\S]*?Stop following<span class="hush"> @river@/.exec(
        text.slice(text.indexOf('The river')),
      ) ?? [];
    expect((await steward.post('/allies/unfollow', { actor: id })).status).toBe(303);
    expect(await recorded('follow.undone')).toBe(before + 1);
    expect((await steward.post('/allies/unfollow', { actor: id })).status).toBe(404);
    expect((await steward.post('/allies/unfollow', { actor: 'x' })).status).toBe(400);
  });

  test('why a collective cannot be followed stands beside the box, with what was typed', async () => {
    const { status, text } = await steward.post('/allies/follow', { who: '@nobody@weave.test' });
    expect(status).toBe(400);
    expect(text).toContain('@nobody@weave.test is not there.');
    expect(text).toContain('value="@nobody@weave.test"');
  });

  test('who waits to follow is counted in the navigation, and let in', async () => {
    const { text } = await steward.get('/allies');
    expect(text).toMatch(/<span class="count">1<span class="hush"> waiting/);
    const waiting = text.slice(text.indexOf('Waiting for an answer'));
    const [, id = ''] = /name="actor" value="([^"]+)"/.exec(waiting) ?? [];
    expect((await steward.post('/allies/accept', { actor: id })).status).toBe(303);
    expect(await recorded('follower.accepted')).toBe(1);
    expect((await steward.get('/allies')).text).not.toContain('Waiting for an answer');
    expect((await steward.post('/allies/reject', { actor: id })).headers.get('location')).toBe(
      '/allies?done=rejected',
    );
  });

  test('an ally’s opportunity is shown with where it is from, and passed on once asked', async () => {
    const { text } = await steward.get('/opportunities?from=allies');
    expect(text).toContain('Signed films for three museums');
    expect(text).toContain('from <bdi>weave.test</bdi>');
    expect((await steward.post('/allies/pass-on', { iri: house.fromAlly })).status).toBe(303);
    expect(await recorded('announced')).toBe(1);
    expect((await steward.post('/allies/take-back', { iri: house.fromAlly })).status).toBe(303);
    expect(await recorded('announce.undone')).toBe(1);
    expect((await steward.post('/allies/pass-on', { iri: 'https://weave.test/none' })).status).toBe(404);
  });

  test('receipts say what came of each letter, and one is tried again by a button', async () => {
    const { text } = await steward.get('/deliveries');
    for (const words of [
      'Delivered, 202',
      'Queued',
      'Retrying',
      'No answer in 10 s',
      'Gave up, 500',
      'Refused, 403',
    ]) {
      expect(text).toContain(words);
    }
    expect((await steward.get('/deliveries?state=refused')).text).not.toContain('masto.test');
    expect((await steward.get(`/deliveries?about=${house.open.id}`)).text).toContain('masto.test');
    expect((await steward.get('/deliveries?state=lost')).status).toBe(400);
    const [, activity = ''] = /name="activity" value="([^"]+)"/.exec(text) ?? [];
    const retry = (inbox: string) => steward.post('/deliveries/retry', { activity, inbox, state: 'refused' });
    expect((await retry('https://gild.test/inbox')).headers.get('location')).toBe(
      '/deliveries?done=retried&state=refused',
    );
    expect((await steward.get('/deliveries?state=refused')).text).toContain('None is in this state now.');
    expect((await retry('https://masto.test/inbox')).status).toBe(409);
    await inWork(site.platform, (work) => blockHost(work, 'gild.test', 'Noise'));
    expect((await retry('https://gild.test/inbox')).headers.get('location')).toBe(
      '/deliveries?done=held&state=refused',
    );
    const held = await steward.get('/deliveries?done=held');
    expect(held.text).toContain('Not tried again: nothing is sent to that inbox as long as a block stands.');
    expect(held.text).not.toContain('It is tried again now.');
    await inWork(site.platform, (work) => unblockHost(work, 'gild.test'));
    expect((await retry('https://other.test/inbox')).status).toBe(404);
  });

  test('a host is blocked and let in again', async () => {
    const { status, text } = await steward.post('/settings/blocks', { host: 'not a host', reason: '' });
    expect([status, text.includes('is not a host name')]).toEqual([400, true]);
    expect((await steward.post('/settings/blocks', { host: 'noise.test', reason: 'Noise' })).status).toBe(
      303,
    );
    expect((await steward.get('/settings/blocks')).text).toContain('noise.test');
    expect((await steward.post('/settings/unblock', { host: 'noise.test' })).status).toBe(303);
    expect((await steward.get('/settings/blocks')).text).not.toContain('noise.test');
  });

  test('what the collective says of itself changes, and followers are told', async () => {
    const before = await recorded('actor.updated');
    const profile = {
      name: 'Loom and friends',
      purpose: 'We weave.',
      language: 'nl',
      colour: '#783218',
      follow: 'anyone',
      join: 'closed',
    };
    expect((await steward.post('/settings/collective', profile)).status).toBe(303);
    expect((await site.visitor().get('/')).text).toContain('Loom and friends');
    expect(await recorded('actor.updated')).toBe(before + 1);
    const wrong = await steward.post('/settings/collective', { ...profile, name: ' ', colour: 'red' });
    expect([wrong.status, wrong.text.includes('The name is empty. Write it here.')]).toEqual([400, true]);
  });
});
