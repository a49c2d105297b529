import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Member } from '../../../src/domain/members/member.ts';
import { skillsOfAll, teamWeeks } from '../../../src/domain/people/pictures.ts';
import { databaseTime } from '../../../src/domain/work.ts';
import { type House, openHouse } from '../house.ts';
import { remote, type Said, say } from './crew.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse('embedded');
  const said = async (handle: string, what: Said): Promise<Member> => {
    const member = await house.member(handle);
    await house.work((work) => say(work, member, what));
    return member;
  };
  const month = (await databaseTime(house.db)).toZonedDateTimeISO('UTC').toPlainDate().toPlainYearMonth();
  const old = month.subtract({ years: 2 });
  await said('mira', { do: [`Typography:4:${month}`, `Rust:1:${old}`], free: [8, 8, 0, null] });
  await said('pieter', { do: ['Typography:4'], free: [30], audiences: { do: 'members' } });
  await said('noor', { do: ['Typography:2'], free: [10], audiences: { do: 'me', availability: 'me' } });
  const kiln = await house.somebody('@kiln@kiln.example');
  const skills = { do: [{ uri: null, label: 'Typography', level: 4 as const }], learning: [], dont: [] };
  await house.work((work) => remote(work, kiln.id, '@ines@kiln.example', { skills, confirmedAt: work.now }));
});
afterAll(() => house.close());

const skillsFor = async (seeker: 'anyone' | 'members') => {
  const today = (await databaseTime(house.db)).toZonedDateTimeISO('UTC').toPlainDate();
  return (await skillsOfAll(house.db, seeker, today)).map(({ label, people, levels }) => ({
    label,
    people,
    levels: levels.filter(({ recent, older }) => recent + older > 0),
  }));
};

test('the skills of the collective count ours alone, and of them what the seeker may see', async () => {
  expect(await skillsFor('members')).toEqual([
    { label: 'Typography', people: 2, levels: [{ level: 4, recent: 1, older: 1 }] },
    { label: 'Rust', people: 1, levels: [{ level: 1, recent: 0, older: 1 }] },
  ]);
  expect(await skillsFor('anyone')).toMatchObject([
    { label: 'Rust', people: 1 },
    { label: 'Typography', people: 1 },
  ]);
});

test('the weeks of the team leave out who hides them, and add nothing that is old', async () => {
  const now = await databaseTime(house.db);
  const fresh = await teamWeeks(house.db, now, 4);
  expect(fresh.rows.map(({ person, hours }) => [person.handle, hours])).toEqual([
    ['mira', 16],
    ['pieter', 30],
    ['tomas', 0],
  ]);
  expect(fresh.totals).toEqual([38, 8, 0, 0]);
  expect(fresh.stale).toBe(1);
  expect(fresh.rows[0]?.weeks.map(({ state }) => state)).toEqual(['free', 'free', 'booked', 'free']);
  const later = await teamWeeks(house.db, now.add({ hours: 24 * 31 }), 4);
  expect(later.stale).toBe(3);
  expect(later.totals).toEqual([0, 0, 0, 0]);
});
