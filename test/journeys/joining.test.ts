import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../src/domain/members/member.ts';
import { ensureVocabulary } from '../../src/domain/skills/keep.ts';
import { sendLetters } from '../../src/mail/outgoing.ts';
import { sidewaysPixels, withPage } from '../support/browser.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';
import { openSite, type TestSite } from '../web/pages/site.ts';
import { plugIn, press, wordsOf } from './device.ts';

/** A telephone held upright. */
const phone = { width: 360, height: 740 } as const;

describe('somebody is invited, builds a signpost and is found', () => {
  let server: MailServer;
  let site: TestSite;
  let working: Promise<void>;
  let ana: Member;
  const stopping = new AbortController();

  beforeAll(async () => {
    server = await startMailServer();
    site = await openSite({ settings: { SMTP_URL: server.url, MAIL_FROM: 'Loom <hall@loom.test>' } });
    ana = (await site.found()).steward;
    await ensureVocabulary(site.platform);
    working = sendLetters(site.platform, stopping.signal);
  });
  afterAll(async () => {
    stopping.abort();
    await working;
    await site?.close();
    await server?.close();
  });

  const open = (
    look: { readonly width?: number; readonly javascript?: boolean },
    act: (page: Page) => Promise<void>,
  ) =>
    withPage(`${site.origin}/healthz`, look, async (page, trouble) => {
      page.setDefaultTimeout(10_000);
      await act(page);
      expect(trouble.filter((line) => !/ 4\d\d$|status of 4\d\d/.test(line))).toEqual([]);
    });

  async function signIn(page: Page, member: Member): Promise<void> {
    await page.goto(`${site.origin}/sign-in/link?token=${await site.signInToken(member.id)}`);
    await press(page, 'Sign in');
  }

  /** Ana invites; returns the link that the page shows. */
  async function invite(page: Page, name: string, email = ''): Promise<string> {
    await page.goto(`${site.origin}/invitations`);
    await page.getByLabel('Their name').fill(name);
    await page.getByLabel('Their mail address').fill(email);
    await page.getByLabel('Works as').selectOption('Freelancer');
    await page.getByLabel('A few words for them').fill('You asked how to begin. Like this.');
    await press(page, 'Make the invitation');
    return (await page.locator('code.handle').textContent()) ?? '';
  }

  /** The link of a kind in the newest mail to an address; waits for it. */
  async function mailedLink(address: string, path: string): Promise<string> {
    for (let index = 0; ; index++) {
      const mail = await server.mail(index);
      const link = new RegExp(`http://\\S+${path}\\?token=[\\w-]{43}`).exec(mail.body)?.[0];
      if (mail.to.includes(address) && link !== undefined) return link;
    }
  }

  test('Ana invites Mira by mail; on her phone Mira reads what joining makes public, comes in and makes a passkey', {
    timeout: 60_000,
  }, async () => {
    let shown = '';
    await open({}, async (page) => {
      await signIn(page, ana);
      shown = await invite(page, 'Mira Okafor', 'mira@away.test');
      expect(await wordsOf(page)).toContain('A letter with a link goes to mira@away.test.');
      expect(await page.getByRole('img', { name: 'QR code' }).isVisible()).toBe(true);
    });
    const link = await mailedLink('mira@away.test', '/join');
    await open(phone, async (page) => {
      await plugIn(page);
      await page.goto(link);
      for (const words of [
        'Ana Verhelst invites you, Mira Okafor, to Loom. Nothing happens before you answer.',
        'You asked how to begin. Like this.',
        'Free agents who make public services readable.',
        'Members read your name and handle. Nothing of you is public until you say so, field by field.',
        'Members are told that you came in. No other server is.',
        'Your mail address is seen by you and stewards only.',
        'You can leave any day; nobody has to agree.',
      ])
        expect(await wordsOf(page)).toContain(words);
      expect(await sidewaysPixels(page)).toBe(0);
      await page.getByLabel('Your handle').fill('mira');
      await press(page, 'Accept and come in');
      await page.getByRole('button', { name: 'Make a passkey' }).click();
      await page.waitForURL('**/settings/sign-in?done=keyed**');
      await press(page, 'Go on', 'link');
      expect(await page.locator('h1').innerText()).toBe('Begin your signpost');
      await press(page, 'Later', 'link');
      await buildSignpost(page);
      await lookAsOthers(page);
      await beFound(page);
      await comeBackByPasskey(page);
    });
    // One use ends both links, and Ana sees who came.
    await open({}, async (page) => {
      await page.goto(shown);
      expect(await page.locator('h1').innerText()).toBe('This invitation is over.');
      await signIn(page, ana);
      await page.goto(`${site.origin}/invitations`);
      expect(await page.locator('main').innerText()).toMatch(/Mira Okafor\s+Used/);
      // Whoever is invited next reads that she is here: her page is for anyone.
      await page.goto(await invite(page, 'Noor Aziz'));
      expect(await wordsOf(page)).toMatch(/Who is here\s[\s\S]*Mira Okafor[\s\S]*Come in/);
    });
  });

  async function go(page: Page, path: string): Promise<void> {
    await page.goto(`${site.origin}${path}`);
    expect(await sidewaysPixels(page), `${path} scrolls sideways`).toBe(0);
  }

  async function buildSignpost(page: Page): Promise<void> {
    await go(page, '/me/skills/do');
    await page.getByLabel('Skill').nth(0).fill('Typografy');
    await page.getByLabel('Skill').nth(1).fill('Servise design');
    await page.getByLabel('How well').nth(1).selectOption('Others ask me');
    await press(page, 'Save');
    expect(await wordsOf(page)).toContain('“Typografy” is a new word here. Did you mean Typography?');
    await press(page, 'Take Typography');
    await press(page, 'Take Service design');
    expect(await wordsOf(page)).not.toContain('Did you mean');
    await go(page, '/me/availability');
    await page.getByLabel('I am').selectOption('16 h free');
    await page.getByLabel('Until').fill(inDays(90));
    await page.getByLabel('Who sees this').selectOption('Anyone');
    await press(page, 'Fill these weeks');
    await go(page, '/me/place');
    await page.getByLabel('The town').check();
    await page.getByLabel('Country', { exact: true }).selectOption('Portugal');
    await page.getByLabel('Town', { exact: true }).fill('Porto');
    await press(page, 'Save');
    await go(page, '/me/links');
    await page.getByLabel('Address of the page').fill('https://elsewhere.example/@mira');
    await press(page, 'Add the link');
    await go(page, '/me');
    for (const words of [
      'Typography',
      'Service design',
      'Others ask me',
      'Free now: 16 h a week',
      'Porto',
      'elsewhere.example',
    ])
      expect(await wordsOf(page)).toContain(words);
  }

  async function lookAsOthers(page: Page): Promise<void> {
    await go(page, '/me/preview?as=anyone');
    expect(await wordsOf(page)).toContain('Service design');
    expect(await wordsOf(page)).not.toContain('Freelancer');
    await press(page, 'A member', 'link');
    expect(await wordsOf(page)).toContain('Freelancer');
    await press(page, 'Mastodon', 'link');
    const { host } = new URL(site.origin);
    for (const words of [`@mira@${host}`, 'Service design', '16 h a week'])
      expect(await page.getByRole('article').innerText()).toContain(words);
    expect(await sidewaysPixels(page)).toBe(0);
  }

  async function beFound(page: Page): Promise<void> {
    await open({ width: 360 }, async (visitor) => {
      const ask = async (fill: () => Promise<unknown>): Promise<string> => {
        await go(visitor, '/people');
        await fill();
        await press(visitor, 'Show');
        return wordsOf(visitor);
      };
      const words = visitor.getByLabel('Name, skill or what they are learning');
      expect(await ask(() => words.fill('service design'))).toMatch(/Mira Okafor[\s\S]*Does Service design/);
      for (const skill of ['typography', 'typografy'])
        expect(await ask(() => words.fill(skill))).toContain('Mira Okafor');
      expect(await ask(() => visitor.getByLabel('Free from').fill(inDays(30)))).toContain('Mira Okafor');
      expect(await ask(() => visitor.getByLabel('Free from').fill(inDays(150)))).not.toContain('Mira Okafor');
      await go(visitor, '/@mira');
      expect(await visitor.locator('h1').innerText()).toBe('Mira Okafor');
    });
    await go(page, '/settings');
  }

  async function comeBackByPasskey(page: Page): Promise<void> {
    await press(page, 'Sign out');
    expect(await page.context().cookies()).toEqual([]);
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    await go(page, '/sign-in?next=/me');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL(`${site.origin}/me`);
    expect(await page.locator('h1').innerText()).toBe('Your signpost');
  }
});

function inDays(days: number): string {
  return Temporal.Now.plainDateISO('UTC').add({ days }).toString();
}
