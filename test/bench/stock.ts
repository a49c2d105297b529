/** The rival, in a process of its own: a small collective's node on stock Fedify, Hono and PostgreSQL. */
import { randomUUID } from 'node:crypto';
import type { Federation } from '@fedify/fedify';
import { Create, Note, PUBLIC_COLLECTION } from '@fedify/vocab';
import { serve } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Sql } from 'postgres';
import { openStockFederation } from './stock-federation.ts';
import { postToNote } from './stock-objects.ts';
import { type StockPostRow, stockIdentifier } from './stock-rows.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** Fedify before the application's own routes; the request's address is rewritten to the canonical origin. */
function fedify(federation: Federation<void>, canonical: string): MiddlewareHandler {
  return async (c, next) => {
    const url = new URL(c.req.raw.url);
    const request = new Request(new URL(url.pathname + url.search, canonical), c.req.raw);
    return federation.fetch(request, {
      contextData: undefined,
      onNotFound: async () => {
        await next();
        return c.res;
      },
      onNotAcceptable: async () => {
        await next();
        if (c.res.status !== 404) return c.res;
        return new Response('Not acceptable', { status: 406, headers: { vary: 'Accept' } });
      },
    });
  };
}

/** Writes a post and hands it to Fedify for all followers, as the application's "publish" button would. */
async function publish(federation: Federation<void>, sql: Sql, origin: string): Promise<string> {
  const id = randomUUID();
  const content =
    '<p><strong>A wooden boat, repaired</strong><br>We look for two people who know clinker building.</p><ul><li>120 hours</li><li>Lübeck</li></ul>';
  const [row] = await sql<StockPostRow[]>`
    insert into stock_post (id, identifier, content) values (${id}, ${stockIdentifier}, ${content})
    returning id, content, published`;
  if (row === undefined) throw new Error('the post was not stored');
  const ctx = federation.createContext(new URL(origin), undefined);
  const actor = ctx.getActorUri(stockIdentifier);
  const object = postToNote(row, ctx.getObjectUri(Note, { id }), actor);
  const create = new Create({
    id: new URL('#create', ctx.getObjectUri(Note, { id })),
    actor,
    object,
    published: object.published,
    to: PUBLIC_COLLECTION,
    cc: ctx.getFollowersUri(stockIdentifier),
  });
  await ctx.sendActivity({ identifier: stockIdentifier }, 'followers', create, {
    preferSharedInbox: true,
    excludeBaseUris: [new URL(origin)],
  });
  return ctx.getObjectUri(Note, { id }).href;
}

const origin = setting('ORIGIN');
const role = setting('ROLE') === 'web' ? 'web' : 'all';
const { federation, sql } = await openStockFederation(setting('DATABASE_URL'), origin, role, stockIdentifier);

const app = new Hono();
app.get('/readyz', async (c) => {
  await sql`select 1`;
  return c.text('ready');
});
app.use(fedify(federation, origin));
app.post('/bench/publish', async (c) => c.json({ note: await publish(federation, sql, origin) }, 202));

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(new URL(origin).port) });
process.on('SIGTERM', () => {
  server.close();
  process.exit(0);
});
