import { examine } from '../checks/examine.ts';
import { type Finding, remarkWords } from '../checks/finding.ts';
import { sayIn } from '../words/say.ts';
import type { Command } from './command.ts';
import { columns, toFailure } from './print.ts';

/** `guildhall doctor`: look at everything a node stands on, and say one next step for each thing that is wrong. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary:
    'Check the settings, the database, the keys, the queues, the mail, the address, the disk and the clock.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const say = sayIn('en');
    const checks = (await examine(node, fromFailure)).map(({ check, state, found, next }) => ({
      check,
      state,
      found: remarkWords(say, found),
      next: next && remarkWords(say, next),
    }));
    const isBad = checks.some(({ state }) => state === 'fail');
    const rows = checks.map(({ check, state, found }) => [state, check, found]);
    const lines = columns(rows).flatMap((line, index) => {
      const next = checks[index]?.next ?? null;
      return next === null ? [line] : [line, `      → ${next}`];
    });
    return { json: { ok: !isBad, checks }, lines, isBad };
  },
};

function fromFailure(error: unknown): Finding {
  const { message } = toFailure(error);
  const [found = message, ...rest] = message.split(/\n|(?<=\.) (?=[A-Z])/);
  const advice = rest.filter((sentence) => !sentence.includes('guildhall doctor')).join(' ');
  const next = advice === '' ? ({ key: 'health.failed_next' } as const) : { text: advice };
  return { state: 'fail', found: { text: found }, next };
}
