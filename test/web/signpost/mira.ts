import { chooseTimeZone } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { thisWeek } from '../../../src/domain/signposts/availability.ts';
import {
  introduce,
  setAvailability,
  setContact,
  setLanguages,
  setPlace,
  setTerms,
} from '../../../src/domain/signposts/commands.ts';
import { addLink } from '../../../src/domain/signposts/links.ts';
import type { Week } from '../../../src/domain/signposts/signpost.ts';
import { type SkillSaid, setSkills } from '../../../src/domain/signposts/skills.ts';
import { addWork, type WorkSaid } from '../../../src/domain/signposts/work.ts';
import { inWork, type Work } from '../../../src/domain/work.ts';
import type { TestSite } from '../pages/site.ts';

/** A skill as somebody writes it. */
export function skill(name: string, rest: Partial<SkillSaid> = {}): SkillSaid {
  return { name, level: null, since: null, lastUsed: null, note: '', ...rest };
}

const month = (text: string) => Temporal.PlainYearMonth.from(text);

/** Something delivered, as somebody writes it. */
export function delivered(title: string, rest: Partial<WorkSaid> = {}): WorkSaid {
  return { title, role: '', url: null, began: null, ended: null, summary: '', skills: [], ...rest };
}

/** The year of somebody who is booked for a month, away at the turn of the year, and free for longer and longer. */
export function weeksFrom(first: Temporal.PlainDate): Week[] {
  const of = (index: number): Omit<Week, 'week'> | undefined => {
    if (index < 4) return { state: 'booked', hours: null };
    if (index < 6) return undefined;
    if (index < 15) return { state: 'free', hours: 24 };
    if (index < 24) return { state: 'free', hours: 16 };
    if (index < 33) return { state: 'free', hours: 32 };
    if (index < 37) return { state: 'booked', hours: null };
    if (index < 43) return { state: 'free', hours: null };
    return undefined;
  };
  return Array.from({ length: 52 }, (_, index) => ({ index, said: of(index) })).flatMap(({ index, said }) =>
    said === undefined ? [] : [{ week: first.add({ weeks: index }), ...said }],
  );
}

/** Write a signpost worth showing for somebody. */
export async function fillSignpost(site: TestSite, member: Member): Promise<void> {
  const write = (command: (work: Work) => Promise<unknown>) => inWork(site.platform, command);
  await write((work) =>
    introduce(work, member, {
      name: member.name,
      headline: 'Accessibility engineer. I mend shared components so that forty pages get better at once.',
      about: 'I work beside your developers, and **teach while I do it**.\n\nAsk me about date pickers.',
    }),
  );
  await write((work) =>
    setSkills(work, member, 'do', [
      skill('WCAG 2.2 audits', { level: 4, since: 2014, lastUsed: month('2026-10') }),
      skill('Design-system repair', {
        level: 3,
        since: 2017,
        lastUsed: month('2026-10'),
        note: 'React and plain HTML',
      }),
      skill('TypeScript', { level: 2, since: 2019 }),
    ]),
  );
  await write((work) =>
    setSkills(work, member, 'learning', [skill('Tagged PDF', { note: 'with Pieter De Wolf' })]),
  );
  await write((work) => setSkills(work, member, 'dont', [skill('Overlay widgets'), skill('Gambling')]));
  await write((work) => setAvailability(work, member, weeksFrom(thisWeek(work.now))));
  await write((work) =>
    setTerms(work, member, [
      { kind: 'hourly', floor: { minor: 8200n, currency: 'EUR' }, note: 'less for schools' },
      { kind: 'training', floor: null, note: 'two hours a week' },
    ]),
  );
  await write((work) =>
    setPlace(work, member, { grain: 'town', country: 'BE', region: 'Flanders', town: 'Ghent' }),
  );
  await write((work) => chooseTimeZone(work, member, 'Europe/Brussels'));
  await write((work) =>
    setLanguages(work, member, [
      { tag: 'nl', level: 'native' },
      { tag: 'en', level: 'fluent' },
    ]),
  );
  await write((work) => setContact(work, member, { policy: 'anyone', how: 'mira@okonkwo.example' }));
  await write((work) =>
    addWork(
      work,
      member,
      delivered('Bank portal, in-house', { began: month('2020-03'), ended: month('2021-05') }),
    ),
  );
  await write((work) =>
    addWork(
      work,
      member,
      delivered('Ferry desk forms, 14 templates', {
        role: 'Lead',
        url: 'https://ferry.example/forms',
        began: month('2026-03'),
        ended: month('2026-08'),
        summary: 'Every form can be filled in by keyboard and by voice.',
        skills: ['WCAG 2.2 audits'],
      }),
    ),
  );
  await write((work) => addLink(work, member, { url: 'https://okonkwo.example/', label: '' }));
  await write((work) => addLink(work, member, { url: 'https://code.example/mira', label: 'Code' }));
}
