import { iri } from '../../core/iri.ts';
import { issueInvitationLink } from '../../domain/joining/invitations.ts';
import { requireInvitation } from '../../domain/joining/queries.ts';
import { inWork } from '../../domain/work.ts';
import type { LetterKind } from '../letter.ts';

/** To whom somebody invites: a link of its own beside the one the inviter has. Whichever is used first ends both. */
export const invitationLetter: LetterKind<'invitation'> = {
  lasts: Temporal.Duration.from({ hours: 7 * 24 }),
  toAnybody: true,
  write: ({ platform, place, say }, { invitation: id }) =>
    inWork(platform, async (work) => {
      const secret = await issueInvitationLink(work, id);
      if (secret === undefined) return undefined;
      const { name, inviter, note } = await requireInvitation(work.tx, work.now, id);
      const values = { inviter: inviter.name, place };
      return {
        to: { name, say },
        subject: say('letters.invitation_subject', values),
        lines: [
          say('letters.invitation_asked', values),
          ...(note === '' ? [] : [note]),
          { words: say('letters.invitation_button'), link: iri(platform.origin, `/join?token=${secret}`) },
          say('letters.invitation_once'),
        ],
      };
    }),
};
