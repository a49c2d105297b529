import { cleanText } from '../../core/html.ts';
import { Refusal } from '../../core/refusal.ts';
import type { MakeKeys } from '../actors/commands.ts';
import { postLetter } from '../mail.ts';
import { addMember } from '../members/commands.ts';
import type { Member } from '../members/member.ts';
import { notify } from '../notice.ts';
import type { Work } from '../work.ts';
import type { Invitation, InvitationState } from './invitation.ts';
import { lockInvitation } from './invitations.ts';
import { unknownLink } from './links.ts';
import { findInvitation } from './queries.ts';

/** What somebody who accepts says of themselves. */
export interface Newcomer {
  readonly name: string;
  readonly handle: string;
  readonly email: string | null;
}

/**
 * Accept an invitation: whoever is first comes in, and the invitation is used up.
 * @throws Refusal gone `invitation.<state>`; invalid `link.unknown`; what `addMember` refuses, and then nothing is used up
 */
export async function acceptInvitation(
  work: Work,
  secret: string,
  person: Newcomer,
  makeKeys: MakeKeys,
): Promise<Member> {
  const invitation = await lockOpen(work, secret);
  const { engagement, stage, inviter } = invitation;
  const member = await addMember(
    work,
    { ...person, hats: [], engagement, stage, invitedBy: inviter.id },
    makeKeys,
  );
  await work.tx
    .updateTable('invitation')
    .set({ used_at: work.now, member_id: member.id, email: null, question: '' })
    .where('id', '=', invitation.id)
    .execute();
  await notify(
    work,
    { everybody: true, but: member.id },
    { event: 'member.joined', name: member.name, handle: member.handle },
  );
  if (member.email !== null)
    await postLetter(work, { kind: 'welcome', inviter: inviter.id }, { member: member.id });
  return member;
}

/** Say no. The inviter is told. @throws Refusal gone `invitation.<state>`; invalid `link.unknown` */
export async function declineInvitation(work: Work, secret: string): Promise<Invitation> {
  const invitation = await lockOpen(work, secret);
  await work.tx
    .updateTable('invitation')
    .set({ declined_at: work.now })
    .where('id', '=', invitation.id)
    .execute();
  await notify(
    work,
    { member: invitation.inviter.id },
    { event: 'invitation.declined', name: invitation.name },
  );
  return invitation;
}

/**
 * Ask the inviter something. The last question stands beside the invitation.
 * @throws Refusal invalid `invitation.question`, `link.unknown`; gone `invitation.<state>`
 */
export async function askInviter(work: Work, secret: string, text: string): Promise<void> {
  const question = cleanText(text);
  if (question === '' || question.length > 1000) {
    throw new Refusal(
      'invalid',
      'invitation.question',
      `The question has ${question.length} characters; 1 to 1,000 fit.`,
      { length: question.length },
    );
  }
  const invitation = await lockOpen(work, secret);
  await work.tx.updateTable('invitation').set({ question }).where('id', '=', invitation.id).execute();
  await notify(
    work,
    { member: invitation.inviter.id },
    { event: 'invitation.asked', name: invitation.name, question },
  );
}

/** Ask for a new invitation where this one is over. Marks it, once. @throws Refusal invalid `link.unknown` */
export async function askForNewOne(work: Work, secret: string): Promise<Invitation> {
  const invitation = await findInvitation(work.tx, work.now, secret);
  if (invitation === undefined) throw unknownLink();
  if (invitation.state === 'open') return invitation;
  const marked = await work.tx
    .updateTable('invitation')
    .set({ wanted_again_at: work.now })
    .where('id', '=', invitation.id)
    .where('wanted_again_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (marked !== undefined) {
    await notify(
      work,
      { member: invitation.inviter.id },
      { event: 'invitation.asked', name: invitation.name, question: '' },
    );
  }
  return invitation;
}

/** The invitation behind a link, held against others, if it is open. */
async function lockOpen(work: Work, secret: string): Promise<Invitation> {
  const found = await findInvitation(work.tx, work.now, secret);
  if (found === undefined) throw unknownLink();
  await lockInvitation(work, found.id);
  const invitation = (await findInvitation(work.tx, work.now, secret)) ?? found;
  if (invitation.state !== 'open') throw invitationOver(invitation.state);
  return invitation;
}

const over: Readonly<Record<Exclude<InvitationState, 'open'>, string>> = {
  used: 'This invitation was used.',
  declined: 'This invitation was declined.',
  revoked: 'This invitation was taken back.',
  expired: 'This invitation is more than seven days old.',
  'wanted-again': 'This invitation is over. A new one was asked for.',
};

/** Why an invitation opens nothing: gone, `invitation.<state>`. */
export function invitationOver(state: Exclude<InvitationState, 'open'>): Refusal {
  return new Refusal('gone', `invitation.${state.replace('-', '_')}`, over[state]);
}
