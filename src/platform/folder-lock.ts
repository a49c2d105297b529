import { createHash } from 'node:crypto';
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A data folder that is ours alone: as long as the socket in it answers, no second process opens the database. */
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

/** Longest socket path every system takes. */
const longestPath = 100;

/**
 * Take a data folder by listening on a Unix socket in it. The operating system closes the socket when the
 * process dies, however it dies, so a lock never outlives its holder; a socket nobody answers is taken over.
 * @throws FolderInUseError if a living process holds it
 */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const socketPath = await socketPathOf(dataDir);
  const server = createServer();
  await listen(server, socketPath).catch(async (error: unknown) => {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    await takeOver(server, socketPath, dataDir);
  });
  server.unref();
  return {
    socketPath,
    serve: (answer) => void server.on('connection', answer),
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The socket of the process that holds a data folder, or undefined where nobody does. */
export async function connectToHolder(dataDir: string): Promise<Socket | undefined> {
  const exists = await stat(dataDir).catch(() => undefined);
  if (exists === undefined) return undefined;
  const socketPath = await socketPathOf(dataDir);
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

async function takeOver(server: Server, socketPath: string, dataDir: string): Promise<void> {
  await refuseIfHeld(dataDir);
  // Two processes may both find the dead socket: only the one that creates this file may replace it.
  const guard = join(dataDir, 'takeover');
  await dropStaleGuard(guard);
  const handle = await open(guard, 'wx').catch(() => {
    throw new FolderInUseError(`Another Guildhall process is taking ${dataDir} at this moment. Try again.`);
  });
  try {
    await refuseIfHeld(dataDir);
    await rename(socketPath, `${socketPath}.dead`).catch(() => undefined);
    await rm(`${socketPath}.dead`, { force: true });
    await listen(server, socketPath);
  } finally {
    await handle.close();
    await rm(guard, { force: true });
  }
}

async function refuseIfHeld(dataDir: string): Promise<void> {
  const holder = await connectToHolder(dataDir);
  if (holder === undefined) return;
  holder.destroy();
  throw new FolderInUseError(
    `Another Guildhall process is using ${dataDir}. Stop it first, or give this one its own DATA_DIR. The embedded database serves one process; PostgreSQL (DATABASE_URL) serves many.`,
  );
}

async function dropStaleGuard(guard: string): Promise<void> {
  const found = await stat(guard).catch(() => undefined);
  if (found !== undefined && Date.now() - found.mtimeMs > 10_000) await rm(guard, { force: true });
}

async function socketPathOf(dataDir: string): Promise<string> {
  const folder = await realpath(dataDir);
  const path = join(folder, 'node.sock');
  if (Buffer.byteLength(path) <= longestPath) return path;
  return join(tmpdir(), `guildhall-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.sock`);
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

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
