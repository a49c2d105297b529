import {
  createFederationBuilder,
  type Federation,
  type FederationBuilder,
  type KvStore,
  type MessageQueue,
} from '@fedify/fedify';
import { Application, Group, Person, Tombstone, type Actor as VocabActor } from '@fedify/vocab';
import type { DocumentLoader } from '@fedify/vocab-runtime';
import { createLru } from '../src/core/lru.ts';
import type { Actor } from '../src/domain/actors/actor.ts';
import { findCollective } from '../src/domain/collective/queries.ts';
import { countFollows, followerInboxes } from '../src/domain/follows/queries.ts';
import { countPublished } from '../src/domain/opportunities/queries.ts';
import { type ActorsPlace, actorDocument, findVisibleActor } from './actors.ts';
import { exactJson } from './wire/vocabulary.ts';

/** What Fedify needs of us beside our actors. */
export interface FedifyOptions {
  readonly kv: KvStore;
  readonly outbox: MessageQueue;
  readonly documentLoader: DocumentLoader;
  readonly contextLoader: DocumentLoader;
  readonly version: string;
}

/**
 * Fedify as we use it: WebFinger, NodeInfo, key pairs, the followers of an actor, and signing and addressing what
 * we say. It receives nothing: inboxes belong to the gate, deliveries to our own worker, documents to `documents.ts`.
 */
export async function buildFedify(place: ActorsPlace, options: FedifyOptions): Promise<Federation<void>> {
  const builder = createFederationBuilder<void>();
  registerActors(builder, place);
  registerFollowers(builder, place);
  registerNodeInfo(builder, place, options.version);
  // Only the addresses: nothing listens there (`gate/`).
  builder.setInboxListeners('/@{identifier}/inbox', '/inbox');
  return builder.build({
    kv: options.kv,
    queue: { outbox: options.outbox },
    manuallyStartQueue: true,
    origin: place.origin,
    documentLoaderFactory: () => options.documentLoader,
    authenticatedDocumentLoaderFactory: () => options.documentLoader,
    contextLoaderFactory: () => options.contextLoader,
    firstKnock: 'draft-cavage-http-signatures-12',
    circuitBreaker: false,
  });
}

function registerActors(builder: FederationBuilder<void>, place: ActorsPlace): void {
  const held = createLru<VocabActor>(1000);
  builder
    .setActorDispatcher('/@{identifier}', async (_, identifier) => {
      const actor = await findVisibleActor(place.db, identifier);
      if (actor === undefined) return null;
      if (actor.deletedAt !== null)
        return new Tombstone({ id: new URL(actor.iri), deleted: actor.deletedAt });
      const key = `${actor.iri} ${actor.updatedAt}`;
      const known = held.get(key) ?? (await readActor(place, actor));
      if (known !== null) held.set(key, known);
      return known;
    })
    .setKeyPairsDispatcher(async (_, identifier) => [...((await place.keys.of(identifier))?.pairs ?? [])])
    .mapHandle(async (_, username) => {
      const handle = username.toLowerCase();
      return (await findVisibleActor(place.db, handle)) === undefined ? null : handle;
    })
    .mapAlias(async (_, url) => {
      // The home page stands for the collective.
      if (url.origin !== place.origin || url.pathname !== '/') return null;
      const collective = await findCollective(place.db);
      return collective === undefined ? null : { identifier: collective.handle };
    });
}

async function readActor(place: ActorsPlace, actor: Actor): Promise<VocabActor | null> {
  const document = await actorDocument(place, actor);
  if (document === undefined) return null;
  if (actor.type === 'Group') return exactJson(Group, document);
  return actor.type === 'Person' ? exactJson(Person, document) : exactJson(Application, document);
}

function registerFollowers(builder: FederationBuilder<void>, place: ActorsPlace): void {
  builder
    .setFollowersDispatcher('/@{identifier}/followers', async (_, identifier, cursor, filter) => {
      const keys = cursor === null ? await place.keys.of(identifier) : undefined;
      if (keys === undefined) return null;
      const inboxes = await followerInboxes(place.db, keys.actor, filter?.origin);
      return {
        items: inboxes.map(({ iri, inbox, sharedInbox }) => ({
          id: new URL(iri),
          inboxId: new URL(inbox),
          endpoints: sharedInbox === null ? null : { sharedInbox: new URL(sharedInbox) },
        })),
      };
    })
    .setCounter(async (_, identifier) => {
      const keys = await place.keys.of(identifier);
      return keys === undefined ? null : (await countFollows(place.db, keys.actor)).followers;
    });
}

function registerNodeInfo(builder: FederationBuilder<void>, place: ActorsPlace, version: string): void {
  builder.setNodeInfoDispatcher('/nodeinfo/2.1', async () => {
    const collective = await findCollective(place.db);
    return {
      software: { name: 'guildhall', version, homepage: new URL('https://w3id.org/guildhall') },
      protocols: ['activitypub'],
      services: { inbound: [], outbound: [] },
      openRegistrations: collective?.joinPolicy === 'application',
      usage: { users: {}, localPosts: await countPublished(place.db), localComments: 0 },
      metadata: {
        nodeName: collective?.name ?? '',
        nodeDescription: collective?.purpose ?? '',
        federation: { enabled: true },
      },
    };
  });
}
