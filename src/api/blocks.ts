import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { requireMay } from '../domain/members/can.ts';
import { blockHost, unblockHost } from '../domain/moderation/commands.ts';
import { listHostBlocks } from '../domain/moderation/queries.ts';
import { inWork } from '../domain/work.ts';
import { Line } from '../plain/text.ts';
import { requireKeeper } from './keeper.ts';
import { noQuery, nothing, type Route, route } from './route.ts';

const HostName = Line.min(1).max(260).describe('spam.example');

/** A host that is shut out, with everything below it. */
export const PlainBlock = z.strictObject({
  host: z.string(),
  reason: z.string(),
  since: z.string().meta({ format: 'date-time' }),
});

/** Whom to shut out, and why. */
export const BlockInput = z.strictObject({ host: HostName, reason: Line.min(1).max(500) });

const list = route({
  operation: 'listBlocks',
  method: 'get',
  path: '/v1/blocks',
  summary: 'Hosts that are shut out, alphabetically. For stewards and moderators.',
  scopes: ['read', 'network'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainBlock) }),
  refuses: [403],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'moderation.act');
    const blocks = await listHostBlocks(platform.db);
    const items = blocks.map(({ host, reason, createdAt }) => ({
      host,
      reason,
      since: createdAt.toString(),
    }));
    return { body: { items } };
  },
});

const block = route({
  operation: 'blockHost',
  method: 'post',
  path: '/v1/blocks',
  summary:
    'Shut a host out: nothing is taken from it or sent to it, its followers go. For a token of the node.',
  scopes: ['network'],
  query: noQuery,
  body: BlockInput,
  status: 204,
  answer: nothing,
  refuses: [403],
  handle: async ({ platform, asker, body: { host, reason } }) => {
    requireMay(asker, 'moderation.act');
    requireKeeper(asker);
    await inWork(platform, (work) => blockHost(work, host, reason));
    return { body: undefined };
  },
});

const unblock = route({
  operation: 'unblockHost',
  method: 'delete',
  path: '/v1/blocks',
  summary: 'Let a host in again. What was removed does not come back by itself. For a token of the node.',
  scopes: ['network'],
  query: z.strictObject({ host: HostName }),
  body: nothing,
  status: 204,
  answer: nothing,
  refuses: [403, 404],
  handle: async ({ platform, asker, query: { host } }) => {
    requireMay(asker, 'moderation.act');
    requireKeeper(asker);
    if (await inWork(platform, (work) => unblockHost(work, host))) return { body: undefined };
    throw new Refusal('not-found', 'host.not_blocked', 'That host is not blocked.');
  },
});

/** Shutting hosts out. */
export const blockRoutes: readonly Route[] = [list, block, unblock];
