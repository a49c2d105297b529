import type { Page } from 'playwright-core';

/** Gives the browser a device that keeps passkeys and knows its person. */
export async function plugIn(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable', { enableUI: false });
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Presses a button or follows a link, the last of that name, and waits for the page it leads to. */
export async function press(page: Page, name: string, role: 'button' | 'link' = 'button'): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole(role, { name, exact: true }).last().click()]);
}

/** All that stands on a page, as a person reads it. */
export async function wordsOf(page: Page): Promise<string> {
  return page.locator('main').innerText();
}
