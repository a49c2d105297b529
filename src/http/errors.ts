import type { Refusal, RefusalKind } from '../core/refusal.ts';

/** The HTTP status each kind of refusal becomes. */
export const statusOf: Readonly<Record<RefusalKind, 400 | 403 | 404 | 409 | 410>> = {
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  invalid: 400,
  gone: 410,
};

/** A request that is wrong as HTTP, before any rule of the domain: cross-site, too large, of a type we do not read. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: 400 | 401 | 403 | 405 | 413 | 415 | 429;
  /** Stable, like the code of a `Refusal`. */
  readonly code: string;
  /** Seconds for `Retry-After`, with 429. */
  readonly waitSeconds: number | undefined;
  /** What the message names, for saying it in another language. */
  readonly values: Refusal['values'];

  constructor(
    status: HttpRefusal['status'],
    code: string,
    message: string,
    waitSeconds?: number,
    values: Refusal['values'] = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.waitSeconds = waitSeconds;
    this.values = values;
  }
}

/** Seconds after which it is worth asking again while the database is away. */
export const databaseWaitSeconds = 5;

const lost = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
]);

/**
 * Whether an error says that the database cannot be reached now: the connection is gone, or the server is
 * starting, stopping or full (PostgreSQL class 08, 57P01–57P03, 53300).
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.message.startsWith('PGlite is clos')) return true;
  const code = 'code' in error ? String(error.code) : '';
  return lost.has(code) || /^(?:08|57P0[1-3]|53300)/.test(code);
}
