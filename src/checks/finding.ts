import type { Key, Say, Values } from '../words/say.ts';

/** The key of a text about the health of a node. */
type HealthKey = Extract<Key, `health.${string}`>;

/** What a check has to say: a text of the catalogues, or words that came from elsewhere. */
export type Remark =
  | { readonly key: HealthKey; readonly values?: Values | undefined }
  | { readonly text: string };

/** What one look at the node found. */
export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: Remark;
  /** One thing to do about it; null where nothing need be. */
  readonly next: Remark | null;
}

/** All is well here. */
export function ok(key: HealthKey, values?: Values): Finding {
  return { state: 'ok', found: { key, values }, next: null };
}

/** It runs, but somebody should know. Both texts take the same values. */
export function warn(key: HealthKey, next: HealthKey, values?: Values): Finding {
  return { state: 'warn', found: { key, values }, next: { key: next, values } };
}

/** It does not do what it must. Both texts take the same values. */
export function fail(key: HealthKey, next: HealthKey, values?: Values): Finding {
  return { state: 'fail', found: { key, values }, next: { key: next, values } };
}

/** A remark in the language of whoever asked. */
export function remarkWords(say: Say, remark: Remark): string {
  return 'text' in remark ? remark.text : say(remark.key, remark.values);
}
