import { afterAll, beforeAll, expect, test } from 'vitest';
import { withPage } from '../support/browser.ts';
import { openSite, type TestSite } from '../web/pages/site.ts';
import { plugIn, press } from './device.ts';
import { Walk } from './walk.ts';

let site: TestSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

test('somebody goes from the link of an invitation to a signpost worth showing in five minutes', {
  timeout: 60_000,
}, async () => {
  const { steward } = await site.found();
  let link = '';
  await withPage(
    `${site.origin}/sign-in/link?token=${await site.signInToken(steward.id)}`,
    {},
    async (page) => {
      await press(page, 'Sign in');
      await page.goto(`${site.origin}/invitations`);
      await page.getByLabel('Their name').fill('Mira Okafor');
      await page.getByLabel('Works as').selectOption('freelancer');
      await page.getByLabel('A few words for them').fill('You asked how to begin. Like this.');
      await press(page, 'Make the invitation');
      link = (await page.locator('code.handle').textContent()) ?? '';
    },
  );
  await withPage('about:blank', { width: 360, height: 740 }, async (page) => {
    page.setDefaultTimeout(10_000);
    await plugIn(page);
    const walk = new Walk(page);
    await walk.read(link);
    await walk.type('Your handle', 'mira');
    await walk.press('button', 'Accept and come in');
    await walk.pressAndTouch('Make a passkey', '**/settings/sign-in?done=keyed**');
    await walk.press('link', 'Go on');
    await walk.type('One line', 'I find out what people need before anybody builds it');
    await walk.type('Skill', 'User research', 0);
    await walk.choose('How well', 'Others ask me', 0);
    await walk.type('Skill', 'Service design', 1);
    await walk.choose('How well', 'On my own', 1);
    await walk.choose('Each week I am', '16 h free');
    await walk.type('What it was', 'Interviews for the harbour');
    await walk.press('button', 'Save and see my page');
    console.log(walk.table());
    // Also for who reads every word of every page, again where it comes again.
    expect(walk.total().everyWord).toBeLessThanOrEqual(300);
  });
});
