import { ConfigError } from '../config.ts';
import { Refusal } from '../core/refusal.ts';
import { FolderInUseError } from '../platform/folder-lock.ts';
import { SchemaError } from '../platform/migrate.ts';
import { MasterKeyError } from '../platform/seal.ts';
import { UsageError } from './command.ts';

/** What could steer a terminal or turn the direction of a text: names and errors come from other servers. */
const steering = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A line that a terminal shows as it is. */
export function toLine(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(steering, '');
}

/** A value as one line of JSON that a terminal shows as it is and every reader of JSON reads the same. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    steering,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Rows as aligned columns, two spaces between them. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** What went wrong, for people and programs, and the exit code that says so. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly exitCode: 1 | 2;
}

/** Whatever a command threw, in words that say what to do. Never a stack. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UsageError) return { code: 'usage', message: error.message, exitCode: 2 };
  if (error instanceof Refusal) return { code: error.code, message: error.message, exitCode: 1 };
  if (error instanceof ConfigError) return { code: 'config.invalid', message: error.message, exitCode: 1 };
  if (error instanceof SchemaError) return { code: 'schema.other', message: error.message, exitCode: 1 };
  if (error instanceof MasterKeyError) return { code: 'key.other', message: error.message, exitCode: 1 };
  if (error instanceof FolderInUseError)
    return { code: 'folder.in_use', message: error.message, exitCode: 1 };
  const words = error instanceof Error ? wordsOf(error) : String(error);
  if (isConnection(error)) {
    return {
      code: 'database.unreachable',
      message: `The database does not answer (${words}). Start it, or check DATABASE_URL.`,
      exitCode: 1,
    };
  }
  return { code: 'failed', message: `${words}. Try: guildhall doctor`, exitCode: 1 };
}

function wordsOf(error: Error): string {
  // A refused connection to several addresses is an AggregateError without a message of its own.
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  return (first.message.split('\n')[0] ?? '').replace(/\.$/, '') || first.name;
}

const connectionCodes =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|CONNECT|CONNECTION|08|28|3D|57P)/;

function isConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && connectionCodes.test(String(error.code));
}
