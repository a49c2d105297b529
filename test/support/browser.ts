import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { launchBrowser } from './chromium.ts';

/** How the page is looked at. Defaults: 1280 px wide, light, with script, no preference for contrast. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly javascript?: boolean;
  readonly contrast?: 'more' | 'no-preference';
  readonly forcedColors?: boolean;
  readonly print?: boolean;
}

let launched: Promise<Browser> | undefined;

afterAll(async () => {
  const browser = await launched;
  launched = undefined;
  await browser?.close();
});

/**
 * Opens an address (or a whole HTML text) in a fresh context and closes it afterwards. `trouble` fills with what the
 * browser complained about: refused by the Content-Security-Policy, not found, failed.
 */
export async function withPage<T>(
  source: string,
  look: Look,
  act: (page: Page, trouble: readonly string[]) => Promise<T>,
): Promise<T> {
  launched ??= launchBrowser();
  const browser = await launched;
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
    colorScheme: look.dark === true ? 'dark' : 'light',
    contrast: look.contrast ?? 'no-preference',
    forcedColors: look.forcedColors === true ? 'active' : 'none',
    javaScriptEnabled: look.javascript ?? true,
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('requestfailed', (request) => trouble.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on(
      'response',
      (response) => response.status() >= 400 && trouble.push(`${response.url()} ${response.status()}`),
    );
    if (look.print === true) await page.emulateMedia({ media: 'print' });
    if (/^https?:/.test(source)) await page.goto(source);
    else await page.setContent(source);
    return await act(page, trouble);
  } finally {
    await context.close();
  }
}

/** What axe finds against WCAG 2.0 to 2.2 A and AA and its best practices: one line per broken rule and element. */
export function axeViolations(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  return runAxe(page, { type: 'tag', values: tags });
}

/** The same, of colours alone: enough for a page that was looked at already, and has other colours now. */
export function colourViolations(page: Page): Promise<string[]> {
  return runAxe(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });
}

async function runAxe(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  await page.evaluate(`'axe' in globalThis ? undefined : ${axe.source}`);
  const results = await page.evaluate<axe.AxeResults>(
    `axe.run(document, ${JSON.stringify({ runOnly, resultTypes: ['violations'] })})`,
  );
  return results.violations.flatMap((rule) =>
    rule.nodes.map(
      (node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary?.replace(/\s+/g, ' ')})`,
    ),
  );
}

/** How many pixels of the page stick out sideways; zero means nobody has to scroll across. */
export async function sidewaysPixels(page: Page): Promise<number> {
  // The body, because a reserved scrollbar gutter belongs to the window and would hide a small overflow.
  return await page.evaluate<number>('document.documentElement.scrollWidth - document.body.offsetWidth');
}
