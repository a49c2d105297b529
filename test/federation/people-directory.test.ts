import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { LoadFailure } from '../../federation/net/fetch-document.ts';
import { createPeopleWatch } from '../../federation/people.ts';
import { readProfile } from '../../federation/read-profile.ts';
import type { JsonObject } from '../../federation/wire/json.ts';
import type { Iri } from '../../src/core/id.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { receiveAnswer, requestFollow, unfollow } from '../../src/domain/follows/commands.ts';
import { setAudiences, setIndexable } from '../../src/domain/signposts/commands.ts';
import { type House, openHouse, stranger } from '../domain/house.ts';
import { storeKinds } from '../support/database.ts';
import { followEachOther, settled, startTestNode } from '../support/nodes.ts';
import { allFor, fullSignpost } from './full-signpost.ts';
import { soon } from './samples.ts';

describe('the people of a collective we follow', () => {
  it('are found here where they let others find them, with what their server shows to allies', async () => {
    const [loom, kiln] = await Promise.all([
      startTestNode({ kind: 'postgresql', handle: 'loom' }),
      startTestNode({ kind: 'postgresql', handle: 'kiln' }),
    ]);
    try {
      const ines = await fullSignpost(kiln, 'ines');
      await fullSignpost(kiln, 'quiet');
      await kiln.work((work) => setIndexable(work, ines, true));
      await kiln.work((work) => setAudiences(work, ines, { ...allFor('allies'), page: 'anyone' }));
      await followEachOther(loom, kiln);
      await loom.stopWork();
      loom.startWork();
      const found = () => loom.db.selectFrom('remote_person').selectAll().execute();
      await expect.poll(async () => (await found()).length, soon).toBe(1);
      await settled(loom, kiln);
      const [person] = await found();
      expect(person).toMatchObject({ handle: 'ines', host: kiln.host, headline: 'Headlinemark' });
      expect(person?.said).toMatchObject({
        skills: { do: [{ label: 'Domark', level: 3 }], learning: [{ label: 'Learningmark' }] },
        weeks: [{ state: 'free', hours: 17 }],
        place: { grain: 'town', country: 'PT', town: 'Townmark' },
        languages: [{ tag: 'mi', level: 'fluent' }],
        terms: [{ kind: 'hourly', floor: { currency: 'EUR', minor: '432100' } }],
      });
    } finally {
      await Promise.all([loom.close(), kiln.close()]);
    }
  });
});

/** A collective elsewhere as a remote server would give it: a list, documents, profiles. */
describe.each(storeKinds)('what is kept of people elsewhere, on %s', (kind) => {
  let house: House;
  let kiln: Actor;
  const listed = new Set<Iri>();
  const documents = new Map<string, JsonObject>();
  let asked: string[] = [];
  let nowMs = 0;
  let isAway = false;
  beforeAll(async () => {
    house = await openHouse(kind);
    kiln = await house.somebody('@kiln@kiln.example');
    await house.work((work) => requestFollow(work, house.actor.id, kiln));
    await house.work((work) => receiveAnswer(work, kiln, house.actor.id, null, 'accepted'));
  });
  afterAll(() => house?.close());

  const watch = () =>
    createPeopleWatch({
      place: { db: house.db, origin: house.origin },
      remote: {
        affiliates: async () => {
          if (isAway) throw new LoadFailure('doc.timeout');
          return new Set(listed);
        },
        described: async (iri) => {
          asked.push(iri);
          const document = documents.get(iri);
          if (document === undefined) throw new LoadFailure('obj.gone', 404);
          const handle = iri.split('/').at(-1) ?? '';
          return { actor: await house.somebody(`@${handle}@kiln.example`, { type: 'Person' }), document };
        },
      },
      fetchJson: async () => ({ basics: { label: 'Weaver' } }),
      nowMs: () => nowMs,
      pauseMs: 1,
    });
  const add = (handle: string, rest: JsonObject = {}): Iri => {
    const { iri } = stranger(`@${handle}@kiln.example`);
    listed.add(iri);
    const profile = {
      type: 'Link',
      href: `${iri}/profile.json`,
      rel: ['https://w3id.org/guildhall/ns#profile'],
    };
    documents.set(iri, {
      id: iri,
      type: 'Person',
      indexable: true,
      'gh:collective': [kiln.iri],
      attachment: [profile],
      ...rest,
    });
    return iri;
  };
  const kept = async () =>
    (await house.db.selectFrom('remote_person').select('handle').orderBy('handle').execute()).map(
      ({ handle }) => handle,
    );

  it('only who says to be a member, lets others find them and has a profile on their own server', async () => {
    const people = watch();
    add('ana');
    add('shy', { indexable: false });
    add('silent', { indexable: undefined });
    add('other', { 'gh:collective': ['https://reef.example/@reef'] });
    add('bare', { attachment: [] });
    add('far', {
      attachment: [
        { type: 'Link', href: 'https://evil.example/p.json', rel: ['https://w3id.org/guildhall/ns#profile'] },
      ],
    });
    listed.add(`${house.origin}/@tomas` as Iri);
    await people.round();
    expect(await kept()).toEqual(['ana']);
    expect(asked.some((iri) => iri.startsWith(house.origin))).toBe(false);
  });

  it('are read once a day, and anew when they say that something changed', async () => {
    const people = watch();
    await people.round();
    asked = [];
    await people.round();
    expect(asked).toEqual([]);
    const ana = add('ana', { indexable: false });
    people.lookAgain(ana);
    await people.round();
    expect([asked, await kept()]).toEqual([[ana], []]);
    add('ana');
    nowMs += 24 * 60 * 60_000;
    await people.round();
    expect(await kept()).toEqual(['ana']);
  });

  it('a collective that says that its list changed is read within a minute, and not more often', async () => {
    const people = watch();
    await people.round();
    add('bea');
    people.lookAgain(kiln.iri);
    await people.round();
    expect(await kept()).toEqual(['ana']);
    nowMs += 60_000;
    await people.round();
    expect(await kept()).toEqual(['ana', 'bea']);
  });

  it('who left, or is gone, is forgotten; while their server is away, nobody is', async () => {
    nowMs += 24 * 60 * 60_000;
    isAway = true;
    await watch().round();
    expect(await kept()).toEqual(['ana', 'bea']);
    isAway = false;
    listed.delete(add('bea'));
    documents.delete(stranger('@ana@kiln.example').iri);
    await watch().round();
    expect(await kept()).toEqual([]);
  });

  it('everybody goes once the collective is not followed any more', async () => {
    add('ana');
    await watch().round();
    expect(await kept()).toEqual(['ana']);
    await house.work((work) => unfollow(work, house.actor.id, kiln.id));
    await watch().round();
    expect(await kept()).toEqual([]);
  });
});

describe('a profile document of another server', () => {
  test('that is nonsense says nothing', () => {
    const nothing = { headline: '', weeks: [], confirmedAt: null, languages: [], terms: [] };
    for (const document of [{}, { basics: [], skills: 'x', languages: {}, 'gh:availability': [null, 1, {}] }])
      expect(readProfile(document)).toMatchObject({ ...nothing, place: { grain: 'none' } });
    const odd = readProfile({
      basics: { label: 'A\u202e\nB', location: { countryCode: 'portugal', city: 'X' } },
      skills: [{ name: ' ' }, { name: 'x'.repeat(500), 'gh:uri': 'javascript:x', 'gh:level': 9 }],
      languages: [
        { 'gh:tag': '<b>', fluency: 'native' },
        { 'gh:tag': 'pt', fluency: 'perfect' },
      ],
      'gh:terms': [{ kind: 'bribe' }, { kind: 'hourly', from: '-1', currency: 'EUR', note: 'n\n' }],
      'gh:availability': [
        { from: '1900-01-01', to: '2199-12-31', state: 'free', hoursPerWeek: 400, confirmed: 'soon' },
        { from: '2026-99-01', to: '2026-12-01', state: 'free' },
        { from: '2026-12-01', to: '2026-12-31', state: 'asleep' },
      ],
    });
    expect(odd).toMatchObject({
      headline: 'A B',
      place: { grain: 'none' },
      languages: [],
      confirmedAt: null,
    });
    expect(odd.skills.do).toEqual([{ uri: null, label: 'x'.repeat(80), level: null }]);
    expect(odd.terms).toEqual([{ kind: 'hourly', floor: null, note: 'n' }]);
    expect(odd.weeks).toHaveLength(53);
    expect(odd.weeks.every((week) => week.hours === null)).toBe(true);
  });
});
