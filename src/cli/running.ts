import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readInput } from '../plain/input.ts';
import { connectToHolder, FolderInUseError, type FolderLock } from '../platform/folder-lock.ts';
import type { CliIo, CliNode } from './command.ts';
import { readDocument } from './document.ts';
import { commands, runCommand, tellFailure } from './index.ts';
import { parseCommand } from './parse.ts';
import { type FromNode, readLines, sendLine } from './socket-lines.ts';

/** Largest request that is read from a socket. */
const requestSizeBytes = 1024 * 1024;
/** How long a holder may take to say that it answers commands: it may be starting, or be another command. */
const greetingMs = 1_000;
/** How long we wait for the folder in all. */
const patienceMs = 30_000;
/** How long a client may take to say what it wants. */
const requestMs = 30_000;
/** How long a client may take to read its answer to the end. */
const farewellMs = 1_000;

const Request = z.strictObject({ argv: z.array(z.string()).max(200), stdin: z.string() });
type Request = z.output<typeof Request>;

/**
 * Run a command wherever the data is: in the process that holds the data folder, where the database is embedded and
 * one does; otherwise here. Files are read here in both cases. Returns the exit code. Never throws.
 */
export async function runOrForward(argv: readonly string[], io: CliIo, node: CliNode): Promise<number> {
  try {
    const parsed = parseCommand(argv, commands);
    if (parsed.kind !== 'command' || !parsed.command.opensNode || node.config.DATABASE_URL !== undefined)
      return await runCommand(argv, io, node);
    return await runEmbedded(await toRequest(argv, io, parsed.documentIndex), io, node);
  } catch (error) {
    return tellFailure(error, argv, io);
  }
}

async function toRequest(
  argv: readonly string[],
  io: CliIo,
  documentIndex: number | undefined,
): Promise<Request> {
  if (documentIndex === undefined) return { argv: [...argv], stdin: '' };
  const stdin = await readDocument(argv[documentIndex] ?? '-', io);
  return { argv: argv.with(documentIndex, '-'), stdin };
}

async function runEmbedded(request: Request, io: CliIo, node: CliNode): Promise<number> {
  const dataDir = node.config.DATA_DIR;
  for (const giveUpAt = Date.now() + patienceMs; Date.now() < giveUpAt; await sleep(100)) {
    const socket = await connectToHolder(dataDir);
    const exitCode =
      socket === undefined ? await runHere(request, io, node) : await forward(socket, request, io);
    if (exitCode !== undefined) return exitCode;
  }
  throw new FolderInUseError(
    `The process that holds ${dataDir} does not answer commands. Wait until it is done, or stop it.`,
  );
}

/** Undefined where another process was faster and holds the folder now. */
async function runHere(request: Request, io: CliIo, node: CliNode): Promise<number | undefined> {
  const opening = node.platform();
  try {
    await opening;
  } catch (error) {
    // Any other trouble is the command's to tell: doctor, for one, has words for it.
    if (error instanceof FolderInUseError) return undefined;
  }
  const opened: CliNode = {
    config: node.config,
    platform: () => opening,
    federate: () => node.federate(),
  };
  return runCommand(request.argv, { ...io, stdin: async () => request.stdin }, opened);
}

/** Send a command and pass on what comes back. Undefined where the holder never said that it answers commands. */
async function forward(socket: Socket, request: Request, io: CliIo): Promise<number | undefined> {
  const timer = setTimeout(() => socket.destroy(), greetingMs);
  let isSent = false;
  try {
    for await (const line of readLines(socket)) {
      const message = line as FromNode;
      if ('stdout' in message) io.stdout(message.stdout);
      else if ('stderr' in message) io.stderr(message.stderr);
      else if ('exit' in message) return message.exit;
      else {
        clearTimeout(timer);
        isSent = true;
        sendLine(socket, request);
      }
    }
  } catch (error) {
    if (isSent) throw error;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
  if (!isSent) return undefined;
  throw new Error('The running node stopped before it answered. See whether it was done');
}

/**
 * Answer the command line through the socket of a data folder: one line of JSON in, lines out, the exit code last.
 * Returns how to stop: commands under way are finished, everybody else is cut off.
 */
export function answerCommands(
  lock: FolderLock,
  run: (argv: readonly string[], io: CliIo) => Promise<number>,
): () => Promise<void> {
  const waiting = new Set<Socket>();
  const answers = new Set<Promise<void>>();
  let isStopping = false;
  lock.serve((socket) => {
    socket.on('error', () => socket.destroy());
    if (isStopping) return void socket.destroy();
    waiting.add(socket);
    const answered = answer(socket, (argv, io) => {
      waiting.delete(socket);
      return run(argv, io);
    }).finally(() => {
      waiting.delete(socket);
      answers.delete(answered);
    });
    answers.add(answered);
  });
  return async () => {
    isStopping = true;
    for (const socket of waiting) socket.destroy();
    await Promise.allSettled(answers);
  };
}

async function answer(
  socket: Socket,
  run: (argv: readonly string[], io: CliIo) => Promise<number>,
): Promise<void> {
  const io = {
    stdout: (stdout: string) => sendLine(socket, { stdout }),
    stderr: (stderr: string) => sendLine(socket, { stderr }),
  };
  const timer = setTimeout(() => socket.destroy(), requestMs);
  try {
    sendLine(socket, { ready: true });
    const request = await readRequest(socket);
    clearTimeout(timer);
    if (request === undefined) return;
    const exit = await run(request.argv, { ...io, stdin: async () => request.stdin });
    sendLine(socket, { exit });
  } catch (error) {
    sendLine(socket, { exit: tellFailure(error, [], { ...io, stdin: async () => '' }) });
  } finally {
    clearTimeout(timer);
    await hangUp(socket);
  }
}

/** Send what is left and close. What a client still sends is thrown away, and one that does not close is cut off. */
function hangUp(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (socket.closed) return Promise.resolve();
  const timer = setTimeout(() => socket.destroy(), farewellMs);
  socket.once('close', () => {
    clearTimeout(timer);
    resolve();
  });
  socket.end();
  socket.resume();
  return promise;
}

/** The one request of a client; undefined where it went away without one. */
async function readRequest(socket: Socket): Promise<Request | undefined> {
  for await (const line of readLines(socket, requestSizeBytes)) return readInput(Request, line);
  return undefined;
}
