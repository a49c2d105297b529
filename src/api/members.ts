import { z } from 'zod';
import { isId, type MemberId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { removeEverywhere } from '../domain/erasure/departures.ts';
import { requireMay } from '../domain/members/can.ts';
import { changeBelonging } from '../domain/members/commands.ts';
import { listMembers, requireMember } from '../domain/members/queries.ts';
import { inWork } from '../domain/work.ts';
import { BelongingInput, memberToPlain, PlainMember } from '../plain/joining.ts';
import { Prose } from '../plain/text.ts';
import { requireKeeper } from './keeper.ts';
import { noQuery, nothing, type Route, route } from './route.ts';

const list = route({
  operation: 'listMembers',
  method: 'get',
  path: '/v1/members',
  summary: 'The roster: everybody who belongs, candidates included, by name. For stewards.',
  scopes: ['read', 'people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainMember) }),
  refuses: [403],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'person.change');
    return { body: { items: (await listMembers(platform.db)).map(memberToPlain) } };
  },
});

const change = route({
  operation: 'changeMember',
  method: 'put',
  path: '/v1/members/{id}',
  summary: 'Change how somebody belongs: engagement, stage, hats. For stewards.',
  scopes: ['people'],
  query: noQuery,
  body: BelongingInput,
  status: 200,
  answer: PlainMember,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params, body }) => {
    requireMay(asker, 'person.change');
    if (body.hats !== undefined) requireKeeper(asker);
    const id = readId(params['id']);
    return { body: memberToPlain(await inWork(platform, (work) => changeBelonging(work, id, body))) };
  },
});

const remove = route({
  operation: 'removeMember',
  method: 'post',
  path: '/v1/members/{id}/remove',
  summary: 'Put somebody out, with a reason that they read. For a token of the node.',
  scopes: ['people'],
  query: noQuery,
  body: z.strictObject({ reason: Prose.min(1).max(1000) }),
  status: 200,
  answer: z.strictObject({
    farewellUrl: z
      .string()
      .meta({ format: 'uri' })
      .describe('Theirs: there they read why and take their export. Told this once.'),
  }),
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params, body: { reason } }) => {
    requireMay(asker, 'person.remove');
    requireKeeper(asker);
    const id = readId(params['id']);
    const secret = await inWork(platform, async (work) =>
      removeEverywhere(work, asker, await requireMember(work.tx, id), reason),
    );
    return { body: { farewellUrl: `${platform.origin}/farewell?token=${secret}` } };
  },
});

function readId(id = ''): MemberId {
  if (isId(id)) return id as MemberId;
  throw new Refusal('not-found', 'member.unknown', 'That person is not a member here.');
}

/** The roster. */
export const memberRoutes: readonly Route[] = [list, change, remove];
