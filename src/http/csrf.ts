import type { MiddlewareHandler } from 'hono';
import { HttpRefusal } from './errors.ts';
import type { WebEnv } from './request-facts.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The only kinds of body anything here reads. */
const readable = ['application/x-www-form-urlencoded', 'application/json'];

/** The forms that send a file, and with it the one kind of body that carries files. */
const filePaths = ['/me/import', '/settings/logo'];
const fileType = 'multipart/form-data';

/**
 * Lets a request change something only if it comes from our own pages, whatever its type: `Origin` is ours, or
 * the browser says `Sec-Fetch-Site: same-origin`. A program with a bearer token and no cookie is not a browser
 * that could be misled. Bodies must be forms or JSON; files only where a form asks for one.
 * @throws HttpRefusal 403 `csrf.cross_site`, 415 `body.type`
 */
export function refuseCrossSite(origin: string): MiddlewareHandler<WebEnv> {
  return async (context, next) => {
    const { req } = context;
    if (safe.has(req.method)) return next();
    if (!isOurs(origin, (name) => req.header(name))) {
      throw new HttpRefusal(
        403,
        'csrf.cross_site',
        `This request did not come from a page of ${new URL(origin).host}. Open the page here and send the form again.`,
        undefined,
        { host: new URL(origin).host },
      );
    }
    const type = req.header('content-type');
    const hasBody = req.header('transfer-encoding') !== undefined || Number(req.header('content-length')) > 0;
    if ((type !== undefined || hasBody) && !isReadable(type ?? '', req.path)) {
      throw new HttpRefusal(
        415,
        'body.type',
        `We read ${readable.join(' and ')}; this says ${type === undefined ? 'nothing' : `"${type.slice(0, 80)}"`}.`,
        undefined,
        { kinds: readable.join(', '), type: type?.slice(0, 80) ?? 'none' },
      );
    }
    return next();
  };
}

function isOurs(origin: string, header: (name: string) => string | undefined): boolean {
  if (/^bearer /i.test(header('authorization') ?? '') && header('cookie') === undefined) return true;
  const from = header('origin');
  if (from !== undefined) return from === origin;
  return header('sec-fetch-site') === 'same-origin';
}

function isReadable(type: string, path: string): boolean {
  const kind = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return readable.includes(kind) || (kind === fileType && filePaths.includes(path));
}
