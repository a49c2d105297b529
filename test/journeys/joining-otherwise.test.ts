import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Member } from '../../src/domain/members/member.ts';
import { ensureVocabulary } from '../../src/domain/skills/keep.ts';
import { sendLetters } from '../../src/mail/outgoing.ts';
import { withPage } from '../support/browser.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';
import { openSite, type TestSite } from '../web/pages/site.ts';
import { press, wordsOf } from './device.ts';

describe('joining where something comes in between', () => {
  let server: MailServer;
  let site: TestSite;
  let ana: Member;
  let working: Promise<void>;
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

  const open = (javascript: boolean, act: (page: Page) => Promise<void>) =>
    withPage(`${site.origin}/healthz`, { width: 360, javascript }, async (page) => {
      page.setDefaultTimeout(10_000);
      await act(page);
    });

  const signedIn = (act: (page: Page) => Promise<void>) =>
    open(false, async (page) => {
      await page.goto(`${site.origin}/sign-in/link?token=${await site.signInToken(ana.id)}`);
      await press(page, 'Sign in');
      await act(page);
    });

  /** Ana invites somebody without mail; what she is shown is what she passes on. */
  async function invite(name: string): Promise<string> {
    let link = '';
    await signedIn(async (page) => {
      await page.goto(`${site.origin}/invitations`);
      await page.getByLabel('Their name').fill(name);
      await press(page, 'Make the invitation');
      expect(await wordsOf(page)).toContain(`Give ${name} this link yourself, by a way you trust`);
      link = (await page.locator('code.handle').textContent()) ?? '';
    });
    return link;
  }

  test('who comes after seven days is told why, asks for a new link with one press, and gets one', {
    timeout: 60_000,
  }, async () => {
    const link = await invite('Late Lou');
    const past = Temporal.Now.instant().subtract({ hours: 1 });
    await site.platform.db
      .updateTable('invitation')
      .set({ expires_at: past })
      .where('name', '=', 'Late Lou')
      .execute();
    await open(false, async (page) => {
      await page.goto(link);
      expect(await wordsOf(page)).toContain('It was open for seven days, and they have passed.');
      await press(page, 'Ask Ana Verhelst for a new one');
      expect(await wordsOf(page)).toContain('If they make one, the link comes from them.');
    });
    let fresh = '';
    await signedIn(async (page) => {
      await page.goto(`${site.origin}/invitations`);
      expect(await wordsOf(page)).toContain('Asked for a new one');
      await press(page, 'New link, seven more days for Late Lou');
      fresh = (await page.locator('code.handle').textContent()) ?? '';
    });
    await open(false, async (page) => {
      await page.goto(link);
      expect(await page.locator('h1').innerText()).toBe('This invitation is over.');
      await page.goto(fresh);
      expect(await page.locator('h1').innerText()).toBe('Join Loom');
    });
  });

  test('somebody asks before they answer, and somebody says no; Ana reads both', {
    timeout: 60_000,
  }, async () => {
    const link = await invite('Quill');
    await open(false, async (page) => {
      await page.goto(link);
      await page.getByLabel('Your question to Ana Verhelst').fill('How many hours is it? quill@away.test');
      await press(page, 'Ask Ana Verhelst');
      expect(await wordsOf(page)).toContain(
        'Asked. The answer comes from them; this invitation stays open meanwhile.',
      );
    });
    await signedIn(async (page) => {
      await page.goto(`${site.origin}/invitations`);
      expect(await wordsOf(page)).toContain('They ask: How many hours is it? quill@away.test');
    });
    await open(false, async (page) => {
      await page.goto(link);
      await press(page, 'Decline');
      expect(await wordsOf(page)).toContain('Ana Verhelst is told. Nothing else of you is kept.');
      await page.goto(link);
      expect(await page.getByRole('button', { name: 'Accept and come in' }).count()).toBe(0);
    });
    await signedIn(async (page) => {
      await page.goto(`${site.origin}/invitations`);
      expect(await page.locator('main').innerText()).toMatch(/Quill\s+Declined/);
    });
  });

  test('without a script everything goes but the passkey: a mailed link is the way in again', {
    timeout: 60_000,
  }, async () => {
    const link = await invite('Noor Aziz');
    await open(false, async (page) => {
      await page.goto(link);
      await page.getByLabel('Your handle').fill('noor');
      await page.getByLabel('Your mail address').fill('noor@away.test');
      await press(page, 'Accept and come in');
      expect(await page.getByRole('button', { name: 'Make a passkey' }).count()).toBe(0);
      await press(page, 'Go on', 'link');
      await page.getByLabel('One line').fill('I take notes others can read');
      await page.getByLabel('Skill').nth(0).fill('Note-taking');
      await page.getByLabel('Skill').nth(1).fill('Recruiting');
      await page.getByLabel('Each week I am').selectOption('8 h free');
      await page.getByLabel('What it was').fill('Interviews for the harbour');
      await page.getByLabel('Where one can see it').fill('no address');
      await press(page, 'Save and see my page');
      expect(await page.getByRole('heading', { name: 'One thing to mend' }).count()).toBe(1);
      expect(await page.getByLabel('Skill').nth(1).inputValue()).toBe('Recruiting');
      await page.getByLabel('Where one can see it').fill('https://work.example/harbour');
      await press(page, 'Save and see my page');
      for (const words of [
        'Noor Aziz',
        'I take notes others can read',
        'Recruiting',
        'Free now: 8 h a week',
        'Interviews for the harbour',
      ])
        expect(await wordsOf(page)).toContain(words);
      // What was begun is not begun again: the address leads to the overview.
      await page.goto(`${site.origin}/me/start`);
      expect(await page.locator('h1').innerText()).toBe('Your signpost');
      await page.goto(`${site.origin}/settings`);
      await press(page, 'Sign out');
      await page.goto(`${site.origin}/sign-in`);
      expect(await wordsOf(page)).toContain('without its script');
      const before = server.mails.length;
      await page.getByLabel('Your mail address').fill('noor@away.test');
      await press(page, 'Ask for a link');
      const mail = await newest('noor@away.test', before);
      await page.goto(/http:\/\/\S+\/sign-in\/link\?\S+/.exec(mail)?.[0] ?? 'about:blank');
      await press(page, 'Sign in');
      await page.goto(`${site.origin}/me`);
      expect(await page.locator('h1').innerText()).toBe('Your signpost');
    });
  });

  async function newest(address: string, from: number): Promise<string> {
    for (let index = from; ; index++) {
      const mail = await server.mail(index);
      if (mail.to.includes(address) && mail.body.includes('/sign-in/link')) return mail.body;
    }
  }

  test('the form of skills is filled by keyboard alone', { timeout: 60_000 }, async () => {
    const kim = await site.addPerson('Kim', 'kim');
    await open(true, async (page) => {
      await page.goto(`${site.origin}/sign-in/link?token=${await site.signInToken(kim.id)}`);
      await press(page, 'Sign in');
      await page.goto(`${site.origin}/me/skills/do`);
      const focused = () =>
        page.evaluate<string>(
          'document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText',
        );
      const tabTo = async (label: string) => {
        for (let count = 0; count < 40; count++) {
          await page.keyboard.press('Tab');
          if ((await focused()) === label) return;
        }
        throw new Error(`The key does not reach ${label}; it stands on ${await focused()}.`);
      };
      await page.keyboard.press('Tab');
      expect(await focused()).toBe('Skip to the page');
      await page.keyboard.press('Enter');
      await tabTo('Skill');
      await page.keyboard.type('Welding');
      await tabTo('How well');
      await page.keyboard.type('I teach');
      await tabTo('Since (year)');
      await page.keyboard.type('1998');
      await tabTo('Skill');
      await page.keyboard.type('Carpentry');
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      for (const words of ['Welding', 'I teach it', 'since 1998', 'Carpentry'])
        expect(await wordsOf(page)).toContain(words);
    });
  });
});
