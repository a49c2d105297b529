import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Store } from './store.ts';

/** One migration file: its number and name (`0001_people`), its text and a digest of it. */
interface Migration {
  readonly name: string;
  readonly text: string;
  readonly digest: string;
}

/** The schema in the database and the code do not belong together; the message says which is newer and what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/**
 * One process after another, however long the other takes: the limits that requests have do not hold here, except that
 * a table somebody keeps locked is not waited for. Any number will do as long as every Guildhall process uses it.
 */
const waitForTurn = `
  set local statement_timeout = 0;
  set local lock_timeout = 0;
  select pg_advisory_xact_lock(74726201);
  set local lock_timeout = '10s';`;

/**
 * Bring the schema up to date: each file of `folder` in one transaction of its own, in order, under an
 * advisory lock so that several processes may start at once. Returns the names applied now.
 * @throws SchemaError if the database is newer than the code, a released file was edited, or a file has no proper name
 */
export async function migrate<DB>(store: Store<DB>, folder: string): Promise<string[]> {
  const files = await readMigrations(folder);
  await store.script(async (execute) => {
    await execute(waitForTurn);
    await execute(
      'create table if not exists migration (name text primary key, digest text not null, applied_at timestamptz not null default now())',
    );
  });
  const applied: string[] = [];
  for (const file of files) {
    if (await applyOne(store, files, file)) applied.push(file.name);
  }
  return applied;
}

/**
 * Check without changing anything that the schema is exactly what the code expects.
 * @throws SchemaError if migrations are missing, changed, or newer than the code
 */
export async function requireCurrentSchema<DB>(store: Store<DB>, folder: string): Promise<void> {
  const files = await readMigrations(folder);
  const known = await readApplied(store.db).catch((error: unknown) => {
    if (isMissingTable(error)) return new Map<string, string>();
    throw error;
  });
  refuseStrangers(files, known);
  const missing = files.filter((file) => !known.has(file.name));
  if (missing.length > 0) {
    throw new SchemaError(
      `The database lacks ${missing.map((file) => file.name).join(', ')}. Run: guildhall migrate`,
    );
  }
}

async function applyOne<DB>(
  store: Store<DB>,
  files: readonly Migration[],
  file: Migration,
): Promise<boolean> {
  const known = await readApplied(store.db);
  refuseStrangers(files, known);
  if (known.has(file.name)) return false;
  try {
    await store.script(async (execute) => {
      await execute(waitForTurn);
      // Another process may have applied it while this one waited; the primary key then rolls this attempt back.
      await execute(`insert into migration (name, digest) values ('${file.name}', '${file.digest}')`);
      await execute(file.text);
    });
    return true;
  } catch (error) {
    if (!(await readApplied(store.db)).has(file.name)) throw error;
    return false;
  }
}

async function readApplied<DB>(db: Kysely<DB>): Promise<Map<string, string>> {
  const { rows } = await sql<{ name: string; digest: string }>`select name, digest from migration`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.name, row.digest]));
}

/** PostgreSQL's `undefined_table`: nothing was ever applied here. */
function isMissingTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01';
}

function refuseStrangers(files: readonly Migration[], known: ReadonlyMap<string, string>): void {
  const ours = new Map(files.map((file) => [file.name, file.digest]));
  for (const [name, digest] of known) {
    const expected = ours.get(name);
    if (expected === undefined) {
      throw new SchemaError(
        `The database has migration ${name}, which this version of Guildhall does not know: it was used with a newer version. Start that version, or restore the backup made before the upgrade.`,
      );
    }
    if (expected !== digest) {
      throw new SchemaError(
        `Migration ${name} was applied with another text. Restore the released file: migrations are never edited.`,
      );
    }
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = names.map((name) => name.slice(0, 4));
  const odd = names.find(
    (name, index) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name) || numbers.indexOf(name.slice(0, 4)) !== index,
  );
  if (odd !== undefined) {
    throw new SchemaError(
      `${join(folder, odd)} is not a name for a migration. Write a number of its own and words: 0004_words.sql`,
    );
  }
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      return {
        name: file.slice(0, -'.sql'.length),
        text,
        digest: createHash('sha256').update(text).digest('hex'),
      };
    }),
  );
}
