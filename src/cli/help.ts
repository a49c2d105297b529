import type { Command } from './command.ts';
import { usageOf } from './parse.ts';
import { columns } from './print.ts';

const shared = [
  ['--json', 'Answer as one line of JSON; an error is one line of JSON on standard error.'],
  ['-h, --help', 'Show this.'],
];

/** The help for the whole program, for a group of commands, or for one. */
export function helpFor(about: readonly Command[], prefix: string): string[] {
  const [first, ...below] = about;
  if (first !== undefined && first.name === prefix) {
    return [...helpForOne(first), ...(below.length === 0 ? [] : ['', 'See also:', ...listOf(below)])];
  }
  return [
    ...(prefix === ''
      ? ['Guildhall: a node that a professional collective runs on its own domain.', '']
      : []),
    `Usage: guildhall ${prefix === '' ? '' : `${prefix} `}COMMAND [options]`,
    '',
    ...listOf(about),
    '',
    'Every command takes --json and --help. It ends with 0 if all is well, 1 if it was refused or failed, 2 if it was written wrongly.',
  ];
}

function listOf(commands: readonly Command[]): string[] {
  return columns(
    commands.map((command) => [`  ${[command.name, ...command.words].join(' ')}`, command.summary]),
  );
}

function helpForOne(command: Command): string[] {
  const options = Object.entries(command.options).map(([name, option]) => {
    const choices = option.choices === undefined ? '' : ` One of: ${option.choices.join(', ')}.`;
    const many = option.isMany === true ? ' May be given several times.' : '';
    return [`--${name} ${option.value ?? ''}`.trim(), `${option.help}${choices}${many}`];
  });
  return [
    `Usage: ${usageOf(command)} [options]`,
    '',
    command.summary,
    '',
    ...columns([...options, ...shared].map(([name = '', help = '']) => [`  ${name}`, help])),
  ];
}
