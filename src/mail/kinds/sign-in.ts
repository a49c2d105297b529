import { iri } from '../../core/iri.ts';
import { issueLink } from '../../domain/auth/links.ts';
import { inWork } from '../../domain/work.ts';
import type { LetterKind } from '../letter.ts';

/** The letter with a link that lets somebody in once. Who asked longer ago has asked again, or gone. */
export const signInLetter: LetterKind<'sign-in'> = {
  lasts: Temporal.Duration.from({ minutes: 15 }),
  write: async ({ platform, person, place, say }, { next }) => {
    if (person === undefined) return undefined;
    // Made only now, so that no row but the digest ever holds it. A try that failed leaves one that nobody has.
    const secret = await inWork(platform, (work) =>
      issueLink(work, 'sign-in', person.id, { isMailed: true }),
    );
    const query = new URLSearchParams(next === '/' ? { token: secret } : { token: secret, next });
    return {
      subject: say('letters.sign_in_subject', { place }),
      lines: [
        say('letters.sign_in_asked'),
        { words: say('letters.sign_in_button'), link: iri(platform.origin, `/sign-in/link?${query}`) },
        say('letters.sign_in_once'),
        say('letters.sign_in_not_you'),
      ],
    };
  },
};
