import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { admitGuest, inviteGuest, refuseGuest, removeGuest } from '../domain/affiliations/guests.ts';
import { acceptInvitation, askToJoin, endMembership } from '../domain/affiliations/memberships.ts';
import { listGuests, listMemberships } from '../domain/affiliations/queries.ts';
import type { Db } from '../domain/database.ts';
import { requireMay } from '../domain/members/can.ts';
import type { Member } from '../domain/members/member.ts';
import { inWork } from '../domain/work.ts';
import { guestToPlain, membershipToPlain, PlainGuest, PlainMembership } from '../plain/affiliations.ts';
import { isNamed } from '../plain/network.ts';
import { Line } from '../plain/text.ts';
import { noQuery, nothing, type Route, route } from './route.ts';
import { speakerFor } from './speaker.ts';

const ActorName = Line.describe('A handle, @ines@kiln.example, or the address of an actor.');

/** Which collective to ask, and what to tell it. */
export const AskInput = z.strictObject({ actor: ActorName, message: z.string().max(1000).default('') });
/** What one answers to an invitation, or that one leaves. */
export const MembershipDecision = z.strictObject({ actor: ActorName, decision: z.enum(['accept', 'end']) });
/** Whom to ask in. */
export const InviteInput = z.strictObject({ actor: ActorName });
/** What a steward decides about somebody of another server. `reason` is told where somebody is removed. */
export const GuestDecision = z.strictObject({
  actor: ActorName,
  decision: z.enum(['admit', 'refuse', 'remove']),
  reason: z.string().max(500).default(''),
});

const memberships = route({
  operation: 'listMemberships',
  method: 'get',
  path: '/v1/memberships',
  summary: 'My memberships elsewhere: asked, invited, accepted, refused; newest first.',
  scopes: ['read'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainMembership) }),
  refuses: [403, 409],
  handle: async ({ platform, asker }) => {
    const member = await ownOf(platform, asker);
    return { body: { items: (await listMemberships(platform.db, member.id)).map(membershipToPlain) } };
  },
});

const ask = route({
  operation: 'askToJoin',
  method: 'post',
  path: '/v1/memberships',
  summary: 'Ask a collective elsewhere to become a member there. The answer comes later: see the state.',
  scopes: ['network'],
  query: noQuery,
  body: AskInput,
  status: 202,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, federate, asker, body }) => {
    const member = await ownOf(platform, asker);
    const collective = await federate.resolve(body.actor);
    await inWork(platform, (work) => askToJoin(work, member, collective, body.message));
    return { body: undefined };
  },
});

const answer = route({
  operation: 'decideMembership',
  method: 'post',
  path: '/v1/memberships/decision',
  summary: 'Accept the invitation of a collective elsewhere, or end it: decline, take back, leave.',
  scopes: ['network'],
  query: noQuery,
  body: MembershipDecision,
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, body: { actor, decision } }) => {
    const member = await ownOf(platform, asker);
    const found = (await listMemberships(platform.db, member.id)).find(({ collective }) =>
      isNamed(collective, actor),
    );
    if (found === undefined)
      throw new Refusal('not-found', 'membership.unknown', 'There is nothing open with that collective.');
    const { id } = found.collective;
    await inWork(platform, (work) =>
      decision === 'accept' ? acceptInvitation(work, member, id) : endMembership(work, member, id),
    );
    return { body: undefined };
  },
});

const guests = route({
  operation: 'listGuests',
  method: 'get',
  path: '/v1/guests',
  summary:
    'People of other servers who ask to join, are invited, or are members; newest first. For stewards.',
  scopes: ['read'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainGuest) }),
  refuses: [403],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'affiliation.decide');
    const found = await listGuests(platform.db, ['asked', 'invited', 'member']);
    return { body: { items: found.map(guestToPlain) } };
  },
});

const invite = route({
  operation: 'inviteGuest',
  method: 'post',
  path: '/v1/guests',
  summary: 'Ask somebody of another server in. For stewards.',
  scopes: ['network'],
  query: noQuery,
  body: InviteInput,
  status: 202,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, federate, asker, body }) => {
    requireMay(asker, 'affiliation.decide');
    const person = await federate.resolve(body.actor);
    await inWork(platform, async (work) => inviteGuest(work, await speakerFor(work, asker), person));
    return { body: undefined };
  },
});

const decide = route({
  operation: 'decideGuest',
  method: 'post',
  path: '/v1/guests/decision',
  summary: 'Let in or refuse somebody of another server who asks, or remove a member. For stewards.',
  scopes: ['network'],
  query: noQuery,
  body: GuestDecision,
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, body: { actor, decision, reason } }) => {
    requireMay(asker, 'affiliation.decide');
    const guest = await guestNamed(platform.db, actor);
    await inWork(platform, async (work) => {
      const steward = await speakerFor(work, asker);
      if (decision === 'admit') await admitGuest(work, steward, guest);
      else if (decision === 'refuse') await refuseGuest(work, steward, guest);
      else await removeGuest(work, steward, guest, reason);
    });
    return { body: undefined };
  },
});

/** Memberships that reach beyond the node. */
export const affiliationRoutes: readonly Route[] = [memberships, ask, answer, guests, invite, decide];

/** In whose name one asks elsewhere: the person of the token, or the steward who has been here longest. */
async function ownOf(platform: Parameters<typeof inWork>[0], asker: Member | 'node'): Promise<Member> {
  const member = await inWork(platform, (work) => speakerFor(work, asker));
  requireMay(member, 'affiliation.act', { owner: member.id });
  return member;
}

async function guestNamed(db: Db, name: string) {
  const found = (await listGuests(db, ['asked', 'invited', 'member'])).find(({ actor }) =>
    isNamed(actor, name),
  );
  if (found === undefined)
    throw new Refusal(
      'not-found',
      'guest.unknown',
      'Nobody with that address asked, was invited or is a member.',
    );
  return found.actor.id;
}
