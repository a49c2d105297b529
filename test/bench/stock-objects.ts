import type { ActorKeyPair, Context } from '@fedify/fedify';
import {
  Endpoints,
  Group,
  Hashtag,
  Intent,
  LanguageString,
  Link,
  Measure,
  Note,
  Place,
  PropertyValue,
  Proposal,
  PUBLIC_COLLECTION,
  Source,
} from '@fedify/vocab';
import { parseDecimal } from '@fedify/vocab-runtime';
import type { StockActorRow, StockOpportunityRow, StockPostRow } from './stock-rows.ts';

// The documents of the stock node say as much as Guildhall's own of the same kind, so that writing them
// costs what it would cost an application of the same purpose.

function instant(date: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}

function hashtags(origin: URL, names: string[]): Hashtag[] {
  return names.map((name) => new Hashtag({ name: `#${name}`, href: new URL(`/tags/${name}`, origin) }));
}

/** The collective as a Group, with the keys as Fedify's manual attaches them. */
export function collectiveActor(
  ctx: Context<void>,
  identifier: string,
  row: StockActorRow,
  keys: ActorKeyPair[],
): Group {
  return new Group({
    id: ctx.getActorUri(identifier),
    preferredUsername: identifier,
    name: row.name,
    summary: row.summary,
    published: instant(row.published),
    url: new URL('/', ctx.getActorUri(identifier)),
    inbox: ctx.getInboxUri(identifier),
    outbox: ctx.getOutboxUri(identifier),
    followers: ctx.getFollowersUri(identifier),
    endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
    manuallyApprovesFollowers: false,
    discoverable: true,
    indexable: true,
    attachments: [
      new PropertyValue({ name: 'Open work', value: '<a href="/opportunities" rel="me">Opportunities</a>' }),
      new PropertyValue({ name: 'Members', value: '11' }),
    ],
    publicKey: keys[0]?.cryptographicKey ?? null,
    assertionMethods: keys.map((key) => key.multikey),
  });
}

/** An opportunity in the words that FEP-0837 has for it. */
export function opportunityProposal(row: StockOpportunityRow, id: URL, author: URL): Proposal {
  return new Proposal({
    id,
    name: row.title,
    contents: [row.content, new LanguageString(row.content, 'en')],
    source: new Source({ content: row.source, mediaType: 'text/markdown' }),
    purpose: 'request',
    attribution: author,
    published: instant(row.published),
    updated: instant(row.published),
    endTime: instant(row.deadline),
    location: new Place({ name: row.place }),
    tags: hashtags(id, ['boatbuilding', 'getfedihired']),
    url: id,
    to: PUBLIC_COLLECTION,
    publishes: new Intent({
      id: new URL('#primary', id),
      action: 'deliverService',
      resourceQuantity: new Measure({ unit: 'hour', numericalValue: parseDecimal(String(row.hours)) }),
    }),
    reciprocal: new Intent({
      id: new URL('#reciprocal', id),
      action: 'transfer',
      resourceConformsTo: new URL('https://www.wikidata.org/wiki/Q4916'),
      resourceQuantity: new Measure({ unit: 'one', numericalValue: parseDecimal('45') }),
    }),
  });
}

/** The readable post about an opportunity. */
export function postToNote(row: StockPostRow, id: URL, author: URL): Note {
  return new Note({
    id,
    attribution: author,
    contents: [row.content, new LanguageString(row.content, 'en')],
    published: instant(row.published),
    url: id,
    to: PUBLIC_COLLECTION,
    cc: new URL(`${author.href}/followers`),
    tags: [
      ...hashtags(id, ['boatbuilding', 'getfedihired']),
      new Link({
        name: 'The opportunity',
        mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
        href: new URL('/opportunities/current', id),
        rel: 'https://w3id.org/valueflows/ont/vf#Proposal',
      }),
    ],
  });
}
