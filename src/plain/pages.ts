import type { Page } from '../core/page.ts';

/** Every item of a list that is read page by page, in its order. `read` gets the cursor of the page it shall read. */
export async function* eachItem<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** The first item of a list that a test accepts; undefined where none is. */
export async function findItem<T>(
  items: AsyncIterable<T>,
  accepts: (item: T) => boolean,
): Promise<T | undefined> {
  for await (const item of items) {
    if (accepts(item)) return item;
  }
  return undefined;
}
