import { parseArgs } from 'node:util';
import { type Command, type Options, UsageError } from './command.ts';

/** What somebody typed, understood: help, or a command with its words and options. */
export type Parsed =
  | { readonly kind: 'help'; readonly about: readonly Command[]; readonly prefix: string }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly words: readonly string[];
      readonly options: Options;
      readonly isJson: boolean;
      /** Where the word that is a file stands in the arguments; undefined where the command reads none. */
      readonly documentIndex: number | undefined;
    };

/** Understand the arguments of the program. @throws UsageError with what to write instead */
export function parseCommand(argv: readonly string[], commands: readonly Command[]): Parsed {
  const [first, second] = argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help')
    return { kind: 'help', about: commands, prefix: '' };
  if (first === '--version') return { kind: 'version' };
  const command =
    commands.find(({ name }) => name === `${first} ${second}`) ?? commands.find(({ name }) => name === first);
  if (command !== undefined) return parseRest(argv, command, commands);
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length === 0) throw new UsageError(`There is no command "${first}". See: guildhall --help`);
  if (second === '--help' || second === '-h') return { kind: 'help', about: group, prefix: first };
  const known = group.map(({ name }) => name.slice(first.length + 1)).join(', ');
  throw new UsageError(`Say what to do: guildhall ${first} ${known.replaceAll(', ', ' | ')}`);
}

function parseRest(argv: readonly string[], command: Command, commands: readonly Command[]): Parsed {
  const skipped = command.name.split(' ').length;
  const { values, positionals, places } = readArguments(argv.slice(skipped), command);
  if (values['help'] === true) {
    const below = commands.filter(({ name }) => name.startsWith(`${command.name} `));
    return { kind: 'help', about: [command, ...below], prefix: command.name };
  }
  checkWords(command, positionals);
  checkOptions(command, values);
  const document = command.documentAt === undefined ? undefined : places[command.documentAt];
  return {
    kind: 'command',
    command,
    words: positionals,
    options: values,
    isJson: values['json'] === true,
    documentIndex: document === undefined ? undefined : skipped + document,
  };
}

interface Arguments {
  readonly values: Options;
  readonly positionals: readonly string[];
  /** Where each of the positionals stands. */
  readonly places: readonly number[];
}

function readArguments(args: string[], command: Command): Arguments {
  const options = Object.entries(command.options).map(([name, option]) => [
    name,
    { type: option.value === undefined ? 'boolean' : 'string', multiple: option.isMany ?? false } as const,
  ]);
  try {
    const { values, positionals, tokens } = parseArgs({
      args,
      allowPositionals: true,
      tokens: true,
      options: {
        ...Object.fromEntries(options),
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const places = tokens.flatMap((token) => (token.kind === 'positional' ? [token.index] : []));
    return { values, positionals, places };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [sentence = ''] = error.message.split(/(?<=[^.])\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}. See: guildhall ${command.name} --help`);
  }
}

function checkWords(command: Command, words: readonly string[]): void {
  const needed = command.words.filter((word) => !word.startsWith('['));
  const missing = needed.slice(words.length);
  if (missing.length > 0)
    throw new UsageError(`${missing.join(' and ')} missing. Write: ${usageOf(command)}`);
  const extra = words[command.words.length];
  if (extra !== undefined)
    throw new UsageError(`"${extra}" is one word too many. Write: ${usageOf(command)}`);
}

function checkOptions(command: Command, values: Options): void {
  const entries = Object.entries(command.options);
  const missing = entries.filter(
    ([name, option]) => option.isRequired === true && values[name] === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map(([name, option]) => `--${name} ${option.value ?? ''}`.trim()).join(', ');
    throw new UsageError(`Missing: ${names}. See: guildhall ${command.name} --help`);
  }
  for (const [name, { choices }] of entries) {
    const value = values[name];
    if (choices === undefined || typeof value !== 'string' || choices.includes(value)) continue;
    throw new UsageError(`--${name} takes ${choices.join(', ')}, not "${value}".`);
  }
}

/** How a command is written: `guildhall opportunity edit ID FILE`. */
export function usageOf(command: Command): string {
  const required = Object.entries(command.options)
    .filter(([, option]) => option.isRequired === true)
    .map(([name, option]) => `--${name} ${option.value ?? ''}`.trim());
  return ['guildhall', command.name, ...command.words, ...required].join(' ');
}
