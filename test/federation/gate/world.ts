import type { Dispatcher } from 'undici';
import { createGate, type Gate, type GateOptions, type Verdict } from '../../../federation/gate/gate.ts';
import type { KeyStore, StoredKey } from '../../../federation/gate/keys.ts';
import { guardedDispatcher } from '../../../federation/net/dispatcher.ts';
import { createLoader, type Loader } from '../../../federation/net/loader.ts';
import { loopbackLookup, type Peer, type PeerActor, startPeer } from '../../support/peer.ts';
import type { Message, SignOptions } from '../../support/peer-message.ts';

/** A gate of `http://ours.test` with an honest host T, an attacking host E, and a clock that only tests move. */
export interface World {
  readonly gate: Gate;
  readonly third: Peer;
  readonly evil: Peer;
  /** An actor of T. */
  readonly alice: PeerActor;
  /** An actor of E. */
  readonly mallory: PeerActor;
  readonly clock: { now: number };
  readonly stored: Map<string, StoredKey>;
  readonly blocked: Set<string>;
  readonly loader: Loader;
  /** The inbox everything is sent to. */
  readonly inbox: string;
  /** Signs an activity at the world's time and shows it to the gate. */
  admit(as: PeerActor, activity: unknown, options?: SignOptions): Promise<Verdict>;
  /** Signs an activity at the world's time. */
  sign(as: PeerActor, activity: unknown, options?: SignOptions): Message;
  /** A gate like the world's own, but for these options; shares peers, clock and store. */
  anotherGate(options: Partial<GateOptions>): Gate;
  close(): Promise<void>;
}

/** Noon of a Friday. */
export const noon = Date.UTC(2026, 10, 20, 12);

/** Starts the peers and makes the gate; close it when the test ends. */
export async function openWorld(): Promise<World> {
  const [third, evil] = await Promise.all([
    startPeer({ host: 'third.test' }),
    startPeer({ host: 'evil.test' }),
  ]);
  const clock = { now: noon };
  const stored = new Map<string, StoredKey>();
  const blocked = new Set<string>();
  const dispatcher: Dispatcher = guardedDispatcher({ allowPrivate: true, lookup: loopbackLookup });
  const loader = createLoader({
    dispatcher,
    sign: async () => ({}),
    allowHttp: true,
    userAgent: 'guildhall-test',
    contexts: {},
  });
  const anotherGate = (options: Partial<GateOptions>): Gate =>
    createGate({
      origin: 'http://ours.test',
      now: () => clock.now,
      fetchDocument: loader.fetchDocument,
      keyStore: memoryKeyStore(stored),
      isBlocked: (host) => blocked.has(host),
      inboxLimit: { perHost: 300, perSeconds: 300 },
      allowHttp: true,
      ...options,
    });
  const gate = anotherGate({});
  const inbox = 'http://ours.test/inbox';
  const sign = (as: PeerActor, activity: unknown, options: SignOptions = {}): Message =>
    third.sign(as, inbox, activity, { at: clock.now, ...options });
  return {
    gate,
    third,
    evil,
    alice: third.actor('alice'),
    mallory: evil.actor('mallory'),
    clock,
    stored,
    blocked,
    loader,
    inbox,
    sign,
    admit: (as, activity, options) => gate.admit(sign(as, activity, options)),
    anotherGate,
    async close() {
      await Promise.all([third.close(), evil.close(), dispatcher.destroy()]);
    },
  };
}

/** A key store in a map that tests can look into. */
export function memoryKeyStore(stored: Map<string, StoredKey>): KeyStore {
  return {
    find: async (keyId) => stored.get(keyId),
    save: async (key) => void stored.set(key.keyId, key),
    forget: async (actor) => {
      for (const [keyId, key] of stored) if (key.owner === actor) stored.delete(keyId);
    },
  };
}

let activities = 0;

/** A Like by an actor, with an id of its own and whatever is given besides. */
export function likeBy(actor: { readonly id: string }, besides: Readonly<Record<string, unknown>> = {}) {
  activities += 1;
  return {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: `${actor.id}/likes/${activities}`,
    type: 'Like',
    actor: actor.id,
    object: 'http://ours.test/o/1',
    ...besides,
  };
}

/** A verdict in one line: `accepted`, `duplicate`, or `401 sig.missing`. */
export function told(verdict: Verdict): string {
  return verdict.kind === 'refused' ? `${verdict.status} ${verdict.reason}` : verdict.kind;
}
