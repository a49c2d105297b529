import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../src/domain/members/member.ts';
import { soon } from '../federation/samples.ts';
import { followEachOther, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { press, signedIn, takeIn, wordsOf } from './device.ts';

describe('people of a collective we follow are found here for as long as they want', () => {
  let loom: TestNode;
  let kiln: TestNode;
  let ines: Member;
  let quiet: Member;

  beforeAll(async () => {
    [loom, kiln] = await Promise.all([
      startTestNode({ kind: 'postgresql', handle: 'loom' }),
      startTestNode({ kind: 'postgresql', handle: 'kiln' }),
    ]);
    ines = await takeIn(kiln, 'Ines Duarte', 'ines');
    quiet = await takeIn(kiln, 'Quiet Quinn', 'quinn');
  });
  afterAll(() => Promise.all([loom?.close(), kiln?.close()]));

  const here = (act: (page: Page) => Promise<void>) => signedIn(loom, loom.steward, act);

  /** Somebody of Kiln says what they do and goes on the Fediverse. */
  async function begin(page: Page, line: string): Promise<void> {
    await page.goto(`${kiln.origin}/me/start`);
    await page.getByLabel('One line').fill(line);
    await page.getByLabel('Skill').nth(0).fill('Typography');
    await page.getByLabel('Skill').nth(1).fill('Gilding');
    await press(page, 'Save and see my page');
    await page.goto(`${kiln.origin}/me/preview?as=mastodon`);
    await press(page, 'Be on the Fediverse');
  }

  async function consent(page: Page, choice: RegExp): Promise<void> {
    await page.goto(`${kiln.origin}/me/audiences`);
    await page.getByLabel(choice).check();
    await press(page, 'Save');
  }

  /** What the directory of Loom shows to its members once it has looked around anew. */
  async function directory(): Promise<string> {
    await loom.stopWork();
    loom.startWork();
    await settled(loom, kiln);
    let words = '';
    await here(async (page) => {
      await page.goto(`${loom.origin}/people`);
      words = await wordsOf(page);
    });
    return words;
  }

  test('whoever consents stands in the directory of the other node, under the name of their server; others do not', {
    timeout: 60_000,
  }, async () => {
    await signedIn(kiln, quiet, (page) => begin(page, 'I would rather not be listed'));
    await signedIn(kiln, ines, async (page) => {
      await begin(page, 'I set type for ferries');
      await consent(page, /^Other collectives may/);
    });
    await followEachOther(loom, kiln);
    await expect.poll(directory, { ...soon, timeout: 20_000 }).toContain('Ines Duarte');
    const words = await directory();
    expect(words).toContain(kiln.host);
    expect(words).toContain('Typography');
    expect(words).not.toContain('Quiet Quinn');
    await here(async (page) => {
      // The second is a word that only Kiln knows.
      for (const skill of ['typography', 'gilding']) {
        await page.goto(`${loom.origin}/people?q=${skill}&house=allies`);
        expect([skill, (await wordsOf(page)).includes('Ines Duarte')]).toEqual([skill, true]);
      }
    });
    // Visitors see who is of this house, and nobody else's people.
    expect(await (await loom.get('/people', 'text/html')).text()).not.toContain('Ines Duarte');
  });

  test('whoever takes their consent back is gone from there as soon as it was heard', {
    timeout: 60_000,
  }, async () => {
    await signedIn(kiln, ines, (page) => consent(page, /^Other collectives do not/));
    await expect.poll(directory, { ...soon, timeout: 20_000 }).not.toContain('Ines Duarte');
  });

  test('whoever gives it later is there as soon as that was heard, and gone again once they leave the network', {
    timeout: 60_000,
  }, async () => {
    await signedIn(kiln, quiet, (page) => consent(page, /^Other collectives may/));
    await expect.poll(directory, { ...soon, timeout: 20_000 }).toContain('Quiet Quinn');
    await signedIn(kiln, quiet, async (page) => {
      await page.goto(`${kiln.origin}/me/preview?as=mastodon`);
      await page.getByLabel('I know, and want to leave').check();
      await press(page, 'Leave the Fediverse');
    });
    await expect.poll(directory, { ...soon, timeout: 20_000 }).not.toContain('Quiet Quinn');
  });
});
