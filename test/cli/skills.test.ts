import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandLine, openCommandLine } from './cli-node.ts';

describe('the vocabulary on the command line', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
  });
  afterAll(() => line.close());

  test('is there without a step of its own, and finds a skill in any spelling', async () => {
    const { code, out } = await line.run(['skills', 'find', 'ts', '--limit', '3']);
    expect(code).toBe(0);
    expect(out[0]).toMatch(/^= {2}TypeScript +programming +ts$/);
    expect(out.length).toBeLessThanOrEqual(3);
    const misspelt = await line.run(['skills', 'find', 'carpentery']);
    expect(misspelt.out[0]).toMatch(/^ {3}Carpentry +trade/);
    expect(misspelt.out.at(-1)).toBe('"carpentery" is not in the vocabulary; read as carpenter, carpentry.');
    const nothing = await line.run(['skills', 'find', 'zzzzzz']);
    expect(nothing).toEqual({ code: 0, out: ['Nothing in the vocabulary is like "zzzzzz".'], err: [] });
  });

  test('answers programs with addresses and whether a name is exact', async () => {
    const { answer } = await line.json(['skills', 'find', 'Copy editing', '--limit', '1']);
    expect(answer).toMatchObject({
      items: [{ uri: 'https://w3id.org/guildhall/skills/trade/editing', label: 'Editing', isExact: true }],
      repaired: [],
    });
  });

  test('takes a skill in, merges it into another and takes that back', async () => {
    expect((await line.run(['skills', 'list'])).out[0]).toMatch(/^No skill was named here yet/);
    const added = await line.json([
      'skills',
      'add',
      'Dry-stone walling',
      '--kind',
      'trade',
      '--alias',
      'dyking',
    ]);
    expect(added).toMatchObject({ code: 0, answer: { label: 'Dry-stone walling', kind: 'trade' } });
    const { uri } = added.answer as { uri: string };
    expect(await line.json(['skills', 'add', 'dry stone walling'])).toMatchObject({
      code: 1,
      error: { error: { code: 'skill.exists' } },
    });
    const merged = await line.run(['skills', 'merge', 'dyking', 'masonry']);
    expect(merged).toEqual({ code: 0, out: ['dyking now means masonry.'], err: [] });
    expect((await line.run(['skills', 'find', 'dyking'])).out[0]).toMatch(/^= {2}Masonry/);
    const list = await line.json(['skills', 'list', '--merged']);
    expect(list.answer).toMatchObject([{ uri, mergedInto: 'Masonry', origin: 'local', uses: 0 }]);
    expect((await line.run(['skills', 'unmerge', uri])).code).toBe(0);
    expect((await line.run(['skills', 'find', 'dyking'])).out[0]).toMatch(/^= {2}Dry-stone walling/);
    expect(await line.json(['skills', 'merge', 'no such thing', 'masonry'])).toMatchObject({
      error: { error: { code: 'skill.unknown' } },
    });
  });

  test('lists everything of a kind on demand', async () => {
    const { answer } = await line.json(['skills', 'list', '--all', '--kind', 'language']);
    expect(answer).toEqual(expect.arrayContaining([expect.objectContaining({ label: 'Portuguese' })]));
    expect((answer as unknown[]).length).toBeGreaterThan(150);
    expect((await line.run(['skills', 'list', '--kind', 'colour'])).code).toBe(2);
  });

  describe('import-esco', () => {
    test('reads a folder with the official files, and again without harm', async () => {
      const folder = join(line.folder, 'esco');
      await mkdir(folder);
      const uri = 'http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001';
      await writeFile(
        join(folder, 'skills_en.csv'),
        `conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description\nKnowledgeSkillCompetence,${uri},skill/competence,cross-sector,season barrels,"age casks\nchar barrels",,released,2023-01-01,,,,Prepare barrels.\n`,
      );
      await writeFile(join(folder, 'skills_en.pdf'), 'not read');
      const first = await line.json(['import-esco', folder]);
      expect(first).toMatchObject({ code: 0, answer: [{ file: 'skills_en.csv', rows: 1, skipped: 0 }] });
      const found = await line.json(['skills', 'find', 'AGE CASKS', '--limit', '1']);
      expect(found.answer).toMatchObject({
        items: [{ uri, label: 'season barrels', origin: 'esco', isExact: true }],
      });
      const { out } = await line.run(['import-esco', folder]);
      expect(out).toEqual(['skills_en.csv  1 rows  1 of them were there']);
    });

    test.each([
      ['esco', 'esco.folder'],
      ['/nowhere/at/all', 'esco.folder'],
    ])('refuses %s', async (folder, code) => {
      expect(await line.json(['import-esco', folder])).toMatchObject({ code: 1, error: { error: { code } } });
    });
  });
});
