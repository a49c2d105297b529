import { iri } from '../../core/iri.ts';
import { renewStopSecret } from '../../domain/notices/commands.ts';
import { noticesOf } from '../../domain/notices/queries.ts';
import { inWork } from '../../domain/work.ts';
import { noticeWords } from '../../words/notice-words.ts';
import type { LetterKind } from '../letter.ts';

/** What happened, a line each; once a week, or as soon as somebody wants to know. It ends with a way to hear less. */
export const noticesLetter: LetterKind<'notices'> = {
  lasts: Temporal.Duration.from({ hours: 48 }),
  write: async ({ platform, person, place, say }, { notices, isDigest }) => {
    if (person === undefined) return undefined;
    const { db, origin } = platform;
    const read = await noticesOf(db, person.id, notices);
    const [first] = read;
    if (first === undefined) return undefined;
    const stop = await inWork(platform, (work) => renewStopSecret(work, person.id));
    const subject =
      !isDigest && read.length === 1
        ? `${noticeWords(say, first.notice).words} (${place})`
        : say(isDigest ? 'letters.digest_subject' : 'letters.notices_subject', { place, count: read.length });
    return {
      subject: subject.slice(0, 150),
      lines: [
        say(isDigest ? 'letters.digest_intro' : 'letters.notices_intro', { place }),
        ...read.map(({ notice }) => {
          const { words, href } = noticeWords(say, notice);
          return { words, link: iri(origin, href) };
        }),
        { words: say('letters.notices_today'), link: iri(origin, '/today') },
        {
          words: say('letters.notices_stop'),
          link: iri(origin, `/letters/stop?${new URLSearchParams({ token: stop })}`),
        },
      ],
    };
  },
};
