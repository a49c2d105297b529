import type { Member } from '../../../src/domain/members/member.ts';
import { setPlace } from '../../../src/domain/signposts/commands.ts';
import { setSkills } from '../../../src/domain/signposts/skills.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import { inWork } from '../../../src/domain/work.ts';
import { monday, remote, type Said, say } from '../../domain/people/crew.ts';
import { keepWeaver, openSite, type TestSite, type Visitor } from '../pages/site.ts';

/** A site with people in it, and somebody who looks. */
export interface Town {
  readonly site: TestSite;
  readonly ana: Member;
  readonly members: Readonly<Record<'mira' | 'pieter' | 'noor', Member>>;
  /** Ana, who is a steward, signed in. */
  readonly steward: Visitor;
  readonly visitor: Visitor;
}

const weeks = (count: number, hours: number | null) => Array.from({ length: count }, () => hours);

const crew = {
  ana: {
    headline: 'Editor of public services',
    do: ['Copy editing:3', 'Dutch:4'],
    dont: ['Typography', 'PHP'],
  },
  mira: {
    headline: 'Accessibility engineer',
    about: 'I test with people who use screen readers.',
    do: ['TypeScript:3:2026-10', 'Web accessibility:4:2026-11', 'Figma:2', 'Rust:1', 'User research:2'],
    learning: ['Typography'],
    free: [...weeks(5, 8), ...weeks(2, 0), ...weeks(14, 24)],
  },
  pieter: {
    headline: 'Typographer',
    do: ['Typography:4:2026-09', 'Figma:3:2022-01', 'TypeScript'],
    dont: ['PHP'],
    free: [...weeks(9, 0), ...weeks(8, 32), ...weeks(4, null)],
  },
  noor: {
    headline: 'Apprentice researcher',
    learning: ['User research', 'Note taking'],
    free: weeks(20, 14),
    audiences: { page: 'members' },
  },
} as const satisfies Record<string, Said>;

/** Founds Loom with four people, and an ally with two who let themselves be found. */
export async function openTown(): Promise<Town> {
  const site = await openSite();
  await ensureVocabulary(site.platform);
  const { steward: ana } = await site.found();
  const members = {
    mira: await site.addPerson('Mira Okonkwo', 'mira'),
    pieter: await site.addPerson('Pieter De Wolf', 'pieter'),
    noor: await site.addPerson('Noor Aziz', 'noor'),
  };
  await inWork(site.platform, async (work) => {
    await say(work, ana, crew.ana);
    for (const handle of ['mira', 'pieter', 'noor'] as const) await say(work, members[handle], crew[handle]);
    const place = { grain: 'town', country: 'BE', region: 'Flanders', town: 'Ghent' } as const;
    await setPlace(work, members.mira, place);
  });
  await keepAllies(site);
  const steward = site.visitor();
  await steward.signIn(await site.signInToken(ana.id));
  return { site, ana, members, steward, visitor: site.visitor() };
}

async function keepAllies(site: TestSite): Promise<void> {
  const kiln = await keepWeaver(site.platform, 'kiln');
  const skill = (label: string) => ({ uri: null, label, level: 3 as const });
  await inWork(site.platform, async (work) => {
    const free = { week: monday(work, 1), state: 'free' as const, hours: 20 };
    await remote(work, kiln.id, '@ines@weave.test', {
      ...{ name: 'Ines Duarte', headline: 'Accessibility engineer', weeks: [free], confirmedAt: work.now },
      skills: { do: [skill('Web accessibility'), skill('Portuguese')], learning: [], dont: [] },
    });
    await remote(work, kiln.id, '@joris@weave.test', {
      ...{ name: 'Joris Maes', headline: 'Co-researcher', weeks: [free] },
      confirmedAt: work.now.subtract({ hours: 24 * 45 }),
      skills: { do: [skill('Typography')], learning: [], dont: [] },
    });
  });
}

/** Lets somebody say what they do anew. */
export function changeSkills(town: Town, member: Member, name: string): Promise<void> {
  const line = { name, level: null, since: null, lastUsed: null, note: '' };
  return inWork(town.site.platform, (work) => setSkills(work, member, 'do', [line]));
}
