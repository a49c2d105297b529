import { type DocumentLoader, preloadedContexts, type RemoteDocument } from '@fedify/vocab-runtime';
import { addressOf, listedKeys } from '../gate/actor-keys.ts';
import { type ContextCheck, createContextCheck } from '../gate/context.ts';
import { readIri, withoutFragment } from '../gate/host.ts';
import { Refused } from '../gate/refused.ts';
import { readProfiled } from '../gate/shape.ts';
import { isJsonObject, type JsonObject, listOf } from '../wire/json.ts';
import { type FetchDocument, LoadFailure } from './fetch-document.ts';
import { getBounded, type TransportOptions, type Wanted } from './transport.ts';

const AS = 'https://www.w3.org/ns/activitystreams';
const DEADLINE = 10_000;
const LIMITS = { depth: 24, nodes: 50_000 } as const;
/** Spellings of `assertionMethod` that plain reading would pass over. */
const PREFIXED_KEYS = ['sec:assertionMethod', 'https://w3id.org/security#assertionMethod'] as const;
const ACTIVITY: Wanted = {
  accept: `application/activity+json, application/ld+json; profile="${AS}"`,
  isType: isActivityType,
};

/** What a loader needs. */
export interface LoaderOptions extends TransportOptions {
  /** Context documents beside the preloaded ones, by address: our own vocabulary. */
  readonly contexts: Readonly<Record<string, unknown>>;
  /** Total milliseconds for one document, redirects and body included. Default 10,000. */
  readonly timeoutMs?: number;
}

/** The only way documents of other servers come in. */
export interface Loader {
  /** For our own reading. */
  readonly fetchDocument: FetchDocument;
  /** The same for Fedify; signed by the instance actor whoever asks. */
  readonly documentLoader: DocumentLoader;
  /** For Fedify: the preloaded contexts and our own; anything else is `ld.context`, never fetched. */
  readonly contextLoader: DocumentLoader;
}

/**
 * Makes the loader. A document counts only where it says of itself that it is at the address it came from: its
 * `id` has the origin of its final address, and where it is another address on that origin, the document there is
 * fetched and is the one returned (an honest host may serve uploads). Keys in it must be its own; a key that stands
 * alone must be listed by its owner. No alternate links, no other content type than ActivityPub's, no context that
 * is not known beforehand.
 */
export function createLoader(options: LoaderOptions): Loader {
  const contexts = createContextCheck();
  const fetchWithin = (address: string, signal: AbortSignal | undefined): Promise<Own> => {
    const deadline = AbortSignal.timeout(options.timeoutMs ?? DEADLINE);
    return load(address, {
      options,
      contexts,
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
  };
  return {
    fetchDocument: async (url, wanted) => (await fetchWithin(url, wanted?.signal)).document,
    documentLoader: async (url, wanted) => {
      const { id, document } = await fetchWithin(url, wanted?.signal);
      return { contextUrl: null, documentUrl: id, document };
    },
    contextLoader: createContextLoader(options.contexts),
  };
}

/** One load: what it works with and when it ends. */
interface Load {
  readonly options: LoaderOptions;
  readonly contexts: ContextCheck;
  readonly signal: AbortSignal;
}

/** A document that is at home at its id. */
interface Own {
  /** Its id in the one spelling. */
  readonly id: string;
  readonly document: JsonObject;
}

async function load(address: string, within: Load): Promise<Own> {
  const { allowHttp } = within.options;
  const own = await getOwn(address, within);
  checkKeys(own.document, own.id, allowHttp);
  const owner = ownerOfKey(own.document);
  if (owner !== undefined) await checkListed(own.id, addressOf(owner, allowHttp), within);
  return own;
}

/** The document that is at home at the address, or at the id that the one there gives. */
async function getOwn(address: string, within: Load): Promise<Own> {
  const { allowHttp } = within.options;
  const asked = addressOf(address, allowHttp) ?? address;
  const first = await get(asked, within);
  const id = readIri(idOf(first.document), allowHttp);
  if (id === undefined || id.origin !== readIri(first.url, allowHttp)?.origin) {
    throw new LoadFailure('obj.origin');
  }
  if (isSameDocument(id.iri, asked) || isSameDocument(id.iri, first.url)) {
    return { id: id.iri, document: first.document };
  }
  const second = await get(id.iri, within);
  if (addressOf(second.document['id'], allowHttp) !== id.iri) throw new LoadFailure('obj.origin');
  return { id: id.iri, document: second.document };
}

async function get(address: string, within: Load): Promise<{ url: string; document: JsonObject }> {
  const { url, bytes } = await getBounded(address, ACTIVITY, within.options, within.signal);
  try {
    return { url, document: readProfiled(bytes, LIMITS, within.contexts).document };
  } catch (error) {
    throw error instanceof Refused ? new LoadFailure(error.reason) : error;
  }
}

/** A key that stands alone counts only where its owner's own document lists it. */
async function checkListed(keyId: string, owner: string | undefined, within: Load): Promise<void> {
  const actor = owner === undefined ? undefined : await getOwn(owner, within);
  const isListed =
    actor !== undefined &&
    actor.id === owner &&
    listedKeys(actor.document, owner, within.options.allowHttp).some((key) => key.keyId === keyId);
  if (!isListed) throw new LoadFailure('key.not_linked');
}

/** A loader for `@context` addresses that has them all in memory; `ld.context` for any other. */
export function createContextLoader(own: Readonly<Record<string, unknown>>): DocumentLoader {
  return async (url): Promise<RemoteDocument> => {
    const holder = [own, preloadedContexts].find((contexts) => Object.hasOwn(contexts, url));
    const document = holder?.[url];
    if (document === undefined) throw new LoadFailure('ld.context');
    return { contextUrl: null, documentUrl: url, document };
  };
}

/** `application/activity+json`, or `application/ld+json` with the ActivityStreams profile (ActivityPub §3.2). */
function isActivityType(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim());
  if (type.toLowerCase() === 'application/activity+json') return true;
  if (type.toLowerCase() !== 'application/ld+json') return false;
  return parameters.some((parameter) => {
    const profile = /^profile="?([^"]*)"?$/i.exec(parameter)?.[1];
    return profile?.split(' ').includes(AS) === true;
  });
}

function idOf(document: JsonObject): string {
  return typeof document['id'] === 'string' ? document['id'] : '';
}

function isSameDocument(id: string, address: string): boolean {
  return withoutFragment(id) === withoutFragment(address);
}

/** Keys inside a document are its own, or the document is not believed at all. */
function checkKeys(document: JsonObject, id: string, allowHttp: boolean): void {
  if (PREFIXED_KEYS.some((field) => document[field] !== undefined)) throw new LoadFailure('key.not_linked');
  for (const field of ['publicKey', 'assertionMethod']) {
    for (const key of listOf(document[field])) {
      if (!isJsonObject(key)) continue;
      for (const holder of [key['owner'], key['controller']]) {
        if (holder !== undefined && addressOf(holder, allowHttp) !== id)
          throw new LoadFailure('key.not_linked');
      }
    }
  }
}

/** Whose key a document is that is a key itself; undefined where it is not. */
function ownerOfKey(document: JsonObject): unknown {
  const isKey = document['publicKeyPem'] !== undefined || document['publicKeyMultibase'] !== undefined;
  return isKey ? (document['owner'] ?? document['controller'] ?? '') : undefined;
}
