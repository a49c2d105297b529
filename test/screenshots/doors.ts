import type { ApplicationId, MemberId } from '../../src/core/id.ts';
import { issueLink, type LinkPurpose } from '../../src/domain/auth/links.ts';
import { askInviter, declineInvitation } from '../../src/domain/joining/answers.ts';
import type { ApplicationDraft } from '../../src/domain/joining/application.ts';
import { findApplication } from '../../src/domain/joining/application-queries.ts';
import { apply, declineApplication, vouch } from '../../src/domain/joining/applications.ts';
import type { InvitationDraft } from '../../src/domain/joining/invitation.ts';
import { invite, revokeInvitation } from '../../src/domain/joining/invitations.ts';
import { leave } from '../../src/domain/joining/leaving.ts';
import { renewStopSecret } from '../../src/domain/notices/commands.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import type { TestSite } from '../web/pages/site.ts';
import type { Crew } from './house.ts';

/** What opens the pages of those who are on their way in or out. */
export interface Doors {
  /** Secrets of invitations: one that is open, one that was taken back. */
  readonly invitation: string;
  readonly revoked: string;
  /** An application that two vouch for and one that nobody does, and the secret by which who applied looks. */
  readonly ready: ApplicationId;
  readonly fresh: ApplicationId;
  readonly status: string;
  readonly declinedStatus: string;
  readonly farewell: string;
  /** Links of letters. */
  readonly signIn: string;
  readonly reset: string;
  readonly mailAddress: string;
  readonly stop: string;
}

/** Let people stand at every door: invited, applying, gone, and with a letter in their hand. */
export async function standAtTheDoor({ platform, addPerson }: TestSite, crew: Crew): Promise<Doors> {
  const gone = await addPerson('Gita Rao', 'gita');
  const { db } = platform;
  await db.updateTable('collective').set({ join_policy: 'application' }).execute();
  const doing = <T>(act: (work: Work) => Promise<T>) => inWork(platform, act);
  const invitation = await doing((work) => inviteAll(work, crew));
  const revoked = await doing(async (work) => {
    const made = await invite(work, crew.ana, { ...guest, name: 'Nils Berg', email: null });
    await revokeInvitation(work, made.invitation.id);
    return made.secret;
  });
  const status = await doing((work) => apply(work, applicant));
  const second = await doing((work) => apply(work, { ...applicant, name: 'Lio Brandt', email: null }));
  const third = await doing((work) => apply(work, { ...applicant, name: 'Pat Quinn', email: null }));
  const ready = await idOf(db, status);
  const fresh = await idOf(db, second);
  await doing(async (work) => {
    await vouch(work, crew.ruth, ready, 'She set the timetables of the ferry with us, on the day she said.');
    await vouch(work, crew.mireille, ready, 'I built her boards. She asks before she cuts.');
    await declineApplication(
      work,
      crew.ana,
      await idOf(work.tx, third),
      'We have no room for a studio of five.',
    );
  });
  const farewell = await doing((work) => leave(work, gone, 'known'));
  const link = (purpose: LinkPurpose, member: MemberId, email?: string) =>
    doing((work) => issueLink(work, purpose, member, email === undefined ? {} : { email }));
  return {
    ...{ invitation, revoked, ready, fresh, status, declinedStatus: third, farewell },
    signIn: await link('sign-in', crew.tomas.id),
    reset: await link('reset', crew.tomas.id),
    mailAddress: await link('mail-address', crew.tomas.id, 'tomas.rey@loom.example'),
    stop: await doing((work) => renewStopSecret(work, crew.tomas.id)),
  };
}

/** Invitations in every state; returns the secret of the one that stays open. */
async function inviteAll(work: Work, { ana, tomas }: Crew): Promise<string> {
  const { secret } = await invite(work, ana, guest);
  const asking = await invite(work, ana, { ...guest, name: 'Sam Whitfield', email: null });
  await askInviter(work, asking.secret, 'Which days do you meet? I am in Ghent on Tuesdays.');
  const declined = await invite(work, ana, { ...guest, name: 'Vera Moll', email: null });
  await declineInvitation(work, declined.secret);
  const own = await invite(work, tomas, { ...guest, name: 'Xoán Castro', email: null });
  await askInviter(work, own.secret, 'Is there a table for drawing?');
  return secret;
}

async function idOf(db: Parameters<typeof findApplication>[0], secret: string): Promise<ApplicationId> {
  const application = await findApplication(db, secret);
  if (application === undefined) throw new Error('Nobody applied with this.');
  return application.id;
}

const guest: InvitationDraft = {
  ...{ name: 'Lin Aho', email: 'lin@away.example' },
  engagement: 'freelancer',
  stage: 'member',
  note: 'We built the ferry boards together. You would like it here.',
};

const applicant: ApplicationDraft = {
  ...{ name: 'Ada Asker', email: 'ada@away.example', fediverse: '@ada@away.example' },
  does: 'I set timetables in type, and I test them on the quay.',
  why: 'You ask first, and so do I. I would like to learn how you decide together.',
  links: ['https://ada.example/', 'https://work.example/ferry-boards'],
};
