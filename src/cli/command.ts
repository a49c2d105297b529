import type { Config } from '../config.ts';
import type { Database } from '../domain/database.ts';
import type { Federate } from '../domain/federate.ts';
import type { Platform } from '../platform/platform.ts';

/** Where a command reads and writes: the terminal, the socket of a running node, or a test. */
export interface CliIo {
  /** All of standard input, as text. */
  stdin(): Promise<string>;
  /** One line, without its end. */
  stdout(line: string): void;
  stderr(line: string): void;
}

/** The node a command works on. Nothing is opened before it is asked for, so that help works without any of it. */
export interface CliNode {
  /** @throws ConfigError where it is read from the environment on demand */
  readonly config: Config;
  /** The open platform; the same one each time. @throws FolderInUseError if another process holds the data folder */
  platform(): Promise<Platform<Database>>;
  federate(): Promise<Federate>;
}

/** An option of a command: `--name NAME`. */
export interface CommandOption {
  /** What stands for its value in the help; undefined for a switch. */
  readonly value?: string;
  readonly help: string;
  /** May be given several times. */
  readonly isMany?: boolean;
  readonly isRequired?: boolean;
  /** The values it takes, where they are few. */
  readonly choices?: readonly string[];
}

/** What was given for the options of a command; read it with `textOf`, `isSet` and `manyOf`. */
export type Options = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** What a command was asked. */
export interface CommandCall {
  readonly words: readonly string[];
  readonly options: Options;
  readonly io: Pick<CliIo, 'stdin'>;
  readonly node: CliNode;
}

/** What a command answers: for programs, and for people. */
export interface CommandAnswer {
  readonly json: unknown;
  readonly lines: readonly string[];
  /** It ran to its end, and what it found is bad: exit code 1. */
  readonly isBad?: boolean;
}

/** One command of the program. */
export interface Command {
  /** One word or two: `opportunity post`. */
  readonly name: string;
  readonly summary: string;
  /** What follows the name, in order; those in brackets may be missing: `['ACTIVITY', '[HOST]']`. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Whether it works on the database, so that a running embedded node has to do it. */
  readonly opensNode: boolean;
  /** Which of the words is a file to read, or `-` for standard input. */
  readonly documentAt?: number;
  run(call: CommandCall): Promise<CommandAnswer>;
}

/** The command was written wrongly: exit code 2. The message is one line and says what to write. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The value of an option that takes text; undefined where it was not given. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The value of an option that must be there; `parseCommand` has made sure of it. */
export function requireText(options: Options, name: string): string {
  const value = textOf(options, name);
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  return value;
}

/** Whether a switch was given. */
export function isSet(options: Options, name: string): boolean {
  return options[name] === true;
}

/** All values of an option that may be given several times; `a,b` counts as two. */
export function manyOf(options: Options, name: string): string[] {
  const value = options[name];
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.flatMap((one) => String(one).split(',')).filter((one) => one !== '');
}

/** The value of an option that is a whole number. @throws UsageError if it is none, or out of range */
export function numberOf(options: Options, name: string, least: number, most: number): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, not "${text}".`);
}
