import { preloadedContexts } from '@fedify/vocab-runtime';
import { namespace } from '../../src/core/iri.ts';
import { isJsonObject, type JsonObject } from '../wire/json.ts';

const AS = 'https://www.w3.org/ns/activitystreams';
/** The two namespaces whose words decide what an activity does and who may do it. */
const GUARDED = [`${AS}#`, 'https://w3id.org/security#'] as const;
/** Our own vocabulary: preloaded like the others, never fetched. */
const OWN = [namespace, namespace.replace('#', '')];
const SECURITY_WORDS = [
  'publicKey',
  'publicKeyPem',
  'owner',
  'signature',
  'proof',
  'sec',
  'CryptographicKey',
];
const DEFINITION_KEYS: ReadonlySet<string> = new Set([
  '@id',
  '@type',
  '@container',
  '@language',
  '@protected',
]);
const CONTAINERS: ReadonlySet<string> = new Set(['@list', '@set', '@language', '@index']);

const MAX_PARTS = 32;
const MAX_TERMS = 300;
const MAX_VERDICTS = 500;
const MAX_VERDICT_TEXT = 8192;

/** The addresses a document may name in `@context`; none is ever fetched. */
export const knownContexts: ReadonlySet<string> = new Set([...Object.keys(preloadedContexts), ...OWN]);

/**
 * Pleroma and Akkoma serve one context of their own under this path of each server. It gives no core word another
 * meaning, is read by its plain words like the rest, and is never fetched.
 */
const LITEPUB = /^https?:\/\/[^/?#]+\/schemas\/litepub-0\.1\.jsonld$/;

/** Whether a document may name this address in its `@context`. */
export function isKnownContext(address: string): boolean {
  return knownContexts.has(address) || LITEPUB.test(address);
}

/** The whole meaning of each word of a context document that is an object or a list of objects. */
function termsOf(address: string): ReadonlyMap<string, unknown> {
  const document = preloadedContexts[address];
  const context = isJsonObject(document) ? document['@context'] : undefined;
  const terms = new Map<string, unknown>();
  for (const part of Array.isArray(context) ? context : [context]) {
    if (isJsonObject(part)) for (const [term, meaning] of Object.entries(part)) terms.set(term, meaning);
  }
  return terms;
}

/** Prefixes and words of all known contexts: what a compact IRI in an inline context can be built on. */
const knownTerms: ReadonlyMap<string, string> = collectKnownTerms();
/** The words whose meaning no document may change: all of ActivityStreams and the key words, with their IRIs. */
const coreTerms: ReadonlyMap<string, string> = collectCoreTerms();
/** Known contexts that give a core word another meaning (schema.org does); ActivityStreams must come after them. */
const overriding: ReadonlySet<string> = collectOverriding();

function collectKnownTerms(): Map<string, string> {
  const all = new Map<string, string>();
  const own = new Set([AS, 'https://w3id.org/security/v1']);
  for (const address of [...own, ...Object.keys(preloadedContexts)]) {
    for (const [term, meaning] of termsOf(address)) {
      const iri = meaningIri(meaning);
      if (!term.startsWith('@') && iri !== undefined && !all.has(term)) all.set(term, iri);
    }
  }
  return all;
}

function collectCoreTerms(): Map<string, string> {
  const core = new Map<string, string>();
  for (const term of [...termsOf(AS).keys(), ...SECURITY_WORDS]) {
    if (!term.startsWith('@')) core.set(term, expand(term, {}) ?? '');
  }
  return core;
}

function collectOverriding(): Set<string> {
  const found = new Set<string>();
  for (const address of knownContexts) {
    const terms = termsOf(address);
    const context: JsonObject = Object.fromEntries(terms);
    for (const [term, iri] of coreTerms) {
      if (terms.has(term) && expand(term, context) !== iri) found.add(address);
    }
  }
  return found;
}

function meaningIri(meaning: unknown): string | undefined {
  const iri = isJsonObject(meaning) ? meaning['@id'] : meaning;
  return typeof iri === 'string' ? iri : undefined;
}

/** The full IRI a term stands for, by `inline` first and the known contexts second; undefined after four steps. */
function expand(term: string, inline: JsonObject): string | undefined {
  let value = term;
  for (let step = 0; step < 5; step += 1) {
    if (value.startsWith('@')) return value;
    const colon = value.indexOf(':');
    if (colon !== -1 && value.startsWith('//', colon + 1)) return value;
    const prefix = colon === -1 ? value : value.slice(0, colon);
    const meaning = Object.hasOwn(inline, prefix) ? meaningIri(inline[prefix]) : knownTerms.get(prefix);
    if (meaning === undefined || meaning === value) return value;
    value = colon === -1 ? meaning : meaning + value.slice(colon + 1);
  }
  return undefined;
}

/**
 * Whether a name that is a compact or full IRI (`as:actor`) stands for a core word, which has a plain name and
 * must be written by it: what reads plain names would not see it.
 */
export function hidesCoreTerm(name: string): boolean {
  const iri =
    name.startsWith('as:') || name.startsWith('sec:') ? expand(name, {}) : name.replace(/^http:/, 'https:');
  const namespace = GUARDED.find((guarded) => iri?.startsWith(guarded));
  return namespace !== undefined && iri !== undefined && coreTerms.has(iri.slice(namespace.length));
}

/** Whether a name is a core word: short-cuts the checks that only unusual names need. */
export function isCoreTerm(name: string): boolean {
  return coreTerms.has(name);
}

/** A checked `@context`: whether it may stand, and how many names and values it holds. */
export interface ContextVerdict {
  readonly accepted: boolean;
  readonly names: number;
  readonly nodes: number;
}

/**
 * Where a context stands: on the document, where it must name ActivityStreams; on an object inside; on what
 * somebody does, an object like any other; or on a signature or proof, whose words are its own and are not read by
 * anyone here.
 */
export type ContextPlace = 'document' | 'object' | 'occupation' | 'signature';

/** Checks contexts, and remembers the verdicts of the last few hundred different ones. */
export interface ContextCheck {
  check(context: unknown, place: ContextPlace): ContextVerdict;
}

/**
 * Makes the check of `@context` values. A context may name known addresses and define words of its own inline,
 * but never give a core word another meaning, give a core word a second name, set `@vocab` or `@base`, or nest.
 */
export function createContextCheck(): ContextCheck {
  const verdicts = new Map<string, ContextVerdict>();
  return {
    check(context, place) {
      if (context === AS) return { accepted: true, names: 0, nodes: 1 };
      const text = `${place} ${JSON.stringify(context)}`;
      const known = verdicts.get(text);
      if (known !== undefined) return known;
      const verdict = { accepted: isAcceptable(context, place), ...count(context) };
      if (text.length <= MAX_VERDICT_TEXT) {
        if (verdicts.size >= MAX_VERDICTS) verdicts.delete(verdicts.keys().next().value ?? '');
        verdicts.set(text, verdict);
      }
      return verdict;
    },
  };
}

function count(value: unknown): { names: number; nodes: number } {
  let names = 0;
  let nodes = 1;
  if (typeof value === 'object' && value !== null) {
    const inner = Object.values(value);
    if (!Array.isArray(value)) names += inner.length;
    for (const one of inner) {
      const below = count(one);
      names += below.names;
      nodes += below.nodes;
    }
  }
  return { names, nodes };
}

function isAcceptable(context: unknown, place: ContextPlace): boolean {
  const parts: readonly unknown[] = Array.isArray(context) ? context : [context];
  if (parts.length > MAX_PARTS) return false;
  // Each part may build on the words of the parts before it, and on its own.
  let inline: JsonObject = Object.create(null);
  for (const part of parts) {
    if (typeof part === 'string') {
      if (!isKnownContext(part)) return false;
    } else {
      if (!isJsonObject(part) || Object.keys(part).length > MAX_TERMS) return false;
      inline = Object.assign(Object.create(null), inline, part);
      if (!isAcceptableInline(part, inline)) return false;
    }
  }
  const last = parts.lastIndexOf(AS);
  if (place === 'signature') return true;
  if (place === 'document' && last === -1) return false;
  return parts.every((part, index) => typeof part !== 'string' || !overriding.has(part) || index < last);
}

function isAcceptableInline(part: JsonObject, inline: JsonObject): boolean {
  for (const [term, meaning] of Object.entries(part)) {
    if (term === '@language') {
      if (typeof meaning !== 'string') return false;
    } else if (!isAcceptableTerm(term, meaning, inline)) {
      return false;
    }
  }
  return true;
}

function isAcceptableTerm(term: string, meaning: unknown, inline: JsonObject): boolean {
  if (term === '' || term === '__proto__' || /[@:/#\s]/.test(term) || !isAcceptableMeaning(meaning))
    return false;
  const iri = expand(term, inline);
  if (iri === undefined) return false;
  const core = coreTerms.get(term);
  if (core !== undefined) return iri === core;
  if (iri.startsWith('@')) return false;
  for (const namespace of GUARDED) {
    // Neither the namespace nor a shorter prefix of it under a new name, nor one of its words under another.
    if (namespace.startsWith(iri)) return false;
    if (iri.startsWith(namespace) && iri !== namespace + term) return false;
  }
  return true;
}

function isAcceptableMeaning(meaning: unknown): boolean {
  if (typeof meaning === 'string') return true;
  if (!isJsonObject(meaning) || typeof meaning['@id'] !== 'string') return false;
  for (const [key, value] of Object.entries(meaning)) {
    if (!DEFINITION_KEYS.has(key)) return false;
    if (key === '@container' && !(typeof value === 'string' && CONTAINERS.has(value))) return false;
    if (key === '@type' && typeof value !== 'string') return false;
  }
  return true;
}
