import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import postgres from 'postgres';

/** A client of postgres.js with one connection, which says once when that connection is gone. */
export type OpenClient = (onLost: () => void) => postgres.Sql;

/** The connection a query ran on is gone: it was done, or it was not, and nobody can say which. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  readonly code = 'CONNECTION_LOST';
}

/**
 * One session with the server. It ends with its connection and is never connected again: what a transaction said
 * after that would be written without the rest of it, and postgres.js 3.4.9 ends the process, or waits for ever,
 * when something is sent on a connection that was lost (porsager/postgres #1154, #1208).
 */
class Session implements DatabaseConnection {
  readonly #client: postgres.Sql;
  #isLost = false;
  #giveUp: (() => void) | undefined;
  idleSinceMs = 0;

  constructor(open: OpenClient) {
    this.#client = open(() => {
      this.#isLost = true;
      this.#giveUp?.();
    });
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = [...query.parameters] as postgres.ParameterOrJSON<never>[];
    const result = await this.#run(this.#client.unsafe<R[]>(query.sql, parameters, { prepare: true }));
    const { command, count } = result;
    const writes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command);
    return { rows: [...result] as R[], ...(writes ? { numAffectedRows: BigInt(count) } : {}) };
  }

  /** Run statements without parameters. Returns the word with which the server ended the last one. */
  async script(text: string): Promise<string> {
    const { command } = await this.#run(this.#client.unsafe(text));
    return command;
  }

  streamQuery(): never {
    throw new Error('This database does not stream.');
  }

  /** End it, whatever is under way. */
  async discard(): Promise<void> {
    this.#isLost = true;
    this.#giveUp?.();
    await this.#client.end({ timeout: 0 });
  }

  /** Let what is under way finish, 5 s at most, then end it. */
  async close(): Promise<void> {
    await this.#client.end({ timeout: 5 });
  }

  async #run<T>(query: PromiseLike<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#giveUp = () => reject(new ConnectionLostError('The connection to the database was lost'));
    if (this.#isLost) this.#giveUp();
    else
      query.then(resolve, (error: unknown) => {
        if (!leavesSessionOpen(error)) this.#isLost = true;
        reject(error);
      });
    return promise;
  }
}

/** Whether the server only refused a statement: anything else is, or will be in a moment, the end of the session. */
function leavesSessionOpen(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.severity === 'ERROR';
}

/** How many sessions are open at most, and how long one waits unused before it is closed. */
const defaults = { most: 20, idleMs: 5 * 60_000 };

/** Kysely's driver for PostgreSQL over postgres.js: sessions that are lent to one borrower at a time. */
export class PostgresDriver implements Driver {
  readonly #open: OpenClient;
  readonly #limits: typeof defaults;
  readonly #idle: Session[] = [];
  readonly #all = new Set<Session>();
  readonly #waiting: { resolve(session: Session): void; reject(error: Error): void }[] = [];
  readonly #reaper: NodeJS.Timeout;
  #isClosed = false;

  constructor(open: OpenClient, limits: Partial<typeof defaults> = {}) {
    this.#open = open;
    this.#limits = { ...defaults, ...limits };
    this.#reaper = setInterval(() => this.#closeUnused(), this.#limits.idleMs / 5);
    this.#reaper.unref();
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Session> {
    if (this.#isClosed) throw closedError();
    for (let session = this.#idle.pop(); session !== undefined; session = this.#idle.pop()) {
      if (!session.isLost) return session;
      this.#forget(session);
    }
    if (this.#all.size < this.#limits.most) return this.#begin();
    const { promise, resolve, reject } = Promise.withResolvers<Session>();
    this.#waiting.push({ resolve, reject });
    return promise;
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const session = asSession(connection);
    if (session.isLost) this.#forget(session);
    if (this.#isClosed) return;
    const next = this.#waiting.shift();
    if (next !== undefined) next.resolve(session.isLost ? this.#begin() : session);
    else if (!session.isLost) {
      session.idleSinceMs = Date.now();
      this.#idle.push(session);
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await asSession(connection).script('begin');
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    // The server answers so where a statement failed and nobody noticed.
    if ((await asSession(connection).script('commit')) === 'ROLLBACK')
      throw new Error('The transaction was rolled back: a statement in it had failed.');
  }

  /** Never throws: what made it necessary is the error to tell, and a session that cannot roll back ends. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const session = asSession(connection);
    await session.script('rollback').catch(() => session.discard());
  }

  /** Run scripts in one transaction. */
  async script(run: (execute: (text: string) => Promise<void>) => Promise<void>): Promise<void> {
    const session = await this.acquireConnection();
    try {
      await session.script('begin');
      await run(async (text) => void (await session.script(text)));
      await this.commitTransaction(session);
    } catch (error) {
      await this.rollbackTransaction(session);
      throw error;
    } finally {
      await this.releaseConnection(session);
    }
  }

  async destroy(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#reaper);
    for (const { reject } of this.#waiting.splice(0)) reject(closedError());
    await Promise.all([...this.#all].map((session) => session.close()));
  }

  #begin(): Session {
    const session = new Session(this.#open);
    this.#all.add(session);
    return session;
  }

  #forget(session: Session): void {
    if (this.#all.delete(session)) void session.discard();
  }

  #closeUnused(): void {
    const before = Date.now() - this.#limits.idleMs;
    while (this.#idle[0] !== undefined && this.#idle[0].idleSinceMs < before) {
      const session = this.#idle.shift();
      if (session !== undefined) this.#forget(session);
    }
  }
}

function asSession(connection: DatabaseConnection): Session {
  if (connection instanceof Session) return connection;
  throw new TypeError('This connection is not one of ours.');
}

function closedError(): Error {
  return new ConnectionLostError('The database was closed');
}
