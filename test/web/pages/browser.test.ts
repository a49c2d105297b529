import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { openSite, type TestSite } from './site.ts';

/** Where pictures of every page go, for people to look at; none are taken without it. */
const pictures = process.env['SCREENSHOTS'];

async function look(page: Page, name: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page), `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await sidewaysPixels(page), `${name} scrolls sideways at ${width} px`).toBe(0);
}

async function press(page: Page, button: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: button }).first().click()]);
}

describe.each([360, 1280])('without a script, at %i pixels', (width) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  test('a steward sets up, writes, looks at the preview, posts and closes', {
    timeout: 120_000,
  }, async () => {
    const token = await site.setupToken();
    const { host } = new URL(site.origin);
    await withPage(
      `${site.origin}/setup?token=${token}`,
      { width, javascript: false },
      async (page, trouble) => {
        await look(page, 'setup-1-collective');
        await page.getByLabel('Name', { exact: true }).fill('Loom');
        await page
          .getByLabel('Purpose')
          .fill(
            'Free agents who make public services readable.\n\nWe write, test and set in type the things people must understand.',
          );
        await page.getByLabel('Address').fill('Loom!');
        await page.getByLabel('Type the domain').fill('loom.exmaple');
        await press(page, 'Continue to You');
        await look(page, 'setup-1-mistakes');
        expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Loom');
        await page.getByLabel('Address').fill('loom');
        await page.getByLabel('Type the domain').fill(host);
        await press(page, 'Continue to You');
        await look(page, 'setup-2-you');
        await page.getByLabel('Your name').fill('Ana Verhelst');
        await page.getByLabel('Your handle').fill('ana');
        await page.getByLabel('Your mail address').fill('ana@loom.test');
        await press(page, 'Continue to Who may follow');
        await look(page, 'setup-3-rules');
        await press(page, 'Found the collective');
        await look(page, 'setup-4-done');
        expect(await page.getByText(`@loom@${host}`).count()).toBeGreaterThan(0);
        await page.getByRole('link', { name: 'Post the first opportunity' }).click();

        await look(page, 'new-empty');
        await page.getByLabel('Title').fill('Ferry timetables people can read');
        await press(page, 'Post it');
        await look(page, 'new-mistakes');
        expect(await page.getByLabel('Title').inputValue()).toBe('Ferry timetables people can read');
        await page
          .getByLabel('What should be true')
          .fill('Anyone on the quay can find the next ferry in ten seconds, on paper and on a phone.');
        await page.getByLabel('Who is needed').fill('Information designer');
        await page.getByLabel('Hours in all').fill('90');
        await page.getByLabel('Skills').fill('Wayfinding, Tables');
        await page.getByLabel('Amount of money').fill('68.00');
        await page.getByLabel('Answers until').fill('2099-12-04');
        await page.getByLabel('Time zone').selectOption('Europe/Brussels');
        await press(page, 'Add a role');
        await page.getByLabel('Who is needed').nth(1).fill('Copy-editor');
        await page.getByLabel('Hours in all').nth(1).fill('24');
        await page.getByLabel('Amount of money').nth(1).fill('58');
        await press(page, 'Show the preview');
        await look(page, 'new-preview');
        expect(await page.getByRole('article', { name: 'Preview of the post' }).innerText()).toContain(
          'ten seconds',
        );
        await press(page, 'Post it');
        await look(page, 'opportunity-open');
        expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
          'Ferry timetables people can read',
        );
        await page.getByRole('link', { name: 'Close', exact: true }).click();
        await look(page, 'status');
        await page.getByLabel('Why').fill('The harbour does it in-house.');
        await press(page, 'Change it and tell everybody');
        await look(page, 'opportunity-closed');
        expect(await page.locator('.stateline').innerText()).toContain('The harbour does it in-house.');
        expect(trouble.filter((line) => !/400/.test(line))).toEqual([]);
      },
    );
  });
});
