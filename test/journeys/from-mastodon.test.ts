import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { ensureVocabulary } from '../../src/domain/skills/keep.ts';
import { activityBy, heard, noteBy, say, told } from '../federation/samples.ts';
import { mastodonObjections } from '../federation/wire/mastodon.ts';
import { withPage } from '../support/browser.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { press, signedIn, takeIn, wordsOf } from './device.ts';

/** What Mastodon 4 says of one of its people. */
const asMastodonSays = {
  '@context': [
    'https://www.w3.org/ns/activitystreams',
    'https://w3id.org/security/v1',
    {
      manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
      toot: 'http://joinmastodon.org/ns#',
      featured: { '@id': 'toot:featured', '@type': '@id' },
      schema: 'http://schema.org#',
      PropertyValue: 'schema:PropertyValue',
      value: 'schema:value',
      discoverable: 'toot:discoverable',
      indexable: 'toot:indexable',
    },
  ],
  name: 'Wren',
  summary: '<p>I walk and write.</p>',
  manuallyApprovesFollowers: false,
  discoverable: true,
  indexable: true,
  tag: [],
  attachment: [{ type: 'PropertyValue', name: 'Pronouns', value: 'she' }],
} as const;

describe('somebody on Mastodon finds us, follows and replies', () => {
  let loom: TestNode;
  let mastodon: Peer;
  let wren: PeerActor;
  let mira: Member;
  let ben: Member;

  beforeAll(async () => {
    [loom, mastodon] = await Promise.all([
      startTestNode({ kind: 'embedded', handle: 'loom', profile: { joinPolicy: 'invitation' } }),
      startPeer(),
    ]);
    await ensureVocabulary(loom.platform);
    wren = mastodon.actor('wren', { document: asMastodonSays });
    mira = await takeIn(loom, 'Mira Okafor', 'mira');
    ben = await takeIn(loom, 'Ben Adeyemi', 'ben');
  });
  afterAll(() => Promise.all([loom?.close(), mastodon?.close()]));

  const at = (member: Member, act: (page: Page) => Promise<void>) => signedIn(loom, member, act);

  /** What a search for a handle answers, as Mastodon asks. */
  const finger = (handle: string) =>
    loom.get(`/.well-known/webfinger?resource=acct:${handle}@${loom.host}`, 'application/jrd+json');

  /** The document behind a handle, found the way Mastodon finds it, and without anything Mastodon would refuse. */
  async function lookUp(handle: string): Promise<JsonObject> {
    const { links } = await (await finger(handle)).json();
    const self = links.find(
      (link: JsonObject) => link['rel'] === 'self' && link['type'] === 'application/activity+json',
    );
    const document = await (await loom.get(new URL(self.href).pathname)).json();
    expect(mastodonObjections(document)).toEqual([]);
    return document;
  }

  const follow = (handle: string) =>
    say(loom, wren, activityBy(wren, 'Follow', { object: `${loom.origin}/@${handle}` }));

  test('a search for the collective finds a profile with its purpose, its fields and its open work on top', async () => {
    const collective = await lookUp('loom');
    expect(collective).toMatchObject({ type: 'Group', name: 'Loom', manuallyApprovesFollowers: false });
    expect(collective['summary']).toContain('We find <em>work</em> together.');
    const names = (collective['attachment'] as JsonObject[]).map((field) => field['name']);
    expect(names.slice(0, 2)).toEqual(['Open work', 'Members']);
    // No picture is better than a broken one: Mastodon draws its own where there is none.
    expect(collective['icon']).toBeUndefined();
    expect((await loom.get(new URL(String(collective['featured'])).pathname)).status).toBe(200);
  });

  test('a new opportunity reaches who follows as a post that reads by itself, and a reply stands under it', async () => {
    await follow('loom');
    expect(heard(mastodon, 'Accept')).toMatchObject([{ actor: loom.actor.iri, object: { actor: wren.id } }]);
    mastodon.clear();
    let address = '';
    await at(loom.steward, async (page) => {
      await page.goto(`${loom.origin}/opportunities/new`);
      await page.getByLabel('Title').fill('Ferry timetables people can read');
      await page
        .getByLabel('What should be true')
        .fill('Anyone on the quay finds the next ferry in *ten seconds*.');
      await page.getByLabel('Who is needed').fill('Information designer');
      await page.getByLabel('Hours in all').fill('90');
      await page.getByLabel('Amount of money').fill('68.00');
      await page.getByLabel('Answers until').fill(Temporal.Now.plainDateISO().add({ days: 40 }).toString());
      await press(page, 'Post it');
      address = new URL(page.url()).pathname;
    });
    const [create] = heard(mastodon, 'Create');
    const note = create?.['object'] as JsonObject;
    expect(mastodonObjections(create ?? {})).toEqual([]);
    expect(note).toMatchObject({ type: 'Note', attributedTo: loom.actor.iri });
    for (const words of [
      'Ferry timetables people can read',
      'Loom needs one person',
      'Information designer',
      `${loom.origin}${address}`,
    ])
      expect(note['content']).toContain(words);
    expect(String(note['content']).replace(/<[^>]+>/g, '').length).toBeLessThanOrEqual(500);
    const reply = noteBy(wren, {
      inReplyTo: note['id'],
      content: '<p>Is remote fine?</p>',
      cc: [loom.actor.iri],
    });
    await say(loom, wren, told(wren, 'Create', reply));
    // Nothing holds replies back for a moderator: it is there for everybody at once.
    await withPage(`${loom.origin}${address}`, { width: 360 }, async (page) => {
      expect(await wordsOf(page)).toContain('Is remote fine?');
      expect(await wordsOf(page)).toContain('Wren');
    });
  });

  test('who did not choose to be on the network is not to be found there by any way', async () => {
    const nowhere = async () => {
      expect((await finger('ben')).status).toBe(404);
      for (const path of [
        '/@ben',
        '/@ben/outbox',
        '/@ben/followers',
        '/@ben/following',
        '/@ben/featured',
        '/@ben/inbox',
      ])
        expect([path, (await loom.get(path)).status]).toEqual([path, 404]);
      await follow('ben');
      expect(heard(mastodon, 'Accept').filter(({ actor }) => actor === `${loom.origin}/@ben`)).toEqual([]);
      expect(await (await loom.get('/@loom/affiliations')).text()).not.toContain('ben');
    };
    const page = async () => (await loom.get('/@ben', 'text/html')).status;
    const directory = async () => (await loom.get('/people?q=ben', 'text/html')).text();
    await nowhere();
    expect([await page(), (await directory()).includes('Ben Adeyemi')]).toEqual([404, false]);
    // A page for anyone is a page and no actor; a page for members is neither.
    await at(ben, async (browser) => {
      await browser.goto(`${loom.origin}/me/introduction`);
      await browser.getByLabel('One line').fill('Carpenter of quays');
      await press(browser, 'Save');
      expect([await page(), (await directory()).includes('Ben Adeyemi')]).toEqual([200, true]);
      await nowhere();
      await browser.goto(`${loom.origin}/me/audiences`);
      await browser.getByLabel('Who sees that you have a page').selectOption('Members');
      await press(browser, 'Save');
    });
    expect([await page(), (await directory()).includes('Ben Adeyemi')]).toEqual([404, false]);
    await nowhere();
  });

  test('a member goes on the network, and Mastodon shows what they say to anyone and nothing else', async () => {
    await at(mira, async (page) => {
      await page.goto(`${loom.origin}/me/start`);
      await page.getByLabel('One line').fill('I find out what people need');
      await page.getByLabel('Skill').nth(0).fill('User research');
      await page.getByLabel('Skill').nth(1).fill('Service design');
      await page.getByLabel('Each week I am').selectOption('16 h free');
      await press(page, 'Save and see my page');
      await page.goto(`${loom.origin}/me/preview?as=mastodon`);
      expect(await wordsOf(page)).toContain('They see what anyone may see, nothing else.');
      await press(page, 'Be on the Fediverse');
      expect(await wordsOf(page)).toContain('People find you by your handle.');
    });
    const person = await lookUp('mira');
    expect(person).toMatchObject({
      ...{ type: 'Person', name: 'Mira Okafor', preferredUsername: 'mira', discoverable: false },
      summary: '<p>I find out what people need</p>',
    });
    const fields = (person['attachment'] as JsonObject[]).filter(({ type }) => type === 'PropertyValue');
    expect(fields.map(({ name }) => name)).toEqual(['Collective', 'Skills']);
    expect(fields[1]?.['value']).toBe('User research, Service design');
    // When she is free is for members; what nobody is shown here, nobody is shown there.
    expect(JSON.stringify([person['summary'], fields, person['hasOccupation']])).not.toContain('16');
    expect(await (await loom.get('/@mira/profile.json', '*/*')).text()).not.toContain('hoursPerWeek');
  });

  test('she changes her signpost: who follows her is sent the new profile, and nothing that is not for anyone', async () => {
    await follow('mira');
    expect(heard(mastodon, 'Accept').at(-1)).toMatchObject({ actor: `${loom.origin}/@mira` });
    mastodon.clear();
    await at(mira, async (page) => {
      await page.goto(`${loom.origin}/me/skills/dont`);
      await page.getByLabel('Skill').nth(0).fill('Bookkeeping');
      await press(page, 'Save');
      await settled(loom);
      expect(heard(mastodon, 'Update')).toEqual([]);
      await page.goto(`${loom.origin}/me/introduction`);
      expect(await wordsOf(page)).toContain(
        '1 follower and collectives that follow us, of what anyone may see',
      );
      await page.getByLabel('One line').fill('I find out what people need before anybody builds it');
      await press(page, 'Save');
    });
    const updates = heard(mastodon, 'Update');
    expect(updates).toMatchObject([
      { actor: `${loom.origin}/@mira`, object: { type: 'Person', id: `${loom.origin}/@mira` } },
    ]);
    expect(mastodonObjections(updates[0] ?? {})).toEqual([]);
    const sent = JSON.stringify(updates);
    expect(sent).toContain('before anybody builds it');
    for (const secret of ['Bookkeeping', '16 h', '"gh:weeks"']) expect(sent).not.toContain(secret);
  });

  test('she leaves the network: it is said twice that this is final, and every server is asked to delete her', async () => {
    mastodon.clear();
    await at(mira, async (page) => {
      await page.goto(`${loom.origin}/me/preview?as=mastodon`);
      await press(page, 'Leave the Fediverse');
      expect(await page.getByRole('heading', { name: 'One thing to mend' }).count()).toBe(1);
      await page.getByLabel('I know, and want to leave').check();
      await press(page, 'Leave the Fediverse');
      expect(await wordsOf(page)).toContain('You left the Fediverse. Servers that knew you are told.');
    });
    expect(heard(mastodon, 'Delete')).toMatchObject([
      { actor: `${loom.origin}/@mira`, object: `${loom.origin}/@mira` },
    ]);
    expect((await finger('mira')).status).toBe(410);
    expect((await loom.get('/@mira')).status).toBe(410);
    // Her page is hers: it stays for whom she shows it to.
    expect((await loom.get('/@mira', 'text/html')).status).toBe(200);
  });
});
