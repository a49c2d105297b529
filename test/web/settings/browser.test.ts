import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOwnToken } from '../../../src/domain/auth/api-tokens.ts';
import { askForMailAddress } from '../../../src/domain/auth/mail-address.ts';
import { startReset } from '../../../src/domain/auth/resets.ts';
import { changeLogo } from '../../../src/domain/collective/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { blockHost } from '../../../src/domain/moderation/commands.ts';
import { addSkill, mergeSkills } from '../../../src/domain/skills/commands.ts';
import { inWork } from '../../../src/domain/work.ts';
import { drawLogo } from '../../../src/platform/picture.ts';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { openSite, type TestSite } from '../pages/site.ts';

/** Where pictures go, for people to look at; none are taken without it. */
const pictures = process.env['SCREENSHOTS'];

const pages = [
  '/settings',
  '/settings/access',
  '/settings/sign-in',
  '/settings/mail-address',
  '/settings/tokens',
  '/settings/collective',
  '/settings/skills',
  '/settings/blocks',
  '/settings/mail',
  '/settings/resets',
];

async function inspect(page: Page, name: string, width: number): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeViolations(page), `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    if (pictures === undefined) continue;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  }
  expect(await sidewaysPixels(page), `${name} scrolls sideways at ${width} px`).toBe(0);
}

describe('the settings of a house that is lived in', () => {
  let site: TestSite;
  let ana: Member;
  let cookie = '';
  beforeAll(async () => {
    site = await openSite();
    ana = (await site.found()).steward;
    const bo = await site.addPerson('Bo Lindqvist', 'bo');
    const logo = await drawLogo(
      await sharp({ create: { width: 300, height: 300, channels: 3, background: '#803020' } })
        .png()
        .toBuffer(),
    );
    const other = await site.addPerson('Ines Ferreira', 'ines');
    await inWork(site.platform, async (work) => {
      const lifetime = Temporal.Duration.from({ hours: 24 * 90 });
      await createOwnToken(work, ana.id, { name: 'Calendar', scopes: ['read', 'people'], lifetime });
      await askForMailAddress(work, bo, 'bo@loom.test');
      await askForMailAddress(work, ana, 'ana.verhelst@loom.test');
      await startReset(work, bo.id, ana);
      await startReset(work, ana.id, 'node');
      await startReset(work, other.id, ana);
      await blockHost(work, 'spam.example', 'Sells followers');
      await changeLogo(work, logo);
      const make = (label: string) =>
        addSkill(work, { label, kind: 'trade', aliases: [`${label} by hand`, `All kinds of ${label}`] });
      const knots = await make('Knots');
      await mergeSkills(work, ana, await make('Rope splicing'), knots);
      const query = new URLSearchParams({ from: await make('Sail making'), into: knots, q: 'knots' });
      pages.push(`/settings/skills/merge?${query}`);
    });
    const visitor = site.visitor();
    await visitor.signIn(await site.signInToken(ana.id));
    cookie = [...visitor.cookies.values()][0] ?? '';
  });
  afterAll(() => site.close());

  test.each([1280, 360])('holds up at %i pixels, in light and dark', { timeout: 120_000 }, async (width) => {
    await withPage(`${site.origin}/healthz`, { width }, async (page, trouble) => {
      await page.context().addCookies([{ name: 'session', value: cookie, url: site.origin }]);
      for (const path of pages) {
        await page.goto(site.origin + path);
        await inspect(page, (path.split('?')[0] ?? path).slice(1).replaceAll('/', '-'), width);
      }
      expect(trouble).toEqual([]);
    });
  });

  test('holds up from right to left, and in German', { timeout: 120_000 }, async () => {
    await withPage(`${site.origin}/healthz`, { width: 640 }, async (page) => {
      await page.context().addCookies([{ name: 'session', value: cookie, url: site.origin }]);
      for (const language of ['ar', 'de']) {
        await site.platform.db.updateTable('member').set({ language }).where('id', '=', ana.id).execute();
        for (const path of ['/settings', '/settings/collective', '/settings/resets', '/settings/skills']) {
          await page.goto(site.origin + path);
          await inspect(page, `${language}${path.replaceAll('/', '-')}`, 640);
        }
      }
    });
    await site.platform.db.updateTable('member').set({ language: null }).where('id', '=', ana.id).execute();
  });

  test('works without script and by keyboard: a zone is chosen, a reset is stopped', async () => {
    await withPage(`${site.origin}/healthz`, { width: 360, javascript: false }, async (page) => {
      await page.context().addCookies([{ name: 'session', value: cookie, url: site.origin }]);
      await page.goto(`${site.origin}/settings`);
      await page.getByLabel('Time zone').fill('Europe/Brussels');
      await page.getByLabel('Time zone').press('Enter');
      expect(await page.getByRole('status').textContent()).toContain('Saved.');
      await page.getByRole('button', { name: 'This was not me: stop it' }).press('Enter');
      expect(await page.getByRole('status').textContent()).toContain('Stopped.');
      expect(await page.getByText('Somebody is being helped into your account').count()).toBe(0);
    });
  });

  test('lets no script make markup of text', async () => {
    await withPage(`${site.origin}/sign-in`, {}, async (page) => {
      const outcome = await page.evaluate(() => {
        try {
          document.createElement('div').innerHTML = '<b>x</b>';
          return 'made';
        } catch (error) {
          return error instanceof TypeError ? 'refused' : 'failed';
        }
      });
      expect(outcome).toBe('refused');
    });
  });
});
