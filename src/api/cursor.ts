import { isId } from '../core/id.ts';
import { parseCursor } from '../core/page.ts';
import { Refusal } from '../core/refusal.ts';
import { addRefusal } from '../plain/input.ts';
import { Line } from '../plain/text.ts';

/** Where a page begins: what the page before gave as `next`. What we did not make is refused before it reaches SQL. */
export const Cursor = Line.superRefine((text, context) => {
  try {
    const { at, id } = parseCursor(text);
    const { year } = at.toZonedDateTimeISO('UTC');
    if (year < 1970 || year > 9999 || !(isId(id) || /^[0-9a-f]{32}$/.test(id))) parseCursor('');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    addRefusal(context, error);
  }
}).describe('The `next` of the page before.');
