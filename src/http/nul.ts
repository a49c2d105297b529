import type { MiddlewareHandler } from 'hono';
import { Refusal } from '../core/refusal.ts';
import type { WebEnv } from './request-facts.ts';

/** Nothing has a NUL in its path: PostgreSQL takes none, and nobody could say such an address. @throws Refusal not-found `page.unknown` */
export function refuseNul(): MiddlewareHandler<WebEnv> {
  return async ({ req }, next) => {
    if (new URL(req.url).pathname.includes('%00'))
      throw new Refusal('not-found', 'page.unknown', 'There is no page at this address.');
    await next();
  };
}
