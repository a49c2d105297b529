import { z } from 'zod';
import { isId, type MemberId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { requireMay } from '../domain/members/can.ts';
import { changeBelonging } from '../domain/members/commands.ts';
import { listMembers } from '../domain/members/queries.ts';
import { inWork } from '../domain/work.ts';
import { BelongingInput, memberToPlain, PlainMember } from '../plain/joining.ts';
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
    // A page asks for a fresh proof before hats change. A token shows only that somebody had it once.
    if (body.hats !== undefined && asker !== 'node') {
      throw new Refusal(
        'forbidden',
        'token.proof',
        'Hats change on the page of the person, or with a token of the node.',
      );
    }
    const id = readId(params['id']);
    return { body: memberToPlain(await inWork(platform, (work) => changeBelonging(work, id, body))) };
  },
});

function readId(id = ''): MemberId {
  if (isId(id)) return id as MemberId;
  throw new Refusal('not-found', 'member.unknown', 'That person is not a member here.');
}

/** The roster. */
export const memberRoutes: readonly Route[] = [list, change];
