import { z } from 'zod';
import { longestNote, longestPoolName } from '../../domain/people/pool.ts';
import { type Asked, type Filter, filters } from '../../domain/people/question.ts';
import { optionalText, requiredText } from './texts.ts';

const who = z.string().trim().min(1).max(2048);

/** Name a pool; with `asked`, the query of the list whose first people go into it. */
export const newPoolForm = z.strictObject({
  name: requiredText(longestPoolName),
  asked: z.string().max(4000).optional(),
});

/** Give a pool another name. */
export const renamePoolForm = z.strictObject({ name: requiredText(longestPoolName) });

/** Somebody, by handle or address. */
export const personForm = z.strictObject({ who: requiredText(2048) });

/** What a member wrote down about somebody. */
export const noteForm = z.strictObject({ who, note: optionalText(longestNote) });

/** In which pools somebody shall be: a box for each, `pool.ID`, and perhaps the name of a new one. */
export const keepForm = z
  .object({ who, name: optionalText(longestPoolName) })
  .catchall(z.literal('yes'))
  .transform(({ who: actor, name, ...boxes }) => ({
    who: actor,
    name,
    pools: Object.keys(boxes).flatMap((box) => (box.startsWith('pool.') ? [box.slice(5)] : [])),
  }));

/** The filters in a query as they were typed; what is no filter is left out. */
export function askedIn(query: Readonly<Record<string, string>>): Asked {
  return Object.fromEntries(filters.flatMap((name) => (name in query ? [[name, query[name]]] : [])));
}

/** The query of a list: its filters without the empty ones, with some changed. */
export function queryOf(asked: Asked, change: Partial<Record<Filter, string | undefined>> = {}): string {
  const all = { ...asked, after: undefined, ...change };
  const pairs = filters.flatMap((name) => {
    const value = all[name]?.trim() ?? '';
    return value === '' ? [] : [[name, value]];
  });
  return new URLSearchParams(pairs).toString();
}

/** Whether anything but the page is asked. */
export function isAsked(asked: Asked): boolean {
  return queryOf(asked) !== '';
}
