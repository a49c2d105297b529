import type { CliNode, Command } from './command.ts';
import {
  checkClock,
  checkDatabase,
  checkKeys,
  checkOrigin,
  checkQueues,
  checkSchema,
} from './doctor-database.ts';
import { checkAddress, checkDisk, checkMasterKey, checkWebFinger } from './doctor-machine.ts';
import { type Finding, fail, ok } from './finding.ts';
import { columns, toFailure } from './print.ts';

type Check = Finding & { readonly check: string };

/** `guildhall doctor`: look at everything a node stands on, and say one next step for each thing that is wrong. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check the settings, the database, the keys, the queues, the address, the disk and the clock.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const checks = await examine(node);
    const isBad = checks.some(({ state }) => state === 'fail');
    const rows = checks.map(({ check, state, found }) => [state, check, found]);
    const lines = columns(rows).flatMap((line, index) => {
      const next = checks[index]?.next ?? null;
      return next === null ? [line] : [line, `      → ${next}`];
    });
    return { json: { ok: !isBad, checks }, lines, isBad };
  },
};

async function examine(node: CliNode): Promise<Check[]> {
  const checks: Check[] = [];
  const look = async (check: string, examineIt: () => Finding | Promise<Finding>): Promise<boolean> => {
    const finding = await Promise.resolve()
      .then(examineIt)
      .catch((error: unknown) => fromFailure(error));
    checks.push({ check, ...finding });
    return finding.state !== 'fail';
  };
  if (!(await look('settings', () => ok(`Read for ${node.config.ORIGIN}.`)))) return checks;
  const { config } = node;
  await look('address', () => checkAddress(config));
  await look('master key', () => checkMasterKey(config));
  await look('disk', () => checkDisk(config));
  if (!(await look('database', async () => checkDatabase(await node.platform())))) return checks;
  const platform = await node.platform();
  await look('clock', () => checkClock(platform));
  if (!(await look('schema', () => checkSchema(platform)))) return checks;
  await look('origin', () => checkOrigin(platform));
  await look('keys', () => checkKeys(platform));
  await look('queues', () => checkQueues(platform));
  await look('webfinger', () => checkWebFinger(platform));
  return checks;
}

function fromFailure(error: unknown): Finding {
  const { message } = toFailure(error);
  const [found = message, ...rest] = message.split(/\n|(?<=\.) (?=[A-Z])/);
  const advice = rest.filter((sentence) => !sentence.includes('guildhall doctor')).join(' ');
  return fail(found, advice === '' ? 'Put that right, then run guildhall doctor again.' : advice);
}
