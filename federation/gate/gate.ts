import { createRateLimiter, type RateLimiter } from '../../src/core/rate.ts';
import type { FetchDocument } from '../net/fetch-document.ts';
import type { JsonObject } from '../wire/json.ts';
import { type ActivityHead, readActivity } from './activity.ts';
import { readCavage } from './cavage.ts';
import { createContextCheck } from './context.ts';
import { checkDigest } from './digest.ts';
import { readHeaders, type SignedRequest } from './headers.ts';
import { canonicalHost, type NetworkIri, readIri } from './host.ts';
import type { HttpSignature } from './http-signature.ts';
import { ActorGone, createKeyRing, type HeldKey, type KeyRing, type KeyStore } from './keys.ts';
import { Refused, type RefusedStatus } from './refused.ts';
import { createReplayMemory, replayKey } from './replay.ts';
import { readRfc9421 } from './rfc9421.ts';
import { ACTIVITY_LIMITS, MAX_BODY, type Profiled, readProfiled } from './shape.ts';
import { isSigned } from './verify.ts';

/** A request to an inbox as Node received it. */
export interface InboundRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly url: string;
  /** Node's flat list: name, value, name, value. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/** An activity whose sender is proven and whose plain JSON can be read without doubt. */
export interface Arrival {
  /** Null where the activity came without id: only Accept, Reject and Update of the actor's own profile do. */
  readonly activityId: string | null;
  /** The verified sender, in the one spelling of its host; `document.actor` is the same string. */
  readonly actor: string;
  /** Any word: what it means, or that it means nothing here, is for the reader to say. */
  readonly type: string;
  /** The activity without its own `signature` and `proof`. */
  readonly document: JsonObject;
  /** JSON text of `document`. */
  readonly body: string;
  /** SHA-256 of the bytes received, lower-case hexadecimal. */
  readonly digest: string;
  /** Canonical host of the actor. */
  readonly host: string;
  /** Key under which `remember` keeps the signature; opaque. */
  readonly signature: string;
}

/** What the gate says of a request. `reason` is a stable word for the log and never quotes the request. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly arrival: Arrival }
  | { readonly kind: 'duplicate' }
  | {
      readonly kind: 'refused';
      readonly status: RefusedStatus;
      readonly reason: string;
      readonly retryAfterSeconds?: number;
    };

/** Who signed a GET, or why nobody is known to have. */
export type ViewerVerdict =
  | { readonly kind: 'viewer'; readonly actor: string }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

/** The front of the inbox. */
export interface Gate {
  /**
   * Judges a POST to an inbox, cheap checks first; nothing is fetched before the signature is known to cover what
   * it must. `duplicate` is to be answered 202 and has no effect. Rejects only where the key store does: then
   * nothing was decided and the sender should try again (503).
   */
  admit(request: InboundRequest): Promise<Verdict>;
  /** To be called once the arrival is committed: its signature is a duplicate for the next two hours. */
  remember(arrival: Arrival): void;
  /**
   * Judges a signed GET; `sig.missing` where it is not signed. Never ask it for actors, keys and what else is public:
   * two servers that each look up the other's key before they show their own wait for each other. Rejects only where
   * the key store does.
   */
  viewer(request: Omit<InboundRequest, 'body'>): Promise<ViewerVerdict>;
  /** Forgets an actor's keys, as after an Update of the actor: the next signature is held against new ones. */
  forgetKeys(actor: string): Promise<void>;
}

/** What a gate needs. */
export interface GateOptions {
  /** Our own origin, such as `https://loom.example`. */
  readonly origin: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly fetchDocument: FetchDocument;
  readonly keyStore: KeyStore;
  /** Asked with canonical hosts. */
  readonly isBlocked: (host: string) => boolean;
  /** Activities a host may have accepted: so many at once, refilled over so many seconds. */
  readonly inboxLimit: { readonly perHost: number; readonly perSeconds: number };
  /** Hosts that may send ten times as many: those we follow, or that follow us. Asked with canonical hosts. */
  readonly isKnownHost?: (host: string) => boolean;
  /** Whether actors may live on `http`: development only. */
  readonly allowHttp: boolean;
  /** Total milliseconds for finding one key; default 4,500. */
  readonly keyTimeoutMs?: number;
}

const CONTENT_TYPE = /^application\/(?:activity\+json|ld\+json|json)[ \t]*(?:;|$)/i;
const COVERED_BY_POST = {
  cavage: ['(request-target)', 'host', 'date', 'digest'],
  rfc9421: ['content-digest'],
} as const;
const COVERED_BY_GET = { cavage: ['(request-target)', 'host', 'date'], rfc9421: [] } as const;

/** Makes the gate; see {@link Gate}. All its state is in memory and bounded. */
export function createGate(options: GateOptions): Gate {
  const { protocol, host } = new URL(options.origin);
  const scheme = protocol === 'http:' ? 'http:' : 'https:';
  const ours = canonicalHost(host, scheme);
  if (ours === undefined) throw new TypeError(`no host in origin ${options.origin}`);
  const keys = createKeyRing({
    fetchDocument: options.fetchDocument,
    store: options.keyStore,
    now: options.now,
    allowHttp: options.allowHttp,
    ...(options.keyTimeoutMs === undefined ? {} : { timeoutMs: options.keyTimeoutMs }),
  });
  const door = new Door(options, scheme, ours, keys);
  return {
    admit: (request) => verdictOf(() => door.admit(request)),
    remember: (arrival) => door.remember(arrival),
    viewer: (request) =>
      verdictOf(async () => ({ kind: 'viewer' as const, actor: await door.viewer(request) })),
    forgetKeys: (actor) => keys.forget(readIri(actor, options.allowHttp)?.iri ?? actor),
  };
}

type RefusedVerdict = Extract<Verdict, { kind: 'refused' }>;

async function verdictOf<T>(judge: () => Promise<T>): Promise<T | RefusedVerdict> {
  try {
    return await judge();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, reason, retryAfterSeconds } = error;
    return {
      kind: 'refused',
      status,
      reason,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
}

class Door {
  readonly #options: GateOptions;
  readonly #scheme: 'https:' | 'http:';
  readonly #host: string;
  readonly #keys: KeyRing;
  readonly #contexts = createContextCheck();
  readonly #replays = createReplayMemory();
  readonly #arrivals: RateLimiter;
  readonly #knownArrivals: RateLimiter;

  constructor(options: GateOptions, scheme: 'https:' | 'http:', host: string, keys: KeyRing) {
    this.#options = options;
    this.#scheme = scheme;
    this.#host = host;
    this.#keys = keys;
    const { perHost, perSeconds } = options.inboxLimit;
    this.#arrivals = createRateLimiter({ capacity: perHost, perSeconds });
    this.#knownArrivals = createRateLimiter({ capacity: 10 * perHost, perSeconds });
  }

  async admit(inbound: InboundRequest): Promise<Verdict> {
    const { now, allowHttp } = this.#options;
    const request = this.#readEnvelope(inbound, ['POST']);
    checkContent(request, inbound.body);
    const profiled = readProfiled(inbound.body, ACTIVITY_LIMITS, this.#contexts);
    const head = readActivity(profiled.document, allowHttp);
    this.#refuseSender(head.actor);
    const signature = readSignature(request, COVERED_BY_POST, now());
    const keyId = readIri(signature.keyId, allowHttp);
    if (keyId?.origin !== head.actor.origin) throw new Refused(401, 'sig.actor_mismatch');
    const digest = checkDigest(request.headers, signature.digestField, inbound.body);
    const replay = replayKey(signature.bytes);
    if (this.#replays.seen(replay, now())) return { kind: 'duplicate' };
    if (!(await this.#isFromActor(signature, keyId.iri, head))) return { kind: 'duplicate' };
    const isKnown = this.#options.isKnownHost?.(head.actor.host) === true;
    const rate = (isKnown ? this.#knownArrivals : this.#arrivals).take(head.actor.host, now());
    if (!rate.allowed) throw new Refused(429, 'host.rate', rate.retryAfterSeconds);
    return { kind: 'accepted', arrival: arrivalOf(head, profiled, digest, replay) };
  }

  remember(arrival: Arrival): void {
    this.#replays.remember(arrival.signature, this.#options.now());
  }

  async viewer(inbound: Omit<InboundRequest, 'body'>): Promise<string> {
    const { now, allowHttp } = this.#options;
    const request = this.#readEnvelope(inbound, ['GET', 'HEAD']);
    const signature = readSignature(request, COVERED_BY_GET, now());
    const keyId = readIri(signature.keyId, allowHttp);
    if (keyId === undefined) throw new Refused(401, 'sig.malformed');
    this.#refuseSender(keyId);
    try {
      const actor = await this.#keys.ownerOf(keyId.iri);
      await this.#verify(signature, keyId.iri, actor);
      return actor;
    } catch (error) {
      throw error instanceof ActorGone ? new Refused(401, 'key.unreachable') : error;
    }
  }

  #readEnvelope(inbound: Omit<InboundRequest, 'body'>, methods: readonly string[]): SignedRequest {
    const headers = readHeaders(inbound.rawHeaders);
    const host = canonicalHost(headers.single('host') ?? '', this.#scheme);
    if (host !== this.#host) throw new Refused(421, 'host.unknown');
    if (!methods.includes(inbound.method)) throw new Refused(405, 'http.method');
    if (!/^\/[^\s#]*$/.test(inbound.url)) throw new Refused(400, 'http.target');
    return { method: inbound.method, target: inbound.url, scheme: this.#scheme, host, headers };
  }

  #refuseSender(sender: NetworkIri): void {
    // We never send to ourselves, and to look up our own key over the network would be to wait for ourselves.
    if (sender.origin === `${this.#scheme}//${this.#host}`) throw new Refused(400, 'actor.local');
    if (this.#options.isBlocked(sender.host)) throw new Refused(403, 'host.blocked');
  }

  /** False where the actor is gone, says so itself, and no key of it is left to prove it by. */
  async #isFromActor(signature: HttpSignature, keyId: string, head: ActivityHead): Promise<boolean> {
    try {
      await this.#verify(signature, keyId, head.actor.iri);
      return true;
    } catch (error) {
      if (!(error instanceof ActorGone)) throw error;
      if (!head.deletesActor) throw new Refused(401, 'key.unreachable');
      const last = await this.#keys.last(keyId, head.actor.iri);
      return last !== undefined && isSigned(signature.base, signature.bytes, last.key);
    }
  }

  async #verify(signature: HttpSignature, keyId: string, actor: string): Promise<void> {
    const key: HeldKey = this.#keys.held(keyId, actor) ?? (await this.#keys.find(keyId, actor));
    if (isSigned(signature.base, signature.bytes, key.key)) return;
    const newer = await this.#keys.refresh(key);
    if (newer !== undefined && isSigned(signature.base, signature.bytes, newer.key)) return;
    throw new Refused(401, 'sig.invalid');
  }
}

function checkContent(request: SignedRequest, body: Uint8Array): void {
  if (body.length > MAX_BODY) throw new Refused(413, 'shape.size');
  const encoding = request.headers.single('content-encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity')
    throw new Refused(415, 'http.encoding');
  if (!CONTENT_TYPE.test(request.headers.single('content-type') ?? ''))
    throw new Refused(415, 'http.content_type');
}

function readSignature(
  request: SignedRequest,
  required: { readonly cavage: readonly string[]; readonly rfc9421: readonly string[] },
  now: number,
): HttpSignature {
  const signature = request.headers.single('signature');
  if (signature === undefined || signature === '') throw new Refused(401, 'sig.missing');
  const input = request.headers.single('signature-input');
  return input === undefined
    ? readCavage(signature, request, required.cavage, now)
    : readRfc9421(input, signature, request, required.rfc9421, now);
}

function arrivalOf(head: ActivityHead, profiled: Profiled, digest: string, signature: string): Arrival {
  const { document: received, text } = profiled;
  const { iri: actor, host } = head.actor;
  const plain =
    received['signature'] === undefined &&
    received['proof'] === undefined &&
    received['actor'] === actor &&
    (head.id === null || received['id'] === head.id);
  const document = plain ? received : rewritten(received, actor, head.id);
  const body = plain ? text : JSON.stringify(document);
  return { activityId: head.id, actor, type: head.type, document, body, digest, host, signature };
}

/** The activity without what signs it, its actor and id in the one spelling of their host. */
function rewritten(received: JsonObject, actor: string, id: string | null): JsonObject {
  const { signature: _signature, proof: _proof, ...rest } = received;
  return id === null ? { ...rest, actor } : { ...rest, id, actor };
}
