import {
  createFederation,
  type Federation,
  importJwk,
  type KvKey,
  type KvStore,
  type KvStoreListEntry,
  type MessageQueue,
  type MessageQueueEnqueueOptions,
  ParallelMessageQueue,
} from '@fedify/fedify';
import { PostgresKvStore, PostgresMessageQueue } from '@fedify/postgres';
import { Accept, Create, Follow, Note, Proposal, type Recipient } from '@fedify/vocab';
import postgres, { type Sql } from 'postgres';
import { collectiveActor, opportunityProposal, postToNote } from './stock-objects.ts';
import type {
  StockActorRow,
  StockFollowerRow,
  StockKeyRow,
  StockOpportunityRow,
  StockPostRow,
} from './stock-rows.ts';

/** How many messages the stock node works on at once. */
const workers = 10;
const outboxPage = 20;

/** `PostgresKvStore` of 1.8 with the one method that Fedify 2 added to the interface. */
class StockKvStore extends PostgresKvStore implements KvStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    super(sql);
    this.#sql = sql;
  }

  async *list(prefix: KvKey | readonly [] = []): AsyncIterable<KvStoreListEntry> {
    const rows = await this.#sql<{ key: [string, ...string[]]; value: unknown }[]>`
      select key, value from fedify_kv_v2
      where key[1:${prefix.length}] = ${[...prefix]}::text[]
        and (ttl is null or created + ttl > current_timestamp)`;
    for (const { key, value } of rows) yield { key, value };
  }
}

/** `PostgresMessageQueue` of 1.8, taking the read-only arrays that Fedify 2 hands over. */
class StockMessageQueue extends PostgresMessageQueue implements MessageQueue {
  override async enqueueMany(
    messages: readonly unknown[],
    options?: MessageQueueEnqueueOptions,
  ): Promise<void> {
    await super.enqueueMany([...messages], options);
  }
}

function registerActor(federation: Federation<void>, sql: Sql): void {
  federation
    .setActorDispatcher('/actors/{identifier}', async (ctx, identifier) => {
      const [row] = await sql<StockActorRow[]>`
        select name, summary, published from stock_actor where identifier = ${identifier}`;
      if (row === undefined) return null;
      return collectiveActor(ctx, identifier, row, await ctx.getActorKeyPairs(identifier));
    })
    .mapHandle((_ctx, username) => username)
    .setKeyPairsDispatcher(async (_ctx, identifier) => {
      const rows = await sql<StockKeyRow[]>`
        select private_key, public_key from stock_key where identifier = ${identifier} order by position`;
      return Promise.all(
        rows.map(async (row) => ({
          privateKey: await importJwk(row.private_key, 'private'),
          publicKey: await importJwk(row.public_key, 'public'),
        })),
      );
    });
}

function registerObjects(federation: Federation<void>, sql: Sql, identifier: string): void {
  federation.setObjectDispatcher(Note, '/notes/{id}', async (ctx, { id }) => {
    const [row] = await sql<StockPostRow[]>`
      select id, content, published from stock_post where id = ${id}`;
    return row === undefined
      ? null
      : postToNote(row, ctx.getObjectUri(Note, { id }), ctx.getActorUri(identifier));
  });
  federation.setObjectDispatcher(Proposal, '/opportunities/{id}', async (ctx, { id }) => {
    const [row] = await sql<StockOpportunityRow[]>`
      select id, title, source, content, place, hours, deadline, published
      from stock_opportunity where id = ${id}`;
    if (row === undefined) return null;
    return opportunityProposal(row, ctx.getObjectUri(Proposal, { id }), ctx.getActorUri(identifier));
  });
}

function registerCollections(federation: Federation<void>, sql: Sql): void {
  federation
    .setFollowersDispatcher('/actors/{identifier}/followers', async (_ctx, identifier, cursor) => {
      if (cursor !== null) return null;
      const rows = await sql<StockFollowerRow[]>`
        select follower, inbox, shared_inbox from stock_follower where identifier = ${identifier}`;
      const items: Recipient[] = rows.map((row) => ({
        id: new URL(row.follower),
        inboxId: new URL(row.inbox),
        endpoints: row.shared_inbox === null ? null : { sharedInbox: new URL(row.shared_inbox) },
      }));
      return { items };
    })
    .setCounter(async (_ctx, identifier) => {
      const [row] = await sql<{ total: number }[]>`
        select count(*)::int as total from stock_follower where identifier = ${identifier}`;
      return row?.total ?? 0;
    });
  federation
    .setOutboxDispatcher('/actors/{identifier}/outbox', async (ctx, identifier, cursor) => {
      if (cursor === null) return null;
      const rows = await sql<StockPostRow[]>`
        select id, content, published from stock_post where identifier = ${identifier}
        order by published desc limit ${outboxPage} offset ${Number(cursor)}`;
      const items = rows.map((row) => {
        const note = postToNote(row, ctx.getObjectUri(Note, { id: row.id }), ctx.getActorUri(identifier));
        return new Create({
          id: new URL('#create', note.id ?? undefined),
          actor: note.attributionId,
          object: note,
        });
      });
      return { items, nextCursor: rows.length < outboxPage ? null : String(Number(cursor) + outboxPage) };
    })
    .setFirstCursor(() => '0');
}

function registerInbox(federation: Federation<void>, sql: Sql): void {
  federation
    .setInboxListeners('/actors/{identifier}/inbox', '/inbox')
    .on(Follow, async (ctx, follow) => {
      const target = ctx.parseUri(follow.objectId);
      const follower = await follow.getActor(ctx);
      if (target?.type !== 'actor' || follower?.id == null || follower.inboxId === null) return;
      await sql`
        insert into stock_follower (identifier, follower, inbox, shared_inbox)
        values (${target.identifier}, ${follower.id.href}, ${follower.inboxId.href},
          ${follower.endpoints?.sharedInbox?.href ?? null})
        on conflict do nothing`;
      const accept = new Accept({ actor: follow.objectId, object: follow });
      await ctx.sendActivity({ identifier: target.identifier }, follower, accept);
    })
    .on(Create, async (ctx, create) => {
      const object = await create.getObject(ctx);
      if (!(object instanceof Note) || object.id === null || create.actorId === null) return;
      if (object.attributionId?.href !== create.actorId.href) return;
      await sql`
        insert into stock_note (iri, author, content, published)
        values (${object.id.href}, ${create.actorId.href}, ${String(object.content ?? '')},
          ${object.published?.toString() ?? null})
        on conflict (iri) do nothing`;
    });
}

/**
 * A stock Fedify federation on PostgreSQL as its manual sets it up for production: key-value store and
 * queue of `@fedify/postgres`, the queue wrapped in `ParallelMessageQueue` on a connection pool of its own
 * that is larger than the number of workers, the origin pinned. Only `allowPrivateAddress` differs: the
 * whole benchmark runs on the loopback address.
 */
export async function openStockFederation(
  databaseUrl: string,
  origin: string,
  role: 'web' | 'all',
  identifier: string,
): Promise<{ federation: Federation<void>; sql: Sql }> {
  const sql = postgres(databaseUrl, { max: 10, onnotice: () => undefined });
  const queueSql = postgres(databaseUrl, { max: workers + 5, onnotice: () => undefined });
  const kv = new StockKvStore(sql);
  const queue = new StockMessageQueue(queueSql);
  await kv.initialize();
  await queue.initialize();
  const federation = createFederation<void>({
    kv,
    queue: new ParallelMessageQueue(queue, workers),
    manuallyStartQueue: true,
    origin,
    allowPrivateAddress: true,
    onOutboxError: (error) => console.error('outbox:', error.message),
  });
  registerActor(federation, sql);
  registerObjects(federation, sql, identifier);
  registerCollections(federation, sql);
  registerInbox(federation, sql);
  if (role === 'all') void federation.startQueue(undefined).catch(console.error);
  return { federation, sql };
}
