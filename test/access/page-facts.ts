import type { Page } from 'playwright-core';

/** What a page is, as far as it can be said without eyes. */
export interface PageFacts {
  readonly title: string;
  readonly lang: string;
  readonly dir: string;
  readonly headings: readonly string[];
  /** The forms one sees, each with where it goes, its fields and its buttons. */
  readonly forms: readonly string[];
  /** What no browser without scripts could do, in words. */
  readonly needsScript: readonly string[];
  readonly hasScript: boolean;
  /** The paths of this place that its links lead to. */
  readonly links: readonly string[];
}

/**
 * Read all of it from a page that is open, as it was sent. What is only there for scripts is left aside where there is
 * another way: passkeys, and copying or printing codes that are on the page and can be saved.
 */
export function factsOf(page: Page): Promise<PageFacts> {
  return page.evaluate(() => {
    const all = <E extends HTMLElement>(selector: string) => [...document.querySelectorAll<E>(selector)];
    const forms = all<HTMLFormElement>('form:not([data-passkey])');
    const extra = '[data-passkey], [data-passkey] *, [data-copy], [data-print]';
    const actsIn = (element: Element) =>
      element.querySelectorAll('a[href], button, select, textarea, input:not([type=hidden])').length;
    const named = (form: HTMLFormElement) => form.getAttribute('action') ?? `a form of ${form.className}`;
    const isPress = (element: Element) =>
      element.matches('button:not([type=button], [type=reset]), input[type=submit]');
    const noWay = [
      ...forms.filter((form) => !form.hasAttribute('action')).map((form) => `${named(form)} has no action`),
      ...forms
        .filter((form) => ![...form.elements].some(isPress))
        .map((form) => `${named(form)} has no button`),
      ...all(`[hidden]:not(${extra})`)
        .filter((element) => element.matches('button, input, select') || actsIn(element) > 0)
        .map((element) => `${element.tagName} is hidden with what it does`),
      ...all(`button[type=button]:not([popovertarget], ${extra})`)
        .filter((button) => button.checkVisibility())
        .map((button) => `the button ${button.textContent} does nothing by itself`),
      ...all('a:not([href])').map((link) => `the link ${link.textContent} leads nowhere`),
      ...all('a[href^="javascript:"], [onclick], [onsubmit], [onchange]').map(
        (element) => `${element.tagName} acts by script`,
      ),
    ];
    const main = document.querySelector('main');
    const passkeys = document.querySelectorAll('form[data-passkey]').length;
    const others = main === null ? 0 : main.querySelectorAll('form:not([data-passkey]), a[href]').length;
    const describe = (form: HTMLFormElement) => {
      const fields = [...form.elements].flatMap((field) => field.getAttribute('name') ?? []);
      return `${named(form)}: ${fields.join(' ')}`;
    };
    return {
      title: document.title,
      lang: document.documentElement.lang,
      dir: document.documentElement.dir,
      headings: all('h1, h2, h3')
        .filter((heading) => heading.checkVisibility() && !heading.matches(extra))
        .map((heading) => `${heading.tagName} ${heading.textContent.trim()}`),
      forms: forms.filter((form) => form.checkVisibility()).map(describe),
      needsScript: passkeys > 0 && others === 0 ? [...noWay, 'a passkey is the only way'] : noWay,
      hasScript: document.querySelector('script') !== null,
      links: [...document.links]
        .filter(({ origin }) => origin === location.origin)
        .map(({ pathname }) => pathname),
    };
  });
}
