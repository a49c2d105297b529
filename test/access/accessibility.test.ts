import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noPages, type Places, pages, type Shown } from '../screenshots/pages.ts';
import { closePlaces, openPlaces, speak, walkTo } from '../screenshots/walk.ts';
import { axeViolations, colourViolations, sidewaysPixels, withPage } from '../support/browser.ts';
import { pagePaths } from '../web/every-page.ts';
import { type TabWalk, tabThrough } from './keyboard.ts';
import { factsOf, type PageFacts } from './page-facts.ts';

/** Pages that are walked from end to end by keyboard. */
const byKeyboard = [
  ...['home', 'today', 'people', 'signpost-member', 'signpost-own', 'me', 'me-skills-do', 'me-availability'],
  ...[
    'me-audiences',
    'join',
    'apply',
    'sign-in',
    'invitations',
    'application',
    'settings',
    'settings-notices',
  ],
  ...[
    'members',
    'settings-collective',
    'opportunity',
    'opportunity-new',
    'allies-steward',
    'capacity',
    'skills',
  ],
];

/** Where no link leads: who comes has a letter, or did something that leads there. */
const byLetterOrAct = [
  ...['/apply/status', '/farewell', '/join', '/letters/stop', '/mail-address', '/setup', '/setup/done'],
  ...['/sign-in/link', '/sign-in/reset', '/erased', '/follow', '/me/start', '/sign-in/again'],
];

/** What was found on one page. */
interface Found {
  readonly shown: Shown;
  readonly facts: PageFacts;
  readonly light: readonly string[];
  readonly dark: readonly string[];
  /** How far it sticks out sideways, by width. */
  readonly sideways: Readonly<Record<number, number>>;
}

let places: Places;
beforeAll(async () => {
  places = await openPlaces();
}, 120_000);
afterAll(() => places && closePlaces(places));

/** Look at many pages, two at a time, each of the two with a browser window of its own. */
async function lookAt<T>(
  those: readonly Shown[],
  width: number,
  act: (page: Page, shown: Shown) => Promise<T>,
  javascript = true,
): Promise<T[]> {
  const waiting = [...those];
  const results: T[] = [];
  const work = () =>
    withPage('<title>Nothing yet</title>', { width, height: 800, javascript }, async (page) => {
      page.setDefaultTimeout(15_000);
      for (let shown = waiting.shift(); shown !== undefined; shown = waiting.shift())
        results.push(await act(page, shown));
    });
  await Promise.all([work(), work()]);
  return results;
}

async function inspect(page: Page, shown: Shown): Promise<Found> {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 360, height: 800 });
  await walkTo(page, places, shown, 'en');
  const facts = await factsOf(page);
  const light = await axeViolations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await colourViolations(page);
  const sideways: Record<number, number> = {};
  for (const width of [360, 320, 640]) {
    await page.setViewportSize({ width, height: 800 });
    sideways[width] = await sidewaysPixels(page);
  }
  return { shown, facts, light, dark, sideways };
}

const named = (name: string): Shown => {
  const shown = pages.find((page) => page.name === name);
  if (shown === undefined) throw new Error(`There is no page called ${name}.`);
  return shown;
};

describe('the list of pages', () => {
  test('has every route that answers GET, and names no route that is gone', () => {
    const paths = pagePaths(places.house.site);
    const listed = [...pages.map(({ route }) => route), ...Object.keys(noPages)];
    expect(paths.filter((path) => !listed.includes(path))).toEqual([]);
    expect(listed.filter((path) => !paths.includes(path))).toEqual([]);
    expect(paths.length).toBeGreaterThan(60);
  });

  test('gives each page a name of its own', () => {
    const names = pages.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('every page, on a phone', () => {
  let all: Found[];
  beforeAll(async () => {
    await speak(places, 'en');
    all = await lookAt(pages, 360, inspect);
  }, 240_000);

  const wrong = (say: (found: Found) => readonly string[]) =>
    all.flatMap((found) => say(found).map((line) => `${found.shown.name}: ${line}`));

  test('has a title, a language, a direction and one first heading', () => {
    expect(
      wrong(({ facts: { title, lang, dir, headings } }) => {
        const first = headings.filter((heading) => heading.startsWith('H1 ')).length;
        return [
          ...(title.trim() === '' ? ['has no title'] : []),
          ...(lang === 'en' && dir === 'ltr' ? [] : [`is in ${lang} ${dir}`]),
          ...(first === 1 ? [] : [`has ${first} first headings`]),
        ];
      }),
    ).toEqual([]);
    expect(all.length).toBe(pages.length);
  });

  test('is without violation for axe, by day', () => {
    expect(wrong(({ light }) => light)).toEqual([]);
  });

  test('is without violation for axe, by night', () => {
    expect(wrong(({ dark }) => dark)).toEqual([]);
  });

  test('is never scrolled sideways: at 320 and 360 pixels, and at 1280 enlarged to 200 %', () => {
    expect(
      wrong(({ sideways }) =>
        Object.entries(sideways).flatMap(([width, by]) => (by > 0 ? [`${by} px too wide at ${width}`] : [])),
      ),
    ).toEqual([]);
  });

  test('is led to by a link of another page, unless a letter or an act leads there', () => {
    const pathOf = (shown: Shown) => new URL(shown.path(places), 'http://localhost').pathname;
    const linked = new Set(
      all.flatMap(({ shown, facts }) => facts.links.filter((link) => link !== pathOf(shown))),
    );
    const led = new Set(pages.filter((shown) => linked.has(pathOf(shown))).map(({ route }) => route));
    const lost = new Set(pages.map(({ route }) => route)).difference(led).difference(new Set(byLetterOrAct));
    expect([...lost]).toEqual([]);
    expect(byLetterOrAct.filter((route) => led.has(route))).toEqual([]);
  });

  test('needs no script: every form goes somewhere and has a button, nothing that acts is hidden', () => {
    expect(wrong(({ facts }) => facts.needsScript)).toEqual([]);
    expect(all.flatMap(({ facts }) => facts.forms).length).toBeGreaterThan(100);
  });

  test('says and offers the same where scripts are off', async () => {
    const scripted = all.filter(({ facts, shown }) => facts.hasScript && shown.send === undefined);
    const plain = await lookAt(
      scripted.map(({ shown }) => shown),
      360,
      async (page, shown) => {
        await walkTo(page, places, shown, 'en');
        return { name: shown.name, facts: await factsOf(page) };
      },
      false,
    );
    expect(plain.length).toBeGreaterThan(3);
    for (const { shown, facts } of scripted) {
      const without = plain.find(({ name }) => name === shown.name)?.facts;
      expect.soft(without?.headings, shown.name).toEqual(facts.headings);
      expect.soft(without?.forms, shown.name).toEqual(facts.forms);
    }
  }, 60_000);
});

describe('every page, from right to left', () => {
  test('is without violation for axe and is never scrolled sideways', async () => {
    await speak(places, 'ar');
    const found = await lookAt(pages, 1280, async (page, shown) => {
      await walkTo(page, places, shown, 'ar');
      const { dir } = await factsOf(page);
      const sideways = await sidewaysPixels(page);
      const lines = [
        ...(await axeViolations(page)),
        ...(dir === 'rtl' ? [] : [`is ${dir}`]),
        ...(sideways > 0 ? [`is ${sideways} px too wide`] : []),
      ];
      return lines.map((line) => `${shown.name}: ${line}`);
    });
    expect(found.flat()).toEqual([]);
    expect(found.length).toBe(pages.length);
  }, 240_000);
});

describe('by keyboard alone', () => {
  let walks: { name: string; walk: TabWalk }[];
  beforeAll(async () => {
    await speak(places, 'en');
    walks = await lookAt(byKeyboard.map(named), 1280, async (page, shown) => {
      await walkTo(page, places, shown, 'en');
      return { name: shown.name, walk: await tabThrough(page) };
    });
  }, 120_000);

  const wrong = (say: (walk: TabWalk) => readonly string[]) =>
    walks.flatMap(({ name, walk }) => say(walk).map((line) => `${name}: ${line}`));

  test('begins with the way past the masthead', () => {
    expect(wrong(({ reached }) => (reached[0]?.startsWith('a “Skip') ? [] : [String(reached[0])]))).toEqual(
      [],
    );
    expect(walks.length).toBe(byKeyboard.length);
  });

  test('reaches every link, button and field, in the order of the page', () => {
    expect(wrong(({ missed }) => missed)).toEqual([]);
    expect(wrong(({ backwards }) => backwards)).toEqual([]);
  });

  test('always shows where one is', () => {
    expect(wrong(({ unseen }) => unseen)).toEqual([]);
  });

  test('is caught by nothing', () => {
    expect(wrong(({ isFree }) => (isFree ? [] : ['the focus does not leave']))).toEqual([]);
  });

  test('the way past the masthead leads into the page, and the menu of a phone opens and closes', async () => {
    await withPage('<title>Nothing yet</title>', { width: 360 }, async (page) => {
      await walkTo(page, places, named('people'), 'en');
      const focused = () => page.evaluate(() => document.activeElement?.textContent.trim() ?? '');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.closest('main')?.id)).toBe('main');
      const menu = page.getByRole('button', { name: 'Menu' });
      await menu.focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Close');
      await page.keyboard.press('Tab');
      expect(await focused()).toMatch(/^Today/);
      await page.keyboard.press('Escape');
      expect(await page.getByRole('link', { name: 'Allies' }).isVisible()).toBe(false);
      expect(await focused()).toBe('Menu');
    });
  });
});

describe('the instruments can fail', () => {
  test('a keyboard walk sees what cannot be reached, what is not shown and what jumps', async () => {
    const html = `<html lang="en"><title>x</title><style>:focus { outline: 3px solid }</style><body>
      <a href="#1">One</a><a href="#2" style="outline: none">Two</a><button tabindex="2">Three</button>
      <span style="display: none"><a href="#4">Four</a></span><div inert><a href="#5">Five</a></div>
      <a href="#6">Six</a></body></html>`;
    const walk = await withPage(html, {}, tabThrough);
    expect(walk.unseen).toEqual(['a “Two”']);
    expect(walk.backwards).toEqual(['a “One”']);
    expect(walk.missed).toEqual(['a “Five”']);
  });

  test('a form without a button, and an act that is hidden, are seen', async () => {
    const html = `<html lang="en"><title>x</title><main><form action="/x"><input name="a"></form>
      <p hidden><button>Open</button></p><form><button>Go</button></form></main></html>`;
    const { needsScript } = await withPage(html, {}, factsOf);
    expect(needsScript.length).toBe(3);
  });
});
