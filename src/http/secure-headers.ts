import type { MiddlewareHandler } from 'hono';
import type { WebEnv } from './request-facts.ts';

/** For everything that is not a page: should a browser show it all the same, it can do nothing. */
const documentPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

const features = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'usb',
];

const always: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', features.map((feature) => `${feature}=()`).join(', ')],
];

/** The headers every answer carries, as pairs; `page` is the Content-Security-Policy of an HTML page, if it is one. */
export function secureHeaders(
  origin: string,
  page: string | undefined,
): readonly (readonly [string, string])[] {
  const transport: readonly (readonly [string, string])[] = origin.startsWith('https:')
    ? [['strict-transport-security', 'max-age=31536000']]
    : [];
  return [...always, ...transport, ['content-security-policy', page ?? documentPolicy]];
}

/**
 * Adds the headers of security.md §5 to every answer that does not set them itself. What other sites may read
 * (`Access-Control-Allow-Origin: *`) they may also embed.
 */
export function addSecureHeaders(origin: string, pagePolicy: string): MiddlewareHandler<WebEnv> {
  const forPages = secureHeaders(origin, pagePolicy);
  const forDocuments = secureHeaders(origin, undefined);
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    const isPage = headers.get('content-type')?.startsWith('text/html') === true;
    const missing = (isPage ? forPages : forDocuments).filter(([name]) => !headers.has(name));
    const sharing = headers.get('access-control-allow-origin') === '*' ? 'cross-origin' : 'same-origin';
    for (const [name, value] of missing) context.res.headers.set(name, value);
    if (!headers.has('cross-origin-resource-policy')) {
      context.res.headers.set('cross-origin-resource-policy', sharing);
    }
  };
}
