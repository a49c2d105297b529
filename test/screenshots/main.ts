import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/chromium.ts';
import { indexPage } from './index-page.ts';
import { type Look, looks } from './looks.ts';
import { type Places, pages, type Shown } from './pages.ts';
import { closePlaces, openPlaces, speak, walkTo } from './walk.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: 'screenshots' },
  },
});
const wanted = pages.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
const unknown = values.only.filter((name) => !pages.some((page) => page.name === name));

if (unknown.length > 0) {
  console.error(
    `There is no page called ${unknown.join(', ')}. These are: ${pages.map(({ name }) => name).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = await takeAll(resolve(values.out));
}

/** Take a picture of every page in every look. Returns the exit code: 0 where none failed. */
async function takeAll(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  console.log('Founding a collective, letting people move in …');
  const places = await openPlaces();
  const browser = await launchBrowser();
  const failed: string[] = [];
  try {
    for (const [language, those] of Map.groupBy(looks, (look) => look.language)) {
      await speak(places, language);
      failed.push(...(await visitAll(browser, places, those, folder)));
    }
  } finally {
    await browser.close();
    await closePlaces(places);
  }
  await writeFile(join(folder, 'index.html'), indexPage(wanted));
  const taken = wanted.length * looks.length - failed.length;
  console.log(`\n${taken} pictures in ${folder}; open index.html there. ${failed.length} failed.`);
  for (const line of failed) console.log(`  ${line}`);
  return failed.length === 0 ? 0 : 1;
}

/** Visit every page once and take a picture for each look of one language. Returns what failed, in words. */
async function visitAll(
  browser: Browser,
  places: Places,
  those: readonly Look[],
  folder: string,
): Promise<string[]> {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  const failed: string[] = [];
  for (const [index, shown] of wanted.entries()) {
    const names = those.map(({ name }) => name).join(', ');
    console.log(`${String(index + 1).padStart(3)} of ${wanted.length}  ${shown.name}  ${names}`);
    try {
      await visit(page, places, shown, those, folder);
    } catch (error) {
      failed.push(`${shown.name} (${names}): ${String(error).split('\n', 1)[0]}`);
    }
  }
  await context.close();
  return failed;
}

async function visit(
  page: Page,
  places: Places,
  shown: Shown,
  those: readonly Look[],
  folder: string,
): Promise<void> {
  const [{ language } = { language: 'en' as const }] = those;
  await page.setViewportSize({ width: 1280, height: 900 });
  await walkTo(page, places, shown, language);
  for (const { name, width, colours } of those) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: colours });
    await page.screenshot({ path: join(folder, `${shown.name}-${name}.png`), fullPage: true });
  }
}
