import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { openSite, type TestSite } from '../pages/site.ts';
import { fillSignpost } from './mira.ts';

/** Where pictures of every page go, for people to look at; none are taken without it. */
const pictures = process.env['SIGNPOST_SCREENSHOTS'];
const widths = pictures === undefined ? [360] : [360, 1280];

let site: TestSite;
let cookie: string;

beforeAll(async () => {
  site = await openSite();
  await site.found();
  const mira = await site.addPerson('Mira Okonkwo', 'mira');
  await fillSignpost(site, mira);
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(mira.id));
  cookie = visitor.cookies.get('session') ?? '';
});

afterAll(() => site.close());

async function inspect(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await axeViolations(page), `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    if (pictures === undefined) continue;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  }
  expect.soft(await sidewaysPixels(page), `${name} scrolls sideways at ${width} px`).toBe(0);
}

const own: [string, string][] = [
  ['own', '/@mira'],
  ['me', '/me'],
  ['skills', '/me/skills/do'],
  ['availability', '/me/availability'],
  ...(pictures === undefined
    ? []
    : ([
        ['introduction', '/me/introduction'],
        ['dont', '/me/skills/dont'],
        ['terms', '/me/terms'],
        ['place', '/me/place'],
        ['languages', '/me/languages'],
        ['contact', '/me/contact'],
        ['work', '/me/work'],
        ['work-new', '/me/work/new'],
        ['links', '/me/links'],
        ['audiences', '/me/audiences'],
        ['preview', '/me/preview?as=member'],
        ['mastodon', '/me/preview?as=mastodon'],
        ['export', '/me/export'],
        ['import', '/me/import'],
      ] satisfies [string, string][])),
];

test.each(widths)(
  'the pages of a signpost hold up at %i pixels, by day and by night',
  { timeout: 180_000 },
  async (width) => {
    await withPage(`${site.origin}/healthz`, { width }, async (page, trouble) => {
      await page.goto(`${site.origin}/@mira`);
      await inspect(page, 'visitor');
      await page.context().addCookies([{ name: 'session', value: cookie, url: site.origin }]);
      for (const [name, path] of own) {
        await page.goto(site.origin + path);
        await inspect(page, name);
      }
      expect(trouble).toEqual([]);
    });
  },
);

test('without a script somebody goes from nothing to a signpost, led by the one next step', {
  timeout: 120_000,
}, async () => {
  const noor = await site.addPerson('Noor Aziz', 'noor');
  const visitor = site.visitor();
  await visitor.signIn(await site.signInToken(noor.id));
  const session = { name: 'session', value: visitor.cookies.get('session') ?? '', url: site.origin };
  await withPage(`${site.origin}/healthz`, { width: 360, javascript: false }, async (page, trouble) => {
    const press = async (role: 'button' | 'link', name: string) => {
      await Promise.all([
        page.waitForEvent('load'),
        page.getByRole(role, { name, exact: true }).last().click(),
      ]);
    };
    const next = async (words: string) => {
      expect(await page.locator('.stateline').textContent()).toContain(words);
      await press('link', 'Do it now');
    };
    await page.context().addCookies([session]);
    await page.goto(`${site.origin}/me`);
    await next('two skills are enough to be found');
    await page.getByLabel('Skill').nth(0).fill('Note-taking');
    await page.getByLabel('Skill').nth(1).fill('Recruiting');
    await page.getByLabel('How well').nth(1).selectOption('Others ask me');
    await press('button', 'Save');
    await next('Write one line about yourself');
    await page.getByLabel('One line').fill('Apprentice researcher');
    await press('button', 'Save');
    await next('Say when you are free');
    await page.getByLabel('I am').selectOption('16 h free');
    await page.getByLabel('Until').fill(Temporal.Now.plainDateISO().add({ months: 3 }).toString());
    await press('button', 'Fill these weeks');
    expect(await page.getByRole('status').textContent()).toContain('Filled and saved.');
    await press('link', 'Back without saving');
    await next('Say on which terms you work');
    await page.getByLabel('Training').check();
    await press('button', 'Save');
    await next('Name one thing you finished');
    await page.getByLabel('What it was').fill('Interviews for the harbour');
    await press('button', 'Save');
    expect(await page.locator('.stateline').textContent()).toContain('Nothing is missing');
    await press('link', 'See my page');
    for (const words of [
      'Recruiting',
      'Apprentice researcher',
      'Free now: 16 h a week',
      'Interviews for the harbour',
    ]) {
      expect(await page.locator('main').textContent()).toContain(words);
    }
    expect(trouble).toEqual([]);
  });
});
