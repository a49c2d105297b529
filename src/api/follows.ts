import { z } from 'zod';
import type { ActorId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import type { Db } from '../domain/database.ts';
import { acceptFollower, rejectFollower, requestFollow, unfollow } from '../domain/follows/commands.ts';
import { type Follow, listFollowers, listFollowing } from '../domain/follows/queries.ts';
import { requireMay } from '../domain/members/can.ts';
import { inWork } from '../domain/work.ts';
import { followToPlain, isNamed, PlainFollow } from '../plain/network.ts';
import { eachItem, findItem } from '../plain/pages.ts';
import { Line } from '../plain/text.ts';
import { Cursor } from './cursor.ts';
import { noQuery, nothing, type Route, route } from './route.ts';

const ActorName = Line.describe('A handle, @loom@loom.example, or the address of an actor.');

/** Whom to follow. */
export const FollowInput = z.strictObject({ actor: ActorName });

/** What a steward decides about a follower. Rejecting also sends away one who was let in before. */
export const DecisionInput = z.strictObject({ actor: ActorName, decision: z.enum(['accept', 'reject']) });

/** A page of followers, or of those the collective follows. */
export const FollowList = z.strictObject({
  items: z.array(PlainFollow),
  next: z.string().nullable().describe('The cursor of the next page; null on the last one.'),
});

const following = route({
  operation: 'listFollowing',
  method: 'get',
  path: '/v1/following',
  summary: 'Whom the collective follows, or asked to; newest first.',
  scopes: ['read'],
  query: z.strictObject({ cursor: Cursor.optional() }),
  body: nothing,
  status: 200,
  answer: FollowList,
  refuses: [409],
  handle: async ({ platform, asker, query }) => {
    requireMay(asker, 'network.read');
    const { actor } = await requireCollective(platform.db);
    const page = await listFollowing(platform.db, actor, query.cursor);
    return { body: { items: page.items.map(followToPlain), next: page.next ?? null } };
  },
});

const follow = route({
  operation: 'follow',
  method: 'post',
  path: '/v1/following',
  summary: 'Ask to follow a collective or a person. The answer comes later: see the state.',
  scopes: ['network'],
  query: noQuery,
  body: FollowInput,
  status: 202,
  answer: PlainFollow,
  refuses: [403, 404, 409],
  handle: async ({ platform, federate, asker, body }) => {
    requireMay(asker, 'network.act');
    const { actor } = await requireCollective(platform.db);
    const target = await federate.resolve(body.actor);
    await inWork(platform, (work) => requestFollow(work, actor, target));
    const found = await findItem(followingOf(platform.db, actor), (one) => one.actor.id === target.id);
    if (found === undefined) throw notFollowed();
    return { body: followToPlain(found) };
  },
});

const letGo = route({
  operation: 'unfollow',
  method: 'delete',
  path: '/v1/following',
  summary: 'Stop following somebody.',
  scopes: ['network'],
  query: z.strictObject({ actor: ActorName }),
  body: nothing,
  status: 204,
  answer: nothing,
  refuses: [404, 409],
  handle: async ({ platform, asker, query }) => {
    requireMay(asker, 'network.act');
    const { actor } = await requireCollective(platform.db);
    const found = await findItem(followingOf(platform.db, actor), (one) => isNamed(one.actor, query.actor));
    if (found === undefined) throw notFollowed();
    await inWork(platform, (work) => unfollow(work, actor, found.actor.id));
    return { body: undefined };
  },
});

const followers = route({
  operation: 'listFollowers',
  method: 'get',
  path: '/v1/followers',
  summary: 'Who follows the collective, or waits to; newest first.',
  scopes: ['read'],
  query: z.strictObject({
    state: z.enum(['accepted', 'pending']).optional().describe('Accepted if missing.'),
    cursor: Cursor.optional(),
  }),
  body: nothing,
  status: 200,
  answer: FollowList,
  refuses: [409],
  handle: async ({ platform, asker, query }) => {
    requireMay(asker, 'network.read');
    const { actor } = await requireCollective(platform.db);
    const page = await listFollowers(platform.db, actor, query.state ?? 'accepted', query.cursor);
    return { body: { items: page.items.map(followToPlain), next: page.next ?? null } };
  },
});

const decide = route({
  operation: 'decideFollower',
  method: 'post',
  path: '/v1/followers/decision',
  summary: 'Let a waiting follower in, or send one away.',
  scopes: ['network'],
  query: noQuery,
  body: DecisionInput,
  status: 204,
  answer: nothing,
  refuses: [404, 409],
  handle: async ({ platform, asker, body: { actor: name, decision } }) => {
    requireMay(asker, 'network.act');
    const { actor } = await requireCollective(platform.db);
    const waiting = await findItem(followersOf(platform.db, actor, 'pending'), (one) =>
      isNamed(one.actor, name),
    );
    const found =
      waiting ??
      (await findItem(followersOf(platform.db, actor, 'accepted'), (one) => isNamed(one.actor, name)));
    if (found === undefined)
      throw new Refusal('not-found', 'follower.unknown', `${name} neither waits nor follows.`);
    await inWork(platform, (work) =>
      decision === 'accept'
        ? acceptFollower(work, actor, found.actor.id)
        : rejectFollower(work, actor, found.actor.id),
    );
    return { body: undefined };
  },
});

/** Everything about whom the collective follows and who follows it. */
export const followRoutes: readonly Route[] = [following, follow, letGo, followers, decide];

function followingOf(db: Db, actor: ActorId): AsyncIterable<Follow> {
  return eachItem((cursor) => listFollowing(db, actor, cursor));
}

function followersOf(db: Db, actor: ActorId, state: 'pending' | 'accepted'): AsyncIterable<Follow> {
  return eachItem((cursor) => listFollowers(db, actor, state, cursor));
}

function notFollowed(): Refusal {
  return new Refusal('not-found', 'following.unknown', 'The collective does not follow that actor.');
}
