import type { ActorId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import type { Db } from '../domain/database.ts';
import { requestFollow, unfollow } from '../domain/follows/commands.ts';
import { type Follow, listFollowing } from '../domain/follows/queries.ts';
import { inWork } from '../domain/work.ts';
import { followToPlain, isNamed } from '../plain/network.ts';
import { eachItem, findItem } from '../plain/pages.ts';
import type { Command } from './command.ts';
import { openNode } from './open-node.ts';

const follow: Command = {
  name: 'follow',
  summary: 'Follow a collective or a person: @loom@loom.example, or an address.',
  words: ['HANDLE-OR-URL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const { actor } = await requireCollective(platform.db);
    const federate = await node.federate();
    const target = await federate.resolve(who);
    await inWork(platform, (work) => requestFollow(work, actor, target));
    const found = await findItem(followingOf(platform.db, actor), (one) => one.actor.id === target.id);
    if (found === undefined) throw notFollowed(who);
    const plain = followToPlain(found);
    const told = plain.state === 'accepted' ? 'We follow' : 'Asked to follow';
    return { json: plain, lines: [`${told} ${plain.name} (${plain.handle}).`] };
  },
};

const stop: Command = {
  name: 'unfollow',
  summary: 'Stop following a collective or a person.',
  words: ['HANDLE-OR-URL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const { actor } = await requireCollective(platform.db);
    const found = await findItem(followingOf(platform.db, actor), (one) => isNamed(one.actor, who));
    if (found === undefined) throw notFollowed(who);
    await inWork(platform, (work) => unfollow(work, actor, found.actor.id));
    const { id, handle } = followToPlain(found);
    return { json: { id, handle }, lines: [`We no longer follow ${handle}.`] };
  },
};

/** Following others, and stopping. */
export const followCommands: readonly Command[] = [follow, stop];

function followingOf(db: Db, actor: ActorId): AsyncIterable<Follow> {
  return eachItem((cursor) => listFollowing(db, actor, cursor));
}

function notFollowed(who: string): Refusal {
  return new Refusal('not-found', 'following.unknown', `The collective does not follow ${who}.`);
}
