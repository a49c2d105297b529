import type { ActorId, Iri } from '../../core/id.ts';

/** What kind of actor somebody is on the wire (ActivityStreams 2.0 §3.2). */
export const actorTypes = ['Application', 'Group', 'Organization', 'Person', 'Service'] as const;
/** One of those kinds. */
export type ActorType = (typeof actorTypes)[number];

/** Anyone on the network, of this node or another. */
export interface Actor {
  readonly id: ActorId;
  readonly iri: Iri;
  readonly type: ActorType;
  /** Without host: `loom`. */
  readonly handle: string;
  /** Canonical host of the address: `loom.example`. */
  readonly host: string;
  readonly name: string;
  /** Sanitised HTML. */
  readonly summary: string;
  /** The page for people; the address itself where nothing else is known. */
  readonly url: Iri;
  readonly inbox: Iri;
  readonly sharedInbox: Iri | null;
  readonly followers: Iri | null;
  readonly isLocal: boolean;
  /** Whether a person decides about each new follower. */
  readonly approvesFollowers: boolean;
  readonly alsoKnownAs: readonly Iri[];
  readonly createdAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
  /** Set once the actor is gone; its address then answers 410. */
  readonly deletedAt: Temporal.Instant | null;
}

/** What another server says about an actor of its own, read and cleaned. */
export type RemoteActor = Pick<
  Actor,
  | 'iri'
  | 'type'
  | 'handle'
  | 'host'
  | 'name'
  | 'summary'
  | 'url'
  | 'inbox'
  | 'sharedInbox'
  | 'followers'
  | 'approvesFollowers'
  | 'alsoKnownAs'
> & {
  /** The document says it is a Guildhall (FEP-844e `generator.implements`). */
  readonly isGuildhall: boolean;
  readonly movedTo: Iri | null;
};

/** The address people type: `@loom@loom.example`. */
export function fullHandle(actor: Pick<Actor, 'handle' | 'host'>): string {
  return `@${actor.handle}@${actor.host}`;
}

const handleShape = /^[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*$/;
const reserved = new Set(['instance', 'admin', 'inbox', 'me', 'setup', 'settings']);

/** Whether a text can be the handle of one of our actors: what Mastodon accepts (`wire.md` §3.1), lower case, 2 to 30 characters. */
export function isUsableHandle(text: string): boolean {
  return text.length >= 2 && text.length <= 30 && handleShape.test(text) && !reserved.has(text);
}
