import { text } from 'node:stream/consumers';
import type { CliIo } from './command.ts';

/** The terminal of this process. */
export const terminal: CliIo = {
  stdin: () => text(process.stdin),
  stdout: (line) => void process.stdout.write(`${line}\n`),
  stderr: (line) => void process.stderr.write(`${line}\n`),
};
