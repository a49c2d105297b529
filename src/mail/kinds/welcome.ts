import { iri, paths } from '../../core/iri.ts';
import { findMember } from '../../domain/members/queries.ts';
import type { LetterKind } from '../letter.ts';

/** The one letter somebody gets when they came in: who can be asked, and the one thing to do next. */
export const welcomeLetter: LetterKind<'welcome'> = {
  lasts: Temporal.Duration.from({ hours: 48 }),
  write: async ({ platform, person, place, origin, say }, { inviter: id }) => {
    if (person === undefined) return undefined;
    const inviter = await findMember(platform.db, id);
    return {
      subject: say('letters.welcome_subject', { place }),
      lines: [
        say('letters.welcome_in', { place }),
        { words: say('letters.welcome_next'), link: iri(origin, '/me') },
        ...(inviter === undefined
          ? []
          : [
              {
                words: say('letters.welcome_ask', { name: inviter.name }),
                link: iri(origin, paths.actor(inviter.handle)),
              },
            ]),
        say('letters.welcome_calm'),
      ],
    };
  },
};
