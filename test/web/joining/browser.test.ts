import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import qrcode from 'qrcode-generator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { openSite, type TestSite } from '../pages/site.ts';

/** Where pictures of every page go, for people to look at; none are taken without it. */
const pictures = process.env['SCREENSHOTS'];

/** A page as somebody came by it: axe needs scripts, and those who walk here have none. */
interface Seen {
  readonly name: string;
  readonly url: string;
  readonly html: string;
}

describe('joining in a browser without scripts', () => {
  let site: TestSite;
  let steward: Member;
  const seen: Seen[] = [];

  beforeAll(async () => {
    site = await openSite({ settings: { TRUST_PROXY: '127.0.0.0/8' } });
    steward = (await site.found()).steward;
    await site.platform.db.updateTable('collective').set({ join_policy: 'application' }).execute();
  });
  afterAll(() => site?.close());

  async function keep(page: Page, name: string): Promise<void> {
    seen.push({ name, url: page.url().split('#', 1)[0] ?? '', html: await page.content() });
  }

  async function press(page: Page, button: string): Promise<void> {
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: button }).last().click()]);
  }

  async function signIn(page: Page, member: Member): Promise<void> {
    await page.goto(`${site.origin}/sign-in/link?token=${await site.signInToken(member.id)}`);
    await press(page, 'Sign in');
  }

  const walk = (act: (page: Page) => Promise<void>) =>
    withPage(`${site.origin}/healthz`, { width: 360, javascript: false }, async (page, trouble) => {
      page.setDefaultTimeout(10_000);
      await act(page);
      expect(trouble.filter((line) => !/ 4\d\d$|status of 4\d\d/.test(line))).toEqual([]);
    });

  test('a steward invites, and somebody comes in with nothing but the link', {
    timeout: 60_000,
  }, async () => {
    let link = '';
    await walk(async (page) => {
      await signIn(page, steward);
      await page.goto(`${site.origin}/invitations`);
      await keep(page, 'invitations-empty');
      await page.getByLabel('Their name').fill('Mira Okafor');
      await page.getByLabel('Works as').selectOption('apprentice');
      await page.getByLabel('A few words for them').fill('You asked how to begin. Like this.');
      await press(page, 'Make the invitation');
      await keep(page, 'invitation-made');
      link = (await page.locator('code.handle').textContent()) ?? '';
      expect(await drawnQr(page)).toBe(expectedQr(link));
    });
    await walk(async (page) => {
      await page.goto(link);
      await keep(page, 'join');
      await page.getByLabel('Your question to Ana Verhelst').fill('Which days? Reach me at mira@away.test.');
      await press(page, 'Ask Ana Verhelst');
      await page.getByLabel('Your handle').fill('ana');
      await press(page, 'Accept and come in');
      await keep(page, 'join-mistake');
      await page.getByLabel('Your handle').fill('mira');
      await press(page, 'Accept and come in');
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(page.url()).toBe(`${site.origin}/settings/sign-in?done=in&next=%2Fme%2Fstart`);
      await page.goto(link);
      await keep(page, 'join-over');
      await press(page, 'Ask Ana Verhelst for a new one');
      await keep(page, 'join-asked-again');
    });
  });

  test('somebody applies, two vouch, a steward admits', { timeout: 60_000 }, async () => {
    await walk(async (page) => {
      await page.goto(`${site.origin}/apply`);
      await keep(page, 'apply');
      await page.getByLabel('Your name').fill('Lio Brandt');
      await page.getByLabel('Fediverse handle').fill('@lio@away.test');
      await page.getByLabel('What you do').fill('I draw maps people can follow in the rain.');
      await page.getByLabel('Why Loom').fill('You make what people must read readable.');
      await press(page, 'Send the application');
      await keep(page, 'apply-status');
      const status = page.url();
      for (const member of [await site.addPerson('Cas Moreau', 'cas'), steward]) {
        await signIn(page, member);
        await page.goto(`${site.origin}/applications`);
        await keep(page, 'applications');
        await Promise.all([
          page.waitForEvent('load'),
          page.getByRole('link', { name: 'Lio Brandt' }).click(),
        ]);
        await page.getByLabel('Why you vouch').fill('We drew the ferry map together.');
        await press(page, 'Vouch');
        await keep(page, `application-${member.handle}`);
      }
      await press(page, 'Admit Lio Brandt');
      await page.goto(status);
      await keep(page, 'apply-admitted');
      await press(page, 'Open the invitation');
      await page.getByRole('heading', { name: 'Join Loom' }).waitFor();
    });
  });

  test('a member leaves, and comes back from the page that is left', { timeout: 60_000 }, async () => {
    await walk(async (page) => {
      await signIn(page, await site.addPerson('Gita Rao', 'gita'));
      await page.goto(`${site.origin}/leave`);
      await keep(page, 'leave');
      await page.getByLabel('Stay known').check();
      await press(page, 'Leave now');
      await keep(page, 'farewell');
      const farewell = page.url();
      await signIn(page, steward);
      for (const path of ['/members', '/leave', `/members/${steward.id}`, '/invitations']) {
        await page.goto(`${site.origin}${path}`);
        await keep(page, `steward-${path.split('/')[1]}-${path.split('/').length}`);
      }
      await page.goto(farewell);
      await press(page, 'Come back now');
      expect(page.url()).toBe(`${site.origin}/`);
    });
  });

  test.each([360, 1280])(
    'none of it breaks a rule or scrolls sideways at %i pixels, light or dark, either way round',
    {
      timeout: 240_000,
    },
    async (width) => {
      expect(seen.length).toBeGreaterThan(15);
      await withPage(`${site.origin}/healthz`, { width }, async (page) => {
        for (const { name, url, html } of seen) await inspect(page, width, { name, url, html });
      });
    },
  );

  async function inspect(page: Page, width: number, { name, url, html }: Seen): Promise<void> {
    for (const direction of ['ltr', 'rtl']) {
      await page.goto('about:blank');
      const body = html.replace('dir="ltr"', `dir="${direction}"`);
      await page.route(url, (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }));
      await page.goto(url);
      for (const colorScheme of direction === 'ltr' ? (['light', 'dark'] as const) : (['light'] as const)) {
        await page.emulateMedia({ colorScheme });
        expect(await axeViolations(page), `${name}, ${colorScheme}, ${direction}, ${width} px`).toEqual([]);
        if (pictures === undefined) continue;
        mkdirSync(pictures, { recursive: true });
        const path = join(pictures, `${name}-${width}-${colorScheme}-${direction}.png`);
        await page.screenshot({ path, fullPage: true });
      }
      expect(await sidewaysPixels(page), `${name} scrolls sideways at ${width} px, ${direction}`).toBe(0);
      await page.unroute(url);
    }
  }
});

/** The modules of the code on the page, row by row, as the path of its picture draws them. */
async function drawnQr(page: Page): Promise<string> {
  const edge = Number((await page.locator('svg.qr').getAttribute('viewBox'))?.split(' ')[2]);
  const path = (await page.locator('svg.qr .dark').getAttribute('d')) ?? '';
  const rows = Array.from({ length: edge }, () => Array.from({ length: edge }, () => '.'));
  for (const [, column, row, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let index = 0; index < Number(length); index++) {
      const cells = rows[Number(row)];
      if (cells !== undefined) cells[Number(column) + index] = '#';
    }
  }
  return rows.map((cells) => cells.join('')).join('\n');
}

/** The same, as the library says it, with four light modules around. */
function expectedQr(text: string): string {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const cell = (row: number, column: number) =>
    row >= 0 && row < count && column >= 0 && column < count && code.isDark(row, column) ? '#' : '.';
  return Array.from({ length: count + 8 }, (_, row) =>
    Array.from({ length: count + 8 }, (_, column) => cell(row - 4, column - 4)).join(''),
  ).join('\n');
}
