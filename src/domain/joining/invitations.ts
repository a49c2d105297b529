import { type ApplicationId, type InvitationId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { requireCollective } from '../collective/queries.ts';
import { postLetter } from '../mail.ts';
import type { Member } from '../members/member.ts';
import { requireMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { checkInvitation, type Invitation, type InvitationDraft, invitationLasts } from './invitation.ts';
import { issueJoiningLink } from './links.ts';
import { countOpenInvitations, invitationQuota, requireInvitation } from './queries.ts';

/** An invitation and the secret of its newest link, which is shown once. */
export interface MadeInvitation {
  readonly invitation: Invitation;
  readonly secret: string;
}

/**
 * Invite somebody. Where they have a mail address, a letter with a link of its own waits to be sent.
 * @throws Refusal invalid `invitation.<field>`; conflict `joining.closed`, `invitation.quota`
 */
export async function invite(work: Work, inviter: Member, draft: InvitationDraft): Promise<MadeInvitation> {
  const { joinPolicy } = await requireCollective(work.tx);
  if (joinPolicy === 'closed') {
    throw new Refusal(
      'conflict',
      'joining.closed',
      'This collective takes nobody in now. A steward can change that under Settings.',
    );
  }
  const checked = checkInvitation(draft);
  await requireRoom(work, inviter);
  return addInvitation(work, inviter, checked, null);
}

/** Write an invitation down that was checked and counted; `application` is what it answers. */
export async function addInvitation(
  work: Work,
  inviter: Pick<Member, 'id'>,
  draft: InvitationDraft,
  application: ApplicationId | null,
): Promise<MadeInvitation> {
  await forgetOldInvitations(work);
  const id = newId<InvitationId>();
  const { name, email, engagement, stage, note } = draft;
  await work.tx
    .insertInto('invitation')
    .values({
      ...{ id, name, email, engagement, stage, note },
      inviter_id: inviter.id,
      application_id: application,
      created_at: work.now,
      expires_at: work.now.add(invitationLasts),
    })
    .execute();
  return sendOut(work, id);
}

/**
 * Open an invitation for seven more days, with a new link. Links of one that was over stay over.
 * @throws Refusal not-found `invitation.unknown`; conflict `invitation.was_used`, `invitation.quota`
 */
export async function renewInvitation(work: Work, id: InvitationId): Promise<MadeInvitation> {
  await lockInvitation(work, id);
  const before = await requireInvitation(work.tx, work.now, id);
  if (before.state === 'used') {
    throw new Refusal(
      'conflict',
      'invitation.was_used',
      `${before.name} came in with this invitation. Make another one for somebody else.`,
      { name: before.name },
    );
  }
  if (before.state !== 'open') {
    if (before.application === null) await requireRoom(work, await requireMember(work.tx, before.inviter.id));
    await closeLinks(work, id);
  }
  await work.tx
    .updateTable('invitation')
    .set({
      expires_at: work.now.add(invitationLasts),
      declined_at: null,
      revoked_at: null,
      wanted_again_at: null,
      question: '',
    })
    .where('id', '=', id)
    .execute();
  return sendOut(work, id);
}

/**
 * Take an invitation back: its links open nothing from now on.
 * @throws Refusal not-found `invitation.unknown`; conflict `invitation.not_open`
 */
export async function revokeInvitation(work: Work, id: InvitationId): Promise<void> {
  await lockInvitation(work, id);
  const { state } = await requireInvitation(work.tx, work.now, id);
  if (state !== 'open') {
    throw new Refusal('conflict', 'invitation.not_open', 'This invitation is over already.');
  }
  await work.tx
    .updateTable('invitation')
    .set({ revoked_at: work.now, email: null })
    .where('id', '=', id)
    .execute();
}

/** Take back whatever a member who goes has open. */
export async function revokeInvitationsOf(work: Work, inviter: Pick<Member, 'id'>): Promise<void> {
  await work.tx
    .updateTable('invitation')
    .set({ revoked_at: work.now, email: null })
    .where('inviter_id', '=', inviter.id)
    .where('used_at', 'is', null)
    .where('declined_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', work.now)
    .execute();
}

/** One more link to an open invitation: for the letter, made as it is sent. Undefined where it is over. */
export async function issueInvitationLink(work: Work, id: InvitationId): Promise<string | undefined> {
  const invitation = await requireInvitation(work.tx, work.now, id);
  if (invitation.state !== 'open') return undefined;
  return issueJoiningLink(work, { invitation: id }, invitation.expiresAt);
}

/** Hold an invitation against others until the transaction ends. */
export async function lockInvitation(work: Work, id: InvitationId): Promise<void> {
  await work.tx.selectFrom('invitation').select('id').where('id', '=', id).forUpdate().execute();
}

async function sendOut(work: Work, id: InvitationId): Promise<MadeInvitation> {
  const invitation = await requireInvitation(work.tx, work.now, id);
  const secret = await issueJoiningLink(work, { invitation: id }, invitation.expiresAt);
  const { email: address } = invitation;
  if (address !== null) await postLetter(work, { kind: 'invitation', invitation: id }, { address });
  return { invitation, secret };
}

async function closeLinks(work: Work, id: InvitationId): Promise<void> {
  await work.tx
    .updateTable('joining_link')
    .set({ expires_at: work.now })
    .where('invitation_id', '=', id)
    .where('expires_at', '>', work.now)
    .execute();
}

/** Two invitations of one member at the same moment wait for each other here. */
async function requireRoom(work: Work, inviter: Member): Promise<void> {
  await work.tx.selectFrom('member').select('id').where('id', '=', inviter.id).forUpdate().execute();
  const quota = invitationQuota(await requireCollective(work.tx), inviter);
  const open = await countOpenInvitations(work.tx, work.now, inviter.id);
  if (open < quota) return;
  throw new Refusal(
    'conflict',
    'invitation.quota',
    `${open} invitations are open, and ${quota} may be. Take one back, or wait until one is answered.`,
    { open, quota },
  );
}

/** What is over for three months says nothing any more. Who brought whom stands with the member. */
async function forgetOldInvitations(work: Work): Promise<void> {
  await work.tx
    .deleteFrom('invitation')
    .where('expires_at', '<', work.now.subtract({ hours: 90 * 24 }))
    .execute();
}
