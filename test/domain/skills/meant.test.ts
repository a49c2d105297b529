import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctSkill, keepSkillNames } from '../../../src/domain/skills/commands.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import { skillsMeant } from '../../../src/domain/skills/meant.ts';
import { skillsNamed } from '../../../src/domain/skills/names.ts';
import { type House, openHouse } from '../house.ts';

describe('a skill that was probably misspelt', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse('embedded');
    await ensureVocabulary(house.platform);
  });
  afterAll(() => house?.close());

  it.each([
    ['Typografy', 'Typography'],
    ['servise design', 'Service design'],
    ['Carpenrty', 'Carpentry'],
    ['Bookeeping', 'Bookkeeping'],
  ])('%s is asked about as %s', async (typed, label) => {
    expect(await skillsMeant(house.db, [typed])).toEqual([{ typed, label }]);
  });

  it('the slip stands for what was meant where only its maker used it, and for itself where others do', async () => {
    const work = house.work;
    await work((tx) => keepSkillNames(tx, ['Typografy']));
    await work((tx) => keepSkillNames(tx, ['Carpentri']));
    await work((tx) => keepSkillNames(tx, ['Carpentri']));
    for (const [typed, meant] of [
      ['Typografy', 'Typography'],
      ['Carpentri', 'Carpentry'],
      ['Typography', 'Service design'],
    ] as const)
      await work((tx) => correctSkill(tx, house.steward, typed, meant));
    const named = await skillsNamed(house.db, ['typografy', 'carpentri', 'typography']);
    expect([...named].map(([name, { label }]) => [name, label])).toEqual([
      ['typografy', 'Typography'],
      ['carpentri', 'Carpentri'],
      ['typography', 'Typography'],
    ]);
  });

  it('what is known, by whatever name, and what is like nothing known, is left alone', async () => {
    expect(
      await skillsMeant(house.db, ['Typography', 'typography', 'TS', 'Gilding on vellum', 'Zzz', '']),
    ).toEqual([]);
  });
});
