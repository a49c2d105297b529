import { Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import type { LogoForm } from '../../domain/collective/collective.ts';
import { findLogo } from '../../domain/collective/queries.ts';
import type { WebEnv } from '../../http/request-facts.ts';
import type { Site } from './visit.tsx';

/**
 * Pictures we hold: drawn anew by us, under names that say what is in them, for every site to show. A browser that
 * opens one on its own can do nothing with it.
 */
export function mediaRoutes({ platform }: Site): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/media/:file', async (context) => {
    const [, hash = '', form = ''] =
      /^logo-([0-9a-f]{64})\.(webp|png)$/.exec(context.req.param('file')) ?? [];
    const body = hash === '' ? undefined : await findLogo(platform.db, hash, form as LogoForm);
    if (body === undefined) {
      throw new Refusal('not-found', 'media.unknown', 'There is no picture at this address.');
    }
    return context.body(new Uint8Array(body), 200, {
      'content-type': `image/${form}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });
  return routes;
}
