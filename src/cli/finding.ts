/** What one look at the node found. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** One thing to do about it; null where nothing need be. */
  readonly next: string | null;
}

/** All is well here. */
export function ok(found: string): Finding {
  return { state: 'ok', found, next: null };
}

/** It runs, but somebody should know. */
export function warn(found: string, next: string): Finding {
  return { state: 'warn', found, next };
}

/** It does not do what it must. */
export function fail(found: string, next: string): Finding {
  return { state: 'fail', found, next };
}
