import { mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A data folder that is ours alone: until it is released, or this process ends, nobody else opens the database in it. */
export interface FolderLock {
  readonly socketPath: string;
  /** Answer those who connect to the socket (the command line of this node). */
  serve(answer: (socket: Socket) => void): void;
  release(): Promise<void>;
}

/** Another process holds the data folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/** Longest socket path every system takes, in bytes. */
const longestPath = 100;

/**
 * Take a data folder, and listen on a Unix socket in it for the command line. The lock is the operating system's (on
 * `node.lock`), so it ends with the process, however that ends, and a socket found beside it is a dead one.
 * @throws FolderInUseError if a living process holds it
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const folder = await realpath(dataDir);
  const lock = takeLock(folder, dataDir);
  const server = createServer();
  // The server keeps the lock from being collected while it listens.
  server.once('close', () => lock.close());
  const socketPath = join(folder, 'node.sock');
  try {
    await rm(socketPath, { force: true });
    await atShortPath(folder, (path) => listen(server, path));
  } catch (error) {
    lock.close();
    throw error;
  }
  server.unref();
  return {
    socketPath,
    serve: (answer) => void server.on('connection', answer),
    release: async () => {
      await rm(socketPath, { force: true });
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The socket of the process that holds a data folder, or undefined where nobody does. */
export async function connectToHolder(dataDir: string): Promise<Socket | undefined> {
  const exists = await stat(dataDir).catch(() => undefined);
  if (exists === undefined) return undefined;
  return atShortPath(await realpath(dataDir), connectTo);
}

/**
 * SQLite is used for nothing but its lock on a file: Node itself has none, and files or sockets that stand for a lock
 * outlive whoever made them.
 */
function takeLock(folder: string, dataDir: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, 'node.lock'), { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (!(error instanceof Error && error.message.includes('locked'))) throw error;
    throw new FolderInUseError(
      `Another Guildhall process is using ${dataDir}. Stop it first, or give this one its own DATA_DIR. The embedded database serves one process; PostgreSQL (DATABASE_URL) serves many.`,
    );
  }
}

/** Use the socket of a folder under a path that sockets can have: through a link where its own is too long. */
async function atShortPath<T>(folder: string, use: (socketPath: string) => Promise<T>): Promise<T> {
  const path = join(folder, 'node.sock');
  if (Buffer.byteLength(path) <= longestPath) return use(path);
  const place = await mkdtemp(join(tmpdir(), 'guildhall-'));
  try {
    await symlink(folder, join(place, 'data'));
    return await use(join(place, 'data', 'node.sock'));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function connectTo(socketPath: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function listen(server: Server, socketPath: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ path: socketPath, readableAll: false, writableAll: false }, () => {
    server.off('error', reject);
    resolve();
  });
  return promise;
}
