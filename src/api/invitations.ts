import { z } from 'zod';
import { type InvitationId, isId } from '../core/id.ts';
import {
  invite,
  type MadeInvitation,
  renewInvitation,
  revokeInvitation,
} from '../domain/joining/invitations.ts';
import { listInvitations, requireInvitation, unknownInvitation } from '../domain/joining/queries.ts';
import { can, requireMay } from '../domain/members/can.ts';
import type { Member } from '../domain/members/member.ts';
import { inWork, type Work } from '../domain/work.ts';
import {
  InvitationInput,
  invitationToPlain,
  invitationUrl,
  PlainInvitation,
  PlainMadeInvitation,
} from '../plain/joining.ts';
import { noQuery, nothing, type Route, route } from './route.ts';
import { speakerFor } from './speaker.ts';

const list = route({
  operation: 'listInvitations',
  method: 'get',
  path: '/v1/invitations',
  summary: 'Invitations, newest first: of whose token it is; for stewards those of everybody.',
  scopes: ['read', 'people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainInvitation) }),
  refuses: [403],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'invitation.write');
    const own = asker === 'node' || can(asker, 'invitation.read') ? undefined : asker.id;
    const all = await inWork(platform, (work) => listInvitations(work.tx, work.now, own));
    return { body: { items: all.map(invitationToPlain) } };
  },
});

const create = route({
  operation: 'createInvitation',
  method: 'post',
  path: '/v1/invitations',
  summary: 'Invite somebody. The link opens once, for seven days, and is told this once.',
  scopes: ['people'],
  query: noQuery,
  body: InvitationInput,
  status: 201,
  answer: PlainMadeInvitation,
  refuses: [403, 409],
  handle: async ({ platform, asker, body }) => {
    requireMay(asker, 'invitation.write');
    const draft = { ...body, email: body.email ?? null };
    const made = await inWork(platform, async (work) => invite(work, await speakerFor(work, asker), draft));
    return { body: madeToPlain(platform.origin, made) };
  },
});

const renew = route({
  operation: 'renewInvitation',
  method: 'post',
  path: '/v1/invitations/{id}/renew',
  summary: 'Open an invitation for seven more days, with a new link.',
  scopes: ['people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainMadeInvitation,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params }) => {
    const made = await inWork(platform, async (work) =>
      renewInvitation(work, await readId(work, asker, params['id'])),
    );
    return { body: madeToPlain(platform.origin, made) };
  },
});

const revoke = route({
  operation: 'revokeInvitation',
  method: 'delete',
  path: '/v1/invitations/{id}',
  summary: 'Take an invitation back: its links open nothing from now on.',
  scopes: ['people'],
  query: noQuery,
  body: nothing,
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params }) => {
    await inWork(platform, async (work) => revokeInvitation(work, await readId(work, asker, params['id'])));
    return { body: undefined };
  },
});

/** An invitation and its link as plain JSON. */
export function madeToPlain(origin: string, { invitation, secret }: MadeInvitation) {
  return { ...invitationToPlain(invitation), url: invitationUrl(origin, secret) };
}

/** The invitation in the path. Somebody else's is not there, unless a steward asks. */
async function readId(work: Work, asker: Member | 'node', id = ''): Promise<InvitationId> {
  requireMay(asker, 'invitation.write');
  if (!isId(id)) throw unknownInvitation();
  const { inviter } = await requireInvitation(work.tx, work.now, id as InvitationId);
  if (!can(asker, 'invitation.revoke', { owner: inviter.id })) throw unknownInvitation();
  return id as InvitationId;
}

/** Everything about invitations. */
export const invitationRoutes: readonly Route[] = [list, create, renew, revoke];
