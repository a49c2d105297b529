import { isJsonObject, type JsonObject, listOf } from '../wire/json.ts';
import { readIri } from './host.ts';

/** How many of the keys an actor lists are looked at. */
const MAX_KEYS = 16;

/** A key as an actor's document lists it: in full, or by address only. */
export interface ListedKey {
  /** The key's address in its one spelling. */
  readonly keyId: string;
  /** Absent where the document only names the key and another holds it. */
  readonly publicKeyPem: string | undefined;
}

/** The address in its one spelling; undefined for anything that is none. */
export function addressOf(value: unknown, allowHttp: boolean): string | undefined {
  return typeof value === 'string' ? readIri(value, allowHttp)?.iri : undefined;
}

/**
 * The keys an actor's own document lists as the actor's: entries that name another owner, or none, are not among
 * them. `actor` is the document's id in its one spelling.
 */
export function listedKeys(document: JsonObject, actor: string, allowHttp: boolean): readonly ListedKey[] {
  const entries: readonly unknown[] = listOf(document['publicKey']).slice(0, MAX_KEYS);
  const keys: ListedKey[] = [];
  for (const entry of entries) {
    const key = typeof entry === 'string' ? namedKey(entry, allowHttp) : ownedKey(entry, actor, allowHttp);
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

/** A key object, alone or embedded, that says it is `actor`'s; undefined where it does not or is no key. */
export function ownedKey(entry: unknown, actor: string, allowHttp: boolean): ListedKey | undefined {
  if (!isJsonObject(entry) || addressOf(entry['owner'], allowHttp) !== actor) return undefined;
  const keyId = addressOf(entry['id'], allowHttp);
  const publicKeyPem = entry['publicKeyPem'];
  return keyId === undefined || typeof publicKeyPem !== 'string' ? undefined : { keyId, publicKeyPem };
}

function namedKey(entry: string, allowHttp: boolean): ListedKey | undefined {
  const keyId = addressOf(entry, allowHttp);
  return keyId === undefined ? undefined : { keyId, publicKeyPem: undefined };
}
