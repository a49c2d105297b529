import { describe, expect, it, test } from 'vitest';
import { readCsv } from '../../../src/domain/skills/csv.ts';
import { shippedSkills } from '../../../src/domain/skills/shipped.ts';
import { checkName, foldName } from '../../../src/domain/skills/skill.ts';
import { stem, wordsOf } from '../../../src/domain/skills/words.ts';

describe('names', () => {
  test.each([
    ['Möbelbau', 'mobelbau'],
    ['  copy-editing ', 'copy editing'],
    ['COPY EDITING', 'copy editing'],
    ['Straßenbau', 'strassenbau'],
    ['C++', 'c++'],
    ['日本語', '日本語'],
  ])('%s is compared as %s', (name, key) => {
    expect(foldName(name)).toBe(key);
  });

  it('tells C, C++ and C# apart, and kana with a mark from those without', () => {
    expect(new Set(['C', 'C++', 'C#', 'か', 'が'].map(foldName)).size).toBe(5);
  });

  test.each(['', '   ', '-', '\u0301'])('%j is no name', (name) => {
    expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'skill.name' }));
  });

  it('are at most 80 characters', () => {
    expect(checkName(` ${'x'.repeat(80)} `)).toHaveLength(80);
    expect(() => checkName('x'.repeat(81))).toThrow('81 characters; at most 80');
  });
});

describe('words', () => {
  test.each([
    [['carpenters', 'carpenter']],
    [['translating', 'translate', 'translates', 'translated']],
    [['planning', 'planned', 'plan', 'plans']],
    [['carry', 'carries', 'carried']],
    [['process', 'processes', 'processing']],
  ])('%j share a stem', (forms) => {
    expect(new Set(forms.map(stem)).size).toBe(1);
  });

  test.each(['css', 'aws', 'gis', 'redis', 'für', 'bus', 'ring'])('%s stays what it is', (word) => {
    expect(stem(word)).toBe(word);
  });

  it('keep the signs that make a name', () => {
    expect(wordsOf('C++, C# and Vue.js!')).toEqual(['c++', 'c#', 'and', 'vue', 'js']);
  });
});

describe('CSV', () => {
  const read = async (pieces: string[]): Promise<string[][]> => {
    const records: string[][] = [];
    for await (const record of readCsv(pieces)) records.push(record);
    return records;
  };
  const sample = '\ufeffa,b,c\r\n1,"two, and\n""three""",\n\n,"",x"y\nlast,,';
  const records = [
    ['a', 'b', 'c'],
    ['1', 'two, and\n"three"', ''],
    ['', '', 'xy'],
    ['last', '', ''],
  ];

  it('is read the same in one piece and letter by letter', async () => {
    expect(await read([sample])).toEqual(records);
    expect(await read([...sample])).toEqual(records);
  });
});

describe('the shipped vocabulary', () => {
  const all = [...shippedSkills().values()].flat();

  it('names every skill by an address of its own', () => {
    expect(new Set(all.map(({ uri }) => uri)).size).toBe(all.length);
    expect(all.find(({ label }) => label === 'C++')?.uri).toBe(
      'https://w3id.org/guildhall/skills/programming/c%2B%2B',
    );
  });

  it('has several hundred trades, and no label twice in a list', () => {
    for (const [kind, skills] of shippedSkills())
      expect(new Set(skills.map(({ label }) => foldName(label))).size, kind).toBe(skills.length);
    expect(shippedSkills().get('trade')?.length).toBeGreaterThan(250);
    expect(all.length).toBeGreaterThan(4000);
  });

  it('has no name that an opportunity could not take', () => {
    for (const { label } of all) expect(checkName(label)).toBe(label);
  });

  it('leads upwards without going round, among the trades', () => {
    const trades = new Map(
      shippedSkills()
        .get('trade')
        ?.map((skill) => [skill.uri, skill]),
    );
    for (const [uri, skill] of trades) {
      let above = skill.broader;
      for (let steps = 0; above.length > 0; steps++) {
        expect(steps, skill.label).toBeLessThan(6);
        expect(above).not.toContain(uri);
        above = above.flatMap((one) => trades.get(one)?.broader ?? []);
      }
    }
  });
});
