import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { paths } from '../../../src/core/iri.ts';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { liveIn } from './full-house.ts';
import { openSite, type TestSite } from './site.ts';

/** Where pictures of every page go, for people to look at; none are taken without it. */
const pictures = process.env['SCREENSHOTS'];
const widths = pictures === undefined ? [360] : [360, 1280];

/** A page as somebody came by it: axe needs scripts, and those who walk here have none. */
interface Seen {
  readonly name: string;
  readonly url: string;
  readonly html: string;
}

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

/** Look again, with scripts, at the very pages somebody saw without. */
async function inspectAll(site: TestSite, seen: readonly Seen[], width: number): Promise<void> {
  await withPage(`${site.origin}/healthz`, { width }, async (page) => {
    for (const { name, url, html } of seen) {
      await page.goto('about:blank');
      await page.route(url, (route) =>
        route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }),
      );
      await page.goto(url);
      await inspect(page, name);
      await page.unroute(url);
    }
  });
}

async function press(page: Page, button: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: button }).last().click()]);
}

describe.each(widths)('at %i pixels', (width) => {
  test('without a script a steward sets up, writes, looks at the preview, posts and closes', {
    timeout: 120_000,
  }, async () => {
    const site = await openSite();
    const { host } = new URL(site.origin);
    const seen: Seen[] = [];
    const start = `${site.origin}/setup?token=${await site.setupToken()}`;
    await withPage(start, { width, javascript: false }, async (page, trouble) => {
      page.setDefaultTimeout(10_000);
      const keep = async (name: string): Promise<void> => {
        const [url = ''] = page.url().split('#', 1);
        seen.push({ name, url, html: await page.content() });
      };
      const fill = (label: string, text: string, index = 0) => page.getByLabel(label).nth(index).fill(text);
      await keep('setup-1-collective');
      await page.getByLabel('Name', { exact: true }).fill('Loom');
      await fill('Purpose', 'Free agents who make public services readable.');
      await fill('Address', 'Loom!');
      await fill('Type the domain', 'loom.exmaple');
      await press(page, 'Continue to You');
      await keep('setup-1-mistakes');
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Loom');
      await fill('Address', 'loom');
      await fill('Type the domain', host);
      await press(page, 'Continue to You');
      await keep('setup-2-you');
      await fill('Your name', 'Ana Verhelst');
      await fill('Your handle', 'ana');
      await fill('Your mail address', 'ana@loom.test');
      await press(page, 'Continue to Who may follow');
      await keep('setup-3-rules');
      await press(page, 'Found the collective');
      await keep('setup-4-done');
      expect(await page.getByText(`@loom@${host}`).count()).toBeGreaterThan(0);
      await page.getByRole('link', { name: 'Post the first opportunity' }).click();

      await keep('new-empty');
      await fill('Title', 'Ferry timetables people can read');
      await press(page, 'Post it');
      await keep('new-mistakes');
      expect(await page.getByLabel('Title').inputValue()).toBe('Ferry timetables people can read');
      await fill('What should be true', 'Anyone on the quay can find the next ferry in ten seconds.');
      await fill('Who is needed', 'Information designer');
      await fill('Hours in all', '90');
      await fill('Skills', 'Wayfinding, Tables');
      await fill('Amount of money', '68.00');
      await fill('Answers until', '2099-12-04');
      await page.getByLabel('Time zone').selectOption('Europe/Brussels');
      await press(page, 'Add a role');
      await fill('Who is needed', 'Copy-editor', 1);
      await fill('Hours in all', '24', 1);
      await fill('Amount of money', '58', 1);
      await press(page, 'Show the preview');
      await keep('new-preview');
      const preview = page.getByRole('article', { name: 'Preview of the post' });
      expect(await preview.textContent()).toContain('ten seconds');
      await press(page, 'Post it');
      await keep('opportunity-posted');
      expect(await page.locator('h1').textContent()).toBe('Ferry timetables people can read');
      await page.getByRole('link', { name: 'Close', exact: true }).click();
      await keep('status');
      await page.getByRole('textbox', { name: 'Why' }).fill('The harbour does it in-house.');
      await press(page, 'Change it and tell everybody');
      await keep('opportunity-closed');
      expect(await page.locator('.stateline').textContent()).toContain('The harbour does it in-house.');
      // The two forms with mistakes answer 400; nothing else goes wrong, and nothing breaks the policy.
      expect(trouble.filter((line) => !/\b400\b/.test(line))).toEqual([]);
    });
    await inspectAll(site, seen, width);
    await site.close();
  });

  test('without a script the follow box leads on to the visitor’s own server', async () => {
    const site = await openSite();
    await site.found();
    await withPage(`${site.origin}/`, { width, javascript: false }, async (page) => {
      await page.route('https://masto.test/**', (route) => route.fulfill({ body: 'confirm here' }));
      await page.getByLabel('Your Fediverse address').fill('@wen@masto.test');
      await page.getByRole('button', { name: 'Follow' }).click();
      await page.waitForURL('https://masto.test/authorize_interaction?**');
      expect(new URL(page.url()).searchParams.get('uri')).toBe(`${site.origin}/@loom`);
    });
    await site.close();
  });

  test('every page of a house that is lived in holds up', { timeout: 120_000 }, async () => {
    const site = await openSite();
    const { steward, open, draft, fromAlly } = await liveIn(site);
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(steward.id));
    const [cookie = ''] = visitor.cookies.values();
    const page = paths.opportunity(open.id);
    const forAll: [string, string][] = [
      ['home', '/'],
      ['person', '/@ana'],
      ['opportunities', '/opportunities'],
      ['opportunity', page],
      ['sign-in', '/sign-in'],
      ['sign-in-link', `/sign-in/link?token=${await site.signInToken(steward.id)}`],
      ['follow', '/follow'],
      ['sign-in-needed', '/settings'],
      ['not-found', '/opportunities/401'],
    ];
    const forStewards: [string, string][] = [
      ['steward-home', '/'],
      ['steward-opportunities', '/opportunities'],
      ['steward-from-allies', '/opportunities?from=allies'],
      ['steward-ally-opportunity', `/allies/opportunity?iri=${encodeURIComponent(fromAlly)}`],
      ['steward-opportunity', page],
      ['steward-draft', paths.opportunity(draft.id)],
      ['steward-edit', `${page}/edit`],
      ['steward-delete', `${page}/delete`],
      ['steward-allies', '/allies?done=asked'],
      ['steward-receipts', '/deliveries'],
      ['steward-settings', '/settings?done=settings'],
    ];
    await withPage(`${site.origin}/healthz`, { width }, async (browser, trouble) => {
      for (const [name, path] of forAll) {
        await browser.goto(site.origin + path);
        await inspect(browser, name);
      }
      await browser.context().addCookies([{ name: 'session', value: cookie, url: site.origin }]);
      for (const [name, path] of forStewards) {
        await browser.goto(site.origin + path);
        await inspect(browser, name);
      }
      expect(trouble.filter((line) => !/\b40[14]\b/.test(line))).toEqual([]);
    });
    await site.close();
  });
});
