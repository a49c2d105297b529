import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../src/domain/members/member.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { chooseFediverse } from '../../src/domain/signposts/commands.ts';
import { activityBy, heard, say } from '../federation/samples.ts';
import { withPage } from '../support/browser.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { everybody, say as tell } from '../support/people.ts';
import { letIn, press, signedIn, takeIn, wordsOf } from './device.ts';

describe('somebody leaves and takes along what is theirs', () => {
  let loom: TestNode;
  let kiln: TestNode;
  let elsewhere: Peer;
  let fan: PeerActor;
  const folder = mkdtempSync(join(tmpdir(), 'guildhall-export-'));

  beforeAll(async () => {
    [loom, kiln, elsewhere] = await Promise.all([
      startTestNode({ kind: 'embedded', handle: 'loom', profile: { joinPolicy: 'invitation' } }),
      startTestNode({ kind: 'embedded', handle: 'kiln' }),
      startPeer(),
    ]);
    fan = elsewhere.actor('fan');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([loom?.close(), kiln?.close(), elsewhere?.close()]);
  });

  /** Ruth of the samples, under a name of her own, with a whole signpost. */
  async function ruth(name: string, handle: string, isFederated = false): Promise<Member> {
    const member = await takeIn(loom, name, handle);
    const [, , one] = everybody;
    if (one === undefined) throw new Error('The samples have nobody left.');
    await loom.work((work) => tell(work, member, { ...one, name, handle }));
    if (isFederated) await loom.work((work) => chooseFediverse(work, member, true));
    await settled(loom);
    return loom.work((work) => requireMember(work.tx, member.id));
  }

  async function fetchFile(page: Page, name: string): Promise<{ path: string; text: string }> {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name, exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(name);
    const path = join(folder, name);
    await file.saveAs(path);
    return { path, text: readFileSync(path, 'utf8') };
  }

  test('the last steward is told what is in the way and the next step; once somebody else is one, nothing is', {
    timeout: 60_000,
  }, async () => {
    await takeIn(loom, 'Kofi Mensah', 'kofi');
    await signedIn(loom, loom.steward, async (page) => {
      await page.goto(`${loom.origin}/leave`);
      expect(await wordsOf(page)).toContain('You are the last steward');
      expect(await page.getByRole('button', { name: 'Leave now' }).count()).toBe(0);
      await press(page, 'Make somebody else a steward', 'link');
      await press(page, 'Kofi Mensah', 'link');
      await page.getByLabel('Steward').check();
      await press(page, 'Save');
      await page.goto(`${loom.origin}/leave`);
      expect(await wordsOf(page)).toContain('Nothing. You can go.');
      expect(await page.getByRole('button', { name: 'Leave now' }).count()).toBe(1);
    });
  });

  test('the export opens anywhere and holds what was said; at another node it comes in as claimed', {
    timeout: 60_000,
  }, async () => {
    const ida = await ruth('Ida Lund', 'ida');
    let resume = '';
    await signedIn(loom, ida, async (page) => {
      await page.goto(`${loom.origin}/leave`);
      await press(page, 'Fetch my export', 'link');
      const json = await fetchFile(page, 'ida.json');
      resume = json.path;
      const said = JSON.parse(json.text);
      expect(said.basics).toMatchObject({ name: 'Ida Lund', label: 'Accessibility engineer' });
      expect(said.skills.map(({ name }: { name: string }) => name)).toContain('TypeScript');
      const csv = await fetchFile(page, 'ida-skills.csv');
      expect(csv.text).toMatch(/^[^\r\n]+,[^\r\n]+\r?\n/);
      expect(csv.text).toContain('Accessibility');
      const html = await fetchFile(page, 'ida.html');
      await openOffline(html.path);
      await bringIn(resume);
    });
  });

  /** The file needs nothing from anywhere: it is opened where there is no network at all. */
  async function openOffline(path: string): Promise<void> {
    await withPage('about:blank', { width: 360 }, async (page, trouble) => {
      await page.context().setOffline(true);
      await page.goto(pathToFileURL(path).href);
      const words = await page.locator('body').innerText();
      for (const said of ['Ida Lund', 'Accessibility engineer', 'Forty portals so far.', 'Lagos'])
        expect(words).toContain(said);
      expect(trouble).toEqual([]);
    });
  }

  async function bringIn(resume: string): Promise<void> {
    const newcomer = await takeIn(kiln, 'Ida Lund', 'ida');
    await signedIn(kiln, newcomer, async (page) => {
      await page.goto(`${kiln.origin}/me/start`);
      await press(page, 'Or bring in a JSON Resume or a Mastodon archive', 'link');
      await page.getByLabel('File').setInputFiles({
        ...{ name: 'ida.json', mimeType: 'application/json' },
        buffer: readFileSync(resume),
      });
      await press(page, 'Read it');
      expect(await wordsOf(page)).toContain('What Ida Lund showed last year');
      await press(page, 'Add what is ticked');
      expect(await wordsOf(page)).toContain('Added, as claimed.');
      await page.goto(`${kiln.origin}/@ida`);
      expect(await wordsOf(page)).toMatch(/What Ida Lund showed last year[\s\S]*Claimed/);
    });
  }

  test('who leaves and stays known is out at once in every browser and with every token, and is named as somebody who was here', {
    timeout: 60_000,
  }, async () => {
    const ben = await ruth('Ben Adeyemi', 'ben');
    await withPage(`${loom.origin}/healthz`, { width: 360 }, async (other) => {
      await letIn(other, loom, ben);
      await signedIn(loom, ben, async (page) => {
        const token = await makeToken(page);
        const ask = () =>
          fetch(`${loom.origin}/api/v1/me/signpost`, { headers: { authorization: `Bearer ${token}` } });
        expect((await ask()).status).toBe(200);
        await leave(page, 'Stay known');
        expect(await page.locator('h1').innerText()).toBe('Goodbye, Ben Adeyemi');
        expect(await page.context().cookies()).toEqual([]);
        expect((await ask()).status).toBe(401);
      });
      await other.goto(`${loom.origin}/me`);
      expect(await other.locator('h1').innerText()).toBe('Sign in');
      await other.goto(`${loom.origin}/@ben`);
      expect(await wordsOf(other)).toContain('Was here');
      expect(await wordsOf(other)).not.toContain('Accessibility');
    });
  });

  async function makeToken(page: Page): Promise<string> {
    await page.goto(`${loom.origin}/settings/tokens`);
    await page.getByLabel('Name').fill('My calendar');
    await page.getByRole('checkbox').first().check();
    await press(page, 'Make a token');
    return (await page.locator('code.handle').first().textContent()) ?? '';
  }

  async function leave(page: Page, how: 'Stay known' | 'Disappear'): Promise<void> {
    await page.goto(`${loom.origin}/leave`);
    await page.getByLabel(how).check();
    await press(page, 'Leave now');
  }

  test('who disappears is gone from every list and from other servers; for a day they come back, for sixty their files stay', {
    timeout: 60_000,
  }, async () => {
    const gita = await ruth('Gita Rao', 'gita', true);
    await say(loom, fan, activityBy(fan, 'Follow', { object: `${loom.origin}/@gita` }));
    let farewell = '';
    await signedIn(loom, gita, async (page) => {
      await leave(page, 'Disappear');
      farewell = page.url();
    });
    expect(heard(elsewhere, 'Delete')).toMatchObject([{ actor: `${loom.origin}/@gita` }]);
    expect((await loom.get('/@gita', 'text/html')).status).toBe(410);
    expect(await (await loom.get('/people', 'text/html')).text()).not.toContain('Gita Rao');
    await withPage(farewell, { width: 360 }, async (page) => {
      await press(page, 'Come back now');
      await page.goto(`${loom.origin}/me`);
      expect(await page.locator('h1').innerText()).toBe('Your signpost');
      // An address that lies in a mailbox lets nobody do more than come back: for the rest they sign in.
      await page.goto(`${loom.origin}/leave`);
      await page.getByLabel('Disappear').check();
      await press(page, 'Leave now');
      expect(await page.locator('h1').innerText()).toBe('Show that it is you');
      await letIn(page, loom, gita);
      await leave(page, 'Disappear');
      const late = Temporal.Now.instant().subtract({ hours: 25 });
      await loom.platform.db
        .updateTable('departure')
        .set({ created_at: late })
        .where('member_id', '=', gita.id)
        .execute();
      await page.reload();
      expect(await page.getByRole('button', { name: 'Come back now' }).count()).toBe(0);
      const { text } = await fetchFile(page, 'gita.json');
      expect(JSON.parse(text).basics).toMatchObject({ name: 'Gita Rao' });
    });
  });

  test('who is put out is told why, keeps their export, and cannot come back by themselves', {
    timeout: 60_000,
  }, async () => {
    const hugo = await ruth('Hugo Weiss', 'hugo');
    let link = '';
    await withPage(`${loom.origin}/healthz`, { width: 360 }, async (theirs) => {
      await letIn(theirs, loom, hugo);
      await signedIn(loom, loom.steward, async (page) => {
        await page.goto(`${loom.origin}/members/${hugo.id}`);
        await page.getByLabel('Why Hugo Weiss has to go').fill('Shouting at guests.');
        await press(page, 'Put Hugo Weiss out');
        link = (await page.locator('code.handle').textContent()) ?? '';
      });
      await theirs.goto(`${loom.origin}/me`);
      expect(await theirs.locator('h1').innerText()).toBe('Sign in');
      await theirs.goto(link);
      expect(await wordsOf(theirs)).toContain('Shouting at guests.');
      expect(await theirs.getByRole('button', { name: 'Come back now' }).count()).toBe(0);
      expect(JSON.parse((await fetchFile(theirs, 'hugo.json')).text).basics.name).toBe('Hugo Weiss');
    });
  });

  test('who erases everything types their handle, and nothing of them is left to be read', {
    timeout: 60_000,
  }, async () => {
    const edda = await ruth('Edda Stein', 'edda');
    await signedIn(loom, edda, async (page) => {
      await page.goto(`${loom.origin}/me/erase`);
      await page.getByLabel('Write your handle, edda').fill('ede');
      await press(page, 'Erase everything about me');
      expect(await wordsOf(page)).toContain('You wrote “ede”. Your handle is edda.');
      await page.getByLabel('Write your handle, edda').fill('@edda');
      await press(page, 'Erase everything about me');
      expect(await page.locator('h1').innerText()).toBe('You are erased here.');
      await page.goto(`${loom.origin}/me`);
      expect(await page.locator('h1').innerText()).toBe('Sign in');
      await page.goto(`${loom.origin}/@edda`);
      expect(await page.locator('body').innerText()).not.toContain('Edda Stein');
    });
    expect([404, 410]).toContain((await loom.get('/@edda', 'text/html')).status);
    await signedIn(loom, loom.steward, async (page) => {
      for (const path of ['/members', '/people?q=Edda', '/invitations', '/today']) {
        await page.goto(`${loom.origin}${path}`);
        expect([path, (await wordsOf(page)).includes('Edda Stein')]).toEqual([path, false]);
      }
    });
  });
});
