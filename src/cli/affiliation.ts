import { Refusal } from '../core/refusal.ts';
import type { Guest, Membership } from '../domain/affiliations/affiliation.ts';
import { admitGuest, inviteGuest, refuseGuest, removeGuest } from '../domain/affiliations/guests.ts';
import { acceptInvitation, askToJoin, endMembership } from '../domain/affiliations/memberships.ts';
import { listGuests, listMemberships } from '../domain/affiliations/queries.ts';
import type { Db } from '../domain/database.ts';
import type { Member } from '../domain/members/member.ts';
import { requireSteward } from '../domain/members/queries.ts';
import { inWork } from '../domain/work.ts';
import { guestToPlain, membershipToPlain } from '../plain/affiliations.ts';
import { isNamed } from '../plain/network.ts';
import { type Command, textOf } from './command.ts';
import { requireNamed } from './member.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const as = { as: { value: 'HANDLE', help: 'In whose name. Default: the longest-serving steward.' } } as const;

const list: Command = {
  name: 'affiliation list',
  summary: 'The memberships of a member elsewhere, and invitations from there; newest first.',
  words: [],
  options: as,
  opensNode: true,
  run: async ({ node, options }) => {
    const { db } = await openNode(node);
    const member = await speaker(db, textOf(options, 'as'));
    const plain = (await listMemberships(db, member.id)).map(membershipToPlain);
    const rows = plain.map(({ handle, state, listedAt, since }) => [
      ...[handle, listedAt === null ? state : 'counted', since.slice(0, 10)],
    ]);
    return { json: plain, lines: rows.length === 0 ? ['A member nowhere else.'] : columns(rows) };
  },
};

const join: Command = {
  name: 'affiliation join',
  summary: 'Ask a collective elsewhere to become a member there.',
  words: ['HANDLE-OR-URL', '[MESSAGE]'],
  options: as,
  opensNode: true,
  run: async ({ node, words: [who = '', message = ''], options }) => {
    const platform = await openNode(node);
    const member = await speaker(platform.db, textOf(options, 'as'));
    const federate = await node.federate();
    const collective = await federate.resolve(who);
    await inWork(platform, (work) => askToJoin(work, member, collective, message));
    const plain = membershipToPlain(await requireMembership(platform.db, member, collective.iri));
    return { json: plain, lines: [`@${member.handle} and ${plain.handle}: ${plain.state}.`] };
  },
};

const accept: Command = {
  name: 'affiliation accept',
  summary: 'Accept the invitation of a collective elsewhere.',
  words: ['HANDLE-OR-URL'],
  options: as,
  opensNode: true,
  run: async ({ node, words: [who = ''], options }) => {
    const platform = await openNode(node);
    const member = await speaker(platform.db, textOf(options, 'as'));
    const { collective } = await requireMembership(platform.db, member, who);
    await inWork(platform, (work) => acceptInvitation(work, member, collective.id));
    const plain = membershipToPlain(await requireMembership(platform.db, member, collective.iri));
    return { json: plain, lines: [`@${member.handle} said yes to ${plain.handle}.`] };
  },
};

const leave: Command = {
  name: 'affiliation leave',
  summary: 'End it with a collective elsewhere: leave, take a question back, decline an invitation.',
  words: ['HANDLE-OR-URL'],
  options: as,
  opensNode: true,
  run: async ({ node, words: [who = ''], options }) => {
    const platform = await openNode(node);
    const member = await speaker(platform.db, textOf(options, 'as'));
    const found = await requireMembership(platform.db, member, who);
    await inWork(platform, (work) => endMembership(work, member, found.collective.id));
    const plain = membershipToPlain(found);
    return { json: plain, lines: [`@${member.handle} has nothing to do with ${plain.handle} any more.`] };
  },
};

const guests: Command = {
  name: 'affiliation guests',
  summary: 'People of other servers who ask to join, are invited, or are members; newest first.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const { db } = await openNode(node);
    const plain = (await listGuests(db, ['asked', 'invited', 'member'])).map(guestToPlain);
    const rows = plain.map(({ handle, state, claimedAt, since, message }) => [
      ...[handle, claimedAt === null ? state : 'counted', since.slice(0, 10), message],
    ]);
    return { json: plain, lines: rows.length === 0 ? ['Nobody from elsewhere.'] : columns(rows) };
  },
};

const invite: Command = {
  name: 'affiliation invite',
  summary: 'Ask somebody of another server in.',
  words: ['HANDLE-OR-URL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const federate = await node.federate();
    const person = await federate.resolve(who);
    await inWork(platform, async (work) => inviteGuest(work, await requireSteward(work.tx), person));
    const plain = guestToPlain(await requireGuestNamed(platform.db, person.iri));
    return { json: plain, lines: [`${plain.handle}: ${plain.state}.`] };
  },
};

const admit: Command = {
  name: 'affiliation admit',
  summary: 'Let somebody of another server in who asks.',
  words: ['HANDLE-OR-URL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const { actor } = await requireGuestNamed(platform.db, who);
    await inWork(platform, async (work) => admitGuest(work, await requireSteward(work.tx), actor.id));
    const plain = guestToPlain(await requireGuestNamed(platform.db, actor.iri));
    return { json: plain, lines: [`${plain.handle} is let in, and counts once their own profile says so.`] };
  },
};

const remove: Command = {
  name: 'affiliation remove',
  summary: 'Refuse somebody of another server who asks, take an invitation back, or take a member off.',
  words: ['HANDLE-OR-URL', '[REASON]'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = '', reason = ''] }) => {
    const platform = await openNode(node);
    const found = await requireGuestNamed(platform.db, who);
    await inWork(platform, async (work) => {
      const steward = await requireSteward(work.tx);
      if (found.state === 'asked') await refuseGuest(work, steward, found.actor.id);
      else await removeGuest(work, steward, found.actor.id, reason);
    });
    const plain = guestToPlain(found);
    return { json: plain, lines: [`${plain.handle} is told.`] };
  },
};

/** Memberships that reach beyond the node. */
export const affiliationCommands: readonly Command[] = [
  ...[list, join, accept, leave],
  ...[guests, invite, admit, remove],
];

function speaker(db: Db, handle: string | undefined): Promise<Member> {
  return handle === undefined ? requireSteward(db) : requireNamed(db, handle);
}

async function requireMembership(db: Db, member: Member, name: string): Promise<Membership> {
  const all = await listMemberships(db, member.id);
  const found = all.find(({ collective }) => isNamed(collective, name));
  if (found !== undefined) return found;
  throw new Refusal('not-found', 'membership.unknown', 'There is nothing open with that collective.');
}

async function requireGuestNamed(db: Db, name: string): Promise<Guest> {
  const all = await listGuests(db, ['asked', 'invited', 'member']);
  const found = all.find(({ actor }) => isNamed(actor, name));
  if (found !== undefined) return found;
  throw new Refusal(
    'not-found',
    'guest.unknown',
    'Nobody with that address asked, was invited or is a member.',
  );
}
