import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { axeViolations, sidewaysPixels, withPage } from '../../support/browser.ts';
import { openSite, type TestSite } from '../pages/site.ts';

/** Where pictures go, for people to look at; none are taken without it. */
const pictures = process.env['SCREENSHOTS'];

/** Gives the browser a device that keeps passkeys and verifies its person; returns how to switch that off. */
async function plugIn(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async () => (await client.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    beVerified: (isUserVerified: boolean) =>
      client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    unplug: () => client.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }),
  };
}

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

function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

async function signInByLink(page: Page, site: TestSite, token: string): Promise<void> {
  await page.goto(`${site.origin}/sign-in/link?token=${token}`);
  await press(page, 'Sign in');
}

test('a person makes a passkey at the first sign-in, signs out, and comes back with it alone', {
  timeout: 60_000,
}, async () => {
  const site = await openSite();
  const { steward } = await site.found();
  await withPage(`${site.origin}/`, {}, async (page, trouble) => {
    page.setDefaultTimeout(10_000);
    const device = await plugIn(page);
    await signInByLink(page, site, await site.signInToken(steward.id));
    await page.waitForURL('**/settings/sign-in?done=in**');
    await page.getByLabel('Name of the new one').fill('My laptop');
    await press(page, 'Make a passkey');
    await page.waitForURL('**/settings/sign-in?done=keyed**');
    expect(await page.getByRole('heading', { name: 'My laptop' }).count()).toBe(1);
    expect(await device.credentials()).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);

    // The same device makes no second one, and the page says so.
    await press(page, 'Make a passkey');
    await page.getByText('This device has a passkey on your list already.').waitFor();

    await press(page, 'Sign out everywhere');
    await page.waitForURL(`${site.origin}/`);
    // The browser offers the passkey in the mail field, and this device takes every offer.
    await page.goto(`${site.origin}/sign-in?next=/allies`);
    await page.waitForURL(`${site.origin}/allies`);
    expect(await page.getByText('Me: Ana Verhelst').count()).toBe(1);
    const [credential] = await device.credentials();
    const kept = await site.platform.db.selectFrom('passkey').selectAll().executeTakeFirstOrThrow();
    expect([kept.counter, kept.used_at === null]).toEqual([credential?.signCount, false]);
    // Where the browser offers nothing by itself, there is the button.
    await page.context().clearCookies();
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    await page.goto(`${site.origin}/sign-in?next=/allies`);
    await press(page, 'Sign in with a passkey');
    await page.waitForURL(`${site.origin}/allies`);
    // Nothing breaks the policy.
    expect(trouble).toEqual([]);
  });
  await site.close();
});

test('a device that does not verify its person, or is gone, opens nothing, and the page says what to do', {
  timeout: 60_000,
}, async () => {
  const site = await openSite();
  const { steward } = await site.found();
  await withPage(`${site.origin}/`, {}, async (page) => {
    page.setDefaultTimeout(10_000);
    const device = await plugIn(page);
    await signInByLink(page, site, await site.signInToken(steward.id));
    await press(page, 'Make a passkey');
    await page.waitForURL('**/settings/sign-in?done=keyed**');
    await press(page, 'Sign out everywhere');
    await page.waitForURL(`${site.origin}/`);
    await device.beVerified(false);
    await page.goto(`${site.origin}/sign-in`);
    await press(page, 'Sign in with a passkey');
    await page.getByText('No passkey answered.').waitFor();
    expect(await page.context().cookies()).toEqual([]);
  });
  await site.close();
});

test('ten minutes later a passkey shows that it is still you', { timeout: 60_000 }, async () => {
  const site = await openSite();
  const { steward } = await site.found();
  await withPage(`${site.origin}/`, {}, async (page) => {
    page.setDefaultTimeout(10_000);
    await plugIn(page);
    await signInByLink(page, site, await site.signInToken(steward.id));
    await press(page, 'Make a passkey');
    await page.waitForURL('**/settings/sign-in?done=keyed**');
    const past = Temporal.Now.instant().subtract({ minutes: 11 });
    await site.platform.db.updateTable('session').set({ proved_at: past }).execute();
    await press(page, 'Make ten codes');
    await page.waitForURL('**/sign-in/again?**');
    await press(page, 'Use a passkey');
    await page.waitForURL('**/settings/sign-in');
    await press(page, 'Make ten codes');
    expect(await page.locator('[data-codes] code').count()).toBe(10);
    expect(await page.getByRole('button', { name: 'Print them' }).isVisible()).toBe(true);
    const [saved] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as text')]);
    expect(saved.suggestedFilename()).toBe('recovery-codes.txt');
  });
  await site.close();
});

describe.each([360, 1280])('at %i pixels', (width) => {
  test('every page of signing in holds up by day and by night', { timeout: 120_000 }, async () => {
    const site = await openSite();
    const { steward } = await site.found();
    await site.visitor().post('/sign-in', { email: 'ana@loom.test', next: '/' });
    await withPage(`${site.origin}/sign-in`, { width }, async (page) => {
      page.setDefaultTimeout(10_000);
      await inspect(page, 'sign-in', width);
      await plugIn(page);
      await page.goto(`${site.origin}/sign-in/code`);
      await inspect(page, 'sign-in-code', width);
      await page.getByLabel('Your mail address or handle').fill('ana');
      await page.getByLabel('One of your codes').fill('aaaaa');
      await press(page, 'Sign in');
      await page.getByText('One thing to mend').waitFor();
      await inspect(page, 'sign-in-code-mistake', width);
      await signInByLink(page, site, await site.signInToken(steward.id));
      await inspect(page, 'ways-in-first', width);
      await press(page, 'Make a passkey');
      await page.waitForURL('**/settings/sign-in?done=keyed**');
      await page.getByText('Rename or remove').click();
      await inspect(page, 'ways-in', width);
      await press(page, 'Make ten codes');
      await inspect(page, 'codes', width);
      await page.goto(`${site.origin}/sign-in/again?next=/settings/sign-in`);
      await inspect(page, 'proof', width);
      await page.goto(`${site.origin}/settings/mail`);
      await inspect(page, 'settings-waiting', width);
      await press(page, 'Make a link for Ana Verhelst');
      await inspect(page, 'made-link', width);
    });
    await site.close();
  });

  test('without a script one signs in by a link or a code, and makes codes', {
    timeout: 60_000,
  }, async () => {
    const site = await openSite();
    const { steward } = await site.found();
    await withPage(`${site.origin}/sign-in`, { width, javascript: false }, async (page, trouble) => {
      page.setDefaultTimeout(10_000);
      expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
      expect(await page.getByText('without its script').isVisible()).toBe(true);
      await page.getByLabel('Your mail address').fill('ana@loom.test');
      await press(page, 'Ask for a link');
      expect(await page.locator('h1').textContent()).toBe('Ask a steward for your link');
      await signInByLink(page, site, await site.signInToken(steward.id));
      await press(page, 'Make ten codes');
      const [code = ''] = await page.locator('[data-codes] code').allTextContents();
      expect(await page.getByRole('button', { name: 'Copy them' }).count()).toBe(0);
      await page.goto(`${site.origin}/settings`);
      await press(page, 'Sign out');
      await page.waitForURL(`${site.origin}/`);
      await page.goto(`${site.origin}/sign-in`);
      await page.getByRole('link', { name: 'Use a code from your list' }).click();
      await page.getByLabel('Your mail address or handle').fill('ana');
      await page.getByLabel('One of your codes').fill(code);
      await press(page, 'Sign in');
      expect(await page.locator('h1').textContent()).toBe('How you sign in');
      expect(trouble).toEqual([]);
    });
    await site.close();
  });
});
