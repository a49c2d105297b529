import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, type Look, sidewaysPixels, withPage } from '../support/browser.ts';
import { serveSpecimens, specimens } from './specimen-server.tsx';

let served: Awaited<ReturnType<typeof serveSpecimens>>;

beforeAll(async () => {
  served = await serveSpecimens();
});

afterAll(() => served.close());

const names = Object.keys(specimens);
/** Set it to a folder to keep a picture of every page, to lay beside the prototypes. */
const pictures = process.env['LOOK_SCREENSHOTS'];

const looks: Record<string, Look> = {
  light: {},
  dark: { dark: true },
  'more-contrast': { contrast: 'more' },
};

describe.each([1280, 360])('at %i pixels', (width) => {
  test.each(Object.keys(looks))(
    'axe finds nothing in %s, and the browser has nothing to complain about',
    async (look) => {
      for (const name of names) {
        await withPage(`${served.origin}/${name}`, { width, ...looks[look] }, async (page, trouble) => {
          expect.soft(await axeViolations(page), name).toEqual([]);
          expect.soft(trouble, name).toEqual([]);
          if (pictures === undefined) return;
          await page.screenshot({ path: `${pictures}/${name}-${width}-${look}.png`, fullPage: true });
        });
      }
    },
  );
});

test('nobody has to scroll sideways at 320, 360, 768 or 1280 pixels', async () => {
  for (const name of names) {
    await withPage(`${served.origin}/${name}`, {}, async (page) => {
      for (const width of [320, 360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect.soft(await sidewaysPixels(page), `${name} at ${width}`).toBeLessThanOrEqual(0);
      }
    });
  }
});

describe('the instruments can fail', () => {
  test('axe sees a missing name and weak contrast', async () => {
    const html =
      '<html lang="en"><title>x</title><main><h1 style="color:#ccc">Hard to read</h1><input></main></html>';
    const found = await withPage(html, {}, axeViolations);
    expect(found.map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['color-contrast', 'label']),
    );
  });

  test('the policy in force refuses inline style, inline script and foreign pictures, and says so', async () => {
    await withPage(`${served.origin}/careless`, {}, async (page, trouble) => {
      expect(await page.locator('h1').evaluate((heading) => getComputedStyle(heading).color)).not.toBe(
        'rgb(1, 2, 3)',
      );
      expect(await page.title()).toBe('careless');
      expect(
        trouble.filter((line) => line.includes('Content Security Policy')).length,
      ).toBeGreaterThanOrEqual(3);
    });
  });

  test('something too wide is measured', async () => {
    const wide = await withPage(
      '<body><div style="width:1500px">x</div></body>',
      { width: 1280 },
      sidewaysPixels,
    );
    expect(wide).toBeGreaterThan(200);
  });
});

describe('without script', () => {
  test('the menu of a phone opens, leads on and closes', async () => {
    await withPage(`${served.origin}/opportunity`, { width: 360, javascript: false }, async (page) => {
      const people = page.getByRole('link', { name: 'People', exact: true });
      expect(await people.isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Menu' }).click();
      expect(await people.isVisible()).toBe(true);
      await page.getByRole('button', { name: 'Close' }).click();
      expect(await people.isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.keyboard.press('Escape');
      expect(await people.isVisible()).toBe(false);
    });
  });

  test('a wide page shows the same links in a line and no menu button', async () => {
    await withPage(`${served.origin}/opportunity`, { javascript: false }, async (page) => {
      expect(await page.getByRole('link', { name: 'People', exact: true }).isVisible()).toBe(true);
      expect(await page.getByRole('button', { name: 'Menu' }).isVisible()).toBe(false);
    });
  });

  test('a form that came back takes the focus to its errors, which lead to the fields', async () => {
    await withPage(`${served.origin}/form`, { javascript: false }, async (page) => {
      expect(await page.getByRole('alert').evaluate((summary) => summary === document.activeElement)).toBe(
        true,
      );
      await page.getByRole('alert').getByRole('link').click();
      const field = page.getByLabel('Type the domain to confirm');
      expect(await field.evaluate((input) => input.matches(':target'))).toBe(true);
    });
  });

  test('the skip link is the first stop and shows itself', async () => {
    await withPage(`${served.origin}/home`, { javascript: false }, async (page) => {
      await page.keyboard.press('Tab');
      const box = await page.getByRole('link', { name: 'Skip to the page' }).boundingBox();
      expect(box?.height).toBeGreaterThan(24);
    });
  });
});

describe('other ways of seeing', () => {
  test('more contrast is pure black on white', async () => {
    await withPage(`${served.origin}/home`, { contrast: 'more' }, async (page) => {
      const colours = await page.locator('body').evaluate((body) => {
        const { color, backgroundColor } = getComputedStyle(body);
        return [color, backgroundColor];
      });
      expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    });
  });

  test('with forced colours a mark keeps its outline', async () => {
    await withPage(`${served.origin}/home`, { forcedColors: true }, async (page) => {
      const stroke = await page
        .locator('.mark .shape')
        .first()
        .evaluate((shape) => getComputedStyle(shape).stroke);
      expect(stroke).not.toBe('none');
    });
  });

  test('on paper there is no navigation, no form and no night', async () => {
    await withPage(`${served.origin}/home`, { print: true, dark: true }, async (page) => {
      expect(await page.locator('.masthead nav').isVisible()).toBe(false);
      expect(await page.locator('form').isVisible()).toBe(false);
      expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
        'rgb(255, 255, 255)',
      );
    });
  });

  test('from right to left the name stands at the right and arrows turn round', async () => {
    await withPage(`${served.origin}/arabic`, {}, async (page) => {
      const box = await page.locator('.masthead .name').boundingBox();
      expect(box?.x).toBeGreaterThan(900);
      expect(await page.locator('.icon.flip').evaluate((icon) => getComputedStyle(icon).scale)).toBe('-1 1');
    });
  });

  test('a collective’s own colour reaches its marks, at our lightness', async () => {
    await withPage(`${served.origin}/home`, {}, async (page) => {
      const fill = await page
        .locator('.mark[data-house] .shape')
        .first()
        .evaluate((shape) => getComputedStyle(shape).fill);
      expect(fill).toMatch(/^oklch\(0\.41 0\.\d+ 24\d/);
    });
  });
});
