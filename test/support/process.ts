import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { packageFolder } from '../../src/platform/platform.ts';
import type { TestSettings } from './database.ts';

const run = promisify(execFile);
/** Below the package, where the program finds its migrations and files, and where nothing is committed. */
const outDir = join(packageFolder, 'node_modules', '.cache', 'guildhall-test');
const program = join(outDir, 'src', 'main.js');

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A node in a process of its own, as `guildhall start` runs it. */
export interface NodeProcess {
  readonly origin: string;
  readonly pid: number;
  /** Everything it wrote to standard output so far. */
  stdout(): string;
  /** Everything it wrote to standard error so far: log lines, and why it could not start. */
  stderr(): string;
  /** Resolves when it ended, however it did. */
  readonly ended: Promise<Ending>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ending>;
}

const children = new Set<ChildProcess>();

/**
 * To be called once in a test file that starts processes: compiles the program as it is now, and ends at the end of
 * the file whatever is left.
 */
export function useProcesses(): void {
  beforeAll(compile, 120_000);
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });
}

/** Compiles into a folder of its own, unlike `npm run build`. One after another where several test files ask. */
async function compile(): Promise<void> {
  const lock = `${outDir}.lock`;
  await mkdir(dirname(outDir), { recursive: true });
  while (!(await tryMakeFolder(lock))) await setTimeout(100);
  try {
    const tsc = join(packageFolder, 'node_modules', 'typescript', 'bin', 'tsc');
    const info = join(outDir, 'tsconfig.tsbuildinfo');
    // The build info says what is up to date; without the files it would lie.
    if (!existsSync(program)) await rm(info, { force: true });
    await run(process.execPath, [
      tsc,
      '-p',
      packageFolder,
      '--outDir',
      outDir,
      '--tsBuildInfoFile',
      info,
    ]).catch((error: unknown) => {
      // A type error elsewhere is for `npm run check` to tell; what was compiled can be run.
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** False while another process has it; one left behind by a process that was killed counts for a minute. */
async function tryMakeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > 60_000)
      await rm(path, { recursive: true, force: true });
    return false;
  }
}

/** Starts a node and does not wait for it. ORIGIN must be among the settings, with the port to listen on. */
export function launchNode(settings: TestSettings): NodeProcess {
  const child = spawn(process.execPath, [program, 'start'], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  // 'close' and not 'exit': by then its last words were read.
  child.once('close', (code, signal) => {
    children.delete(child);
    resolve({ code, signal });
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  return {
    origin: settings['ORIGIN'] ?? '',
    pid: child.pid ?? 0,
    stdout,
    stderr,
    ended,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts a node and waits until it is ready. */
export async function startNodeProcess(settings: TestSettings): Promise<NodeProcess> {
  const node = launchNode(settings);
  await untilReady(node);
  return node;
}

/** Waits until `/readyz` answers 200; fails where the process ends before that. */
export async function untilReady(node: NodeProcess, patienceMs = 30_000): Promise<void> {
  let ending: Ending | undefined;
  void node.ended.then((how) => {
    ending = how;
  });
  for (const giveUpMs = Date.now() + patienceMs; Date.now() < giveUpMs; await setTimeout(20)) {
    if ((await statusOf(node, '/readyz')) === 200) return;
    if (ending !== undefined) throw new Error(`The node ended with ${ending.code}: ${node.stderr()}`);
  }
  throw new Error(`The node was not ready in time: ${node.stderr()}`);
}

/** The status a path answers; undefined where nobody answers. */
export async function statusOf(node: Pick<NodeProcess, 'origin'>, path: string): Promise<number | undefined> {
  const answer = await fetch(node.origin + path, {
    signal: AbortSignal.timeout(5_000),
    headers: { connection: 'close' },
  }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status;
}

/** Runs a command of the program to its end, or kills it (SIGKILL) as soon as `killWhen` says so. */
export async function runProgram(
  words: readonly string[],
  settings: TestSettings,
  options: { readonly stdin?: string; readonly killWhen?: () => Promise<boolean> } = {},
): Promise<Ending & { readonly stdout: string; readonly stderr: string }> {
  const child = spawn(process.execPath, [program, ...words], { env: environment(settings), stdio: 'pipe' });
  children.add(child);
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin.on('error', () => undefined).end(options.stdin ?? '');
  const ended = once(child, 'close');
  if (options.killWhen !== undefined) {
    while (child.exitCode === null && !(await options.killWhen())) await setTimeout(20);
    child.kill('SIGKILL');
  }
  const [code, signal]: [number | null, NodeJS.Signals | null] = await ended.then(([c, s]) => [c, s]);
  children.delete(child);
  return { code, signal, stdout: stdout(), stderr: stderr() };
}

/** A TCP port that was free on the loopback address a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Nothing of the environment of the tests reaches the program but where programs are found. */
function environment(settings: TestSettings): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LOG_LEVEL: 'warning', ALLOW_PRIVATE_ADDRESSES: 'true', ...settings };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return () => text;
}
