import type { Kysely } from 'kysely';

/** An open store of either kind. Values are the same in both: Temporal.Instant for times, number for bigint. */
export interface Store<DB> {
  readonly kind: 'postgresql' | 'embedded';
  readonly db: Kysely<DB>;
  /** Run a multi-statement script inside one transaction (migrations only). */
  script(run: (execute: (text: string) => Promise<void>) => Promise<void>): Promise<void>;
  /** Hear `NOTIFY channel, payload`. The returned function stops listening. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** PostgreSQL's text of a timestamptz (in UTC) as an instant. */
export function parseInstant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text.replace(' ', 'T'));
}
