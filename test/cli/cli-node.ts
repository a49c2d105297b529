import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliIo, CliNode } from '../../src/cli/command.ts';
import { runCommand } from '../../src/cli/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/domain/database.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { migrationsFolder, openPlatform, type Platform } from '../../src/platform/platform.ts';
import { foundLoom, origin, weaveNetwork } from '../api/api-node.ts';

/** What a command wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** A terminal that remembers what was written to it. */
export function rememberingIo(stdin = ''): CliIo & { readonly out: string[]; readonly err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  return {
    out,
    err,
    stdin: async () => stdin,
    stdout: (line) => void out.push(line),
    stderr: (line) => void err.push(line),
  };
}

/** A command line on a node of its own: an embedded database in a temporary folder. */
export interface CommandLine {
  readonly folder: string;
  readonly node: CliNode;
  readonly platform: Platform<Database>;
  run(argv: readonly string[], stdin?: string): Promise<Ran>;
  /** Run with `--json`; the answer, or the error, is parsed. */
  json(argv: readonly string[], stdin?: string): Promise<{ code: number; answer: unknown; error: unknown }>;
  close(): Promise<void>;
}

/** Open it; `isSetUp` founds the collective Loom with Ada as its steward. */
export async function openCommandLine(isSetUp: boolean): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-cli-'));
  const config = readConfig({ ORIGIN: origin, DATA_DIR: folder, ALLOW_PRIVATE_ADDRESSES: 'true' });
  const platform = await openPlatform<Database>(config);
  if (isSetUp) {
    await migrate(platform.store, migrationsFolder);
    await foundLoom(platform);
  }
  const node: CliNode = {
    config,
    platform: async () => platform,
    federate: async () => weaveNetwork(platform),
  };
  const run = async (argv: readonly string[], stdin = ''): Promise<Ran> => {
    const io = rememberingIo(stdin);
    const code = await runCommand(argv, io, node);
    return { code, out: io.out, err: io.err };
  };
  return {
    folder,
    node,
    platform,
    run,
    json: async (argv, stdin) => {
      const { code, out, err } = await run([...argv, '--json'], stdin);
      return { code, answer: JSON.parse(out[0] ?? 'null'), error: JSON.parse(err[0] ?? 'null') };
    },
    close: async () => {
      await platform.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
