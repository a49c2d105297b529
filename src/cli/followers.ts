import type { ActorId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import type { Db } from '../domain/database.ts';
import { acceptFollower, rejectFollower } from '../domain/follows/commands.ts';
import { type Follow, listFollowers } from '../domain/follows/queries.ts';
import { inWork } from '../domain/work.ts';
import { followToPlain, isNamed, type PlainFollow } from '../plain/network.ts';
import { eachItem, findItem } from '../plain/pages.ts';
import { type Command, isSet } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const list: Command = {
  name: 'followers',
  summary: 'Who follows the collective, or waits to; newest first.',
  words: [],
  options: { pending: { help: 'Those who wait for a decision.' } },
  opensNode: true,
  run: async ({ node, options }) => {
    const platform = await openNode(node);
    const { actor } = await requireCollective(platform.db);
    const state = isSet(options, 'pending') ? 'pending' : 'accepted';
    const found: PlainFollow[] = [];
    for await (const one of followersOf(platform.db, actor, state)) found.push(followToPlain(one));
    const rows = found.map(({ handle, name, since }) => [handle, name, since.slice(0, 10)]);
    const nobody = state === 'pending' ? 'Nobody waits.' : 'Nobody follows yet.';
    return { json: found, lines: rows.length === 0 ? [nobody] : columns(rows) };
  },
};

const accept: Command = {
  name: 'followers accept',
  summary: 'Let a waiting follower in.',
  words: ['HANDLE-OR-URL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const { actor } = await requireCollective(platform.db);
    const found = await requireFollower(platform.db, actor, ['pending'], who);
    await inWork(platform, (work) => acceptFollower(work, actor, found.actor.id));
    const plain = followToPlain({ ...found, state: 'accepted' });
    return { json: plain, lines: [`${plain.handle} follows now.`] };
  },
};

const reject: Command = {
  name: 'followers reject',
  summary: 'Send a follower away, waiting or already in.',
  words: ['HANDLE-OR-URL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const { actor } = await requireCollective(platform.db);
    const found = await requireFollower(platform.db, actor, ['pending', 'accepted'], who);
    await inWork(platform, (work) => rejectFollower(work, actor, found.actor.id));
    const plain = followToPlain({ ...found, state: 'rejected' });
    return { json: plain, lines: [`${plain.handle} was sent away.`] };
  },
};

/** Deciding who follows. */
export const followerCommands: readonly Command[] = [list, accept, reject];

function followersOf(db: Db, actor: ActorId, state: 'pending' | 'accepted'): AsyncIterable<Follow> {
  return eachItem((cursor) => listFollowers(db, actor, state, cursor));
}

async function requireFollower(
  db: Db,
  actor: ActorId,
  states: readonly ('pending' | 'accepted')[],
  who: string,
): Promise<Follow> {
  for (const state of states) {
    const found = await findItem(followersOf(db, actor, state), (one) => isNamed(one.actor, who));
    if (found !== undefined) return found;
  }
  throw new Refusal(
    'not-found',
    'follower.unknown',
    `${who} is not among them. See: guildhall followers --pending`,
  );
}
