import type { Generated, Kysely } from 'kysely';
import type { Database } from '../../src/domain/database.ts';

/** Tables only federation knows: the inbox before it is read, and Fedify's key-value store. */
export type StorageTables = {
  inbox_item: {
    id: Generated<number>;
    activity_id: string;
    has_own_id: boolean;
    actor: string;
    type: string;
    digest: string;
    body: string;
    received_at: Generated<Temporal.Instant>;
    run_at: Generated<Temporal.Instant>;
    locked_until: Temporal.Instant | null;
    attempts: Generated<number>;
    is_dead: Generated<boolean>;
    error: string | null;
  };
  inbox_seen: {
    actor: string;
    activity_id: string;
    digest: string;
    seen_at: Generated<Temporal.Instant>;
  };
  key_value: {
    key: string[];
    value: string;
    expires_at: Temporal.Instant | null;
  };
};

/** The database with the tables of federation in it. */
export type StorageDb = Kysely<Database & StorageTables>;
