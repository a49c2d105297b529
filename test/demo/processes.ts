import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const program = join(import.meta.dirname, '..', '..', 'src', 'main.js');
const run = promisify(execFile);

/** A node of the demo: a process of its own with an embedded database. */
export interface DemoNode {
  readonly name: string;
  readonly origin: string;
  /** Run a command of its command line with `--json`, and read what it answers. */
  command(...words: string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Start a node on a free loopback port with its data in `folder`. Resolves when `/readyz` says so. */
export async function startDemoNode(name: string, folder: string): Promise<DemoNode> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const environment = {
    ...process.env,
    ORIGIN: origin,
    DATA_DIR: folder,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    LOG_LEVEL: 'warning',
    DATABASE_URL: '',
  };
  const child = spawn(process.execPath, [program, 'start'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilReady(origin, child);
  return {
    name,
    origin,
    command: async (...words) => {
      const { stdout } = await run(process.execPath, [program, ...words, '--json'], { env: environment });
      return JSON.parse(stdout);
    },
    stop: () => stop(child),
  };
}

async function untilReady(origin: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`The node at ${origin} ended with code ${child.exitCode}.`);
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The node at ${origin} was not ready after 20 s.`);
}

function stop(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.once('exit', () => resolve());
  child.kill('SIGTERM');
  return promise;
}

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}
