import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withPage } from '../support/browser.ts';
import { addressesOf, fillHouse, pagePaths } from './every-page.ts';
import type { FullHouse } from './pages/full-house.ts';
import { type Answer, openSite, type TestSite, type Visitor } from './pages/site.ts';

/** Bytes that a page may need, compressed. */
const budgets = { html: 40_000, css: 25_000, script: 20_000 } as const;

/** What is asked for at an address of the routes but is no page when it comes. */
const noPages = [
  '/farewell/export',
  '/me/export/:file',
  '/media/:file',
  '/opportunities/:id/post',
  '/setup',
  '/tags/:tag',
];

/** What a page brings with it, by what it is for. */
interface Loads {
  readonly styles: string[];
  readonly scripts: string[];
  readonly preloads: string[];
  readonly others: string[];
}

/** A page as somebody got it. */
interface Drawn {
  readonly who: string;
  readonly path: string;
  readonly address: string;
  readonly answer: Answer;
  readonly loads: Loads;
}

let site: TestSite;
let house: FullHouse;
let paths: string[];
let drawn: Drawn[];
const visitors: Record<string, Visitor> = {};
const files = new Map<string, Promise<Answer>>();

beforeAll(async () => {
  site = await openSite();
  house = await fillHouse(site, 80);
  const plain = await site.addPerson('Bo Lind', 'bo');
  const signedIn = async (visitor: Visitor, token: string) => {
    await visitor.signIn(token);
    return visitor;
  };
  visitors['visitor'] = site.visitor();
  visitors['member'] = await signedIn(site.visitor(), await site.signInToken(plain.id));
  visitors['steward'] = await signedIn(site.visitor(), await site.signInToken(house.steward.id));
  const addresses = await addressesOf(site, house);
  paths = pagePaths(site);
  drawn = [];
  for (const path of paths)
    for (const address of addresses[path] ?? [path])
      for (const [who, visitor] of Object.entries(visitors)) {
        const answer = await visitor.get(address, { 'accept-encoding': 'identity' });
        if (isHtml(answer)) drawn.push({ who, path, address, answer, loads: loadsOf(answer.text) });
      }
}, 180_000);
afterAll(() => site?.close());

const isHtml = ({ headers }: Answer) => headers.get('content-type')?.startsWith('text/html') === true;
const isPage = ({ path }: Drawn) => !noPages.includes(path);

/** Bytes after both ways of compressing that proxies use, in their usual qualities: the larger of the two. */
function packed(text: string): number {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return Math.max(brotliCompressSync(text, { params }).length, gzipSync(text, { level: 6 }).length);
}

const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

function loadsOf(html: string): Loads {
  const loads: Loads = { styles: [], scripts: [], preloads: [], others: [] };
  for (const [tag, name] of html.matchAll(/<([a-z]+)\b[^>]*>/g)) {
    const address = attribute(tag, name === 'link' ? 'href' : name === 'object' ? 'data' : 'src');
    const rel = name === 'link' ? (attribute(tag, 'rel') ?? '') : '';
    if (name === 'link' && !/\b(?:stylesheet|icon|preload|modulepreload|prefetch|manifest)\b/.test(rel))
      continue;
    if (address === undefined) continue;
    if (rel === 'stylesheet') loads.styles.push(address);
    else if (rel === 'preload') loads.preloads.push(address);
    else if (name === 'script' || rel === 'modulepreload') loads.scripts.push(address);
    else loads.others.push(address);
  }
  return loads;
}

function load(address: string): Promise<Answer> {
  const known = files.get(address);
  if (known !== undefined) return known;
  const asked = site.visitor().send('GET', address, { accept: '*/*', 'accept-encoding': 'identity' });
  files.set(address, asked);
  return asked;
}

/** The modules of a page with all they import in turn. */
async function modulesOf(scripts: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const waiting = [...scripts];
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (found.has(address)) continue;
    found.add(address);
    const { text } = await load(address);
    for (const [, name = ''] of text.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g))
      waiting.push(new URL(name, `${site.origin}${address}`).pathname);
  }
  return [...found];
}

async function weigh(addresses: readonly string[]): Promise<number> {
  let sum = 0;
  for (const address of addresses) {
    const { status, text } = await load(address);
    if (status !== 200) throw new Error(`${address} answered ${status}`);
    sum += packed(text);
  }
  return sum;
}

const named = ({ who, address }: Drawn) => `${who} at ${address}`;

describe('every page', () => {
  test('is weighed: each route has an address that answers somebody', () => {
    const answered = new Set(drawn.filter(({ answer }) => answer.status === 200).map(({ path }) => path));
    expect(paths.filter((path) => !answered.has(path) && !noPages.includes(path))).toEqual([]);
    expect(paths.length).toBeGreaterThan(60);
  });

  test(`has less than ${budgets.html} bytes of HTML, compressed`, () => {
    const heavy = drawn
      .filter(isPage)
      .map((page) => ({ page: named(page), bytes: packed(page.answer.text) }));
    expect(heavy.filter(({ bytes }) => bytes >= budgets.html)).toEqual([]);
    expect(Math.min(...heavy.map(({ bytes }) => bytes))).toBeGreaterThan(200);
  });

  test(`has less than ${budgets.css} bytes of CSS, compressed`, async () => {
    for (const page of drawn.filter(isPage)) {
      const { styles } = page.loads;
      expect(styles.length, named(page)).toBeGreaterThan(0);
      expect(await weigh(styles), named(page)).toBeLessThan(budgets.css);
    }
  });

  test(`has less than ${budgets.script} bytes of script, compressed, all imports counted`, async () => {
    for (const page of drawn.filter(isPage))
      expect(await weigh(await modulesOf(page.loads.scripts)), named(page)).toBeLessThan(budgets.script);
    expect(drawn.some(({ loads }) => loads.scripts.length > 0)).toBe(true);
  });

  test('loads nothing from anywhere else, and asks early for no more than the one font all pages use', async () => {
    for (const page of drawn.filter(isPage)) {
      const { styles, scripts, preloads, others } = page.loads;
      const foreign = [...styles, ...scripts, ...preloads, ...others].filter((one) => !/^\/(?!\/)/.test(one));
      expect(foreign, named(page)).toEqual([]);
      expect(preloads, named(page)).toEqual([expect.stringMatching(/newsreader-latin-opsz-normal\.woff2$/)]);
      for (const style of styles) {
        const { text } = await load(style);
        const urls = [...text.matchAll(/url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/g)];
        const outside = urls
          .map(([, url, other]) => url ?? other ?? '')
          .filter((url) => !/^\/(?!\/)/.test(url));
        expect(outside, style).toEqual([]);
      }
    }
  });
});

test('who is free is drawn for fifty people a page, and everybody stands on one page', async () => {
  const handles: string[] = [];
  const perPage: number[] = [];
  for (let next: string | undefined = '/people/capacity'; next !== undefined; ) {
    const text: string = (await visitors['member']?.get(next))?.text ?? '';
    const [table = ''] = /<tbody[\s\S]*?<\/tbody>/.exec(text) ?? [];
    const here = [...table.matchAll(/href="[^"]*\/@([^"]+)"/g)].map(([, handle = '']) => handle);
    expect(text.match(/<svg class="if-wide"/g)).toHaveLength(1);
    perPage.push(here.length);
    handles.push(...here);
    next = /href="(\/people\/capacity\?after=\d+)"/.exec(text)?.[1];
  }
  expect(perPage).toEqual([50, handles.length - 50]);
  expect(handles.length).toBeGreaterThan(60);
  expect(new Set(handles).size).toBe(handles.length);
});

/** In which fonts the words of a page are set, as `family style`: what the browser was asked for, said by the page itself. */
const fontsInUse = `[...new Set([...document.querySelectorAll('body *')].flatMap((element) => {
  const hasWords = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
  if (!hasWords || !element.checkVisibility()) return [];
  const { fontFamily, fontStyle } = getComputedStyle(element);
  return [fontFamily.split(',')[0].replaceAll('"', '') + ' ' + fontStyle];
}))]`;

const fontNames: Record<string, string> = {
  'Newsreader normal': 'newsreader-latin-opsz-normal',
  'Newsreader italic': 'newsreader-latin-wght-italic',
  'Libre Franklin normal': 'libre-franklin-latin-wght-normal',
};

describe('in a browser', () => {
  test.each(['/', '/people', '/@ana', '/opportunities', '/sign-in', '/people/skills'])(
    '%s loads the fonts its words are set in and no other, each once, and all from here',
    async (path) => {
      const { loaded, used } = await withPage(`${site.origin}${path}`, {}, async (page) => {
        await page.evaluate('document.fonts.ready.then(() => true)');
        const entries = 'performance.getEntriesByType("resource").map((entry) => entry.name)';
        return {
          loaded: await page.evaluate<string[]>(entries),
          used: await page.evaluate<string[]>(fontsInUse),
        };
      });
      expect(loaded.filter((address) => new URL(address).origin !== site.origin)).toEqual([]);
      const fonts = loaded.flatMap((address) => /([\w-]+)\.woff2$/.exec(address)?.[1] ?? []);
      const needed = used.flatMap((font) => fontNames[font] ?? []);
      expect(fonts.toSorted()).toEqual(needed.toSorted());
      expect(fonts.length).toBeGreaterThan(1);
    },
  );
});
