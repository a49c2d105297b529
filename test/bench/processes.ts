import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP port that was free on the loopback address a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return address.port;
}

/** A process under measurement; `pid` is the one that serves, not a shell around it. */
export interface RunningProcess {
  pid: number;
  /** The last lines it wrote, for the message when something goes wrong. */
  lastWords(): string;
  hasEnded(): boolean;
  /** SIGTERM, then SIGKILL after thirty seconds. */
  stop(): Promise<void>;
}

/** How to start a process: program, arguments, environment added to ours, working folder. */
export interface Command {
  program: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
}

function keepLastWords(child: ChildProcess): () => string {
  let words = '';
  const keep = (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => words.trim();
}

const alive = new Set<ChildProcess>();
const folders = new Set<string>();
process.on('exit', () => {
  for (const child of alive) signal(child, 'SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A folder under the system's temporary one that is gone when this process ends, however it ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `guildhall-bench-${name}-`));
  folders.add(folder);
  return folder;
}

/** Keeps track of a child that leads a process group, so that nothing is left behind however we end. */
function track<Child extends ChildProcess>(child: Child): Child {
  alive.add(child);
  child.on('exit', () => alive.delete(child));
  return child;
}

/** Signals the whole group: `npm start` is a program, a shell and a node. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group is gone already.
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), 30_000);
  await gone;
  clearTimeout(timer);
}

function environment(extra: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}

function launch(command: Command): RunningProcess {
  const child = track(
    spawn(command.program, command.args, {
      cwd: command.cwd,
      env: environment(command.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`${command.program} could not be started`);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return { pid, lastWords: keepLastWords(child), hasEnded, stop: () => stopChild(child) };
}

/** Runs a command to its end and returns what it wrote to standard output; a non-zero exit throws. */
export async function runToEnd(command: Command): Promise<string> {
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: environment(command.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.args.join(' ')} exited with ${code}: ${err || out}`);
  return out;
}

/** Starts a command and waits until `url` answers 200; `startMs` is how long that took. */
export async function launchServer(
  command: Command,
  url: string,
): Promise<RunningProcess & { startMs: number }> {
  const since = performance.now();
  const running = launch(command);
  while (performance.now() - since < 30_000 && !running.hasEnded()) {
    const status = await fetch(url).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return { ...running, startMs: performance.now() - since };
    await sleep(10);
  }
  await running.stop();
  throw new Error(`${url} did not answer 200 within 30 s: ${running.lastWords()}`);
}

/**
 * Resident memory of a process in MiB, from `/proc`: all of it (`VmRSS`), what it made itself (heap, buffers,
 * compiled code; `RssAnon`) and what it maps from files (the program and its libraries; `RssFile`).
 */
export async function residentMib(pid: number): Promise<{ all: number; own: number; files: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (kib === undefined) throw new Error(`no ${name} for process ${pid}`);
    return Number(kib) / 1_024;
  };
  return { all: read('VmRSS'), own: read('RssAnon'), files: read('RssFile') };
}

/** Seconds of processor time (user and system, all threads) a process has used so far. */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The command name may hold spaces; what follows its closing bracket does not. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A helper process of the harness that answers one request at a time over the channel of `fork`. */
export interface Aide<Request, Answers extends { [K in keyof Answers]: unknown }> {
  ask<K extends keyof Answers & string>(request: Request & { kind: K }): Promise<Answers[K]>;
  stop(): Promise<void>;
}

type Reply = { answer: unknown } | { failure: string };

/** Starts a module of this folder as an aide. */
export function startAide<Request, Answers extends { [K in keyof Answers]: unknown }>(
  modulePath: string,
): Aide<Request, Answers> {
  const child = track(fork(modulePath, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true }));
  let waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | undefined;
  child.on('message', (reply: Reply) => {
    if ('failure' in reply) waiting?.reject(new Error(reply.failure));
    else waiting?.resolve(reply.answer);
  });
  child.on('exit', () => waiting?.reject(new Error(`${modulePath} ended before it answered`)));
  return {
    async ask<K extends keyof Answers & string>(request: Request & { kind: K }) {
      const answer = new Promise<unknown>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      child.send(request as object);
      return (await answer) as Answers[K];
    },
    stop: () => stopChild(child),
  };
}

/** The aide's side: answers every request of the parent with what `handle` returns. */
export function serveParent<Request>(handle: (request: Request) => Promise<unknown>): void {
  process.on('message', (request: Request) => {
    void handle(request).then(
      (answer) => process.send?.({ answer: answer ?? null }),
      (error: unknown) => process.send?.({ failure: String(error instanceof Error ? error.stack : error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
