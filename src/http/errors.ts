import type { RefusalKind } from '../core/refusal.ts';

/** The HTTP status each kind of refusal becomes. */
export const statusOf: Readonly<Record<RefusalKind, 400 | 403 | 404 | 409 | 410>> = {
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  invalid: 400,
  gone: 410,
};
