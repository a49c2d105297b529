import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { findOrigin } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import type { Platform } from '../platform/platform.ts';
import type { WebEnv } from './request-facts.ts';

/** How long the database may take to say that it is there, in milliseconds. */
const patienceMs = 2_000;

/** What operators and their tools ask: `/healthz`, `/readyz`, `/metrics`. */
export function healthRoutes(
  platform: Pick<Platform<Database>, 'db' | 'origin' | 'metrics' | 'config'>,
): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/healthz', (context) => {
    context.header('cache-control', 'no-store');
    return context.json({ status: 'up' });
  });
  routes.get('/readyz', async (context) => {
    context.header('cache-control', 'no-store');
    const { isReady, reason } = await readiness(platform);
    if (isReady) return context.json({ status: 'ready', reason });
    return context.json({ status: 'not ready', reason }, 503, { 'retry-after': '5' });
  });
  routes.get('/metrics', async (context) => {
    context.header('cache-control', 'no-store');
    const token = platform.config.METRICS_TOKEN;
    if (token === undefined) return context.notFound();
    if (!bears(context.req.header('authorization'), token)) {
      return context.text('A bearer token is needed.\n', 401, { 'www-authenticate': 'Bearer' });
    }
    const { registry } = platform.metrics;
    return context.body(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
  return routes;
}

async function readiness({
  db,
  origin,
}: Pick<Platform<Database>, 'db' | 'origin'>): Promise<{ isReady: boolean; reason: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), patienceMs);
  });
  try {
    const setUpFor = await Promise.race([findOrigin(db), late]);
    if (setUpFor === undefined) return { isReady: true, reason: 'waiting for setup' };
    if (setUpFor === origin) return { isReady: true, reason: 'set up' };
    return { isReady: false, reason: `set up for ${setUpFor}, started as ${origin}` };
  } catch {
    return { isReady: false, reason: 'the database does not answer, or its schema is not there' };
  } finally {
    clearTimeout(timer);
  }
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function bears(authorization: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`));
}
