import type { Iri } from '../src/core/id.ts';
import { collectionFromWire } from './wire/collections.ts';
import type { JsonObject } from './wire/json.ts';
import { sameOrigin } from './wire/json.ts';
import { affiliationsAddress, relationshipFromWire } from './wire/membership.ts';

const mostPages = 10;

/**
 * The people a collective lists as its own (FEP-5219). Only entries that speak of this collective count, and only pages
 * on its own server are read, each once, at most ten. `fetchOwn` gets a document from its own address.
 */
export async function readAffiliates(
  collective: Iri,
  fetchOwn: (iri: Iri) => Promise<JsonObject>,
): Promise<ReadonlySet<Iri>> {
  const people = new Set<Iri>();
  const read = new Set<Iri>();
  let next: Iri | null = affiliationsAddress(await fetchOwn(collective), collective) ?? null;
  while (next !== null && read.size < mostPages && !read.has(next) && sameOrigin(next, collective)) {
    read.add(next);
    const page = collectionFromWire(await fetchOwn(next));
    for (const item of page.items) {
      const entry = relationshipFromWire(item);
      if (entry?.collective === collective) people.add(entry.person);
    }
    next = page.next;
  }
  return people;
}
