import type { Page } from 'playwright-core';
import { issueLink } from '../../src/domain/auth/links.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { withPage } from '../support/browser.ts';
import { settled, type TestNode } from '../support/nodes.ts';

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

/** Takes somebody in who is no steward. */
export function takeIn(node: TestNode, name: string, handle: string): Promise<Member> {
  return node.work((work) =>
    addMember(work, { name, handle, email: null, hats: [] }, (actor) =>
      generateActorKeys(node.platform.seal, actor),
    ),
  );
}

/** Signs somebody in at the browser of this page, by a link. */
export async function letIn(page: Page, node: TestNode, member: Member): Promise<void> {
  page.setDefaultTimeout(10_000);
  const token = await node.work((work) => issueLink(work, 'sign-in', member.id));
  await page.goto(`${node.origin}/sign-in/link?token=${token}`);
  await press(page, 'Sign in');
}

/** Somebody at a telephone of their own, signed in; afterwards everything the node has to tell others was told. */
export async function signedIn(
  node: TestNode,
  member: Member,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  await withPage(`${node.origin}/healthz`, { width: 360 }, async (page) => {
    await letIn(page, node, member);
    await act(page);
  });
  await settled(node);
}
