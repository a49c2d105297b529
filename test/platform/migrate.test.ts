import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Kysely, sql } from 'kysely';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/platform/database.ts';
import { migrate, requireCurrentSchema, SchemaError } from '../../src/platform/migrate.ts';
import { migrationsFolder } from '../../src/platform/platform.ts';
import type { Store } from '../../src/platform/store.ts';
import { storeKinds } from '../support/database.ts';

const program = fileURLToPath(new URL('./migrating-process.ts', import.meta.url));
const first = 'create table first (a integer); insert into first values (1);';
const second = 'create table second (b integer); insert into second select a from first;';

describe.each(storeKinds)('the schema of the %s store', (kind) => {
  let folder: string;
  let settings: Record<string, string>;
  let stores: Store<unknown>[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-migrations-'));
    settings =
      kind === 'postgresql'
        ? { DATABASE_URL: await emptyDatabase(), DATA_DIR: folder }
        : { DATA_DIR: 'memory:' };
    stores = [];
    await write({ '0001_first.sql': first });
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (role = 'all'): Promise<Store<unknown>> => {
    const store = await openStore<unknown>(
      readConfig({ ...settings, ...(kind === 'embedded' ? {} : { ROLE: role }) }),
    );
    stores.push(store);
    return store;
  };
  const write = (files: Record<string, string>) =>
    Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));

  test('is made from the files in order, each once, and a second look finds nothing to do', async () => {
    await write({ '0002_second.sql': second });
    const store = await open();
    expect(await migrate(store, folder)).toEqual(['0001_first', '0002_second']);
    expect(await migrate(store, folder)).toEqual([]);
    expect(await valuesOf(store.db, 'second')).toEqual([1]);
    await requireCurrentSchema(store, folder);
  });

  test('is what the released files make, and says so', async () => {
    const store = await open();
    const names = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql'));
    expect(await migrate(store, migrationsFolder)).toEqual(names.sort().map((name) => name.slice(0, -4)));
    await requireCurrentSchema(store, migrationsFolder);
  });

  test('is refused where the database is newer than the code, and nothing is changed', async () => {
    const store = await open();
    await write({ '0002_second.sql': second });
    await migrate(store, folder);
    await rm(join(folder, '0002_second.sql'));
    await write({ '0003_third.sql': 'create table third (c integer)' });
    for (const look of [migrate, requireCurrentSchema]) {
      const refused = look(store, folder);
      await expect(refused).rejects.toThrow(SchemaError);
      await expect(refused).rejects.toThrow(
        /0002_second, which this version .* newer version\. Start that version, or restore/,
      );
    }
    await expect(valuesOf(store.db, 'third')).rejects.toThrow();
  });

  test('is refused where a released file was edited', async () => {
    const store = await open();
    await migrate(store, folder);
    await write({ '0001_first.sql': `${first} -- a word more`, '0002_second.sql': second });
    for (const look of [migrate, requireCurrentSchema]) {
      await expect(look(store, folder)).rejects.toThrow(/0001_first was applied with another text\. Restore/);
    }
    await expect(valuesOf(store.db, 'second')).rejects.toThrow();
  });

  test('is called incomplete by name where files were not applied yet', async () => {
    const store = await open();
    await expect(requireCurrentSchema(store, folder)).rejects.toThrow(
      'lacks 0001_first. Run: guildhall migrate',
    );
    await migrate(store, folder);
    await write({ '0002_second.sql': second });
    await expect(requireCurrentSchema(store, folder)).rejects.toThrow(
      'lacks 0002_second. Run: guildhall migrate',
    );
  });

  test('keeps nothing of a file that failed, and everything before it', async () => {
    const store = await open();
    await write({ '0002_second.sql': `${second} insert into nowhere values (1);` });
    await expect(migrate(store, folder)).rejects.toThrow(/nowhere/);
    expect(await valuesOf(store.db, 'first')).toEqual([1]);
    await expect(valuesOf(store.db, 'second')).rejects.toThrow(/second/);
    await write({ '0002_second.sql': second });
    expect(await migrate(store, folder)).toEqual(['0002_second']);
  });

  test('holds nothing half applied after the process was killed in the middle of a file', async () => {
    const slow =
      'create table half (a integer); insert into half values (1); select pg_sleep(3); insert into half values (2);';
    await write({ '0002_half.sql': slow });
    if (kind === 'embedded') settings = { DATA_DIR: join(folder, 'data') };
    const child = spawn(process.execPath, [program, folder], {
      env: { ...process.env, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface({ input: child.stdout }), 'line');
    await setTimeout(kind === 'embedded' ? 1_500 : 800);
    child.kill('SIGKILL');
    const [, signal]: unknown[] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    await write({ '0002_half.sql': slow.replace('pg_sleep(3)', '1') });
    const store = await open();
    expect(await migrate(store, folder)).toEqual(['0002_half']);
    expect(await valuesOf(store.db, 'half')).toEqual([1, 2]);
  });

  test('is brought up to date once when two start at the same moment', async () => {
    await write({
      '0002_second.sql': `select pg_sleep(0.3); ${second}`,
      '0003_third.sql': 'create table third (c integer)',
    });
    const one = await open();
    const other = kind === 'embedded' ? one : await open();
    const applied = await Promise.all([migrate(one, folder), migrate(other, folder)]);
    expect(applied.flat().sort()).toEqual(['0001_first', '0002_second', '0003_third']);
    expect(await valuesOf(one.db, 'second')).toEqual([1]);
  });

  test('is not bound by the limits for requests while it is being changed', async () => {
    await write({
      '0002_limits.sql': "create table limits as select current_setting('statement_timeout') as a",
    });
    const store = await open('web');
    await migrate(store, folder);
    expect(await valuesOf(store.db, 'limits')).toEqual(['0']);
    const { rows } = await sql<{ a: string }>`select current_setting('statement_timeout') as a`.execute(
      store.db,
    );
    expect(rows[0]?.a).toBe(kind === 'embedded' ? '0' : '5s');
  });
});

describe('files of migrations', () => {
  let folder: string;
  let store: Store<unknown>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-migrations-'));
    store = await openStore(readConfig({ DATABASE_URL: 'postgres://nobody:wrong@127.0.0.1:1/none' }));
    await writeFile(join(folder, '0001_first.sql'), first);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  test.each(['0002_Second.sql', '2_second.sql', '0002second.sql', '0001_other.sql', '0002-second.sql'])(
    'are not passed over where one is called %s',
    async (name) => {
      await writeFile(join(folder, name), second);
      for (const look of [migrate, requireCurrentSchema])
        await expect(look(store, folder)).rejects.toThrow(
          /000._?\S*\.sql is not a name .* 0004_words\.sql|2_second/,
        );
    },
  );

  test('are not called missing where the database only cannot be read', async () => {
    await expect(requireCurrentSchema(store, folder)).rejects.toThrow(
      expect.objectContaining({ code: 'ECONNREFUSED' }),
    );
  });

  test('may lie beside other files', async () => {
    await writeFile(join(folder, 'README.md'), 'words');
    await expect(migrate(store, folder)).rejects.toThrow(expect.objectContaining({ code: 'ECONNREFUSED' }));
  });
});

async function emptyDatabase(): Promise<string> {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const url = new URL(inject('postgresUrl'));
  const server = postgres(url.href, { max: 1, onnotice: () => {} });
  await server.unsafe(`create database ${name}`);
  await server.end();
  url.pathname = `/${name}`;
  return url.href;
}

async function valuesOf(db: Kysely<unknown>, table: string): Promise<unknown[]> {
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by 1`.execute(
    db,
  );
  return rows.map((row) => Object.values(row)[0]);
}
