import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { packageFolder } from '../../src/platform/platform.ts';

const compiled = join(packageFolder, 'node_modules/.cache/guildhall-program');

/**
 * Compile the program beside the sources, as `npm run guildhall` does in `dist`, and say where its entry is. Pages
 * are `.tsx`, which Node does not run, so a test that starts processes needs it; the second time takes half a second.
 */
export async function buildProgram(): Promise<string> {
  const compiler = createRequire(import.meta.url).resolve('typescript/package.json');
  const target = ['--outDir', compiled, '--tsBuildInfoFile', join(compiled, 'build-info')];
  await promisify(execFile)(
    process.execPath,
    [join(compiler, '../bin/tsc'), '-p', packageFolder, '--noCheck', ...target],
    { cwd: packageFolder },
  );
  return join(compiled, 'src/main.js');
}

/** What a process wrote, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Run the program to its end, in a folder that is not the package, with these settings and nothing else of ours. */
export async function runProgram(
  entry: string,
  argv: readonly string[],
  settings: Readonly<Record<string, string>>,
  stdin = '',
): Promise<Ended> {
  const child = startProgram(entry, argv, settings);
  child.stdin?.on('error', () => undefined).end(stdin);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  return { code: await ended, out, err };
}

/** Start the program; the caller ends it. */
export function startProgram(
  entry: string,
  argv: readonly string[],
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const { PATH = '' } = process.env;
  return spawn(process.execPath, [entry, ...argv], { cwd: settings['DATA_DIR'], env: { PATH, ...settings } });
}

function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? Promise.resolve('') : text(stream);
}
