import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Activity, Object as VocabObject } from '@fedify/vocab';
import jsonld from '@fedify/vocab-runtime/jsonld';
import { describe, expect, test } from 'vitest';
import { isJsonObject, type JsonObject, listOf } from '../../../federation/wire/json.ts';
import { namespaceDocument, preloadedContextLoader } from '../../../federation/wire/vocabulary.ts';
import { namespace } from '../../../src/core/iri.ts';
import { sentDocuments } from './sent-documents.ts';

const folder = new URL('../../fixtures/golden/', import.meta.url);
const documents: [string, JsonObject][] = Object.entries({
  ...sentDocuments(),
  namespace: namespaceDocument,
});
const sent = documents.filter(([name]) => name !== 'namespace');
const loaders = { documentLoader: preloadedContextLoader, contextLoader: preloadedContextLoader };

describe('every document we send', () => {
  test.each(documents)('%s is byte for byte what its golden file says', (name, document) => {
    const file = new URL(`${name}.json`, folder);
    const text = `${JSON.stringify(document, null, 2)}\n`;
    // Other servers rely on these bytes: rewrite a file (UPDATE_GOLDEN=1) only on purpose, and read the difference.
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
    expect(existsSync(file) ? readFileSync(file, 'utf8') : 'no golden file').toBe(text);
  });

  test('no golden file is left over', () => {
    const names = readdirSync(folder).filter((file) => file.endsWith('.json'));
    expect(names.toSorted()).toEqual(documents.map(([name]) => `${name}.json`).toSorted());
  });

  test.each(sent)('%s defines every key and type it uses in its own context', async (_name, document) => {
    const expanded: unknown = await jsonld.expand(JSON.parse(JSON.stringify(document)), loaders);
    const names = [...namesIn(expanded)];
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !name.startsWith('@') && !/^https?:\/\//.test(name))).toEqual([]);
    // Expansion drops what no context defines, so nothing may have gone missing either.
    expect(keysIn(document).filter((key) => key !== '@type' && !isDefined(key, document))).toEqual([]);
  });

  test.each(sent)('%s has no blank-node key and no market term spelled in full', (_name, document) => {
    const keys = keysIn(document);
    expect(keys.filter((key) => key.startsWith('_:') || key.includes('://'))).toEqual([]);
  });

  test.each(sent)('%s names only contexts that Epicyon accepts', (_name, document) => {
    const addresses = listOf(document['@context']).filter((entry) => typeof entry === 'string');
    expect(addresses.filter((address) => !epicyonContexts.has(address))).toEqual([]);
  });

  test.each(sent)(
    '%s is read by Fedify as the type it says, and nothing is fetched for it',
    async (name, document) => {
      const read = name.startsWith('activity-') ? Activity.fromJsonLd : VocabObject.fromJsonLd;
      const parsed = await read.call(
        name.startsWith('activity-') ? Activity : VocabObject,
        document,
        loaders,
      );
      expect(parsed.constructor.name).toBe(document['type']);
      expect(parsed.id?.href).toBe(document['id']);
    },
  );

  test('every term of ours is in the namespace document', () => {
    const terms = namespaceDocument['@context'];
    const used = new Set(
      sent.flatMap(([, document]) => keysIn(document)).filter((key) => key.startsWith('gh:')),
    );
    expect(used.size).toBeGreaterThan(10);
    for (const key of used) expect(terms).toHaveProperty([key.slice(3)], key);
    expect(terms).toMatchObject({ gh: namespace });
  });
});

/** What Epicyon 1.7 takes in `@context` (its `VALID_CONTEXTS`), as far as we use it. */
const epicyonContexts = new Set([
  'https://www.w3.org/ns/activitystreams',
  'https://w3id.org/security/v1',
  'https://w3id.org/security/data-integrity/v1',
  'https://w3id.org/security/multikey/v1',
  'https://www.w3.org/ns/did/v1',
  'https://purl.archive.org/socialweb/webfinger',
]);

function keysIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (!isJsonObject(value)) return [];
  const own = Object.keys(value).filter((key) => key !== '@context');
  // the keys of a language map are languages
  const inner = own.filter((key) => key !== 'contentMap').flatMap((key) => keysIn(value[key]));
  return [...new Set([...own, ...inner])];
}

function* namesIn(expanded: unknown): Generator<string> {
  if (Array.isArray(expanded)) for (const item of expanded) yield* namesIn(item);
  if (!isJsonObject(expanded)) return;
  for (const type of listOf(expanded['@type'])) yield String(type);
  for (const [key, value] of Object.entries(expanded)) {
    yield key;
    if (!key.startsWith('@')) yield* namesIn(value);
  }
}

const defined = new Map<string, ReadonlySet<string>>();

/** Whether a key is a term of one of the document's contexts (scoped ones included) or has one of its prefixes. */
function isDefined(key: string, document: JsonObject): boolean {
  const id = JSON.stringify(document['@context']);
  const terms = defined.get(id) ?? new Set(termsOf(document['@context']));
  defined.set(id, terms);
  return terms.has(key) || terms.has(key.split(':')[0] ?? '');
}

function termsOf(context: unknown): readonly string[] {
  if (typeof context === 'string') return termsOf(contextDocuments[context]);
  if (Array.isArray(context)) return context.flatMap(termsOf);
  if (!isJsonObject(context)) return [];
  const scoped = Object.values(context)
    .filter(isJsonObject)
    .flatMap((term) => termsOf(term['@context']));
  return [
    ...Object.keys(context).filter((term) => term !== '@context'),
    ...scoped,
    ...termsOf(context['@context']),
  ];
}

const contextDocuments: Record<string, unknown> = Object.fromEntries(
  await Promise.all(
    [...epicyonContexts].map(
      async (address) => [address, (await preloadedContextLoader(address)).document] as const,
    ),
  ),
);
