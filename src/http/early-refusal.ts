import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { problemBody, problemType } from './problem.ts';
import { secureHeaders } from './secure-headers.ts';

/** Why a request never reached a route. */
export type EarlyRefusal =
  /** Addressed to a host we are not. */
  | { readonly status: 421; readonly asked: string; readonly origin: string }
  | { readonly status: 405; readonly allow: string }
  | { readonly status: 400; readonly message: string }
  /** Too much from one client (429), or too much for this process (503). */
  | { readonly status: 429 | 503; readonly waitSeconds: number };

/** Draws a refusal for people, in the language their headers ask for: the page, and the Content-Security-Policy it keeps. */
export type DrawRefusal = (
  refusal: EarlyRefusal,
  headers: IncomingHttpHeaders,
) => { readonly html: string; readonly policy: string };

const codes = {
  400: 'request.path',
  405: 'request.method',
  421: 'request.host',
  429: 'rate.client',
  503: 'rate.process',
} as const;

/** Answer a refusal: a page for browsers if `draw` can draw one, problem+json for the rest. The body is not read. */
export function refuseEarly(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: EarlyRefusal,
  origin: string,
  draw: DrawRefusal | undefined,
): void {
  if (response.headersSent || response.destroyed) return;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const wantsHtml = isRead && request.headers.accept?.includes('text/html') === true;
  const page = wantsHtml ? draw?.(refusal, request.headers) : undefined;
  response.statusCode = refusal.status;
  for (const [name, value] of secureHeaders(origin, page?.policy)) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  response.setHeader('vary', 'Accept, Accept-Language, Cookie');
  if (refusal.status === 405) response.setHeader('allow', refusal.allow);
  if (refusal.status === 429 || refusal.status === 503)
    response.setHeader('retry-after', refusal.waitSeconds);
  // A body nobody read would otherwise be taken for the next request of this connection.
  if (!isRead) response.setHeader('connection', 'close');
  response.setHeader('content-type', page === undefined ? problemType : 'text/html; charset=utf-8');
  response.end(
    page?.html ??
      problemBody({ status: refusal.status, code: codes[refusal.status], detail: sentence(refusal) }),
  );
}

function sentence(refusal: EarlyRefusal): string {
  switch (refusal.status) {
    case 400:
      return refusal.message;
    case 405:
      return `This method is not one of ${refusal.allow}.`;
    case 421:
      return `This says ${refusal.asked.slice(0, 260)}. This server answers for ${new URL(refusal.origin).host}.`;
    case 429:
      return `More requests came from your address than we take. Wait ${refusal.waitSeconds} seconds.`;
    case 503:
      return `This server has more to do than it can take on. Try again in ${refusal.waitSeconds} seconds.`;
  }
}
