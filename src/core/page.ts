import { Refusal } from './refusal.ts';

/** A page of a list read by key, newest first: `next` continues after the last item, undefined at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** A place in a list: the time and the identifier of the last item shown. */
export interface Cursor {
  readonly at: Temporal.Instant;
  readonly id: string;
}

/** The year 10,000: later instants have another spelling in SQL. */
const latestMs = 253_402_300_800_000;
const idShape = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/;

/** A cursor as an opaque text for addresses. */
export function formatCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.at.toString()} ${cursor.id}`).toString('base64url');
}

/**
 * A cursor from an address.
 * @throws Refusal invalid `page.cursor` if it was not made by `formatCursor`
 */
export function parseCursor(text: string): Cursor {
  const [at, id] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  try {
    const instant = Temporal.Instant.from(at ?? '');
    // Within what a timestamptz holds, and an id that SQL can read as a uuid or as an MD5.
    const isInRange = instant.epochMilliseconds > 0 && instant.epochMilliseconds < latestMs;
    if (isInRange && id !== undefined && idShape.test(id)) {
      const cursor = { at: instant, id };
      // A time has many spellings and base64 forgives much: only our own goes back into an address.
      if (formatCursor(cursor) === text) return cursor;
    }
  } catch {
    // falls through: an unreadable time is refused like any other unreadable cursor
  }
  throw new Refusal(
    'invalid',
    'page.cursor',
    'That page address is not one of ours. Start again from the first page.',
  );
}

/** Cut a list that was read with one item too many into a page. `cursorOf` says where an item stands. */
export function toPage<T>(rows: readonly T[], size: number, cursorOf: (item: T) => Cursor): Page<T> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, next: rows.length > size && last !== undefined ? formatCursor(cursorOf(last)) : undefined };
}
