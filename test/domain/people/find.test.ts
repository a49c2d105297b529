import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Iri } from '../../../src/core/id.ts';
import type { Database } from '../../../src/domain/database.ts';
import { changeBelonging } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { forgetPeopleOf, forgetRemotePerson } from '../../../src/domain/people/commands.ts';
import { findPeople, type Looker } from '../../../src/domain/people/find.ts';
import type { Seeker } from '../../../src/domain/people/listed.ts';
import { type Asked, readQuestion } from '../../../src/domain/people/question.ts';
import { setAudiences, setPlace } from '../../../src/domain/signposts/commands.ts';
import { addSkill, mergeSkills } from '../../../src/domain/skills/commands.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import { databaseTime, type Work } from '../../../src/domain/work.ts';
import { openPlatform } from '../../../src/platform/platform.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';
import { monday, remote, type Said, say } from './crew.ts';

let house: House;

const visitor: Looker = { seeker: 'anyone', member: null };

async function look(asked: Asked, looker: Looker | Seeker = 'members', later = 0) {
  const now = (await databaseTime(house.db)).add({ hours: 24 * later });
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const as = typeof looker === 'string' ? { seeker: looker, member: null } : looker;
  return findPeople(house.db, as, readQuestion(asked, today), now);
}

/** Handles in the order of the answer. */
async function handles(asked: Asked, looker: Looker | Seeker = 'members', later = 0): Promise<string[]> {
  return (await look(asked, looker, later)).items.map(({ person }) => person.handle);
}

async function person(handle: string, said: Said): Promise<Member> {
  const member = await house.member(handle);
  await house.work((work) => say(work, member, said));
  return member;
}

async function remoteCrew(work: Work) {
  const skills = {
    do: [
      { uri: null, label: 'carpentry', level: 3 as const },
      { uri: null, label: 'Something nobody here knows', level: null },
    ],
    learning: [],
    dont: [],
  };
  const weeks = [{ week: monday(work), state: 'free' as const, hours: 20 }];
  return { skills, weeks, confirmedAt: work.now };
}

describe.each(storeKinds)('the directory on the %s store', (kind) => {
  beforeAll(async () => {
    house = await openHouse(kind);
    await ensureVocabulary(house.platform);
    for (const label of ['Reedwork', 'Reedbinding', 'Reedcutting'])
      await house.work((work) =>
        addSkill(work, { label, kind: 'trade', aliases: [`${label} craft`, `Old ${label}`] }),
      );
    await sql`
      insert into skill_broader (skill_uri, broader_uri)
      select below.uri, above.uri from skill below, skill above
      where below.label in ('Reedbinding', 'Reedcutting') and above.label = 'Reedwork'`.execute(house.db);
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    await house.db.deleteFrom('remote_person').execute();
    await house.db.deleteFrom('member').where('id', '!=', house.steward.id).execute();
    await sql`delete from actor where is_local and type = 'Person' and handle <> 'tomas'`.execute(house.db);
  });

  test('finds by a skill, by another of its names, and misspelt', async () => {
    await person('kim', { do: ['Kubernetes:3', 'Reedwork'] });
    await person('lou', { do: ['Typography:2'] });
    expect(await handles({ skill: 'Kubernetes' })).toEqual(['kim']);
    expect(await handles({ skill: 'Old reedwork' })).toEqual(['kim']);
    expect(await handles({ skill: 'kubernets' })).toEqual(['kim']);
    expect(await handles({ q: 'kuberntes' })).toEqual(['kim']);
    expect((await look({ skill: 'kubernets' })).skill).toEqual({ asked: 'kubernets', label: 'Kubernetes' });
  });

  test('says that it knows no such skill and then finds nobody', async () => {
    await person('kim', { do: ['Kubernetes'] });
    const { total, skill } = await look({ skill: 'zzzqqqxxx' });
    expect(skill).toEqual({ asked: 'zzzqqqxxx', label: null });
    expect(total).toBe(0);
  });

  test('takes who does a part of it before who does something around it, and says how each answers', async () => {
    await person('exact', { do: ['Reedwork:2'] });
    await person('part', { do: ['Reedbinding:2'] });
    await person('sibling', { do: ['Reedcutting:2'], dont: ['Reedwork'] });
    const found = await look({ skill: 'Reedwork' });
    expect(found.items.map(({ person, reasons }) => [person.handle, reasons])).toEqual([
      ['exact', [{ kind: 'does', label: 'Reedwork', level: 2, how: 'same', asked: 'Reedwork' }]],
      ['part', [{ kind: 'does', label: 'Reedbinding', level: 2, how: 'narrower', asked: 'Reedwork' }]],
    ]);
    expect(await handles({ skill: 'Reedbinding' })).toEqual(['part', 'exact']);
  });

  test('asks for a level at least, and knows none where none was said', async () => {
    await person('teacher', { do: ['Reedwork:4'] });
    await person('helper', { do: ['Reedwork:1'] });
    await person('silent', { do: ['Reedwork'] });
    expect((await handles({ skill: 'Reedwork', level: '3' })).sort()).toEqual(['teacher']);
    expect((await handles({ q: 'reedwork', level: '3' })).sort()).toEqual(['teacher']);
    expect((await handles({ skill: 'Reedwork' })).at(-1)).toBe('helper');
  });

  test('finds who is learning it after who does it, and never who does not do it', async () => {
    await person('does', { do: ['Reedwork'] });
    await person('learns', { learning: ['Reedwork'] });
    await person('refuses', { headline: 'No more reedwork', dont: ['Reedwork'], do: ['Reedbinding'] });
    expect(await handles({ skill: 'Reedwork' })).toEqual(['does', 'learns']);
    expect(await handles({ q: 'Reedwork' })).toEqual(['does', 'learns']);
  });

  test('says nothing by who is left out about what somebody does not show', async () => {
    const hidden = { dont: 'me' } as const;
    await person('hides', { do: ['Reedbinding'], dont: ['Reedwork'], audiences: hidden });
    await person('hides-nothing', { do: ['Reedbinding'], dont: ['Reedcutting'], audiences: hidden });
    await person('shows', { do: ['Reedbinding'], dont: ['Reedcutting'] });
    // Two who differ only in what nobody may see are treated alike.
    expect(await handles({ skill: 'Reedwork' })).toEqual(['shows']);
    expect((await handles({ skill: 'Reedbinding' })).sort()).toEqual(['hides', 'hides-nothing', 'shows']);
  });

  test('finds a visitor nothing by what is not for anyone, and counts nothing of it', async () => {
    await person('open', { headline: 'Joiner', do: ['Reedwork'], learning: ['Reedbinding'], free: [20] });
    await person('shy', { headline: 'Joiner', do: ['Reedwork'], audiences: { page: 'members' } });
    await person('own', {
      headline: 'Joiner',
      do: ['Reedwork'],
      audiences: { do: 'me', introduction: 'me' },
    });
    expect(await handles({ skill: 'Reedwork' }, visitor)).toEqual(['open']);
    expect((await handles({ skill: 'Reedwork' })).sort()).toEqual(['open', 'shy']);
    expect((await look({ q: 'joiner' }, visitor)).total).toBe(1);
    expect((await look({ q: 'joiner' })).total).toBe(2);
    expect(await look({ hours: '8' }, visitor)).toMatchObject({ total: 0, leftOut: 0 });
    expect(await look({ hours: '8', stale: '1' }, visitor)).toMatchObject({ total: 0, leftOut: 0 });
    // What somebody learns is for members, and a neighbour answers only where what they don't do may be seen.
    expect(await handles({ skill: 'Reedbinding' }, visitor)).toEqual([]);
    expect(await handles({ skill: 'Reedbinding' })).toEqual(expect.arrayContaining(['open']));
    expect((await look({ engagement: 'freelancer' }, visitor)).total).toBe(0);
  });

  test('finds who is free in every week asked for, with so many hours', async () => {
    await person('free', { free: [20, 20, 20] });
    await person('little', { free: [6, 6, 6] });
    await person('once', { free: [20, 0, 20] });
    await person('unsaid', { free: [20] });
    const from = monday({ now: await databaseTime(house.db) });
    const until = from.add({ weeks: 2 }).toString();
    const asked = { from: from.toString(), until, hours: '10' };
    const found = await look(asked);
    expect(found.items.map(({ person }) => person.handle)).toEqual(['free']);
    // Beside who left a week out: the steward, who never said anything.
    expect(found.leftOut).toBe(2);
    expect((await handles({ ...asked, stale: '1' })).sort()).toEqual(['free', 'tomas', 'unsaid']);
    expect((await handles({ hours: '10' })).sort()).toEqual(['free', 'once', 'unsaid']);
  });

  test('leaves out who last said it over thirty days ago, says how many, and shows them when asked', async () => {
    await person('fresh', { free: Array.from({ length: 12 }, () => 20) });
    const later = monday({ now: await databaseTime(house.db) }, 6).toString();
    expect(await look({ from: later }, 'members', 20)).toMatchObject({ total: 1, leftOut: 1 });
    expect(await look({ from: later }, 'members', 40)).toMatchObject({ total: 0, leftOut: 2 });
    const shown = await look({ from: later, stale: '1' }, 'members', 40);
    expect(shown.items.map(({ reasons }) => reasons)).toEqual([
      [{ kind: 'maybe_free', freshness: 'stale' }],
      [{ kind: 'maybe_free', freshness: 'never' }],
    ]);
  });

  test('finds by place, engagement and stage', async () => {
    const ana = await person('ana', {});
    await house.work((work) =>
      setPlace(work, ana, { grain: 'region', country: 'PT', region: 'Lisboa', town: 'Almada' }),
    );
    await house.work((work) => changeBelonging(work, ana.id, { engagement: 'apprentice' }));
    for (const place of ['PT', 'portugal', 'Portugal', 'LISBOA'])
      expect(await handles({ place }), place).toEqual(['ana']);
    // Finer than the grain is not kept, so it cannot be found.
    expect(await handles({ place: 'Almada' })).toEqual([]);
    expect(await handles({ engagement: 'apprentice' })).toEqual(['ana']);
    expect(await handles({ stage: 'candidate' })).toEqual([]);
  });

  test('finds people of allies for members only, by skills named in words, and by their house', async () => {
    const kiln = await house.somebody('@kiln@kiln.example');
    await person('joiner', { do: ['Carpentry:2'] });
    await house.work(async (work) => remote(work, kiln.id, '@ines@kiln.example', await remoteCrew(work)));
    expect(await handles({ skill: 'Carpentry' })).toEqual(expect.arrayContaining(['ines', 'joiner']));
    expect(await handles({ skill: 'Carpentry' }, visitor)).toEqual(['joiner']);
    expect(await handles({ house: 'kiln.example' })).toEqual(['ines']);
    expect(await handles({ house: 'allies' })).toEqual(['ines']);
    expect(await handles({ house: 'ours', skill: 'Carpentry' })).toEqual(['joiner']);
    expect(await handles({ hours: '20' })).toEqual(['ines']);
    await expect(look({ house: 'kiln.example' }, visitor)).rejects.toMatchObject({ code: 'people.house' });
    await house.work((work) => forgetRemotePerson(work, 'https://kiln.example/m/ines' as Iri));
    expect(await handles({ skill: 'Carpentry' })).toEqual(['joiner']);
  });

  test('finds an ally by a skill that got its name here only later', async () => {
    const kiln = await house.somebody('@kiln@kiln.example');
    const label = `Reedwork in ${kind}`;
    const skills = { do: [{ uri: null, label, level: null }], learning: [], dont: [] };
    await house.work((work) => remote(work, kiln.id, '@ines@kiln.example', { skills }));
    expect((await look({})).total).toBe(2);
    await house.work((work) => addSkill(work, { label, kind: 'trade', aliases: [] }));
    expect(await handles({ skill: label })).toContain('ines');
  });

  test('forgets the people of a collective with it', async () => {
    const kiln = await house.somebody('@kiln@kiln.example');
    const keep = () =>
      house.work(async (work) => remote(work, kiln.id, '@ines@kiln.example', await remoteCrew(work)));
    await keep();
    expect(await handles({ house: 'allies' })).toEqual(['ines']);
    await house.work((work) => forgetPeopleOf(work, kiln.id));
    expect((await look({ house: 'allies' })).total).toBe(0);
    await keep();
    await house.db.deleteFrom('actor').where('id', '=', kiln.id).execute();
    expect((await look({ house: 'allies' })).total).toBe(0);
  });

  test('shows who does what I do not, as far as both may be seen', async () => {
    const mona = await person('mona', { dont: ['Reedwork'], do: ['Typography'] });
    await person('covers', { do: ['Reedbinding:3'], dont: ['Typography'] });
    await person('other', { do: ['Typography'] });
    await person('secret', { do: ['Reedwork'], audiences: { do: 'me' } });
    const found = await look({ covers: '1' }, { seeker: 'members', member: mona.id });
    expect(found.dont).toEqual(['Reedwork']);
    expect(found.items.map(({ person, reasons }) => [person.handle, reasons])).toEqual([
      ['covers', [{ kind: 'covers', label: 'Reedbinding', level: 3, how: 'narrower', asked: 'Reedwork' }]],
    ]);
    await expect(look({ covers: '1' }, visitor)).rejects.toMatchObject({ code: 'people.covers' });
  });

  test('reads names, headlines, introductions and work, and says where it found the word', async () => {
    await person('zora', { headline: 'Ferry timetables', about: 'I like lighthouses.' });
    const where = async (q: string) => (await look({ q })).items.map(({ reasons }) => reasons);
    expect(await where('zora')).toEqual([[{ kind: 'says', field: 'name', words: ['zora'] }]]);
    expect(await where('ferry')).toEqual([[{ kind: 'says', field: 'headline', words: ['ferry'] }]]);
    expect(await where('lighthouses')).toMatchObject([[{ kind: 'says', field: 'introduction' }]]);
  });

  test('follows every change at once: a word, a name, a merge, and somebody who leaves', async () => {
    const kim = await person('kim', { headline: 'Roofer' });
    expect(await handles({ q: 'roofer' })).toEqual(['kim']);
    await house.work((work) => say(work, kim, { headline: 'Tiler', do: ['Thatching'] }));
    expect(await handles({ q: 'roofer' })).toEqual([]);
    expect(await handles({ q: 'tiler' })).toEqual(['kim']);
    await house.work((work) => mergeSkills(work, house.steward, 'Thatching', 'Carpentry'));
    expect(await handles({ skill: 'Carpentry' })).toEqual(['kim']);
    await house.db
      .updateTable('member')
      .set({ stage: 'alum', left_at: sql`now()` })
      .where('id', '=', kim.id)
      .execute();
    expect(await handles({ q: 'tiler' })).toEqual([]);
  });

  // The embedded database serves one process.
  if (kind === 'postgresql') {
    test('follows what another process writes', async () => {
      const other = await openPlatform<Database>(house.platform.config);
      try {
        const now = await databaseTime(other.db);
        const question = readQuestion({ q: 'lamplighter' }, now.toZonedDateTimeISO('UTC').toPlainDate());
        const there = async () =>
          (await findPeople(other.db, visitor, question, now)).items.map(({ person }) => person.handle);
        expect(await there()).toEqual([]);
        const kim = await person('kim', { headline: 'Lamplighter' });
        expect(await there()).toEqual(['kim']);
        await house.work((work) => setAudiences(work, kim, { introduction: 'members' }));
        expect(await there()).toEqual([]);
      } finally {
        await other.close();
      }
    });
  }

  test('ranks by fit, then by whose word is fresh, then by a lot that changes every day', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) await person(name, { do: ['Reedwork:2'] });
    await person('fresh', { do: ['Reedwork:2'], free: [8] });
    await person('best', { do: ['Reedwork:2', 'Reedbinding'] });
    const today = await handles({ skill: 'Reedwork' });
    expect(today[0]).toBe('fresh');
    expect(await handles({ skill: 'Reedwork' })).toEqual(today);
    const days = await Promise.all([1, 2, 3, 4].map((day) => handles({ skill: 'Reedwork' }, 'members', day)));
    expect(new Set(days.map((day) => day.join(' '))).size).toBeGreaterThan(1);
    expect(days.every((day) => day[0] === 'fresh' && day.length === 8)).toBe(true);
  });

  test('ranks somebody without a post like somebody with a thousand', async () => {
    const quiet = await person('quiet', { do: ['Reedwork:2'] });
    await person('loud', { do: ['Reedwork:2'] });
    const before = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((day) => handles({ skill: 'Reedwork' }, 'members', day)),
    );
    await sql`
      insert into post (iri, actor_id, html, url, visibility, published_at, updated_at, received_at)
      select 'https://loom.test/posts/' || n, ${quiet.actor}, '<p>Reedwork</p>', 'https://loom.test/posts/' || n,
             'public', now(), now(), now()
      from generate_series(1, 1000) n`.execute(house.db);
    const after = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((day) => handles({ skill: 'Reedwork' }, 'members', day)),
    );
    expect(after).toEqual(before);
    // And neither of the two is always first.
    expect(new Set(before.map(([first]) => first)).size).toBe(2);
  });

  test('gives twenty a page, all of them once, in the order of the day the first page was read', async () => {
    for (let n = 0; n < 45; n++) await person(`p${n}`, {});
    const seen: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 5; pages++) {
      const page = await look({ after }, 'members', pages === 2 ? 1 : 0);
      seen.push(...page.items.map(({ person }) => person.handle));
      expect(page.total).toBe(46);
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(seen).toHaveLength(46);
    expect(new Set(seen).size).toBe(46);
  });
});
