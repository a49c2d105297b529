import { isDeepStrictEqual } from 'node:util';
import type { KvKey, KvStore, KvStoreListEntry, KvStoreSetOptions } from '@fedify/fedify';
import { sql } from 'kysely';
import type { StorageDb } from './tables.ts';

/**
 * Fedify's key-value store in the database: a logged table, values as JSON text (a NUL in jsonb is an error),
 * a time to live that counts on reading. Fedify's own duplicate check is switched off here, because it is not
 * atomic and takes two inboxes for one: `inbox_seen` does that work.
 */
export class DatabaseKvStore implements KvStore {
  readonly #db: StorageDb;

  constructor(db: StorageDb) {
    this.#db = db;
  }

  async get<T = unknown>(key: KvKey): Promise<T | undefined> {
    if (isIdempotenceKey(key)) return undefined;
    const text = await this.#read(key);
    if (text === undefined) return undefined;
    const value: T = JSON.parse(text);
    return value;
  }

  async set(key: KvKey, value: unknown, options?: KvStoreSetOptions): Promise<void> {
    if (isIdempotenceKey(key)) return;
    await sql`
      insert into key_value (key, value, expires_at) values (${[...key]}, ${encode(value)}, ${expiry(options)})
      on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at`.execute(
      this.#db,
    );
  }

  async delete(key: KvKey): Promise<void> {
    await sql`delete from key_value where key = ${[...key]}`.execute(this.#db);
  }

  async cas(key: KvKey, expected: unknown, next: unknown, options?: KvStoreSetOptions): Promise<boolean> {
    const found = await this.#read(key);
    if (!isDeepStrictEqual(found === undefined ? undefined : JSON.parse(found), expected)) return false;
    if (found === undefined) return next === undefined || this.#insertOnly([...key], next, expiry(options));
    const unchanged = sql`key = ${[...key]} and value = ${found}`;
    const { numAffectedRows } =
      next === undefined
        ? await sql`delete from key_value where ${unchanged}`.execute(this.#db)
        : await sql`update key_value set value = ${encode(next)}, expires_at = ${expiry(options)} where ${unchanged}`.execute(
            this.#db,
          );
    return (numAffectedRows ?? 0n) > 0n;
  }

  async *list(prefix?: KvKey): AsyncIterable<KvStoreListEntry> {
    const path = [...(prefix ?? [])];
    const { rows } = await sql<{ key: string[]; value: string }>`
      select key, value from key_value
      where key[1:${path.length}::int] = ${path}::text[] and (expires_at is null or expires_at > now())
      order by key`.execute(this.#db);
    for (const row of rows) {
      const [first, ...rest] = row.key;
      if (first !== undefined) yield { key: [first, ...rest], value: JSON.parse(row.value) };
    }
  }

  /** Remove what has expired. Called by the schedule; reading never depends on it. */
  async sweep(): Promise<void> {
    await sql`delete from key_value where expires_at <= now()`.execute(this.#db);
  }

  async #read(key: KvKey): Promise<string | undefined> {
    const { rows } = await sql<{ value: string }>`
      select value from key_value where key = ${[...key]} and (expires_at is null or expires_at > now())`.execute(
      this.#db,
    );
    return rows[0]?.value;
  }

  async #insertOnly(path: string[], value: unknown, expires: ReturnType<typeof expiry>): Promise<boolean> {
    const { numAffectedRows } = await sql`
      insert into key_value (key, value, expires_at) values (${path}, ${encode(value)}, ${expires})
      on conflict (key) do update set value = excluded.value, expires_at = excluded.expires_at
      where key_value.expires_at <= now()`.execute(this.#db);
    return (numAffectedRows ?? 0n) > 0n;
  }
}

function isIdempotenceKey(key: KvKey): boolean {
  return key[0] === '_fedify' && key[1] === 'activityIdempotence';
}

function encode(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** The database's clock decides when a value expires, not ours. */
function expiry(options: KvStoreSetOptions | undefined) {
  return options?.ttl === undefined
    ? sql`null::timestamptz`
    : sql`now() + make_interval(secs => ${options.ttl.total({ unit: 'second', relativeTo: '2026-01-01' })})`;
}
