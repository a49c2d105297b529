import type { KeyObject } from 'node:crypto';
import { createLru } from '../../src/core/lru.ts';
import { type FetchDocument, LoadFailure } from '../net/fetch-document.ts';
import type { JsonObject } from '../wire/json.ts';
import { addressOf, type ListedKey, listedKeys, ownedKey } from './actor-keys.ts';
import { createFetchQuota } from './fetch-quota.ts';
import { createFlights, type Flights } from './flights.ts';
import { readIri, withoutFragment } from './host.ts';
import { Refused } from './refused.ts';
import { readPublicKey } from './verify.ts';

/** A key as it is kept between restarts. */
export interface StoredKey {
  readonly keyId: string;
  /** The actor in whose own document the key was found. */
  readonly owner: string;
  readonly publicKeyPem: string;
  /** Milliseconds since 1970. */
  readonly fetchedAt: number;
}

/** Where keys are kept between restarts. Its failures go through to the caller: they are ours, not the sender's. */
export interface KeyStore {
  find(keyId: string): Promise<StoredKey | undefined>;
  save(key: StoredKey): Promise<void>;
  /** Forgets every key of the actor. */
  forget(actor: string): Promise<void>;
}

/** A key that is ready to verify with. */
export interface HeldKey {
  readonly keyId: string;
  readonly owner: string;
  readonly key: KeyObject;
  readonly fetchedAt: number;
}

/** The actor whose key was asked for is gone: its server answered 404 or 410. */
export class ActorGone extends Error {
  override readonly name = 'ActorGone';
}

/** The public keys of other servers' actors: in memory, in the store, and from the actors' own documents. */
export interface KeyRing {
  /** The key, where memory holds it and it is less than a day old; at once. */
  held(keyId: string, actor: string): HeldKey | undefined;
  /**
   * The key, from memory, store or the actor's document. Refuses with 401 (`key.not_linked`, `key.weak`,
   * `key.unreachable`, `ssrf.blocked`, `obj.origin`, `doc.type`, …) or 429 (`key.rate`, `key.busy`); throws
   * {@link ActorGone} where the document is gone.
   */
  find(keyId: string, actor: string): Promise<HeldKey>;
  /**
   * The key as the actor's document lists it now, for a signature that did not verify with `old`; undefined where
   * it is the same or was looked up less than a minute ago. Refuses and throws as `find`.
   */
  refresh(old: HeldKey): Promise<HeldKey | undefined>;
  /** The key from the store however old it is: for the last word of an actor that is gone. */
  last(keyId: string, actor: string): Promise<HeldKey | undefined>;
  /** The actor that a key belongs to, for a request that names a key only. Refuses and throws as `find`. */
  ownerOf(keyId: string): Promise<string>;
  forget(actor: string): Promise<void>;
}

/** What a key ring needs; times in milliseconds. */
export interface KeyRingOptions {
  readonly fetchDocument: FetchDocument;
  readonly store: KeyStore;
  readonly now: () => number;
  readonly allowHttp: boolean;
  /** Total time for finding one key, all fetches together. Default 4.5 s: the sender has its answer within five. */
  readonly timeoutMs?: number;
}

const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60_000;
const MAX_ACTORS = 8192;
const MAX_FAILURES = 2048;
const FETCHES_A_MINUTE = 20;
/** Names under one domain are cheap, so this must be more than one sender can keep waiting. */
const MAX_IN_FLIGHT = 512;
const LOOKUP_MS = 4500;
/** What a fetch can fail with that says no more than that there was no answer. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'doc.status',
  'doc.timeout',
  'doc.unreachable',
  'obj.gone',
]);

/** A finding about the key itself; a full quota is told with the time it lasts and is not one. */
function isLasting(error: unknown): boolean {
  return error instanceof ActorGone || (error instanceof Refused && error.status === 401);
}

/** Makes a key ring; see {@link KeyRing}. Bounded in memory, fetches and time. */
export function createKeyRing(options: KeyRingOptions): KeyRing {
  return new DocumentKeyRing(options);
}

class DocumentKeyRing implements KeyRing {
  readonly #options: KeyRingOptions;
  /** Keys by actor, so that an actor's keys are forgotten together. */
  readonly #actors = createLru<Map<string, HeldKey>>(MAX_ACTORS);
  readonly #owners = createLru<string>(MAX_ACTORS);
  readonly #keyFlights: Flights<HeldKey>;
  readonly #ownerFlights: Flights<string>;
  readonly #quota = createFetchQuota(FETCHES_A_MINUTE, MINUTE);

  constructor(options: KeyRingOptions) {
    this.#options = options;
    const bounds = {
      now: options.now,
      maxInFlight: MAX_IN_FLIGHT,
      maxFailures: MAX_FAILURES,
      failureMs: MINUTE,
      isLasting,
    };
    this.#keyFlights = createFlights(bounds);
    this.#ownerFlights = createFlights(bounds);
  }

  held(keyId: string, actor: string): HeldKey | undefined {
    const key = this.#actors.get(actor)?.get(keyId);
    return key !== undefined && this.#isFresh(key.fetchedAt) ? key : undefined;
  }

  async find(keyId: string, actor: string): Promise<HeldKey> {
    const held = this.held(keyId, actor) ?? (await this.#stored(keyId, actor, true));
    return held ?? (await this.#lookUp(keyId, actor));
  }

  async refresh(old: HeldKey): Promise<HeldKey | undefined> {
    if (this.#options.now() - old.fetchedAt < MINUTE) return undefined;
    const found = await this.#lookUp(old.keyId, old.owner);
    return found.key.equals(old.key) ? undefined : found;
  }

  last(keyId: string, actor: string): Promise<HeldKey | undefined> {
    return this.#stored(keyId, actor, false);
  }

  async ownerOf(keyId: string): Promise<string> {
    const known = this.#owners.get(keyId) ?? (await this.#options.store.find(keyId))?.owner;
    // A key with a fragment is part of a document, so no other actor of the host can claim it.
    const credible = known !== undefined && (!keyId.includes('#') || withoutFragment(keyId) === known);
    return credible ? known : this.#ownerFlights.run(keyId, () => this.#fetchOwner(keyId));
  }

  async #fetchOwner(keyId: string): Promise<string> {
    const { allowHttp } = this.#options;
    const document = await this.#fetch(withoutFragment(keyId), this.#deadline());
    const owner = document['publicKey'] === undefined ? document['owner'] : document['id'];
    const actor = addressOf(owner, allowHttp);
    if (actor === undefined || readIri(actor, allowHttp)?.origin !== readIri(keyId, allowHttp)?.origin) {
      throw new Refused(401, 'key.not_linked');
    }
    return actor;
  }

  async forget(actor: string): Promise<void> {
    this.#actors.delete(actor);
    await this.#options.store.forget(actor);
  }

  async #stored(keyId: string, actor: string, freshOnly: boolean): Promise<HeldKey | undefined> {
    const stored = await this.#options.store.find(keyId);
    if (stored === undefined || stored.owner !== actor) return undefined;
    if (freshOnly && !this.#isFresh(stored.fetchedAt)) return undefined;
    const held = {
      keyId,
      owner: actor,
      key: readPublicKey(stored.publicKeyPem),
      fetchedAt: stored.fetchedAt,
    };
    if (freshOnly) this.#hold(held);
    return held;
  }

  #lookUp(keyId: string, actor: string): Promise<HeldKey> {
    return this.#keyFlights.run(`${keyId}\n${actor}`, () => this.#fetchKey(keyId, actor));
  }

  async #fetchKey(keyId: string, actor: string): Promise<HeldKey> {
    const { allowHttp, now, store } = this.#options;
    const deadline = this.#deadline();
    const document = await this.#fetch(actor, deadline);
    if (addressOf(document['id'], allowHttp) !== actor) throw new Refused(401, 'obj.origin');
    const listed = listedKeys(document, actor, allowHttp).find((key) => key.keyId === keyId);
    const publicKeyPem = listed?.publicKeyPem ?? (await this.#separatePem(listed, actor, deadline));
    const fetchedAt = now();
    const held = { keyId, owner: actor, key: readPublicKey(publicKeyPem), fetchedAt };
    await store.save({ keyId, owner: actor, publicKeyPem, fetchedAt });
    this.#hold(held);
    return held;
  }

  /** The key document of a key that the actor names by address. */
  async #separatePem(listed: ListedKey | undefined, actor: string, deadline: AbortSignal): Promise<string> {
    const { allowHttp } = this.#options;
    if (
      listed === undefined ||
      readIri(listed.keyId, allowHttp)?.origin !== readIri(actor, allowHttp)?.origin
    ) {
      throw new Refused(401, 'key.not_linked');
    }
    const key = ownedKey(await this.#fetch(withoutFragment(listed.keyId), deadline), actor, allowHttp);
    if (key?.publicKeyPem === undefined || key.keyId !== listed.keyId)
      throw new Refused(401, 'key.not_linked');
    return key.publicKeyPem;
  }

  async #fetch(address: string, deadline: AbortSignal): Promise<JsonObject> {
    const { allowHttp, fetchDocument, now } = this.#options;
    const host = readIri(address, allowHttp)?.host ?? '';
    const wait = this.#quota.take(host, now());
    if (wait > 0) throw new Refused(429, 'key.rate', wait);
    try {
      return await orAborted(fetchDocument(address, { signal: deadline }), deadline);
    } catch (error) {
      if (!(error instanceof LoadFailure)) throw new Refused(401, 'key.unreachable');
      if (error.code === 'obj.gone') throw new ActorGone();
      throw new Refused(401, UNREACHABLE.has(error.code) ? 'key.unreachable' : error.code);
    }
  }

  #deadline(): AbortSignal {
    return AbortSignal.timeout(this.#options.timeoutMs ?? LOOKUP_MS);
  }

  #isFresh(fetchedAt: number): boolean {
    return this.#options.now() - fetchedAt < DAY;
  }

  #hold(key: HeldKey): void {
    const keys = this.#actors.get(key.owner) ?? new Map<string, HeldKey>();
    keys.set(key.keyId, key);
    if (keys.size > 16) keys.delete(keys.keys().next().value ?? '');
    this.#actors.set(key.owner, keys);
    this.#owners.set(key.keyId, key.owner);
  }
}

/** The promise, or a rejection when the signal fires first, whether or not the work heeds the signal. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new LoadFailure('doc.timeout'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
