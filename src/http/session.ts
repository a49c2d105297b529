import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { findSession } from '../domain/auth/sessions.ts';
import type { Database } from '../domain/database.ts';
import type { Platform } from '../platform/platform.ts';
import type { WebEnv } from './request-facts.ts';

/** 90 days, the longest a session lives in the database. */
const longestSeconds = 90 * 24 * 3600;

/**
 * The name of the session's cookie. Browsers take `__Host-` only over TLS, so a node on http (loopback, `.test`)
 * uses the bare name, without `Secure`.
 */
function sessionCookieName(origin: string): string {
  return origin.startsWith('https:') ? '__Host-session' : 'session';
}

/** The secret of the session that came with a request; undefined for visitors. */
export function sessionSecret(context: Context, origin: string): string | undefined {
  const secret = getCookie(context, sessionCookieName(origin));
  return secret === undefined || secret === '' || secret.length > 200 ? undefined : secret;
}

/** Give the browser a session: HttpOnly, SameSite=Lax, for this host and every path of it. */
export function giveSession(context: Context, origin: string, secret: string): void {
  setCookie(context, sessionCookieName(origin), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: origin.startsWith('https:'),
    maxAge: longestSeconds,
  });
}

/** Take the cookie back. The session itself is closed in the database. */
export function takeSession(context: Context, origin: string): void {
  deleteCookie(context, sessionCookieName(origin), { path: '/', secure: origin.startsWith('https:') });
}

/** Finds out who is signed in and puts them into the context; a cookie that opens nothing makes a visitor. */
export function loadViewer(
  platform: Pick<Platform<Database>, 'db' | 'origin' | 'clock'>,
): MiddlewareHandler<WebEnv> {
  return async (context, next) => {
    const secret = sessionSecret(context, platform.origin);
    const now = platform.clock.now();
    const session = secret === undefined ? undefined : await findSession(platform.db, secret, now);
    context.set('session', session);
    context.set('viewer', session?.member);
    return next();
  };
}
