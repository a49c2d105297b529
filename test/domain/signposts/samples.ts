import fc from 'fast-check';
import type { Iri, MemberId } from '../../../src/core/id.ts';
import { thisWeek } from '../../../src/domain/signposts/availability.ts';
import type { SignpostPerson } from '../../../src/domain/signposts/json-resume.ts';
import {
  audiences,
  fields,
  fluencies,
  type LinkId,
  type Signpost,
  termsKinds,
  type WorkId,
} from '../../../src/domain/signposts/signpost.ts';

/** Whose the made-up signposts are. */
export const ines: SignpostPerson = {
  name: 'Inês Duarte',
  handle: 'ines@loom.test',
  actor: 'https://loom.test/@ines' as Iri,
  url: 'https://loom.test/@ines' as Iri,
  about: 'I make pages **everybody** can use.',
  timeZone: 'Europe/Lisbon',
  engagement: 'freelancer',
  collective: { name: 'Loom', iri: 'https://loom.test/@loom' as Iri },
  updatedAt: Temporal.Instant.from('2026-11-19T10:00:00Z'),
};

const monday = thisWeek(Temporal.Now.instant());

const month = fc
  .tuple(fc.integer({ min: 1950, max: 2025 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => new Temporal.PlainYearMonth(year, number));

/** What people write in a line: any letters, signs that mean something in CSV and HTML, no space around it. */
const line = (longest: number) =>
  fc
    .string({ unit: fc.constantFrom(...'aäßÉ字 =+-@,;"\'<>&|%#*'.split('')), maxLength: longest })
    .map((text) => text.replace(/ +/g, ' ').trim());

const words = fc
  .tuple(fc.constantFrom('Boat', 'Page', 'Audit', 'Ölung'), line(20))
  .map((parts) => parts.join(' ').trim());

const skillNames = ['Carpentry', 'Plumbing', 'TypeScript', 'Weaving', 'Law', 'Masonry'] as const;

const skill = fc.record({
  level: fc.constantFrom(null, 1 as const, 2 as const, 3 as const, 4 as const),
  since: fc.option(fc.integer({ min: 1950, max: 2026 })),
  lastUsed: fc.option(month),
  note: line(60),
  evidence: fc.constant('claimed' as const),
});

const terms = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(...termsKinds),
      minor: fc.option(fc.bigInt({ min: 1n, max: 10n ** 12n })),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
      note: line(60),
    }),
    { selector: ({ kind }) => kind },
  )
  .map((lines) =>
    lines.map(({ kind, minor, currency, note }) => ({
      ...{ kind, note },
      floor: minor !== null && (kind === 'hourly' || kind === 'fixed') ? { minor, currency } : null,
    })),
  );

const work = fc.record({
  id: fc.uuid().map((id) => id as WorkId),
  title: words,
  role: line(40),
  url: fc.option(fc.webUrl().map((url) => url as Iri)),
  months: fc.tuple(fc.option(month), fc.option(month)),
  summary: line(200),
  skills: fc.uniqueArray(fc.constantFrom(...skillNames), { maxLength: 4 }),
  source: fc.constantFrom('typed' as const, 'json-resume' as const, 'mastodon' as const),
});

const weeks = fc
  .uniqueArray(
    fc.record({
      ahead: fc.integer({ min: 0, max: 52 }),
      state: fc.constantFrom('free' as const, 'booked' as const),
      hours: fc.option(fc.integer({ min: 1, max: 80 })),
    }),
    { selector: ({ ahead }) => ahead, maxLength: 20 },
  )
  .map((list) =>
    list
      .sort((a, b) => a.ahead - b.ahead)
      .map(({ ahead, state, hours }) => ({
        ...{ week: monday.add({ weeks: ahead }), state },
        hours: state === 'booked' ? null : hours,
      })),
  );

/** Any signpost. */
export const signposts: fc.Arbitrary<Signpost> = fc
  .record({
    headline: line(60),
    audiences: fc.tuple(...fields.map(() => fc.constantFrom(...audiences))),
    isIndexable: fc.boolean(),
    lists: fc.tuple(
      fc.uniqueArray(fc.tuple(fc.constantFrom(...skillNames), skill), { selector: ([name]) => name }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
    ),
    ...{ weeks, terms, works: fc.array(work, { maxLength: 6 }) },
    tags: fc.uniqueArray(fc.constantFrom('de', 'pt-PT', 'en', 'ar'), { maxLength: 4 }),
    fluency: fc.constantFrom(...fluencies),
    links: fc.uniqueArray(fc.webUrl(), { maxLength: 5 }),
  })
  .map(({ lists: [all, first, second], weeks: known, works, tags, fluency, links, ...rest }) => {
    const named = all.map(([label, said]) => ({
      ...said,
      label,
      skill: `https://skills.test/${label}` as Iri,
    }));
    const [a, b] = [Math.min(first, second), Math.max(first, second)];
    return {
      member: '0199a8f0-0000-7000-8000-000000000001' as MemberId,
      ...{ headline: rest.headline, isIndexable: rest.isIndexable, terms: sorted(rest.terms) },
      audiences: Object.fromEntries(
        fields.map((field, at) => [field, rest.audiences[at] ?? 'me']),
      ) as Signpost['audiences'],
      skills: { do: named.slice(0, a), learning: named.slice(a, b), dont: named.slice(b) },
      availability: {
        weeks: known,
        confirmedAt: known.length === 0 ? null : Temporal.Instant.from('2026-11-01T08:00:00Z'),
        isStale: false,
      },
      place: { grain: 'region', country: 'PT', region: 'Lisboa', town: null },
      languages: tags.map((tag) => ({ tag, level: fluency })),
      contact: { policy: 'anyone', how: 'ines@mail.test' },
      work: works.map(({ months: [one, other], skills, ...said }) => {
        const ordered =
          one !== null && other !== null && Temporal.PlainYearMonth.compare(one, other) > 0
            ? [other, one]
            : [one, other];
        return {
          ...said,
          ...{ began: ordered[0] ?? null, ended: ordered[1] ?? null, evidence: 'claimed' as const },
          skills: skills.map((label) => ({ label, skill: `https://skills.test/${label}` as Iri })),
        };
      }),
      links: links.map((url, at) => ({
        ...{ id: `${at}` as LinkId, url: url as Iri, label: '' },
        ...{ verifiedAt: null, checkedAt: null, failure: null },
      })),
      updatedAt: Temporal.Instant.from('2026-11-19T10:00:00Z'),
    };
  });

function sorted(lines: Signpost['terms']): Signpost['terms'] {
  return [...lines].sort((a, b) => termsKinds.indexOf(a.kind) - termsKinds.indexOf(b.kind));
}
