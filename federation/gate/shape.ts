import { isJsonObject, type JsonObject } from '../wire/json.ts';
import { type ContextCheck, type ContextPlace, hidesCoreTerm, isCoreTerm } from './context.ts';
import { Refused } from './refused.ts';
import { type Scanned, type ShapeLimits, scanJson } from './scan.ts';

/** Bytes an inbox takes at most; the HTTP layer stops reading there, the gate checks again. */
export const MAX_BODY = 256 * 1024;
/** What an activity may be made of. */
export const ACTIVITY_LIMITS: ShapeLimits = { depth: 24, nodes: 5000 };

const MAX_NAME = 512;
/** Names that could reach a prototype when an object is copied carelessly. */
const POISON: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A document that keeps to the profile in which plain JSON says all and the same as JSON-LD. */
export interface Profiled {
  readonly document: JsonObject;
  /** The JSON text it was read from. */
  readonly text: string;
}

/**
 * Reads bytes as one JSON object and holds it to the profile: within `limits`, no name twice in an object, no
 * key words outside `@context` but `@value` and `@language` (and `@type` in `hasOccupation`), no core word under a compact or full IRI, every
 * `@context` made of known parts, `id` and `type` strings wherever they stand, no text that a database refuses.
 * Refuses with 400: `shape.utf8`, `shape.json`, `shape.depth`, `shape.width`, `shape.duplicate`, `shape.name`,
 * `shape.text`, `shape.id`, `shape.type`, `ld.keyword`, `ld.prefixed`, `ld.context`.
 */
export function readProfiled(bytes: Uint8Array, limits: ShapeLimits, contexts: ContextCheck): Profiled {
  const scanned = scanJson(bytes, limits);
  const document = parse(scanned.text);
  checkProfile(document, scanned, limits, contexts);
  return { document, text: scanned.text };
}

function parse(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused(400, 'shape.json');
  }
  if (!isJsonObject(value)) throw new Refused(400, 'shape.json');
  return value;
}

interface Walk {
  readonly contexts: ContextCheck;
  readonly maxNodes: number;
  readonly oddEscapes: boolean;
  nodes: number;
  names: number;
}

function checkProfile(
  document: JsonObject,
  scanned: Scanned,
  limits: ShapeLimits,
  contexts: ContextCheck,
): void {
  const walk: Walk = { contexts, maxNodes: limits.nodes, oddEscapes: scanned.oddEscapes, nodes: 0, names: 0 };
  visitObject(document, walk, 'document');
  // The scan counted every name of the text, the walk those that are left: one was written twice.
  if (walk.names !== scanned.names) throw new Refused(400, 'shape.duplicate');
}

function visit(value: unknown, walk: Walk, place: ContextPlace): void {
  if (typeof value === 'string') {
    walk.nodes += 1;
    if (walk.oddEscapes) checkText(value);
  } else if (Array.isArray(value)) {
    walk.nodes += 1;
    for (const one of value) visit(one, walk, place);
  } else if (isJsonObject(value)) {
    visitObject(value, walk, place);
  } else {
    walk.nodes += 1;
  }
  if (walk.nodes > walk.maxNodes) throw new Refused(400, 'shape.width');
}

function visitObject(object: JsonObject, walk: Walk, place: ContextPlace): void {
  walk.nodes += 1;
  for (const name of Object.keys(object)) {
    walk.names += 1;
    const value = object[name];
    if (name === '@context') {
      visitContext(value, walk, place);
      continue;
    }
    if (name === 'id') checkId(value);
    else if (name === 'type' || (name === '@type' && place === 'occupation')) checkType(value);
    else if (!isCoreTerm(name)) checkName(name, walk);
    visit(value, walk, placeIn(place, name));
  }
}

/**
 * What stands in `signature`, `proof` and `hasOccupation` is read by nobody here. Epicyon writes `@type` in the last
 * one, for schema.org, and reads it there alone; so do we.
 */
function placeIn(place: ContextPlace, name: string): ContextPlace {
  if (name === 'signature' || name === 'proof') return 'signature';
  return name === 'hasOccupation' || place === 'occupation' ? 'occupation' : 'object';
}

function visitContext(value: unknown, walk: Walk, place: ContextPlace): void {
  const verdict = walk.contexts.check(value, place);
  if (!verdict.accepted) throw new Refused(400, 'ld.context');
  walk.names += verdict.names;
  walk.nodes += verdict.nodes;
}

function checkName(name: string, walk: Walk): void {
  if (name.length > MAX_NAME || POISON.has(name)) throw new Refused(400, 'shape.name');
  if (name.startsWith('@')) {
    if (name !== '@value' && name !== '@language') throw new Refused(400, 'ld.keyword');
  } else if (name.includes(':') && hidesCoreTerm(name)) {
    throw new Refused(400, 'ld.prefixed');
  }
  if (walk.oddEscapes) checkText(name);
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair, and no honest text holds them. */
function checkText(text: string): void {
  if (!text.isWellFormed() || text.includes('\0')) throw new Refused(400, 'shape.text');
}

function checkId(value: unknown): void {
  if (typeof value !== 'string' && value !== null) throw new Refused(400, 'shape.id');
}

function checkType(value: unknown): void {
  const kinds: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const kind of kinds) {
    if (typeof kind !== 'string') throw new Refused(400, 'shape.type');
  }
}
