import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { can, requireMay } from '../domain/members/can.ts';
import { engagements, type Member } from '../domain/members/member.ts';
import { findPeople } from '../domain/people/find.ts';
import {
  addPool,
  addToPool,
  deletePool,
  listPools,
  renamePool,
  requirePool,
  restorePool,
  takeFromPool,
} from '../domain/people/pools.ts';
import { readQuestion } from '../domain/people/question.ts';
import { ensureVocabulary } from '../domain/skills/keep.ts';
import { databaseTime, inWork, type Work } from '../domain/work.ts';
import { PlainPeople, PlainPool, peopleToPlain, poolToPlain } from '../plain/people.ts';
import { Line } from '../plain/text.ts';
import { type ApiPlace, noQuery, nothing, type Route, route } from './route.ts';

const Switch = z.literal('1').optional();
const Day = z.iso.date().optional();

const Filters = z.strictObject({
  q: Line.max(200).optional().describe('Words of names, skills, headlines, introductions and work.'),
  skill: Line.max(200).optional().describe('A skill in any spelling, or its address.'),
  level: z.enum(['1', '2', '3', '4']).optional().describe('How well at least.'),
  from: Day.describe('The first week they are wanted in, by any of its days.'),
  until: Day.describe('The last one.'),
  hours: Line.max(2).optional().describe('At least so many hours free in each of those weeks: 1 to 80.'),
  stale: Switch.describe('Also those whose availability is unknown or over thirty days old.'),
  place: Line.max(200).optional().describe('A town, a region, or a country by name or code.'),
  engagement: z.enum(engagements).optional(),
  stage: z.enum(['candidate', 'member']).optional(),
  house: Line.max(260).optional().describe('`ours`, `allies`, or the host of a collective we follow.'),
  covers: Switch.describe('Only who does what the person whose token this is does not.'),
  cursor: Line.max(40).optional().describe('`next` of the page before.'),
});

const find = route({
  operation: 'findPeople',
  method: 'get',
  path: '/v1/people',
  summary: 'Find people by what they do, when they are free and where: the best fit first.',
  scopes: ['read', 'people'],
  query: Filters,
  body: nothing,
  status: 200,
  answer: PlainPeople,
  refuses: [403, 404],
  handle: async ({ platform, asker, query: { cursor, ...asked } }) => {
    const now = await databaseTime(platform.db);
    const today = now.toZonedDateTimeISO('UTC').toPlainDate();
    const question = readQuestion({ ...asked, after: cursor }, today);
    await ensureVocabulary(platform);
    const seeker = can(asker, 'person.read') ? 'members' : 'anyone';
    const looker = { seeker, member: asker === 'node' ? null : asker.id } as const;
    return { body: peopleToPlain(await findPeople(platform.db, looker, question, now)) };
  },
});

/** What a pool is for. */
export const PoolInput = z.strictObject({ name: Line.max(200) });

/** Whom to put into a pool. */
export const PoolPersonInput = z.strictObject({
  person: Line.max(2048).describe('Their address, or a handle: ana, @ines@kiln.example.'),
});

const pools = route({
  operation: 'listPools',
  method: 'get',
  path: '/v1/pools',
  summary: 'Your own pools, the newest first. Nobody else sees them.',
  scopes: ['read', 'people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainPool) }),
  refuses: [403],
  handle: async ({ platform, asker }) => {
    const owner = requireOwner(asker);
    return { body: { items: (await listPools(platform.db, owner)).map(poolToPlain) } };
  },
});

const one = route({
  operation: 'readPool',
  method: 'get',
  path: '/v1/pools/{id}',
  summary: 'One of your pools.',
  scopes: ['read', 'people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainPool,
  refuses: [403, 404],
  handle: async ({ platform, asker, params }) => ({
    body: poolToPlain(await requirePool(platform.db, requireOwner(asker), params['id'] ?? '')),
  }),
});

const make = route({
  operation: 'makePool',
  method: 'post',
  path: '/v1/pools',
  summary: 'Make a pool.',
  scopes: ['people'],
  query: noQuery,
  body: PoolInput,
  status: 201,
  answer: PlainPool,
  refuses: [403, 409],
  handle: async ({ platform, asker, body: { name } }) => {
    const owner = requireOwner(asker);
    const id = await inWork(platform, (work) => addPool(work, owner, name));
    const pool = await requirePool(platform.db, owner, id);
    return { body: poolToPlain(pool), location: `/api/v1/pools/${id}` };
  },
});

const rename = route({
  operation: 'renamePool',
  method: 'put',
  path: '/v1/pools/{id}',
  summary: 'Give a pool another name.',
  scopes: ['people'],
  query: noQuery,
  body: PoolInput,
  status: 200,
  answer: PlainPool,
  refuses: [403, 404],
  handle: ({ body: { name }, ...call }) =>
    changed(call, (work, owner, id) => renamePool(work, owner, id, name)),
});

const add = route({
  operation: 'addToPool',
  method: 'post',
  path: '/v1/pools/{id}/people',
  summary: 'Put somebody into a pool.',
  scopes: ['people'],
  query: noQuery,
  body: PoolPersonInput,
  status: 200,
  answer: PlainPool,
  refuses: [403, 404, 409],
  handle: ({ body: { person }, ...call }) =>
    changed(call, (work, owner, id) => addToPool(work, owner, id, person)),
});

const take = route({
  operation: 'takeFromPool',
  method: 'delete',
  path: '/v1/pools/{id}/people',
  summary: 'Take somebody out of a pool.',
  scopes: ['people'],
  query: PoolPersonInput,
  body: nothing,
  status: 200,
  answer: PlainPool,
  refuses: [403, 404],
  handle: ({ query: { person }, ...call }) =>
    changed(call, (work, owner, id) => takeFromPool(work, owner, id, person)),
});

const remove = route({
  operation: 'deletePool',
  method: 'delete',
  path: '/v1/pools/{id}',
  summary: 'Delete a pool. It can be taken back for a day.',
  scopes: ['people'],
  query: noQuery,
  body: nothing,
  status: 204,
  answer: nothing,
  refuses: [403, 404],
  handle: async ({ platform, asker, params }) => {
    const owner = requireOwner(asker);
    await inWork(platform, (work) => deletePool(work, owner, params['id'] ?? ''));
    return { body: undefined };
  },
});

const restore = route({
  operation: 'restorePool',
  method: 'post',
  path: '/v1/pools/{id}/restore',
  summary: 'Take back that a pool was deleted.',
  scopes: ['people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainPool,
  refuses: [403, 404],
  handle: (call) => changed(call, restorePool),
});

interface PoolCall extends ApiPlace {
  readonly params: Readonly<Record<string, string>>;
  readonly asker: Member | 'node';
}

async function changed(
  { platform, asker, params }: PoolCall,
  command: (work: Work, owner: Member, id: string) => Promise<void>,
) {
  const owner = requireOwner(asker);
  const { id = '' } = params;
  await inWork(platform, (work) => command(work, owner, id));
  return { body: poolToPlain(await requirePool(platform.db, owner, id)) };
}

/** Pools are a person's own: a token of the node has none. @throws Refusal forbidden `pool.person` */
function requireOwner(asker: Member | 'node'): Member {
  if (asker === 'node')
    throw new Refusal('forbidden', 'pool.person', 'Pools belong to people. Use a token of a person.');
  requireMay(asker, 'own.read', { owner: asker.id });
  return asker;
}

/** Finding people, and keeping them in pools. */
export const peopleRoutes: readonly Route[] = [
  ...[find, pools, one, make, rename],
  ...[add, take, remove, restore],
];
