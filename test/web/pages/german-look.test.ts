import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { liveIn } from './full-house.ts';
import { openSite, type TestSite } from './site.ts';

/** Where pictures of every page go, for people to look at; none are taken without it. */
const pictures = process.env['SCREENSHOTS'];

let site: TestSite;
/** Nobody lives here yet. */
let empty: TestSite;
let session: string;
let setup: string;
beforeAll(async () => {
  site = await openSite();
  empty = await openSite();
  setup = `${empty.origin}/setup?token=${await empty.setupToken()}`;
  const { steward } = await liveIn(site);
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(steward.id));
  session = visitor.cookies.get('session') ?? '';
});
afterAll(() => Promise.all([site.close(), empty.close()]));

async function look(page: Page, address: string, width: number): Promise<void> {
  const { pathname: path } = new URL(address);
  await page.goto(address);
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  expect(await sidewaysPixels(page), `${path} scrolls sideways at ${width} px`).toBe(0);
  expect(await axeViolations(page), path).toEqual([]);
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({
    path: join(pictures, `de-${path.replaceAll(/\W+/g, '-')}-${width}.png`),
    fullPage: true,
  });
}

// German words are the longest these pages have to hold.
test.each([320, 768, 1280])(
  'German pages hold their words at %i pixels',
  { timeout: 120_000 },
  async (width) => {
    await withPage(`${site.origin}/healthz`, { width }, async (page) => {
      const cookie = { url: site.origin, name: 'language', value: 'de' };
      await page.context().addCookies([cookie]);
      await look(page, setup, width);
      for (const path of ['/', '/sign-in', '/sign-in/code', '/nowhere']) {
        await look(page, `${site.origin}${path}`, width);
      }
      await page.context().addCookies([{ ...cookie, name: 'session', value: session }]);
      for (const path of ['/', '/sign-in/again', '/setup/done'])
        await look(page, `${site.origin}${path}`, width);
    });
  },
);
