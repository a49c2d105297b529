import type { Page, Response } from 'playwright-core';
import type { Language } from '../../src/words/language.ts';
import { openHouse } from './house.ts';
import { openBare, openFresh } from './other-places.ts';
import { ownHost, type Places, type Shown } from './pages.ts';

/** Open every place there is to look at. */
export async function openPlaces(): Promise<Places> {
  const [house, bare, fresh] = await Promise.all([openHouse(), openBare(), openFresh()]);
  return { house, bare, fresh };
}

/** Close them all. */
export async function closePlaces({ house, bare, fresh }: Places): Promise<void> {
  await Promise.all([house, bare, fresh].map(({ site }) => site.close()));
}

/** Everybody who is signed in anywhere reads in this language from now on; those who are not say it with a cookie. */
export async function speak({ house, bare }: Places, language: Language): Promise<void> {
  for (const { site } of [house, bare])
    await site.platform.db.updateTable('member').set({ language }).execute();
}

/** The address of a page. */
export function addressOf(places: Places, shown: Shown): string {
  return `${places[shown.at].site.origin}${shown.path(places)}`;
}

/**
 * Go to a page as who looks at it, in a language, and send what is to be sent. The browser keeps nothing of before.
 * @throws Error where the server answers something else than is expected
 */
export async function walkTo(page: Page, places: Places, shown: Shown, language: Language): Promise<void> {
  const { origin } = places[shown.at].site;
  const sessions: Readonly<Record<string, string>> = places[shown.at].sessions;
  const session = sessions[shown.who];
  await page.context().clearCookies();
  await page
    .context()
    .addCookies([
      { url: origin, name: 'language', value: language },
      ...(session === undefined ? [] : [{ url: origin, name: 'session', value: session }]),
    ]);
  const answered = await page.goto(addressOf(places, shown));
  const { host } = new URL(origin);
  const status = shown.send === undefined ? answered?.status() : await send(page, shown.send, host);
  if (status !== shown.status)
    throw new Error(`${shown.name} answered ${status} instead of ${shown.status}.`);
  await page.evaluate('document.fonts.ready.then(() => true)');
}

/** Fill a form in and send it, with mistakes a browser would have stopped. */
async function send(
  page: Page,
  { action, fields }: NonNullable<Shown['send']>,
  host: string,
): Promise<number> {
  const typed = Object.entries(fields).map(
    ([name, value]) => [name, value === ownHost ? host : value] as const,
  );
  const form = page.locator(`form[action="${action}"]`).first();
  const isAnswer = (response: Response) =>
    response.request().isNavigationRequest() && (response.status() < 300 || response.status() >= 400);
  const [answer] = await Promise.all([
    page.waitForResponse(isAnswer),
    page.waitForEvent('load'),
    form.evaluate((element, values) => {
      if (!(element instanceof HTMLFormElement)) throw new Error('There is no such form.');
      element.noValidate = true;
      for (const [name, value] of values) {
        const field = element.elements.namedItem(name);
        if (field === null) throw new Error(`The form has no field ${name}.`);
        if (field instanceof HTMLInputElement && field.type === 'checkbox')
          field.checked = value === field.value;
        else if ('value' in field) field.value = value;
      }
      const button = element.querySelector('button:not([type=button]):not([value=back])');
      element.requestSubmit(button instanceof HTMLButtonElement ? button : undefined);
    }, typed),
  ]);
  return answer.status();
}
