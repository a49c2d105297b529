import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addPool, addToPool, writeNote } from '../../../src/domain/people/pools.ts';
import { inWork } from '../../../src/domain/work.ts';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { openTown, type Town } from './town.ts';

/** Where pictures go, for people to look at; none are taken without it. */
const pictures = process.env['SCREENSHOTS'];

let town: Town;
let pool = '';
beforeAll(async () => {
  town = await openTown();
  const { site, ana, members } = town;
  pool = await inWork(site.platform, async (work) => {
    const id = await addPool(work, ana, 'Ferry timetables');
    await addToPool(work, ana, id, 'mira');
    await addToPool(work, ana, id, '@ines@weave.test');
    await writeNote(work, ana, members.mira.handle, 'Talked about the ferry. Ask again in January.');
    return id;
  });
});
afterAll(() => town.site.close());

async function inspect(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page), `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    if (pictures === undefined) continue;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  }
  expect(await sidewaysPixels(page), `${name} scrolls sideways at ${width} px`).toBe(0);
}

describe.each([360, 1280])('at %i pixels', (width) => {
  test('every page of the directory reads, for members and for visitors', { timeout: 180_000 }, async () => {
    const { site, ana, members } = town;
    const token = await site.signInToken(ana.id);
    const who = encodeURIComponent(`${site.origin}/@${members.mira.handle}`);
    await withPage(`${site.origin}/people`, { width }, async (page) => {
      await inspect(page, 'people-visitor');
      await page.goto(`${site.origin}/people/skills`);
      await inspect(page, 'skills-visitor');
      await page.goto(`${site.origin}/sign-in/link?token=${token}`);
      await Promise.all([page.waitForEvent('load'), page.locator('main button').first().click()]);
      for (const [name, path] of [
        ['people', '/people'],
        ['people-asked', '/people?q=typografy&level=2'],
        ['people-covers', '/people?covers=1'],
        ['people-nobody', '/people?skill=zzzqqq'],
        ['people-skills', '/people/skills'],
        ['people-capacity', '/people/capacity'],
        ['people-keep', `/people/keep?who=${who}`],
        ['pools', '/people/pools'],
        ['pool', `/people/pools/${pool}`],
      ] as const) {
        await page.goto(`${site.origin}${path}`);
        await inspect(page, name);
      }
    });
  });
});
