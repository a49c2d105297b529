import type { Page } from 'playwright-core';

/** How it went when somebody pressed Tab until the page was over. */
export interface TabWalk {
  /** What was reached, in the order it was. */
  readonly reached: readonly string[];
  /** What can be acted on and was not reached. */
  readonly missed: readonly string[];
  /** What was reached although it stands before what was reached just before. */
  readonly backwards: readonly string[];
  /** What had the focus and did not show it. */
  readonly unseen: readonly string[];
  /** Whether the focus left the page after the last stop. */
  readonly isFree: boolean;
}

interface Stop {
  readonly element: Element;
  readonly isSeen: boolean;
}

declare global {
  interface Window {
    stops: Stop[];
    wanted: Element[];
  }
}

/** Watch where the focus goes from now on, from the top of the page. Returns how many stops there ought to be. */
function watch(page: Page): Promise<number> {
  return page.evaluate(() => {
    const isShown = (outlined: Element | null) => {
      if (outlined === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(outlined);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    };
    const all = [
      ...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary'),
    ].filter(
      (element) => element instanceof HTMLElement && element.tabIndex >= 0 && element.checkVisibility(),
    );
    // Of the choices of one group, Tab stops at the chosen one alone; arrows go to the others.
    const isStop = (element: Element) => {
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio')
        return !element.matches(':disabled');
      const group = all.filter(
        (other) =>
          other instanceof HTMLInputElement && other.name === element.name && other.form === element.form,
      );
      const chosen = group.find((other) => other instanceof HTMLInputElement && other.checked) ?? group[0];
      return chosen === element;
    };
    window.wanted = all.filter(isStop);
    window.stops = [];
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element)) return;
      // A choice is drawn by its label, which shows the focus for it.
      const label = target instanceof HTMLInputElement ? (target.labels?.[0] ?? null) : null;
      window.stops.push({ element: target, isSeen: isShown(target) || isShown(label) });
    });
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    window.scrollTo(0, 0);
    return window.wanted.length;
  });
}

/** Press Tab from the top of a page to its end. Fields of several parts, such as dates, take several presses. */
export async function tabThrough(page: Page): Promise<TabWalk> {
  const wanted = await watch(page);
  const press = async (times: number) => {
    for (let count = 0; count < times; count += 1) await page.keyboard.press('Tab');
  };
  await press(wanted);
  const isDone = () => page.evaluate(() => window.stops.at(-1)?.element === window.wanted.at(-1));
  for (let more = 0; more < 60 && !(await isDone()); more += 1) await press(1);
  await press(1);
  return page.evaluate(() => {
    const { stops, wanted: all } = window;
    const last = all.at(-1);
    const end = stops.findIndex(({ element }) => element === last) + 1;
    const walked = stops.slice(0, end === 0 ? stops.length : end);
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute('name') ?? element.textContent).trim().slice(0, 60)}”`;
    const isBackwards = ({ element }: Stop, index: number) => {
      const before = walked[index - 1]?.element;
      return before !== undefined && (before.compareDocumentPosition(element) & 4) === 0;
    };
    const reached = new Set(walked.map(({ element }) => element));
    return {
      reached: walked.map(({ element }) => name(element)),
      missed: all.filter((element) => !reached.has(element)).map(name),
      backwards: walked.filter(isBackwards).map(({ element }) => name(element)),
      unseen: walked.filter(({ isSeen }) => !isSeen).map(({ element }) => name(element)),
      isFree: document.activeElement !== last,
    };
  });
}
