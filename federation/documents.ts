import { markdownToHtml } from '../src/core/html.ts';
import { type EventId, type Iri, isId, type OpportunityId } from '../src/core/id.ts';
import { iri, paths } from '../src/core/iri.ts';
import type { Actor } from '../src/domain/actors/actor.ts';
import { goneSince } from '../src/domain/actors/queries.ts';
import { listedGuests } from '../src/domain/affiliations/queries.ts';
import type { Collective } from '../src/domain/collective/collective.ts';
import { requireCollective } from '../src/domain/collective/queries.ts';
import { findSaid, listSaid } from '../src/domain/deliveries/queries.ts';
import {
  countFollows,
  fetchesForFollower,
  followerInboxes,
  isFollower,
  listFollowers,
  listFollowing,
} from '../src/domain/follows/queries.ts';
import { isOnNetwork } from '../src/domain/members/member.ts';
import { listMembers } from '../src/domain/members/queries.ts';
import type { Opportunity } from '../src/domain/opportunities/opportunity.ts';
import {
  featuredOpportunities,
  findOpportunity,
  listOpportunities,
} from '../src/domain/opportunities/queries.ts';
import { type ActorsPlace, actorDocument, findVisibleActor } from './actors.ts';
import { proveProposal } from './proof.ts';
import {
  actorsPageToWire,
  affiliationsToWire,
  collectionToWire,
  featuredToWire,
  outboxPageToWire,
  wantedToWire,
} from './wire/collections.ts';
import type { JsonObject } from './wire/json.ts';
import { proposalToWire } from './wire/opportunity.ts';
import { opportunityNote } from './wire/post.ts';
import { namespaceDocument } from './wire/vocabulary.ts';

/** What stands at an address for a server that asks. `isPublic`: anybody may have it and keep it for a minute. */
export type Found =
  | { readonly kind: 'document'; readonly document: JsonObject; readonly isPublic: boolean }
  | { readonly kind: 'gone'; readonly document: JsonObject }
  | { readonly kind: 'nothing' };

/** A question for a document: where, and who asks (their address, proven by a signature; undefined where nobody signed). */
export interface Asked {
  readonly url: URL;
  readonly viewer: () => Promise<Iri | undefined>;
}

type Finder = (place: ActorsPlace, part: string, asked: Asked) => Promise<Found>;

const nothing: Found = { kind: 'nothing' };

/** Every address that answers with an ActivityStreams document. Those with `hasPage` answer browsers with a page. */
const routes: readonly { readonly path: RegExp; readonly hasPage: boolean; readonly find: Finder }[] = [
  { path: /^\/@([^/]+)$/, hasPage: true, find: findActor },
  { path: /^\/@([^/]+)\/outbox$/, hasPage: false, find: ofActor(outbox) },
  { path: /^\/@([^/]+)\/followers$/, hasPage: false, find: ofActor(followers) },
  { path: /^\/@([^/]+)\/following$/, hasPage: false, find: ofActor(following) },
  { path: /^\/@([^/]+)\/featured$/, hasPage: false, find: ofActor(featured) },
  { path: /^\/@([^/]+)\/wanted$/, hasPage: false, find: ofActor(wanted) },
  { path: /^\/@([^/]+)\/affiliations$/, hasPage: false, find: ofActor(affiliations) },
  {
    path: /^\/opportunities\/([^/]+)$/,
    hasPage: true,
    find: ofOpportunity(provenProposal),
  },
  {
    path: /^\/opportunities\/([^/]+)\/post$/,
    hasPage: true,
    find: ofOpportunity(async (opportunity, place, collective) =>
      opportunityNote(opportunity, { ...publisherOf(place, collective), collective: collective.name }),
    ),
  },
  { path: /^\/activities\/([^/]+)$/, hasPage: false, find: findActivity },
  {
    path: /^\/ns\/v1$/,
    hasPage: false,
    find: async () => ({ kind: 'document', document: namespaceDocument, isPublic: true }),
  },
];

/** The document address a path belongs to, and whether browsers get a page there; undefined for any other path. */
export function documentRoute(
  path: string,
): { readonly hasPage: boolean; find(place: ActorsPlace, asked: Asked): Promise<Found> } | undefined {
  for (const { path: pattern, hasPage, find } of routes) {
    const part = pattern.exec(path)?.[1];
    if (pattern.test(path)) return { hasPage, find: (place, asked) => find(place, decodePart(part), asked) };
  }
  return undefined;
}

function decodePart(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return '';
  }
}

function shown(document: JsonObject): Found {
  return { kind: 'document', document, isPublic: true };
}

function tombstone(address: Iri, since: Temporal.Instant): Found {
  const deleted = since.round('second').toString();
  return {
    kind: 'gone',
    document: {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: address,
      type: 'Tombstone',
      deleted,
    },
  };
}

function publisherOf(place: ActorsPlace, collective: Collective): { origin: string; handle: string } {
  return { origin: place.origin, handle: collective.handle };
}

async function findActor(place: ActorsPlace, handle: string): Promise<Found> {
  const actor = await findVisibleActor(place.db, handle);
  if (actor === undefined) return nothing;
  if (actor.deletedAt !== null) return tombstone(actor.iri, actor.deletedAt);
  const document = await actorDocument(place, actor);
  return document === undefined ? nothing : shown(document);
}

/** A collection of an actor that can be seen and is not gone. */
function ofActor(find: (place: ActorsPlace, actor: Actor, asked: Asked) => Promise<Found>): Finder {
  return async (place, handle, asked) => {
    const actor = await findVisibleActor(place.db, handle);
    if (actor === undefined) return nothing;
    return actor.deletedAt === null ? find(place, actor, asked) : tombstone(actor.iri, actor.deletedAt);
  };
}

async function outbox(place: ActorsPlace, actor: Actor, { url }: Asked): Promise<Found> {
  const id = iri(place.origin, paths.outbox(actor.handle));
  const page = await listSaid(place.db, actor.id, url.searchParams.get('page') ?? undefined);
  const { total: totalItems } = page;
  if (!url.searchParams.has('page')) {
    return shown(collectionToWire({ id, attributedTo: actor.iri, totalItems, first: `${id}?page=` as Iri }));
  }
  const items = page.items.map((body): JsonObject => JSON.parse(body));
  return shown(
    outboxPageToWire({ id: pageId(id, url), partOf: id, totalItems, next: nextPage(id, page.next), items }),
  );
}

async function followers(place: ActorsPlace, actor: Actor, { url, viewer }: Asked): Promise<Found> {
  const id = iri(place.origin, paths.followers(actor.handle));
  const base = url.searchParams.get('base-url');
  if (base !== null) return followersOf(place, actor, base, await viewer());
  const { followers: totalItems } = await countFollows(place.db, actor.id);
  if (!url.searchParams.has('page')) {
    return shown(collectionToWire({ id, attributedTo: actor.iri, totalItems, first: `${id}?page=` as Iri }));
  }
  const page = await listFollowers(place.db, actor.id, 'accepted', url.searchParams.get('page') || undefined);
  const items = page.items.map((follow) => follow.actor.iri);
  return shown(
    actorsPageToWire({ id: pageId(id, url), partOf: id, totalItems, next: nextPage(id, page.next), items }),
  );
}

/** Followers on one server, for that server alone (FEP-8fcf): whoever asks must have signed from there. */
async function followersOf(
  place: ActorsPlace,
  actor: Actor,
  base: string,
  viewer: Iri | undefined,
): Promise<Found> {
  const origin = URL.parse(base)?.origin;
  if (origin === undefined || viewer === undefined || new URL(viewer).origin !== origin) return nothing;
  const items = (await followerInboxes(place.db, actor.id, origin)).map((follower) => follower.iri);
  const id =
    `${iri(place.origin, paths.followers(actor.handle))}?base-url=${encodeURIComponent(base)}` as Iri;
  const document = {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id,
    type: 'OrderedCollection',
    totalItems: items.length,
    orderedItems: items,
  };
  return { kind: 'document', document, isPublic: false };
}

async function following(place: ActorsPlace, actor: Actor, { url }: Asked): Promise<Found> {
  const id = iri(place.origin, paths.following(actor.handle));
  const { following: totalItems } = await countFollows(place.db, actor.id);
  if (!url.searchParams.has('page')) {
    return shown(collectionToWire({ id, attributedTo: actor.iri, totalItems, first: `${id}?page=` as Iri }));
  }
  const page = await listFollowing(place.db, actor.id, url.searchParams.get('page') || undefined);
  const items = page.items.filter((follow) => follow.state === 'accepted').map((follow) => follow.actor.iri);
  return shown(
    actorsPageToWire({ id: pageId(id, url), partOf: id, totalItems, next: nextPage(id, page.next), items }),
  );
}

async function featured(place: ActorsPlace, actor: Actor): Promise<Found> {
  const collective = await requireCollective(place.db);
  const opportunities = actor.id === collective.actor ? await featuredOpportunities(place.db) : [];
  const source = { ...publisherOf(place, collective), collective: collective.name };
  return shown(
    featuredToWire(
      iri(place.origin, paths.featured(actor.handle)),
      actor.iri,
      opportunities.map((one) => opportunityNote(one, source)),
    ),
  );
}

async function wanted(place: ActorsPlace, actor: Actor): Promise<Found> {
  const collective = await requireCollective(place.db);
  if (actor.id !== collective.actor) return nothing;
  const { items } = await listOpportunities(place.db, 'anyone', { statuses: ['open', 'shortlisting'] });
  const proposals = items.map((one) =>
    proposalToWire(one, publisherOf(place, collective), markdownToHtml(one.outcome)),
  );
  return shown(wantedToWire(iri(place.origin, paths.wanted(actor.handle)), actor.iri, proposals));
}

async function affiliations(place: ActorsPlace, actor: Actor): Promise<Found> {
  const collective = await requireCollective(place.db);
  if (actor.id !== collective.actor) return nothing;
  const people = (await listMembers(place.db)).filter(isOnNetwork);
  const guests = await listedGuests(place.db);
  const entries = [
    ...people.map((member) => ({
      person: iri(place.origin, paths.actor(member.handle)),
      role: member.hats.includes('steward') ? ('steward' as const) : ('member' as const),
      key: member.handle,
    })),
    ...guests.map(({ actor: { iri: person, handle, host } }) => ({
      person,
      role: 'member' as const,
      key: `${handle}@${host}`,
    })),
  ];
  return shown(affiliationsToWire(iri(place.origin, paths.affiliations(actor.handle)), actor.iri, entries));
}

/** A document about one of our opportunities: for everybody, or for those who follow and prove it by a signature. */
function ofOpportunity(
  write: (opportunity: Opportunity, place: ActorsPlace, collective: Collective) => Promise<JsonObject>,
): Finder {
  return async (place, id, { url, viewer }) => {
    const since = await goneSince(place.db, iri(place.origin, url.pathname));
    if (since !== undefined) return tombstone(iri(place.origin, url.pathname), since);
    const opportunity = isId(id) ? await findOpportunity(place.db, id as OpportunityId) : undefined;
    if (opportunity === undefined || opportunity.status === 'draft') return nothing;
    const collective = await requireCollective(place.db);
    if (opportunity.audience === 'public') return shown(await write(opportunity, place, collective));
    const who = await viewer();
    if (who === undefined || !(await mayRead(place, collective, who))) return nothing;
    return { kind: 'document', document: await write(opportunity, place, collective), isPublic: false };
  };
}

async function mayRead({ db }: ActorsPlace, { actor }: Collective, who: Iri): Promise<boolean> {
  return (await isFollower(db, actor, who)) || (await fetchesForFollower(db, actor, who));
}

async function provenProposal(
  opportunity: Opportunity,
  place: ActorsPlace,
  collective: Collective,
): Promise<JsonObject> {
  const document = proposalToWire(
    opportunity,
    publisherOf(place, collective),
    markdownToHtml(opportunity.outcome),
  );
  const keys = await place.keys.of(collective.handle);
  const actor = iri(place.origin, paths.actor(collective.handle));
  return keys === undefined ? document : proveProposal(document, actor, keys, opportunity.updatedAt);
}

async function findActivity(place: ActorsPlace, id: string): Promise<Found> {
  const body = isId(id)
    ? await findSaid(place.db, iri(place.origin, paths.activity(id as EventId)))
    : undefined;
  return body === undefined ? nothing : shown(JSON.parse(body));
}

function pageId(id: Iri, url: URL): Iri {
  return `${id}?page=${url.searchParams.get('page') ?? ''}` as Iri;
}

function nextPage(id: Iri, cursor: string | undefined): Iri | null {
  return cursor === undefined ? null : (`${id}?page=${cursor}` as Iri);
}
