import { requireCollective } from '../domain/collective/queries.ts';
import { countFollows } from '../domain/follows/queries.ts';
import { requireMay } from '../domain/members/can.ts';
import { collectiveToPlain, PlainCollective } from '../plain/network.ts';
import { noQuery, nothing, type Route, route } from './route.ts';

const collective = route({
  operation: 'readCollective',
  method: 'get',
  path: '/v1/collective',
  summary: 'The collective of this node, and how many follow it.',
  scopes: ['read', 'opportunities'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainCollective,
  refuses: [409],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'network.read');
    const found = await requireCollective(platform.db);
    const counts = await countFollows(platform.db, found.actor);
    return { body: collectiveToPlain(found, counts, platform.origin) };
  },
});

/** Everything about the collective itself. */
export const collectiveRoutes: readonly Route[] = [collective];
