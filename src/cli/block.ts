import { Refusal } from '../core/refusal.ts';
import { blockHost, unblockHost } from '../domain/moderation/commands.ts';
import { listHostBlocks } from '../domain/moderation/queries.ts';
import { inWork } from '../domain/work.ts';
import { type Command, requireText } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const block: Command = {
  name: 'block',
  summary: 'Shut a host out, with everything below it: nothing is taken from it or sent to it any more.',
  words: ['HOST'],
  options: { reason: { value: 'TEXT', help: 'Why, for the stewards.', isRequired: true } },
  opensNode: true,
  run: async ({ node, options, words: [name = ''] }) => {
    const platform = await openNode(node);
    const reason = requireText(options, 'reason');
    await inWork(platform, (work) => blockHost(work, name, reason));
    const host = canonical(name);
    return { json: { host, reason }, lines: [`${host} is blocked.`] };
  },
};

const unblock: Command = {
  name: 'unblock',
  summary: 'Let a host in again. What was removed does not come back by itself.',
  words: ['HOST'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [name = ''] }) => {
    const platform = await openNode(node);
    const host = canonical(name);
    if (!(await inWork(platform, (work) => unblockHost(work, host))))
      throw new Refusal('not-found', 'host.not_blocked', `${host} is not blocked. See: guildhall blocks`);
    return { json: { host }, lines: [`${host} is no longer blocked.`] };
  },
};

const list: Command = {
  name: 'blocks',
  summary: 'Hosts that are shut out.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const platform = await openNode(node);
    const blocks = (await listHostBlocks(platform.db)).map(({ host, reason, createdAt }) => ({
      host,
      reason,
      since: createdAt.toString(),
    }));
    const rows = blocks.map(({ host, reason, since }) => [host, since.slice(0, 10), reason]);
    return { json: blocks, lines: rows.length === 0 ? ['No host is blocked.'] : columns(rows) };
  },
};

/** Shutting hosts out. */
export const blockCommands: readonly Command[] = [block, unblock, list];

/** The spelling under which `blockHost` keeps a host. */
function canonical(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, '');
}
