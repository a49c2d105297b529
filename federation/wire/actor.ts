import { cleanName, escapeHtml, sanitizeHtml } from '../../src/core/html.ts';
import type { Iri } from '../../src/core/id.ts';
import { hostOf, instanceHandle, iri, paths } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { type Actor, type ActorType, actorTypes, type RemoteActor } from '../../src/domain/actors/actor.ts';
import {
  hrefOf,
  iriOf,
  irisOf,
  isJsonObject,
  type JsonObject,
  listOf,
  pageOf,
  sameOrigin,
  textOf,
  timeToWire,
  typesOf,
} from './json.ts';
import { actorContext, guildhallCapability, profileRelation } from './vocabulary.ts';

/** The public halves of an actor's two key pairs, as they stand in its document. */
export interface ActorKeys {
  /** SubjectPublicKeyInfo in PEM, for HTTP signatures. */
  readonly rsaPem: string;
  /** Multibase (`z6Mk…`), for object proofs. */
  readonly ed25519Multibase: string;
}

/** A line of a profile: plain text, or a link that says the page behind it is the same person's (`rel=me`). */
export type ProfileField =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly href: Iri };

/** What every actor document of ours is made of. `origin` has no trailing slash. */
export interface ActorSource {
  readonly origin: string;
  readonly actor: Actor;
  readonly keys: ActorKeys;
}

/**
 * The addresses of an actor's keys, as Fedify counts pairs: RSA first, Ed25519 second. It signs with the first and
 * proves with the second, so these and no others must be in the document.
 */
export function keyIds(actor: Iri): { readonly rsa: Iri; readonly ed25519: Iri } {
  return { rsa: `${actor}#main-key` as Iri, ed25519: `${actor}#multikey-2` as Iri };
}

/** The document of the collective: a Group that anyone can follow (`wire.md` §6.1). Public, without `proof`. */
export function collectiveToWire(
  source: ActorSource & {
    /** Candidates are not counted. */
    readonly memberCount: number;
    readonly fields: readonly ProfileField[];
    /** The path of its logo, a PNG; null where it has none. */
    readonly logo: string | null;
  },
): JsonObject {
  const { origin, actor, logo } = source;
  const wanted = iri(origin, paths.wanted(actor.handle));
  const fields: readonly ProfileField[] = [
    { name: 'Open work', href: iri(origin, paths.opportunities) },
    { name: 'Members', text: String(source.memberCount) },
    ...source.fields,
  ];
  return {
    ...beginning(source, 'Group'),
    streams: [wanted],
    endpoints: { sharedInbox: iri(origin, paths.sharedInbox), wanted },
    affiliations: iri(origin, paths.affiliations(actor.handle)),
    discoverable: true,
    indexable: true,
    ...(logo === null ? {} : { icon: { type: 'Image', mediaType: 'image/png', url: iri(origin, logo) } }),
    ...keysOf(source),
    attachment: fields.map(propertyValue),
    generator: generator(origin, source.actor.host),
  };
}

/**
 * The document of a member who chose to be on the network (`wire.md` §6.2). It holds only what is for anyone; `actor`
 * gives the rest, its summary included.
 */
export function memberToWire(
  source: ActorSource & {
    readonly fields: readonly ProfileField[];
    readonly occupations: readonly JsonObject[];
    /** The collectives they say they are a member of, their own first. */
    readonly collectives: readonly Iri[];
    /** May be suggested to others. */
    readonly discoverable: boolean;
    /** Public posts may be searched (FEP-5feb), and other collectives may list the person. */
    readonly indexable: boolean;
    /** Whether there is a profile document for everybody. */
    readonly hasProfile: boolean;
  },
): JsonObject {
  const { origin, actor, occupations } = source;
  const profile = {
    type: 'Link',
    name: 'Work profile',
    href: iri(origin, paths.profile(actor.handle)),
    mediaType: 'application/json',
    rel: [profileRelation],
  };
  return {
    ...beginning(source, 'Person'),
    endpoints: { sharedInbox: iri(origin, paths.sharedInbox) },
    discoverable: source.discoverable,
    indexable: source.indexable,
    ...(actor.alsoKnownAs.length > 0 ? { alsoKnownAs: [...actor.alsoKnownAs] } : {}),
    'gh:collective': [...source.collectives],
    ...(occupations.length > 0 ? { hasOccupation: [...occupations] } : {}),
    ...keysOf(source),
    attachment: [...source.fields.map(propertyValue), ...(source.hasProfile ? [profile] : [])],
    generator: generator(origin, actor.host),
  };
}

/** The document of the node itself: the Application that fetches, reports and is never followed. */
export function instanceToWire(source: ActorSource): JsonObject {
  return {
    ...beginning(source, 'Application'),
    endpoints: { sharedInbox: iri(source.origin, paths.sharedInbox) },
    discoverable: false,
    indexable: false,
    ...keysOf(source),
    implements: capabilities,
  };
}

/**
 * What another server says about an actor, cleaned: one-line names, sanitised HTML, links only to its own server.
 * @throws Refusal invalid `actor.id`, `actor.type`, `actor.inbox`, `actor.inbox_origin` (an inbox or shared inbox on
 * another server), `actor.handle`
 */
export function actorFromWire(document: JsonObject): RemoteActor {
  const address = iriOf(document);
  if (address === undefined) throw refusal('id', 'This document has no address of its own.');
  const type = actorTypes.find((known) => typesOf(document).includes(known));
  if (type === undefined) throw refusal('type', `${address} is not an actor.`);
  const handle = handleOf(document, address);
  return {
    iri: address,
    type,
    handle,
    host: hostOf(address),
    name: cleanName(textOf(document['name']) ?? '') || handle,
    summary: sanitizeHtml(textOf(document['summary']) ?? ''),
    url: pageOf(document, address),
    ...inboxesOf(document, address),
    followers: ownAddress(document['followers'], address),
    approvesFollowers: document['manuallyApprovesFollowers'] === true,
    alsoKnownAs: irisOf(document['alsoKnownAs']).slice(0, 50),
    isGuildhall: implementsGuildhall(document),
    movedTo: iriOf(document['movedTo']) ?? null,
  };
}

function beginning({ origin, actor }: ActorSource, type: ActorType): JsonObject {
  const at = (path: (handle: string) => string) => iri(origin, path(actor.handle));
  return {
    '@context': actorContext,
    id: actor.iri,
    type,
    preferredUsername: actor.handle,
    webfinger: `${actor.handle}@${actor.host}`,
    name: actor.name,
    summary: actor.summary,
    url: actor.url,
    inbox: actor.inbox,
    outbox: at(paths.outbox),
    followers: at(paths.followers),
    following: at(paths.following),
    featured: at(paths.featured),
    manuallyApprovesFollowers: actor.approvesFollowers,
    published: timeToWire(actor.createdAt),
    updated: timeToWire(actor.updatedAt),
  };
}

function keysOf({ actor, keys }: ActorSource): JsonObject {
  const ids = keyIds(actor.iri);
  return {
    publicKey: { id: ids.rsa, owner: actor.iri, publicKeyPem: keys.rsaPem },
    assertionMethod: [
      {
        id: ids.ed25519,
        type: 'Multikey',
        controller: actor.iri,
        publicKeyMultibase: keys.ed25519Multibase,
      },
    ],
  };
}

/** Mastodon shows a field only where `type` is exactly this text and `value` is HTML. */
function propertyValue(field: ProfileField): JsonObject {
  return {
    type: 'PropertyValue',
    name: field.name,
    value: 'text' in field ? escapeHtml(field.text) : link(field.href),
  };
}

function link(href: Iri): string {
  const shown = href.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return `<a href="${escapeHtml(href)}" rel="me">${escapeHtml(shown)}</a>`;
}

const capabilities = [
  { href: 'https://w3id.org/fep/0837', name: 'FEP-0837' },
  { href: guildhallCapability, name: 'Guildhall wire version 1' },
];

function generator(origin: string, host: string): JsonObject {
  const id = iri(origin, paths.actor(instanceHandle));
  return { type: 'Application', id, name: `Guildhall at ${host}`, implements: capabilities };
}

function inboxesOf(document: JsonObject, address: Iri): Pick<RemoteActor, 'inbox' | 'sharedInbox'> {
  const inbox = iriOf(document['inbox']);
  if (inbox === undefined) throw refusal('inbox', `${address} has no inbox.`);
  const endpoints = document['endpoints'];
  const shared = (isJsonObject(endpoints) ? endpoints['sharedInbox'] : undefined) ?? document['sharedInbox'];
  const sharedInbox = iriOf(shared) ?? null;
  for (const target of [inbox, ...(sharedInbox === null ? [] : [sharedInbox])]) {
    if (!sameOrigin(target, address)) {
      throw refusal('inbox_origin', `The inbox of ${address} is on another server; nothing is sent there.`);
    }
  }
  return { inbox, sharedInbox };
}

const handleShape = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]{0,126}[\p{L}\p{M}\p{N}_])?$/u;

function handleOf(document: JsonObject, address: Iri): string {
  const lastPart = decodeSafely(new URL(address).pathname.split('/').findLast((part) => part !== '') ?? '');
  const names = [
    textOf(document['preferredUsername']),
    textOf(document['webfinger'])?.split('@').at(-2),
    lastPart.replace(/^@/, ''),
  ];
  const handle = names.find((name) => name !== undefined && handleShape.test(name.normalize('NFC')));
  if (handle === undefined) throw refusal('handle', `${address} has no user name.`);
  return handle.normalize('NFC');
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function ownAddress(value: unknown, owner: Iri): Iri | null {
  const address = iriOf(value);
  return address !== undefined && sameOrigin(address, owner) ? address : null;
}

function implementsGuildhall(document: JsonObject): boolean {
  const generators = listOf(document['generator']).filter(isJsonObject);
  return [document, ...generators].some((software) =>
    listOf(software['implements']).some((capability) => hrefOf(capability) === guildhallCapability),
  );
}

function refusal(code: string, message: string): Refusal {
  return new Refusal('invalid', `actor.${code}`, message);
}
