import { chooseTimeZone } from '../../src/domain/members/commands.ts';
import type { Engagement, Member } from '../../src/domain/members/member.ts';
import { mondayOf } from '../../src/domain/signposts/availability.ts';
import {
  introduce,
  setAvailability,
  setContact,
  setIndexable,
  setLanguages,
  setPlace,
  setTerms,
} from '../../src/domain/signposts/commands.ts';
import { addLink, linkChecked } from '../../src/domain/signposts/links.ts';
import { readSignpost } from '../../src/domain/signposts/queries.ts';
import type { SkillList, TermsLine, Week } from '../../src/domain/signposts/signpost.ts';
import { setSkills } from '../../src/domain/signposts/skills.ts';
import { addWork } from '../../src/domain/signposts/work.ts';
import type { Work } from '../../src/domain/work.ts';

/** Somebody with a whole signpost, for pages to show and searches to find. */
export interface Somebody {
  readonly name: string;
  readonly handle: string;
  readonly engagement: Engagement;
  readonly headline: string;
  readonly about: string;
  /** Name, level, since. */
  readonly do: readonly (readonly [string, 1 | 2 | 3 | 4, number])[];
  readonly learning: readonly string[];
  readonly dont: readonly string[];
  readonly town: readonly [country: string, region: string, town: string];
  readonly zone: string;
  readonly languages: readonly (readonly [string, 'native' | 'fluent' | 'working' | 'basic'])[];
  /** Hours free a week; from which week on, and for how many. Null: nothing said. */
  readonly free: readonly [hours: number, from: number, weeks: number] | null;
  /** Euros an hour; null: no terms. */
  readonly rate: number | null;
}

/** Seven people whose work meets and differs. */
export const everybody: readonly Somebody[] = [
  {
    name: 'Ana Verhelst',
    handle: 'ana',
    engagement: 'employee',
    headline: 'Service designer for public offices',
    about: 'I turn letters and forms into something people can *act* on. Ask me before the brief is written.',
    do: [
      ['Service design', 4, 2009],
      ['Copywriting', 3, 2012],
      ['Usability testing', 3, 2014],
    ],
    learning: ['Data visualisation'],
    dont: ['Bookkeeping', 'PHP'],
    town: ['BE', 'Flanders', 'Ghent'],
    zone: 'Europe/Brussels',
    languages: [
      ['nl', 'native'],
      ['en', 'fluent'],
      ['fr', 'working'],
    ],
    free: [16, 2, 20],
    rate: 82,
  },
  {
    name: 'Tomás Rey',
    handle: 'tomas',
    engagement: 'freelancer',
    headline: 'Type and signs, from museum label to ferry quay',
    about: 'Twenty years of lettering. I draw by hand first.',
    do: [
      ['Typography', 4, 2004],
      ['Illustration', 3, 2008],
      ['Graphic design', 4, 2004],
    ],
    learning: ['TypeScript'],
    dont: ['Copywriting'],
    town: ['ES', 'Galicia', 'Vigo'],
    zone: 'Europe/Madrid',
    languages: [
      ['es', 'native'],
      ['gl', 'native'],
      ['en', 'working'],
    ],
    free: [24, 0, 12],
    rate: 68,
  },
  {
    name: 'Ruth Adeyemi',
    handle: 'ruth',
    engagement: 'contractor',
    headline: 'Accessibility engineer',
    about: 'I audit, mend and teach. Forty portals so far.',
    do: [
      ['Accessibility', 4, 2011],
      ['TypeScript', 3, 2016],
      ['HTML', 4, 2003],
      ['CSS', 3, 2003],
    ],
    learning: ['Rust'],
    dont: ['Illustration'],
    town: ['NG', 'Lagos', 'Lagos'],
    zone: 'Africa/Lagos',
    languages: [
      ['en', 'native'],
      ['yo', 'native'],
    ],
    free: [30, 5, 30],
    rate: 90,
  },
  {
    name: 'Dao Nguyen',
    handle: 'dao',
    engagement: 'apprentice',
    headline: 'Learning front-end by doing it',
    about: '',
    do: [
      ['CSS', 2, 2024],
      ['Illustration', 2, 2021],
    ],
    learning: ['TypeScript', 'Accessibility', 'Typography'],
    dont: [],
    town: ['FR', 'Brittany', 'Rennes'],
    zone: 'Europe/Paris',
    languages: [
      ['fr', 'native'],
      ['vi', 'fluent'],
    ],
    free: [12, 0, 40],
    rate: 38,
  },
  {
    name: 'Omar Haddad',
    handle: 'omar',
    engagement: 'volunteer',
    headline: 'Bookkeeper who explains',
    about: 'Ledgers for co-ops, in words the members understand.',
    do: [
      ['Bookkeeping', 4, 1998],
      ['Arabic', 4, 1975],
    ],
    learning: [],
    dont: ['Typography'],
    town: ['LB', 'Beirut', 'Beirut'],
    zone: 'Asia/Beirut',
    languages: [
      ['ar', 'native'],
      ['fr', 'fluent'],
      ['en', 'working'],
    ],
    free: null,
    rate: null,
  },
  {
    name: 'Mireille Kouassi-Delacroix de la Tour',
    handle: 'mireille',
    engagement: 'freelancer',
    headline: 'Carpenter; exhibition furniture that comes apart again and travels in one van',
    about: 'Wood, mostly ash.',
    do: [
      ['Carpentry', 4, 1996],
      ['Joinery', 4, 1999],
    ],
    learning: ['Bookkeeping'],
    dont: ['Plastering'],
    town: ['BE', 'Wallonia', 'Liège'],
    zone: 'Europe/Brussels',
    languages: [['fr', 'native']],
    free: [40, 8, 6],
    rate: 55,
  },
  {
    name: 'Kai',
    handle: 'kai',
    engagement: 'contractor',
    headline: '',
    about: '',
    do: [],
    learning: [],
    dont: [],
    town: ['DE', 'Hamburg', 'Hamburg'],
    zone: 'Europe/Berlin',
    languages: [],
    free: null,
    rate: null,
  },
];

/** Say everything somebody has to say about themselves. */
export async function say(work: Work, member: Member, one: Somebody): Promise<void> {
  await chooseTimeZone(work, member, one.zone);
  if (one.do.length === 0) return;
  await introduce(work, member, { name: one.name, headline: one.headline, about: one.about });
  const month = work.now.toZonedDateTimeISO('UTC').toPlainDate().toPlainYearMonth();
  const lines = (list: SkillList, names: readonly (readonly [string, number | null, number | null])[]) =>
    setSkills(
      work,
      member,
      list,
      names.map(([name, level, since], index) => ({
        ...{ name, level, since, note: '' },
        lastUsed: since === null ? null : month.subtract({ months: index * 4 }),
      })),
    );
  await lines('do', one.do);
  await lines(
    'learning',
    one.learning.map((name) => [name, null, null]),
  );
  await lines(
    'dont',
    one.dont.map((name) => [name, null, null]),
  );
  const [country, region, town] = one.town;
  await setPlace(work, member, { grain: 'town', country, region, town });
  await setLanguages(
    work,
    member,
    one.languages.map(([tag, level]) => ({ tag, level })),
  );
  await setContact(work, member, { policy: 'introduced', how: `@${one.handle}@elsewhere.example` });
  await setIndexable(work, member, true);
  await sayTime(work, member, one);
  await addWork(work, member, {
    title: `What ${one.name} showed last year`,
    role: one.headline,
    url: `https://work.example/${one.handle}`,
    began: month.subtract({ months: 14 }),
    ended: month.subtract({ months: 9 }),
    summary: 'Delivered on the day, with the *drawings* and the reasons.',
    skills: one.do.slice(0, 2).map(([name]) => name),
  });
  await addLink(work, member, { url: `https://elsewhere.example/@${one.handle}`, label: 'On the Fediverse' });
  const { links } = await readSignpost(work.tx, member.id, work.now);
  if (links[0] !== undefined) await linkChecked(work, links[0].id, { kind: 'verified' });
}

async function sayTime(work: Work, member: Member, { free, rate }: Somebody): Promise<void> {
  if (free !== null) {
    const monday = mondayOf(work.now.toZonedDateTimeISO('UTC').toPlainDate());
    const [hours, from, count] = free;
    const weeks = Array.from({ length: from + count }, (_, index): Week => {
      const week = monday.add({ weeks: index });
      return index < from ? { week, state: 'booked', hours: null } : { week, state: 'free', hours };
    });
    await setAvailability(work, member, weeks);
  }
  if (rate === null) return;
  const terms: TermsLine[] = [
    { kind: 'hourly', floor: { minor: BigInt(rate * 100), currency: 'EUR' }, note: '' },
    { kind: 'barter', floor: null, note: 'For somebody’s bookkeeping' },
  ];
  await setTerms(work, member, terms);
}
