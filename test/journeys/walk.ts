import type { Page } from 'playwright-core';

/** Seconds by the keystroke-level model: a key or tap, a pointing move, a change of hand, a decision. */
const model = { key: 0.28, point: 1.1, hand: 0.4, mind: 1.35 } as const;
/** Words a person reads in a second: 250 a minute. */
const wordsASecond = 250 / 60;
/** Seconds that a page takes to come over a telephone network, and that a device takes to know its person. */
const loadSeconds = 0.5;
const fingerSeconds = 3;

/** What one page cost: its words as they were read, what was done on it, and how long all of it takes. */
interface PageCost {
  readonly path: string;
  /** All words one sees on it. */
  words: number;
  /** Those that had not been read before. */
  fresh: number;
  fields: number;
  clicks: number;
  keys: number;
  seconds: number;
}

/** The lines of a page that can be seen: no choices of a closed list, nothing for screen readers alone. */
const visibleLines = `(() => {
  const lines = new Map();
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const holder = node.parentElement;
    const box = holder.getBoundingClientRect();
    if (!holder.checkVisibility() || box.width < 2 || box.height < 2) continue;
    if (holder.closest('option, datalist, script, .hush') !== null) continue;
    const block = holder.closest('p, li, h1, h2, h3, dt, dd, label, legend, summary, td, th, button, a') ?? holder;
    lines.set(block, (lines.get(block) ?? '') + ' ' + node.textContent);
  }
  return [...lines.values()].map((line) => line.trim()).filter((line) => line !== '');
})()`;

/**
 * Somebody who goes through pages and reads what is new on each, with a count of what it costs them: pages, words,
 * fields, clicks, keys, and seconds by the keystroke-level model (Card, Moran and Newell 1980).
 */
export class Walk {
  readonly costs: PageCost[] = [];
  readonly #page: Page;
  readonly #read = new Set<string>();

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens an address, or reads the page that is there. */
  async read(address?: string): Promise<void> {
    if (address !== undefined) await this.#page.goto(address);
    const lines = await this.#page.evaluate<string[]>(visibleLines);
    const fresh = lines.filter((line) => !this.#read.has(line));
    for (const line of fresh) this.#read.add(line);
    const count = (some: string[]) =>
      some
        .join(' ')
        .split(/\s+/)
        .filter((word) => /\p{L}|\p{N}/u.test(word)).length;
    const { pathname } = new URL(this.#page.url());
    this.costs.push({
      ...{ path: pathname, words: count(lines), fresh: count(fresh), fields: 0, clicks: 0, keys: 0 },
      seconds: loadSeconds + count(fresh) / wordsASecond,
    });
  }

  /** Writes into a field. */
  async type(label: string, text: string, nth = 0): Promise<void> {
    await this.#page.getByLabel(label).nth(nth).fill(text);
    const { mind, point, hand, key } = model;
    this.#spend({ fields: 1, keys: text.length }, mind + point + key + 2 * hand + text.length * key);
  }

  /** Chooses from a list: opens it, and points at one. */
  async choose(label: string, option: string, nth = 0): Promise<void> {
    await this.#page.getByLabel(label).nth(nth).selectOption(option);
    this.#spend({ fields: 1, clicks: 2 }, model.mind + 2 * (model.point + model.key));
  }

  /** Ticks a box. */
  async tick(label: string): Promise<void> {
    await this.#page.getByLabel(label).check();
    this.#spend({ fields: 1, clicks: 1 }, model.mind + model.point + model.key);
  }

  /** Presses a button or follows a link, and reads what comes. */
  async press(role: 'button' | 'link', name: string): Promise<void> {
    this.#spend({ clicks: 1 }, model.mind + model.point + model.key);
    await Promise.all([
      this.#page.waitForEvent('load'),
      this.#page.getByRole(role, { name, exact: true }).last().click(),
    ]);
    await this.read();
  }

  /** Presses a button after which the device asks for a finger, and reads what comes. */
  async pressAndTouch(name: string, landing: string): Promise<void> {
    this.#spend({ clicks: 2 }, 2 * (model.mind + model.point + model.key) + fingerSeconds);
    await this.#page.getByRole('button', { name, exact: true }).click();
    await this.#page.waitForURL(landing);
    await this.read();
  }

  #spend(counts: Partial<Pick<PageCost, 'fields' | 'clicks' | 'keys'>>, seconds: number): void {
    const cost = this.costs.at(-1);
    if (cost === undefined) throw new Error('Nothing was read yet.');
    cost.fields += counts.fields ?? 0;
    cost.clicks += counts.clicks ?? 0;
    cost.keys += counts.keys ?? 0;
    cost.seconds += seconds;
  }

  /** All of it together; `everyWord` is how long it takes who reads every word of every page anew. */
  total(): Omit<PageCost, 'path'> & { readonly pages: number; readonly everyWord: number } {
    const sum = (of: (cost: PageCost) => number) => this.costs.reduce((all, cost) => all + of(cost), 0);
    const seconds = sum((cost) => cost.seconds);
    return {
      pages: this.costs.length,
      words: sum((cost) => cost.words),
      fresh: sum((cost) => cost.fresh),
      fields: sum((cost) => cost.fields),
      clicks: sum((cost) => cost.clicks),
      keys: sum((cost) => cost.keys),
      seconds,
      everyWord: seconds + sum((cost) => cost.words - cost.fresh) / wordsASecond,
    };
  }

  /** One line for each page, and one for all, to be printed. */
  table(): string {
    const line = (name: string, cost: Omit<PageCost, 'path'>) =>
      `${name.padEnd(28)}${[cost.words, cost.fresh, cost.fields, cost.clicks, cost.keys, Math.round(cost.seconds)].map((count) => String(count).padStart(8)).join('')}`;
    const head = `${'page'.padEnd(28)}${['words', 'new', 'fields', 'clicks', 'keys', 's'].map((name) => name.padStart(8)).join('')}`;
    const all = this.total();
    return [
      head,
      ...this.costs.map((cost) => line(cost.path, cost)),
      line(`${all.pages} pages`, all),
      `${Math.round(all.seconds)} s reading each text once, ${Math.round(all.everyWord)} s reading every word of every page`,
    ].join('\n');
  }
}
