import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { parseInstant, type Store } from './store.ts';

/**
 * Open PostgreSQL in WebAssembly in a folder of its own (`DATA_DIR/database`), or in memory for `memory:`.
 * It has one connection and never fsyncs: not durable against power loss. The caller holds the folder's lock.
 */
export async function openEmbedded<DB>(dataDir: string): Promise<Store<DB>> {
  const folder = dataDir === 'memory:' ? undefined : join(dataDir, 'database');
  if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  const pglite = await PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    relaxedDurability: false,
    parsers: { 20: Number, 1184: parseInstant },
    serializers: { 20: String, 1184: String },
  });
  await pglite.exec("set time zone 'UTC'; set lock_timeout = '10s'");
  return {
    kind: 'embedded',
    db: new Kysely<DB>({ dialect: embeddedDialect(pglite) }),
    script: async (run) => {
      await pglite.transaction((tx) => run(async (text) => void (await tx.exec(text))));
    },
    listen: (channel, heard) => pglite.listen(channel, heard),
    close: () => pglite.close(),
  };
}

/**
 * Kysely ships a PGlite dialect, but there a query outside a transaction joins whichever transaction is
 * open at that moment. Here the one connection is lent to one borrower at a time, in order of asking.
 */
function embeddedDialect(pglite: PGlite): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new EmbeddedDriver(pglite),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

class EmbeddedDriver implements Driver {
  readonly #connection: DatabaseConnection;
  #lastBorrower: Promise<void> = Promise.resolve();
  readonly #returns = new WeakMap<DatabaseConnection, () => void>();

  constructor(pglite: PGlite) {
    this.#connection = connectionTo(pglite);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#lastBorrower;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastBorrower = promise;
    await before;
    const lent: DatabaseConnection = { ...this.#connection };
    this.#returns.set(lent, resolve);
    return lent;
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#returns.get(connection)?.();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    // Fails where a statement has failed and nobody noticed: a commit would then roll back without a word.
    await connection.executeQuery(CompiledQuery.raw('select 1'));
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {}
}

function connectionTo(pglite: PGlite): DatabaseConnection {
  return {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const { rows, affectedRows } = await pglite.query<R>(query.sql, [...query.parameters]);
      return affectedRows === undefined ? { rows } : { rows, numAffectedRows: BigInt(affectedRows) };
    },
    streamQuery: () => {
      throw new Error('The embedded database does not stream.');
    },
  };
}
