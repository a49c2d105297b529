import { findMember } from '../../domain/members/queries.ts';
import type { LetterKind } from '../letter.ts';

/** To the address somebody had: that another was asked for, or took its place. */
export const mailMovedLetter: LetterKind<'mail-moved'> = {
  lasts: Temporal.Duration.from({ hours: 48 }),
  toAnybody: true,
  write: async (post, letter) => {
    const member = await findMember(post.platform.db, letter.member);
    if (member === undefined) return undefined;
    const say = post.sayTo(member);
    return {
      to: { name: member.name, say },
      subject: say('letters.mail_moved_subject', { place: post.place }),
      lines: [
        say(letter.step === 'asked' ? 'letters.mail_moved_asked' : 'letters.mail_moved_done'),
        say('letters.mail_moved_not_you'),
        { words: say('letters.account_button'), link: `${post.origin}/settings/access` },
      ],
    };
  },
};
