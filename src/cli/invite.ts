import { type InvitationId, isId } from '../core/id.ts';
import { invite, renewInvitation, revokeInvitation } from '../domain/joining/invitations.ts';
import { listInvitations, unknownInvitation } from '../domain/joining/queries.ts';
import { engagements } from '../domain/members/member.ts';
import { requireSteward } from '../domain/members/queries.ts';
import { inWork } from '../domain/work.ts';
import { readInput } from '../plain/input.ts';
import { InvitationInput, invitationToPlain, invitationUrl } from '../plain/joining.ts';
import { type Command, textOf } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const create: Command = {
  name: 'invite create',
  summary: 'Invite somebody, in the name of the longest-serving steward. The link is shown once.',
  words: ['NAME'],
  options: {
    email: { value: 'ADDRESS', help: 'A letter with a link of its own goes there.' },
    engagement: { value: 'KIND', help: 'Default: freelancer.', choices: engagements },
    stage: { value: 'STAGE', help: 'Default: member.', choices: ['member', 'candidate'] },
    note: { value: 'TEXT', help: 'A few words for them.' },
  },
  opensNode: true,
  run: async ({ node, words: [name = ''], options }) => {
    const { email, ...draft } = readInput(InvitationInput, {
      name,
      email: textOf(options, 'email'),
      engagement: textOf(options, 'engagement'),
      stage: textOf(options, 'stage'),
      note: textOf(options, 'note'),
    });
    const platform = await openNode(node);
    const { invitation, secret } = await inWork(platform, async (work) =>
      invite(work, await requireSteward(work.tx), { ...draft, email: email ?? null }),
    );
    const url = invitationUrl(platform.origin, secret);
    return { json: { ...invitationToPlain(invitation), url }, lines: [url] };
  },
};

const list: Command = {
  name: 'invite list',
  summary: 'Invitations of everybody, newest first.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const platform = await openNode(node);
    const all = await inWork(platform, (work) => listInvitations(work.tx, work.now));
    const plain = all.map(invitationToPlain);
    const rows = plain.map(({ id, state, name, inviter, expiresAt }) => [
      ...[id, state, name, `by @${inviter}`, `until ${expiresAt.slice(0, 10)}`],
    ]);
    return { json: plain, lines: rows.length === 0 ? ['Nobody is invited.'] : columns(rows) };
  },
};

const renew: Command = {
  name: 'invite renew',
  summary: 'Open an invitation for seven more days. The new link is shown once.',
  words: ['ID'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [id = ''] }) => {
    const platform = await openNode(node);
    const { invitation, secret } = await inWork(platform, (work) => renewInvitation(work, readId(id)));
    const url = invitationUrl(platform.origin, secret);
    return { json: { ...invitationToPlain(invitation), url }, lines: [url] };
  },
};

const revoke: Command = {
  name: 'invite revoke',
  summary: 'Take an invitation back: its links open nothing from now on.',
  words: ['ID'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [id = ''] }) => {
    const platform = await openNode(node);
    await inWork(platform, (work) => revokeInvitation(work, readId(id)));
    return { json: { id }, lines: ['Taken back.'] };
  },
};

function readId(id: string): InvitationId {
  if (isId(id)) return id as InvitationId;
  throw unknownInvitation();
}

/** Inviting people. */
export const inviteCommands: readonly Command[] = [create, list, renew, revoke];
