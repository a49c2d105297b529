import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setFederated } from '../../../src/domain/members/commands.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { requireMember } from '../../../src/domain/members/queries.ts';
import { thisWeek } from '../../../src/domain/signposts/availability.ts';
import {
  chooseFediverse,
  confirmAvailability,
  introduce,
  setAudiences,
  setAvailability,
  setContact,
  setIndexable,
  setLanguages,
  setPlace,
  setTerms,
} from '../../../src/domain/signposts/commands.ts';
import { addLink, linkChecked, removeLink } from '../../../src/domain/signposts/links.ts';
import { dueLinks, readSignpost, readSignposts } from '../../../src/domain/signposts/queries.ts';
import { defaultAudiences, viewFor } from '../../../src/domain/signposts/signpost.ts';
import { type SkillSaid, setSkills } from '../../../src/domain/signposts/skills.ts';
import {
  addWork,
  changeWork,
  forgetRemovedWork,
  listRemovedWork,
  moveWork,
  removeWork,
  restoreWork,
  type WorkSaid,
} from '../../../src/domain/signposts/work.ts';
import { mergeSkills } from '../../../src/domain/skills/commands.ts';
import { findSkills } from '../../../src/domain/skills/find.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import type { Work } from '../../../src/domain/work.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';
import { refusal } from '../samples.ts';

const month = (text: string) => Temporal.PlainYearMonth.from(text);
const skill = (name: string, rest: Partial<SkillSaid> = {}): SkillSaid => ({
  ...{ name, level: null, since: null, lastUsed: null, note: '' },
  ...rest,
});
const audit: WorkSaid = {
  ...{
    title: 'City portal audit',
    role: 'Auditor',
    url: 'https://loom.example/audit',
    summary: 'All **pages**.',
  },
  ...{ began: month('2025-03'), ended: month('2025-06'), skills: ['accessibility', 'TypeScript'] },
};

describe.each(storeKinds)('a signpost, on %s', (kind) => {
  let house: House;
  let people = 0;
  let ana: Member;
  beforeAll(async () => {
    house = await openHouse(kind);
    await ensureVocabulary(house);
  });
  beforeEach(async () => {
    people += 1;
    ana = await house.member(`ana${people}`);
    await house.told();
  });
  afterAll(() => house?.close());

  const now = () => Temporal.Now.instant();
  const read = () => readSignpost(house.db, ana.id, now());
  const act = <T>(command: (work: Work) => Promise<T>) => house.work(command);
  const federate = async () => {
    await act((work) => setFederated(work, ana, true));
    ana = await requireMember(house.db, ana.id);
    await house.told();
  };
  const usesOf = async (label: string) => {
    const row = await house.db
      .selectFrom('skill')
      .select('uses')
      .where('label', '=', label)
      .executeTakeFirst();
    return row?.uses;
  };

  it('is empty, with the usual audiences, before the first word', async () => {
    expect(await read()).toEqual({
      ...{ member: ana.id, headline: '', audiences: defaultAudiences, isIndexable: false },
      skills: { do: [], learning: [], dont: [] },
      availability: { weeks: [], confirmedAt: null, isStale: false },
      ...{ terms: [], languages: [], work: [], links: [], updatedAt: null },
      place: { grain: 'none', country: null, region: null, town: null },
      contact: { policy: 'introduced', how: '' },
    });
  });

  it('reads many at once, each its own', async () => {
    const ben = await house.member(`ben${people}`);
    await act((work) => setSkills(work, ben, 'do', [skill('Carpentry')]));
    await act((work) => setLanguages(work, ana, [{ tag: 'pt-pt', level: 'native' }]));
    const both = await readSignposts(house.db, [ana.id, ben.id, ana.id], now());
    expect([...both.keys()]).toEqual([ana.id, ben.id]);
    expect(both.get(ana.id)).toMatchObject({
      skills: { do: [] },
      languages: [{ tag: 'pt-PT', level: 'native' }],
    });
    expect(both.get(ben.id)).toMatchObject({ skills: { do: [{ label: 'Carpentry' }] }, languages: [] });
    expect(await readSignposts(house.db, [], now())).toEqual(new Map());
  });

  it('introduces a person: name, headline and text', async () => {
    await act((work) =>
      introduce(work, ana, { name: 'Ana V', headline: ' Boat\n builder \u202e ', about: '*Hi*' }),
    );
    expect((await read()).headline).toBe('Boat builder');
    expect(await requireMember(house.db, ana.id)).toMatchObject({ name: 'Ana V', about: '*Hi*' });
    await expect(
      act((work) => introduce(work, ana, { name: 'Ana', headline: 'x'.repeat(121), about: '' })),
    ).rejects.toThrow(refusal('invalid', 'signpost.too_long'));
    expect(await requireMember(house.db, ana.id)).toMatchObject({ name: 'Ana V' });
  });

  describe('its skills', () => {
    it('are named in any way, and keep their order and what was said of each', async () => {
      const { items } = await findSkills(house.db, 'Carpentry', 1);
      const said = [
        skill('ts', { level: 3, since: 2015, lastUsed: month('2026-01'), note: 'Daily' }),
        skill(items[0]?.skill.uri ?? ''),
        skill('Dry-stone walling'),
      ];
      await act((work) => setSkills(work, ana, 'do', said));
      const { skills } = await read();
      expect(skills.do.map((one) => one.label)).toEqual(['TypeScript', 'Carpentry', 'Dry-stone walling']);
      expect(skills.do[0]).toMatchObject({ level: 3, since: 2015, note: 'Daily', evidence: 'claimed' });
      expect(skills.do[0]?.lastUsed?.toString()).toBe('2026-01');
      expect(skills.do[2]?.skill).toMatch(/^https:\/\/loom\.test\/skills\//);
    });

    it('stand in one list only, and once in it: what was said last counts', async () => {
      await act((work) => setSkills(work, ana, 'do', [skill('Carpentry'), skill('Plumbing')]));
      await act((work) => setSkills(work, ana, 'dont', [skill('plumbing', { level: 1 }), skill('PLUMBING')]));
      const { skills } = await read();
      expect(skills.do.map((one) => one.label)).toEqual(['Carpentry']);
      expect(skills.dont).toMatchObject([{ label: 'Plumbing', level: null }]);
    });

    it('count as used once, however often the list is written', async () => {
      const before = (await usesOf('Weaving')) ?? 0;
      const write = (list: 'do' | 'learning') =>
        act((work) => setSkills(work, ana, list, [skill('Weaving'), skill('Carpentry')]));
      await write('do');
      await write('do');
      await write('learning');
      await act((work) => addWork(work, ana, { ...audit, skills: ['weaving'] }));
      expect(await usesOf('Weaving')).toBe(before + 1);
    });

    it('follow a merge, and the merged one stands there once', async () => {
      await act((work) => setSkills(work, ana, 'do', [skill('Haxe'), skill('Elm')]));
      await act((work) => setSkills(work, ana, 'learning', [skill('Pony')]));
      await act((work) => mergeSkills(work, house.steward, 'Haxe', 'Elm'));
      await act((work) => mergeSkills(work, house.steward, 'Pony', 'Elm'));
      expect((await read()).skills.do.map((one) => one.label)).toEqual(['Elm']);
      await act((work) => setSkills(work, ana, 'dont', [skill('Elm')]));
      const { skills } = await read();
      expect([skills.do, skills.learning, skills.dont.map((one) => one.label)]).toEqual([[], [], ['Elm']]);
    });

    it.each([
      ['a level', skill('Law', { level: 5 }), 'signpost.level'],
      ['a year to come', skill('Law', { since: 3000 }), 'signpost.since'],
      ['a month to come', skill('Law', { lastUsed: month('2999-01') }), 'signpost.last_used'],
      ['a long note', skill('Law', { note: 'x'.repeat(201) }), 'signpost.too_long'],
      ['no name', skill('  '), 'skill.name'],
    ])('refuse %s that cannot be', async (_, line, code) => {
      await expect(act((work) => setSkills(work, ana, 'do', [line]))).rejects.toThrow(
        refusal('invalid', code),
      );
    });

    it('are 60 in one list at most', async () => {
      const many = (count: number) => Array.from({ length: count }, (_, at) => skill(`Knot ${at}`));
      await expect(act((work) => setSkills(work, ana, 'do', many(61)))).rejects.toThrow(
        refusal('invalid', 'signpost.too_many'),
      );
      await act((work) => setSkills(work, ana, 'do', many(60)));
      expect((await read()).skills.do).toHaveLength(60);
    });
  });

  describe('its availability', () => {
    const monday = thisWeek(now());
    const week = (ahead: number, hours: number | null = 20, state: 'free' | 'booked' = 'free') => ({
      ...{ week: monday.add({ weeks: ahead }), state, hours },
    });

    it('replaces what is from this week on, and is confirmed by that', async () => {
      await act((work) => setAvailability(work, ana, [week(-1), week(2), week(0, 30, 'booked')]));
      const said = (await read()).availability;
      expect(said.weeks.map((one) => [one.week.toString(), one.state, one.hours])).toEqual([
        [monday.toString(), 'booked', null],
        [monday.add({ weeks: 2 }).toString(), 'free', 20],
      ]);
      expect([said.confirmedAt === null, said.isStale]).toEqual([false, false]);
      await act((work) => setAvailability(work, ana, []));
      expect((await read()).availability.weeks).toEqual([]);
    });

    it('is stale when it was confirmed more than thirty days ago, until it is confirmed again', async () => {
      await act((work) => setAvailability(work, ana, [week(1)]));
      const at = async (hours: number) =>
        (await readSignpost(house.db, ana.id, now().add({ hours }))).availability.isStale;
      expect([await at(30 * 24 - 1), await at(30 * 24 + 1)]).toEqual([false, true]);
      await house.db
        .updateTable('signpost')
        .set({ availability_confirmed_at: now().subtract({ hours: 31 * 24 }) })
        .where('member_id', '=', ana.id)
        .execute();
      expect((await read()).availability.isStale).toBe(true);
      await act((work) => confirmAvailability(work, ana));
      expect((await read()).availability).toMatchObject({ isStale: false, weeks: [{ hours: 20 }] });
    });

    it.each([
      ['a Tuesday', { ...week(1), week: monday.add({ days: 8 }) }, 'signpost.week'],
      ['more than a year ahead', week(53), 'signpost.week'],
      ['no hours', week(1, 0), 'signpost.hours'],
      ['more hours than a week of work has', week(1, 81), 'signpost.hours'],
    ])('refuses %s', async (_, line, code) => {
      await expect(act((work) => setAvailability(work, ana, [line]))).rejects.toThrow(
        refusal('invalid', code),
      );
    });
  });

  it('keeps terms with exact money, each kind once', async () => {
    const hourly = {
      kind: 'hourly',
      floor: { minor: 8_500n, currency: 'EUR' },
      note: 'less for clubs',
    } as const;
    const barter = { kind: 'barter', floor: null, note: '' } as const;
    await act((work) => setTerms(work, ana, [barter, hourly]));
    expect((await read()).terms).toEqual([hourly, barter]);
    await expect(act((work) => setTerms(work, ana, [barter, barter]))).rejects.toThrow(
      refusal('invalid', 'signpost.terms'),
    );
    await expect(act((work) => setTerms(work, ana, [{ ...hourly, kind: 'training' }]))).rejects.toThrow(
      refusal('invalid', 'signpost.floor'),
    );
    await act((work) => setTerms(work, ana, []));
    expect((await read()).terms).toEqual([]);
  });

  it('forgets of a place what is finer than its grain', async () => {
    const lisbon = { country: 'pt', region: 'Lisboa', town: 'Almada' };
    const kept = async () => (await read()).place;
    await act((work) => setPlace(work, ana, { grain: 'region', ...lisbon }));
    expect(await kept()).toEqual({ grain: 'region', country: 'PT', region: 'Lisboa', town: null });
    await act((work) => setPlace(work, ana, { grain: 'town', ...lisbon }));
    expect(await kept()).toMatchObject({ grain: 'town', town: 'Almada' });
    await act((work) => setPlace(work, ana, { grain: 'none', ...lisbon }));
    expect(await kept()).toEqual({ grain: 'none', country: null, region: null, town: null });
    for (const place of [{ country: 'XX' }, { country: null }, { town: ' ' }])
      await expect(
        act((work) => setPlace(work, ana, { grain: 'town', ...lisbon, ...place })),
      ).rejects.toThrow(refusal('invalid', place.town === undefined ? 'signpost.country' : 'signpost.place'));
  });

  it('keeps languages in their order and refuses what is none', async () => {
    await act((work) =>
      setLanguages(work, ana, [
        { tag: 'DE-ch', level: 'fluent' },
        { tag: 'en', level: 'basic' },
        { tag: 'EN', level: 'native' },
      ]),
    );
    expect((await read()).languages).toEqual([
      { tag: 'de-CH', level: 'fluent' },
      { tag: 'en', level: 'basic' },
    ]);
    await expect(
      act((work) => setLanguages(work, ana, [{ tag: 'no language', level: 'basic' }])),
    ).rejects.toThrow(refusal('invalid', 'signpost.language'));
  });

  it('says how to be reached', async () => {
    await act((work) => setContact(work, ana, { policy: 'nobody', how: 'after\nmay' }));
    expect((await read()).contact).toEqual({ policy: 'nobody', how: 'after may' });
  });

  describe('its work', () => {
    it('is claimed, the newest first, and can be changed, moved and taken away', async () => {
      const first = await act((work) => addWork(work, ana, audit));
      const second = await act((work) =>
        addWork(work, ana, { ...audit, title: 'Second', url: ' ' }, 'mastodon'),
      );
      const third = await act((work) => addWork(work, ana, { ...audit, title: 'Third', ended: null }));
      const titles = async () => (await read()).work.map((one) => one.title);
      expect(await titles()).toEqual(['Third', 'Second', 'City portal audit']);
      const { work: lines } = await read();
      expect(lines[1]).toMatchObject({ url: null, source: 'mastodon', evidence: 'claimed' });
      expect(lines[2]).toMatchObject({
        ...{ role: 'Auditor', url: audit.url, summary: 'All **pages**.', source: 'typed' },
        skills: [{ label: 'Accessibility' }, { label: 'TypeScript' }],
      });
      expect([lines[2]?.began?.toString(), lines[2]?.ended?.toString()]).toEqual(['2025-03', '2025-06']);
      await act((work) => moveWork(work, ana, first, 0));
      await act((work) => moveWork(work, ana, third, 99));
      await act((work) => changeWork(work, ana, second, { ...audit, title: 'Zweite' }));
      expect(await titles()).toEqual(['City portal audit', 'Zweite', 'Third']);
      await act((work) => removeWork(work, ana, first));
      expect(await titles()).toEqual(['Zweite', 'Third']);
    });

    it('comes back to its place within a day of being taken away, and is forgotten then', async () => {
      const [last, middle] = [
        await act((work) => addWork(work, ana, { ...audit, title: 'Last' })),
        await act((work) => addWork(work, ana, { ...audit, title: 'Middle' })),
      ];
      await act((work) => addWork(work, ana, { ...audit, title: 'First' }));
      const titles = async () => (await read()).work.map((one) => one.title);
      await act((work) => removeWork(work, ana, middle));
      const removed = () => listRemovedWork(house.db, ana.id, now());
      expect(await removed()).toMatchObject([{ id: middle, title: 'Middle' }]);
      await act((work) => restoreWork(work, ana, middle));
      expect([await titles(), await removed()]).toEqual([['First', 'Middle', 'Last'], []]);
      await act((work) => removeWork(work, ana, last));
      await act((work) => removeWork(work, ana, middle));
      await house.db
        .updateTable('signpost_work')
        .set({ removed_at: now().subtract({ hours: 25 }) })
        .where('id', '=', last)
        .execute();
      await expect(act((work) => restoreWork(work, ana, last))).rejects.toThrow(
        refusal('not-found', 'signpost.work_unknown'),
      );
      await act(forgetRemovedWork);
      const kept = await house.db
        .selectFrom('signpost_work')
        .select('id')
        .where('member_id', '=', ana.id)
        .execute();
      expect(kept.map((row) => row.id)).not.toContain(last);
      expect(kept.map((row) => row.id)).toContain(middle);
      expect((await removed()).map((one) => one.title)).toEqual(['Middle']);
    });

    it('is nobody else’s to change', async () => {
      const ben = await house.member(`ben${people}`);
      const id = await act((work) => addWork(work, ana, audit));
      for (const command of [
        (work: Work) => changeWork(work, ben, id, audit),
        (work: Work) => removeWork(work, ben, id),
        (work: Work) => moveWork(work, ben, id, 0),
        (work: Work) => restoreWork(work, ben, id),
      ])
        await expect(act(command)).rejects.toThrow(refusal('not-found', 'signpost.work_unknown'));
      expect((await read()).work).toHaveLength(1);
    });

    it.each([
      ['no title', { title: ' ' }, 'signpost.empty'],
      ['an end before the beginning', { ended: month('2020-01') }, 'signpost.ended'],
      ['a script for an address', { url: 'javascript:alert(1)' }, 'signpost.address'],
    ])('refuses %s', async (_, rest, code) => {
      await expect(act((work) => addWork(work, ana, { ...audit, ...rest }))).rejects.toThrow(
        refusal('invalid', code),
      );
    });
  });

  describe('its links', () => {
    const add = (url: string, label = '') => act((work) => addLink(work, ana, { url, label }));

    it('are looked at soon, again in a week, and the next day where that failed', async () => {
      const id = await add('https://ana.example/me', 'Me');
      const due = async (hours: number) =>
        (await dueLinks(house.db, now().add({ hours }), 100)).filter((one) => one.handle === ana.handle);
      expect(await due(1)).toEqual([{ id, url: 'https://ana.example/me', handle: ana.handle }]);
      await act((work) => linkChecked(work, id, { kind: 'verified' }));
      const verified = (await read()).links[0];
      expect(verified).toMatchObject({ label: 'Me', failure: null, verifiedAt: expect.anything() });
      expect([await due(7 * 24 - 1), (await due(7 * 24 + 1)).length]).toEqual([[], 1]);
      await act((work) => linkChecked(work, id, { kind: 'failed', failure: 'timeout' }));
      expect((await read()).links).toMatchObject([{ failure: 'timeout', verifiedAt: verified?.verifiedAt }]);
      expect([await due(23), (await due(25)).length]).toEqual([[], 1]);
      await act((work) => linkChecked(work, id, { kind: 'failed', failure: 'no_link_back' }));
      expect((await read()).links).toMatchObject([{ failure: 'no_link_back', verifiedAt: null }]);
    });

    it('are looked at daily for a week while that fails, and weekly then, until one succeeds', async () => {
      const id = await add('https://ana.example/gone');
      const fail = () => act((work) => linkChecked(work, id, { kind: 'failed', failure: 'timeout' }));
      const hoursUntilNext = async () => {
        const { check_at: next } = await house.db
          .selectFrom('signpost_link')
          .select('check_at')
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        return Math.round(next.since(now()).total('hours'));
      };
      const failingFor = (hours: number) =>
        house.db
          .updateTable('signpost_link')
          .set({ failing_since: now().subtract({ hours }) })
          .where('id', '=', id)
          .execute();
      await fail();
      expect(await hoursUntilNext()).toBe(24);
      await failingFor(7 * 24 - 1);
      await fail();
      expect(await hoursUntilNext()).toBe(24);
      await failingFor(7 * 24 + 1);
      await fail();
      expect(await hoursUntilNext()).toBe(7 * 24);
      await act((work) => linkChecked(work, id, { kind: 'verified' }));
      await fail();
      expect(await hoursUntilNext()).toBe(24);
    });

    it('stand there once, and are taken away by whose they are', async () => {
      const id = await add('https://ana.example/me');
      expect(await add('https://ana.example/me', 'Again')).toBe(id);
      const ben = await house.member(`ben${people}`);
      await expect(act((work) => removeLink(work, ben, id))).rejects.toThrow(
        refusal('not-found', 'signpost.link_unknown'),
      );
      expect((await read()).links).toMatchObject([{ label: 'Again' }]);
      await act((work) => removeLink(work, ana, id));
      expect((await read()).links).toEqual([]);
    });

    it.each(['http://ana:secret@ana.example/', 'ftp://ana.example/', 'javascript:alert(1)', '/me', ''])(
      'refuse %s',
      async (url) => {
        await expect(add(url)).rejects.toThrow(refusal('invalid', 'signpost.address'));
      },
    );

    it('are twenty at most', async () => {
      for (let at = 0; at < 20; at++) await add(`https://ana.example/${at}`);
      await expect(add('https://ana.example/20')).rejects.toThrow(refusal('invalid', 'signpost.too_many'));
    });
  });

  describe('who sees it', () => {
    it('is kept part by part', async () => {
      await act((work) => setAudiences(work, ana, { terms: 'anyone', page: 'members' }));
      const { audiences } = await read();
      expect(audiences).toEqual({ ...defaultAudiences, terms: 'anyone', page: 'members' });
      expect(viewFor(await read(), 'anyone')).toBeUndefined();
      await act((work) => setAudiences(work, ana, { page: 'anyone' }));
      expect(viewFor(await read(), 'anyone')).toMatchObject({ terms: [], learning: undefined });
    });

    it('is not lost where two parts change at the same moment', async () => {
      const parts = ['terms', 'place', 'zone', 'work', 'links', 'contact'] as const;
      await Promise.all(parts.map((part) => act((work) => setAudiences(work, ana, { [part]: 'me' }))));
      const { audiences } = await read();
      expect(parts.map((part) => audiences[part])).toEqual(parts.map(() => 'me'));
    });

    it('is anyone for the page of whoever is on the Fediverse', async () => {
      await act((work) => setAudiences(work, ana, { page: 'allies' }));
      await expect(act((work) => chooseFediverse(work, ana, true))).rejects.toThrow(
        refusal('conflict', 'signpost.page_public'),
      );
      await act((work) => setAudiences(work, ana, { page: 'anyone' }));
      await act((work) => chooseFediverse(work, ana, true));
      ana = await requireMember(house.db, ana.id);
      expect(ana.isFederated).toBe(true);
      await expect(act((work) => setAudiences(work, ana, { page: 'me' }))).rejects.toThrow(
        refusal('conflict', 'signpost.page_public'),
      );
      await act((work) => setAudiences(work, ana, { do: 'me' }));
    });
  });

  describe('telling followers', () => {
    it('happens for what anyone sees, once for a transaction, and only on the Fediverse', async () => {
      await act((work) => setLanguages(work, ana, []));
      expect(await house.toldKinds()).toEqual([]);
      await federate();
      await act(async (work) => {
        await introduce(work, ana, { name: 'Ana', headline: 'Weaver', about: '' });
        await setSkills(work, ana, 'do', [skill('Weaving')]);
        await setLanguages(work, ana, []);
      });
      expect(await house.told()).toEqual([{ kind: 'actor.updated', by: ana.actor }]);
      await act((work) => setIndexable(work, ana, true));
      expect(await house.toldKinds()).toEqual(['actor.updated']);
    });

    it('does not happen for what only members see, but when that becomes public, and when it ends to be', async () => {
      await federate();
      await act((work) => setTerms(work, ana, []));
      await act((work) => setSkills(work, ana, 'learning', [skill('Weaving')]));
      await act((work) => setAudiences(work, ana, { terms: 'me' }));
      expect(await house.toldKinds()).toEqual([]);
      await act((work) => setAudiences(work, ana, { terms: 'anyone' }));
      expect(await house.toldKinds()).toEqual(['actor.updated']);
      await act((work) => setAudiences(work, ana, { terms: 'allies' }));
      expect(await house.toldKinds()).toEqual(['actor.updated']);
    });
  });

  it('cannot be written by somebody who left', async () => {
    const left: Member = { ...ana, stage: 'alum' };
    await expect(act((work) => setTerms(work, left, []))).rejects.toThrow(
      refusal('forbidden', 'person.may_not'),
    );
  });
});
