import { iri } from '../../core/iri.ts';
import { findDeparture } from '../../domain/joining/departure-queries.ts';
import { issueFarewellLink } from '../../domain/joining/leaving.ts';
import { inWork } from '../../domain/work.ts';
import type { LetterKind } from '../letter.ts';

/** To who left, or was put out: the address of their farewell page. Nothing to say once they are back. */
export const farewellLetter: LetterKind<'farewell'> = {
  lasts: Temporal.Duration.from({ hours: 7 * 24 }),
  toAnybody: true,
  write: ({ platform, place, say }, { member, isRemoved }) =>
    inWork(platform, async (work) => {
      const departure = await findDeparture(work.tx, work.now, member);
      if (departure === undefined) return undefined;
      const secret = await issueFarewellLink(work, member);
      const lines = isRemoved
        ? [say('letters.farewell_removed', { place }), departure.reason]
        : [say('letters.farewell_left', { place }), say('letters.farewell_undo')];
      return {
        to: { name: departure.name, say },
        subject: say('letters.farewell_subject', { place }),
        lines: [
          ...lines,
          { words: say('letters.farewell_button'), link: iri(platform.origin, `/farewell?token=${secret}`) },
          say('letters.farewell_lasts'),
        ],
      };
    }),
};
