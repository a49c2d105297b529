import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Iri } from '../../../src/core/id.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { forgetRemotePerson } from '../../../src/domain/people/commands.ts';
import {
  addPool,
  addToPool,
  deletePool,
  listNotes,
  listPools,
  renamePool,
  requirePool,
  restorePool,
  takeFromPool,
  writeNote,
} from '../../../src/domain/people/pools.ts';
import { setAudiences } from '../../../src/domain/signposts/commands.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';
import { remote } from './crew.ts';

const ines = 'https://kiln.example/m/ines' as Iri;

describe.each(storeKinds)('pools and notes on the %s store', (kind) => {
  let house: House;
  let mira: Member;
  beforeAll(async () => {
    house = await openHouse(kind);
    mira = await house.member('mira');
    const kiln = await house.somebody('@kiln@kiln.example');
    await house.work((work) => remote(work, kiln.id, '@ines@kiln.example', {}));
  });
  afterAll(() => house.close());

  const make = (owner: Member, name: string) => house.work((work) => addPool(work, owner, name));
  const add = (owner: Member, id: string, who: string) =>
    house.work((work) => addToPool(work, owner, id, who));

  test('hold people of ours and of allies, by handle or address, each once', async () => {
    const id = await make(house.steward, '  Ferry   timetables ');
    for (const who of ['mira', '@mira', '@mira@loom.test', 'https://loom.test/@mira'])
      await add(house.steward, id, who);
    for (const who of ['@ines@kiln.example', ines]) await add(house.steward, id, who);
    const pool = await requirePool(house.db, house.steward, id);
    expect(pool.name).toBe('Ferry timetables');
    expect([...pool.people].sort()).toEqual([ines, 'https://loom.test/@mira']);
    await house.work((work) => takeFromPool(work, house.steward, id, 'mira'));
    expect((await requirePool(house.db, house.steward, id)).people).toEqual([ines]);
  });

  test('are nobody else’s: to others there is no such pool, whatever they do to it', async () => {
    const id = await make(house.steward, 'Mine');
    const unknown = { code: 'pool.unknown', kind: 'not-found' };
    expect(await listPools(house.db, mira)).toEqual([]);
    await expect(requirePool(house.db, mira, id)).rejects.toMatchObject(unknown);
    await expect(add(mira, id, 'mira')).rejects.toMatchObject(unknown);
    for (const act of [deletePool, restorePool])
      await expect(house.work((work) => act(work, mira, id))).rejects.toMatchObject(unknown);
    await expect(house.work((work) => renamePool(work, mira, id, 'Theirs'))).rejects.toMatchObject(unknown);
    await expect(house.work((work) => deletePool(work, mira, 'x'))).rejects.toMatchObject(unknown);
    expect((await requirePool(house.db, house.steward, id)).name).toBe('Mine');
  });

  test('come back within a day after they were deleted, with everybody in them, and not later', async () => {
    const id = await make(mira, 'For the ferry');
    await add(mira, id, '@ines@kiln.example');
    await house.work((work) => deletePool(work, mira, id));
    expect(await listPools(house.db, mira)).toEqual([]);
    await house.work((work) => restorePool(work, mira, id));
    expect((await requirePool(house.db, mira, id)).people).toEqual([ines]);
    await house.work((work) => deletePool({ ...work, now: work.now.subtract({ hours: 25 }) }, mira, id));
    await expect(house.work((work) => restorePool(work, mira, id))).rejects.toMatchObject({
      code: 'pool.unknown',
    });
  });

  test('take no empty name, no long one, and nobody who cannot be found here', async () => {
    await expect(make(mira, '  ')).rejects.toMatchObject({ code: 'pool.name' });
    await expect(make(mira, 'x'.repeat(81))).rejects.toMatchObject({ code: 'pool.name_long' });
    const id = await make(mira, 'Short');
    for (const who of [
      'nobody',
      '@ines@other.example',
      'https://loom.test/@nobody',
      'javascript:alert(1)',
      '%',
    ])
      await expect(add(mira, id, who), who).rejects.toMatchObject({ code: 'people.unknown' });
  });

  test('take nobody who hides their page from members, as if they were not here', async () => {
    const hermit = await house.member('hermit');
    await house.work((work) => setAudiences(work, hermit, { page: 'me' }));
    const id = await make(mira, 'Hermits');
    await expect(add(mira, id, 'hermit')).rejects.toMatchObject({ code: 'people.unknown' });
    const note = house.work((work) => writeNote(work, mira, 'hermit', 'Lives here.'));
    await expect(note).rejects.toMatchObject({ code: 'people.unknown' });
  });

  test('notes are read by who wrote them alone, and go with either of the two', async () => {
    const lou = await house.member('lou');
    const write = (owner: Member, who: string, text: string) =>
      house.work((work) => writeNote(work, owner, who, text));
    await write(mira, 'lou', 'Ask about the ferry.');
    await write(mira, 'lou', 'Asked.');
    await write(mira, ines, 'Kind.');
    await write(lou, 'mira', 'Owes me a coffee.');
    expect((await listNotes(house.db, mira)).map(({ actor, text }) => [actor, text])).toEqual([
      [ines, 'Kind.'],
      ['https://loom.test/@lou', 'Asked.'],
    ]);
    expect(await listNotes(house.db, house.steward)).toEqual([]);
    await write(mira, ines, ' ');
    expect(await listNotes(house.db, mira)).toHaveLength(1);
    await house.db.deleteFrom('member').where('id', '=', lou.id).execute();
    expect(await house.db.selectFrom('person_note').selectAll().execute()).toEqual([]);
    await write(mira, ines, 'Kind.');
    await house.work((work) => forgetRemotePerson(work, ines));
    expect(await listNotes(house.db, mira)).toEqual([]);
    await expect(write(mira, 'mira', 'x'.repeat(2001))).rejects.toMatchObject({ code: 'note.long' });
  });
});
