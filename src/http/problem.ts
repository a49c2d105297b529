import { STATUS_CODES } from 'node:http';

/** What went wrong, for programs (RFC 9457). */
export interface Problem {
  readonly status: number;
  /** Stable: `opportunity.not_open`. */
  readonly code: string;
  /** What happened and the next step, in words for a person. */
  readonly detail: string;
  /** Names the request in the log. */
  readonly requestId?: string | undefined;
}

/** The media type of a problem. */
export const problemType = 'application/problem+json';

/** A problem as JSON text. */
export function problemBody({ status, code, detail, requestId }: Problem): string {
  return JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
  });
}

/** An `application/problem+json` answer, never kept by a cache. */
export function problem(what: Problem, extra: Readonly<Record<string, string>> = {}): Response {
  const headers = { ...extra, 'content-type': problemType, 'cache-control': 'no-store' };
  return new Response(problemBody(what), { status: what.status, headers });
}

/** Whether whoever asks reads pages: everything outside the API that does not put JSON first. */
export function wantsPage(path: string, accept: string | undefined): boolean {
  if (path === '/api' || path.startsWith('/api/')) return false;
  return accept === undefined || !/^\s*application\/(?:[a-z.]+\+)?json/i.test(accept);
}
