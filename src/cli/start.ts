import { type Command, UsageError } from './command.ts';

/** `guildhall start`: told in the help here, done by the entry point, because it is the process and does not end. */
export const startCommand: Command = {
  name: 'start',
  summary: 'Run the node: answer requests, do the work behind them, until it is stopped.',
  words: [],
  options: {},
  opensNode: false,
  run: () => {
    throw new UsageError('start runs in a process of its own. Write it in a terminal: guildhall start');
  },
};
