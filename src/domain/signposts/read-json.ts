import { parseIri } from '../../core/iri.ts';

/** The fields of an object that came from outside; none where it is something else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The items of a list that came from outside, at most so many; a single thing counts as a list of one. */
export function itemsOf(value: unknown, limit: number): unknown[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).slice(0, limit);
}

/** A text that came from outside, at most so many characters of it; empty where it is something else. */
export function textOf(value: unknown, limit: number): string {
  if (typeof value !== 'string') return '';
  const text = value
    .slice(0, limit * 4)
    .replaceAll('\0', '')
    .toWellFormed()
    .trim();
  return [...text].slice(0, limit).join('').trim();
}

/** A month as people write days, months and years: `2013-05-01`, `2013-05`, `2013`; null where it is something else. */
export function monthOf(value: unknown): Temporal.PlainYearMonth | null {
  if (typeof value !== 'string') return null;
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?/.exec(value.trim()) ?? [];
  const isKnown = year !== undefined && Number(year) >= 1900 && Number(year) <= 2200;
  const number = month === undefined ? 1 : Number(month);
  return isKnown && number >= 1 && number <= 12 ? new Temporal.PlainYearMonth(Number(year), number) : null;
}

/** A day: `2026-12-01`; null where it is something else. */
export function dayOf(value: unknown): Temporal.PlainDate | null {
  const text = typeof value === 'string' ? value.slice(0, 10) : '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}

/** The one of some words that a text is; undefined where it is none of them. */
export function oneOf<T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value);
}

/** The address of a page that came from outside, without a name or password in it; null where it is something else. */
export function pageOf(value: unknown): string | null {
  const address = parseIri(typeof value === 'string' ? value.trim() : undefined);
  const url = address === undefined ? null : URL.parse(address);
  return url === null || url.username !== '' || url.password !== '' ? null : (address ?? null);
}
