import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { iriOf, isJsonObject, type JsonObject, listOf, typesOf } from './json.ts';
import { type Affiliation, relationshipToWire } from './membership.ts';
import { activityContext, actorContext, postContext, workContext } from './vocabulary.ts';

/** A collection whose members are on pages: outbox, followers, following. */
export interface PagedCollection {
  readonly id: Iri;
  readonly attributedTo: Iri;
  readonly totalItems: number;
  /** Null where nobody may see the members, only how many there are. */
  readonly first: Iri | null;
}

/** One page of it, newest first. */
export interface CollectionPage {
  readonly id: Iri;
  readonly partOf: Iri;
  readonly totalItems: number;
  readonly next: Iri | null;
  /** Addresses, or whole documents; a `@context` inside them is dropped, since the page has it. */
  readonly items: readonly (Iri | JsonObject)[];
}

/** The front of a paged collection. */
export function collectionToWire(collection: PagedCollection): JsonObject {
  const { id, attributedTo, totalItems, first } = collection;
  const head = { '@context': activityContext, id, type: 'OrderedCollection', attributedTo, totalItems };
  return first === null ? head : { ...head, first };
}

/** A page of activities (outbox); the activities are whole. */
export function outboxPageToWire(page: CollectionPage): JsonObject {
  return pageToWire(postContext, page);
}

/** A page of actors (followers, following), by address. */
export function actorsPageToWire(page: CollectionPage): JsonObject {
  return pageToWire(activityContext, page);
}

/** The posts an actor shows on top (at most five open opportunities), newest first and whole. */
export function featuredToWire(id: Iri, attributedTo: Iri, posts: readonly JsonObject[]): JsonObject {
  return wholeCollection(postContext, { id, attributedTo }, posts);
}

/** The open opportunities for machines: whole Proposals, newest first (`endpoints.wanted`). */
export function wantedToWire(id: Iri, attributedTo: Iri, proposals: readonly JsonObject[]): JsonObject {
  return wholeCollection(workContext, { id, attributedTo }, proposals);
}

/** The members who are shown. Absent members are not published, which does not say that they are no members. */
export function affiliationsToWire(
  id: Iri,
  collective: Iri,
  affiliations: readonly Affiliation[],
): JsonObject {
  const items = affiliations.map((entry) => relationshipToWire({ id, collective }, entry));
  return wholeCollection(actorContext, { id, attributedTo: collective }, items);
}

/** A collection of another server, or a page of one. */
export interface IncomingCollection {
  readonly iri: Iri;
  readonly totalItems: number | null;
  /** Members named by address or given whole, in order; at most a thousand. */
  readonly items: readonly (Iri | JsonObject)[];
  /** Where to read on: the first page of a collection, the next one of a page. */
  readonly next: Iri | null;
}

/**
 * A collection or a page of another server, ordered or not.
 * @throws Refusal invalid `collection.type`, `collection.id`
 */
export function collectionFromWire(document: JsonObject): IncomingCollection {
  const types = typesOf(document);
  if (!types.some((type) => /^(?:Ordered)?Collection(?:Page)?$/.test(type))) {
    throw new Refusal('invalid', 'collection.type', 'This document is not a collection.');
  }
  const id = iriOf(document);
  if (id === undefined) throw new Refusal('invalid', 'collection.id', 'This collection has no address.');
  const onPage = document['orderedItems'] !== undefined || document['items'] !== undefined;
  const isPage = types.some((type) => type.endsWith('Page'));
  const total = document['totalItems'];
  return {
    iri: id,
    totalItems: typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : null,
    items: listOf(document['orderedItems'] ?? document['items'])
      .slice(0, 1000)
      .flatMap(memberOf),
    next: iriOf(isPage || onPage ? document['next'] : document['first']) ?? null,
  };
}

function memberOf(item: unknown): readonly (Iri | JsonObject)[] {
  if (isJsonObject(item)) return [item];
  const address = iriOf(item);
  return address === undefined ? [] : [address];
}

function pageToWire(context: unknown, page: CollectionPage): JsonObject {
  const { id, partOf, totalItems, next } = page;
  return {
    '@context': context,
    id,
    type: 'OrderedCollectionPage',
    partOf,
    totalItems,
    ...(next === null ? {} : { next }),
    orderedItems: page.items.map(withoutContext),
  };
}

function wholeCollection(
  context: unknown,
  head: { readonly id: Iri; readonly attributedTo: Iri },
  items: readonly JsonObject[],
): JsonObject {
  const orderedItems = items.map(withoutContext);
  return {
    '@context': context,
    id: head.id,
    type: 'OrderedCollection',
    attributedTo: head.attributedTo,
    totalItems: items.length,
    orderedItems,
  };
}

function withoutContext(item: Iri | JsonObject): unknown {
  if (typeof item === 'string') return item;
  const { '@context': _context, ...rest } = item;
  return rest;
}
