import type { Iri } from '../../src/core/id.ts';
import { parseIri } from '../../src/core/iri.ts';

/** A JSON object as `JSON.parse` gives it: string keys, values nobody looked at yet. */
export type JsonObject = { readonly [key: string]: unknown };

/** Whether a parsed JSON value is an object: not null, not an array, not a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property that may be absent, one value or many, as a list. JSON-LD writes one value with or without brackets. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The types of an object, first one first. Most servers write one string, some an array (FEP-e229). */
export function typesOf(document: JsonObject): readonly string[] {
  return listOf(document['type'] ?? document['@type']).filter((type) => typeof type === 'string');
}

/** A text: a string, the first string of a list, or a JSON-LD value object; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  const plain = isJsonObject(first) ? first['@value'] : first;
  return typeof plain === 'string' ? plain : undefined;
}

/** The address of something named by its address or given whole (`{"id": …}`); of several the first. */
export function iriOf(value: unknown): Iri | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return parseIri(isJsonObject(first) ? (first['id'] ?? first['@id']) : first);
}

/** Every address in a property, in order and each once; what is no address is left out. */
export function irisOf(value: unknown): readonly Iri[] {
  return [...new Set(listOf(value).flatMap((item) => iriOf(item) ?? []))];
}

/** Where a link leads: a plain address, or the `href` of a Link. */
export function hrefOf(value: unknown): Iri | undefined {
  return isJsonObject(value) ? parseIri(value['href']) : parseIri(value);
}

/** A point in time (RFC 3339), or undefined where the text is none. */
export function instantOf(value: unknown): Temporal.Instant | undefined {
  const text = textOf(value);
  if (text === undefined || text.length > 64) return undefined;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}

/** A point in time for the wire, to the millisecond: finer fractions are dropped, because some servers cannot read them. */
export function timeToWire(instant: Temporal.Instant): string {
  return instant.round({ smallestUnit: 'millisecond', roundingMode: 'trunc' }).toString();
}

/** The text of an object as its author wrote it (not safe to show), and its language where the author named it. */
export function contentOf(document: JsonObject): { readonly html: string; readonly language: string | null } {
  const map = document['contentMap'];
  const translations = isJsonObject(map) ? Object.entries(map) : [];
  const html = textOf(document['content']) ?? textOf(translations[0]?.[1]) ?? '';
  return { html, language: translations.find(([, text]) => textOf(text) === html)?.[0] ?? null };
}

/** Whether two addresses belong to one server: same scheme, host and port (FEP-fe34). */
export function sameOrigin(one: string, other: string): boolean {
  const left = URL.parse(one);
  return left !== null && left.origin === URL.parse(other)?.origin;
}

/** The address of the page for people: the first link to HTML on the server of `id`, else `id` itself. */
export function pageOf(document: JsonObject, id: Iri): Iri {
  const links = listOf(document['url']).toSorted((one, other) => htmlFirst(one) - htmlFirst(other));
  return links.map(hrefOf).find((href) => href !== undefined && sameOrigin(href, id)) ?? id;
}

function htmlFirst(link: unknown): number {
  return isJsonObject(link) && link['mediaType'] !== 'text/html' ? 1 : 0;
}

/**
 * A line of text others wrote, fit for a page: NFC, one line, nothing invisible, no direction overrides, at most
 * `length` characters (code points). Empty where there is no text. Like `cleanName`, for longer things than names.
 */
export function lineOf(value: unknown, length: number): string {
  const text = (textOf(value) ?? '')
    .slice(0, 64 * length)
    .toWellFormed()
    .normalize('NFC');
  const visible = text.replace(/[\s\p{Zl}\p{Zp}\p{Cc}]+/gu, ' ').replace(unseen, '');
  return [...visible.replace(/ +/g, ' ').trim()].slice(0, length).join('').trim();
}

const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Co}\ufffd]/gu;
