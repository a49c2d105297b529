import { iri } from '../../core/iri.ts';
import { issueLink } from '../../domain/auth/links.ts';
import { findMailChange } from '../../domain/auth/mail-address.ts';
import { findMember, findMemberByEmail } from '../../domain/members/queries.ts';
import { inWork } from '../../domain/work.ts';
import type { LetterDraft, LetterKind, Post } from '../letter.ts';

/**
 * To the address somebody wants: the link that makes it theirs. Where it is another member's already, that member
 * reads that somebody tried; who asked is told nothing of it.
 */
export const mailAddressLetter: LetterKind<'mail-address'> = {
  lasts: Temporal.Duration.from({ hours: 24 }),
  toAnybody: true,
  write: async (post, letter) => {
    const { platform, address, place } = post;
    const change = await inWork(platform, (work) => findMailChange(work, letter.member));
    // They asked for another one since, or it is done.
    if (change?.email.toLowerCase() !== address.toLowerCase()) return undefined;
    const owner = await findMemberByEmail(platform.db, address);
    if (owner !== undefined && owner.id !== letter.member) return takenDraft(post);
    const member = await findMember(platform.db, letter.member);
    if (member === undefined) return undefined;
    const say = post.sayTo(member);
    const secret = await inWork(platform, (work) =>
      issueLink(work, 'mail-address', member.id, { email: change.email, isMailed: true }),
    );
    return {
      to: { name: member.name, say },
      subject: say('letters.mail_address_subject', { place }),
      lines: [
        say('letters.mail_address_asked', { place }),
        {
          words: say('letters.mail_address_button'),
          link: iri(platform.origin, `/mail-address?${new URLSearchParams({ token: secret })}`),
        },
        say('letters.mail_address_once'),
        say('letters.mail_address_not_you'),
      ],
    };
  },
};

function takenDraft({ say, place }: Post): LetterDraft {
  return {
    subject: say('letters.mail_address_taken_subject', { place }),
    lines: [say('letters.mail_address_taken'), say('letters.mail_address_taken_nothing')],
  };
}
