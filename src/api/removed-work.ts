import { z } from 'zod';
import { isId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { requireMay } from '../domain/members/can.ts';
import type { WorkId } from '../domain/signposts/signpost.ts';
import { listRemovedWork, restoreWork } from '../domain/signposts/work.ts';
import { databaseTime, inWork } from '../domain/work.ts';
import { forPerson, requireOwn } from './people-own.ts';
import { nothing, type Route, route } from './route.ts';

const own = z.strictObject(forPerson);

/** Something delivered that was taken away, and until when it can be brought back. */
const PlainRemovedWork = z.strictObject({
  id: z.uuid(),
  title: z.string(),
  until: z.string().meta({ format: 'date-time' }),
});

const list = route({
  operation: 'listRemovedWork',
  method: 'get',
  path: '/v1/me/removed-work',
  summary: 'Work one took off one’s signpost within a day, the latest first.',
  scopes: ['read', 'people'],
  query: own,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainRemovedWork) }),
  refuses: [404],
  handle: async ({ platform: { db }, asker, query }) => {
    const person = await requireOwn(db, asker, query.person);
    requireMay(asker, 'own.read', { owner: person.id });
    const removed = await listRemovedWork(db, person.id, await databaseTime(db));
    const items = removed.map(({ id, title, until }) => ({ id, title, until: until.toString() }));
    return { body: { items } };
  },
});

const restore = route({
  operation: 'restoreWork',
  method: 'post',
  path: '/v1/me/removed-work/{id}/restore',
  summary: 'Bring work back onto one’s signpost, to where it stood.',
  scopes: ['people'],
  query: own,
  body: nothing,
  status: 204,
  answer: nothing,
  refuses: [404],
  handle: async ({ platform, asker, params: { id = '' }, query }) => {
    await inWork(platform, async (work) => {
      const person = await requireOwn(work.tx, asker, query.person);
      requireMay(asker, 'signpost.write', { owner: person.id });
      if (!isId(id))
        throw new Refusal(
          'not-found',
          'signpost.work_unknown',
          'That piece of work is not on this signpost.',
        );
      await restoreWork(work, person, id as WorkId);
    });
    return { body: undefined };
  },
});

/** Work that was taken off a signpost and can come back. */
export const removedWorkRoutes: readonly Route[] = [list, restore];
