import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skillsToSuggest } from '../../../src/domain/signposts/by-skill.ts';
import { setAudiences } from '../../../src/domain/signposts/commands.ts';
import { setSkills } from '../../../src/domain/signposts/skills.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import { storeKinds } from '../../support/database.ts';
import { type House, openHouse } from '../house.ts';

describe.each(storeKinds)('what forms suggest, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
    await ensureVocabulary(house);
  });
  afterAll(() => house?.close());

  const line = (name: string) => ({ name, level: null, since: null, lastUsed: null, note: '' });
  const names = () => skillsToSuggest(house.db, 500);

  it('holds a word of this collective once somebody shows it to others, and no sooner', async () => {
    const [ana, bo] = [await house.member('ana'), await house.member('bo')];
    await house.work((work) => setAudiences(work, ana, { dont: 'me' }));
    await house.work((work) => setSkills(work, ana, 'dont', [line('Grief counselling for beekeepers')]));
    expect(await names()).not.toContain('Grief counselling for beekeepers');
    await house.work((work) =>
      setSkills(work, bo, 'do', [line('Grief counselling for beekeepers'), line('Lamp lighting')]),
    );
    expect(await names()).toEqual(
      expect.arrayContaining(['Grief counselling for beekeepers', 'Lamp lighting']),
    );
    await house.work((work) => setAudiences(work, bo, { do: 'me' }));
    expect(await names()).not.toContain('Lamp lighting');
  });
});
