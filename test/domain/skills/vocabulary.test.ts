import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Iri } from '../../../src/core/id.ts';
import type { Database } from '../../../src/domain/database.ts';
import { requireSteward } from '../../../src/domain/members/queries.ts';
import {
  addSkill,
  keepSkillNames,
  keepSkillsOf,
  mergeSkills,
  unmergeSkill,
} from '../../../src/domain/skills/commands.ts';
import { escoFiles, importEsco } from '../../../src/domain/skills/esco.ts';
import { findSkills } from '../../../src/domain/skills/find.ts';
import { ensureVocabulary, loadVocabulary } from '../../../src/domain/skills/keep.ts';
import { skillsNamed } from '../../../src/domain/skills/names.ts';
import { listSkills, suggestedSkills } from '../../../src/domain/skills/queries.ts';
import { shippedUri } from '../../../src/domain/skills/shipped.ts';
import { inWork, type Work } from '../../../src/domain/work.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { foundLoom, origin } from '../../api/api-node.ts';
import { openTestPlatform, storeKinds } from '../../support/database.ts';

describe.each(storeKinds)('the vocabulary on the %s store', (kind) => {
  let platform: Platform<Database>;
  beforeAll(async () => {
    platform = await openTestPlatform(kind, { ORIGIN: origin });
    await foundLoom(platform);
    await ensureVocabulary(platform);
  });
  afterAll(() => platform.close());

  const within = <T>(command: (work: Work) => Promise<T>): Promise<T> => inWork(platform, command);
  const keep = (names: string[], before?: string[]) => within((work) => keepSkillNames(work, names, before));
  const add = (label: string, ...aliases: string[]) =>
    within((work) => addSkill(work, { label, kind: 'other', aliases }));
  const merge = (from: string, into: string) =>
    within(async (work) => mergeSkills(work, await requireSteward(work.tx), from, into));
  const unmerge = (uri: Iri) =>
    within(async (work) => unmergeSkill(work, await requireSteward(work.tx), uri));
  const labels = async (text: string) =>
    (await findSkills(platform.db, text)).items.map(({ skill }) => skill.label);
  const meant = async (name: string) => [...(await skillsNamed(platform.db, [name])).values()][0]?.label;

  test('is loaded once, and again only when another list was shipped', async () => {
    const count = async () => (await listSkills(platform.db, { isOurs: false })).length;
    const before = await count();
    expect(before).toBeGreaterThan(4000);
    expect(await within(loadVocabulary)).toBe(false);
    await platform.db.updateTable('vocabulary').set({ shipped: 'an older list' }).execute();
    expect(await within(loadVocabulary)).toBe(true);
    expect(await count()).toBe(before);
    expect(await meant('js')).toBe('JavaScript');
  });

  test.each([
    ['TYPESCRIPT', 'TypeScript'],
    ['ts', 'TypeScript'],
    ['Copy-Editing', 'Editing'],
    ['deutsch', 'German'],
    ['español', 'Spanish'],
    ['espanol', 'Spanish'],
    ['c++', 'C++'],
    ['A11Y', 'Accessibility'],
  ])('%s means %s', async (name, label) => {
    expect(await meant(name)).toBe(label);
    expect((await findSkills(platform.db, name)).items[0]).toMatchObject({ isExact: true, skill: { label } });
  });

  test('what is misspelt is found, and never taken for exact', async () => {
    for (const [typed, label] of [
      ['carpentery', 'Carpentry'],
      ['typscript', 'TypeScript'],
      ['acessibility', 'Accessibility'],
      ['Übersetzung translatoin', 'Translation'],
    ] as const) {
      const { items } = await findSkills(platform.db, typed);
      expect(
        items.slice(0, 3).map(({ skill }) => skill.label),
        typed,
      ).toContain(label);
      expect(items.every(({ isExact }) => !isExact)).toBe(true);
    }
    expect(await meant('carpentery')).toBeUndefined();
  });

  test('names are kept under the label they exactly mean; an unknown one becomes a local skill', async () => {
    expect(await keep(['ts', ' TypeScript', 'carpentery', 'Proof Reading'])).toEqual([
      'TypeScript',
      'carpentery',
      'Proofreading',
    ]);
    const ours = await listSkills(platform.db, { isOurs: true });
    expect(ours.map(({ label, origin: from, uses }) => [label, from, uses])).toEqual([
      ['carpentery', 'local', 1],
      ['Proofreading', 'shipped', 1],
      ['TypeScript', 'shipped', 1],
    ]);
    expect(ours[0]?.uri).toMatch(new RegExp(`^${origin}/skills/[0-9a-f-]{36}$`));
    await keep(['CARPENTERY', 'Rowing'], ['carpentery']);
    expect((await suggestedSkills(platform.db, 4)).sort()).toEqual(
      ['carpentery', 'Proofreading', 'Rowing', 'TypeScript'].sort(),
    );
  });

  test('what was kept before stays as it was written, also when it means another skill by now', async () => {
    expect(await keep(['ts', 'js', 'Bell ringing'], ['ts'])).toEqual(['ts', 'JavaScript', 'Bell ringing']);
    const roles = [
      { name: 'one', skills: ['js', 'py'] },
      { name: 'two', skills: [] },
    ];
    const before = [{ name: 'one', skills: ['js'] }];
    expect(await within((work) => keepSkillsOf(work, roles, before))).toEqual([
      { name: 'one', skills: ['js', 'Python'] },
      { name: 'two', skills: [] },
    ]);
  });

  test('a name that several skills have as an alias is left as it was written', async () => {
    await add('Keel laying', 'hull');
    await add('Seed shelling', 'hull');
    expect(await meant('hull')).toBeUndefined();
    expect(await keep(['Hull'])).toEqual(['Hull']);
    expect(await meant('hull')).toBeUndefined();
  });

  test('a label that means a skill already is refused', async () => {
    await expect(add('typescript')).rejects.toMatchObject({ code: 'skill.exists' });
    await expect(add('GOLANG')).rejects.toMatchObject({ code: 'skill.exists' });
    await expect(add(' ')).rejects.toMatchObject({ code: 'skill.name' });
  });

  test('two people who name a new skill at once make one', async () => {
    const kept = await Promise.all([keep(['Falconry']), keep(['falconry'])]);
    expect(new Set(kept.flat()).size).toBe(1);
  });

  test('a merge lets every name of the one mean the other, and can be taken back', async () => {
    const from = await add('Yachtbuilding', 'yachtwright');
    const into = shippedUri('trade', 'Boat building');
    expect(await labels('yachtwright')).toContain('Yachtbuilding');
    expect(await merge('yachtbuilding', 'boat building')).toBe(into);
    expect(await meant('Yachtbuilding')).toBe('Boat building');
    expect(await meant('yachtwright')).toBe('Boat building');
    expect(await labels('yachtwright')).toEqual(['Boat building']);
    const { items } = await findSkills(platform.db, 'yachtwright');
    expect(items[0]?.skill.aliases).toEqual(expect.arrayContaining(['Yachtbuilding', 'yachtwright']));
    expect(await keep(['YACHTWRIGHT'])).toEqual(['Boat building']);
    await expect(merge('yachtwright', 'Boat building')).rejects.toMatchObject({ code: 'skill.same' });
    await expect(merge(from, 'Carpentry')).rejects.toMatchObject({ code: 'skill.merged' });
    await unmerge(from);
    expect(await meant('yachtwright')).toBe('Yachtbuilding');
    expect((await labels('yachtwright'))[0]).toBe('Yachtbuilding');
    await expect(unmerge(from)).rejects.toMatchObject({ code: 'skill.not_merged' });
    await expect(merge('nothing of the kind', into)).rejects.toMatchObject({ code: 'skill.unknown' });
  });

  test('merges follow each other, cannot go round, and outlive a new shipped list', async () => {
    const [one, two, three] = [
      await add('Quilting one'),
      await add('Quilting two'),
      await add('Quilting three'),
    ];
    await merge(one, two);
    await merge(two, three);
    await expect(merge(three, one)).rejects.toMatchObject({ code: 'skill.same' });
    expect(await meant('quilting one')).toBe('Quilting three');
    expect(await labels('quilting')).toEqual(['Quilting three']);
    await platform.db.updateTable('vocabulary').set({ shipped: 'an older list' }).execute();
    await ensureVocabulary(platform);
    expect(await meant('quilting one')).toBe('Quilting three');
    await unmerge(two);
    expect(await meant('quilting one')).toBe('Quilting two');
    expect((await labels('quilting')).sort()).toEqual(['Quilting three', 'Quilting two']);
  });

  test('only a steward merges', async () => {
    const steward = await requireSteward(platform.db);
    const member = { ...steward, hats: [] };
    await expect(
      within((work) => mergeSkills(work, member, 'TypeScript', 'JavaScript')),
    ).rejects.toMatchObject({
      code: 'steward.only',
    });
  });

  test('an open index follows what was written past it', async () => {
    expect(await labels('puppetry')).not.toContain('Puppetry');
    await add('Puppetry', 'marionettes');
    expect((await labels('marionette'))[0]).toBe('Puppetry');
  });

  describe('ESCO', () => {
    const head =
      'conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description';
    const esco = (name: string) => `http://data.europa.eu/esco/skill/${name}` as Iri;
    const skill = (name: string, label: string, alternatives: string, status = 'released') =>
      `KnowledgeSkillCompetence,${esco(name)},skill/competence,cross-sector,${label},"${alternatives}",,${status},,,,,"About ${label}, ""in brief""."`;
    const skills = [
      head,
      skill('a1', 'sharpen edged tools', 'hone blades\nsharpen knives'),
      skill('a2', 'maintain hand tools', 'care for hand tools'),
      skill('a3', 'carry water', '', 'obsolete'),
    ].join('\n');
    const broader = `conceptType,conceptUri,broaderType,broaderUri\nKnowledgeSkillCompetence,${esco('a1')},KnowledgeSkillCompetence,${esco('a2')}\nKnowledgeSkillCompetence,${esco('a1')},SkillGroup,http://data.europa.eu/esco/isced-f/00`;
    const related = `originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n${esco('a2')},skill/competence,optional,skill/competence,${esco('a1')}`;
    async function* pieces(text: string): AsyncGenerator<string> {
      for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7);
    }
    const read = (name: string, text: string, digest = text) =>
      importEsco(platform, { name, digest, pieces: pieces(text) });

    test('its files are read in the order they need each other', () => {
      const names = [
        'skillSkillRelations_en.csv',
        'occupations_en.csv',
        'skills_en.csv',
        'skillGroups_en.csv',
      ];
      expect(escoFiles([...names, 'broaderRelationsSkillPillar_en.csv'])).toEqual([
        'skillGroups_en.csv',
        'skills_en.csv',
        'broaderRelationsSkillPillar_en.csv',
        'skillSkillRelations_en.csv',
      ]);
    });

    test('skills come with their names, text and neighbours; what is obsolete does not', async () => {
      expect(await read('skills_en.csv', skills)).toEqual({ file: 'skills_en.csv', rows: 3, skipped: 0 });
      await read('broaderRelationsSkillPillar_en.csv', broader);
      await read('skillSkillRelations_en.csv', related);
      const { items } = await findSkills(platform.db, 'sharpening of knives');
      expect(items[0]?.skill).toEqual({
        uri: esco('a1'),
        label: 'sharpen edged tools',
        kind: 'trade',
        origin: 'esco',
        aliases: ['hone blades', 'sharpen knives'],
        broader: [esco('a2')],
        related: [esco('a2')],
      });
      expect(await meant('carry water')).toBeUndefined();
      expect(await keep(['Hone Blades'])).toEqual(['sharpen edged tools']);
    });

    test('an import that broke off goes on where it stopped, and a new edition is read whole', async () => {
      const many = Array.from({ length: 1500 }, (_, n) => skill(`m${n}`, `task ${n}`, ''));
      const text = [head, ...many].join('\n');
      const broken = async function* () {
        yield text.slice(0, text.indexOf(esco('m1200')));
        throw new Error('the disk is gone');
      };
      await expect(
        importEsco(platform, { name: 'skills_de.csv', digest: 'one', pieces: broken() }),
      ).rejects.toThrow('the disk is gone');
      expect(await read('skills_de.csv', text, 'one')).toEqual({
        file: 'skills_de.csv',
        rows: 1500,
        skipped: 1000,
      });
      expect(await meant('task 1499')).toBe('task 1499');
      expect(await read('skills_de.csv', text, 'one')).toMatchObject({ skipped: 1500 });
      expect(await read('skills_de.csv', text, 'two')).toMatchObject({ skipped: 0 });
    });

    test('another table is refused before anything is written', async () => {
      await expect(read('skills_en.csv', 'name,age\nAda,36', 'other')).rejects.toMatchObject({
        code: 'esco.file',
      });
      await expect(read('notes.csv', skills)).rejects.toMatchObject({ code: 'esco.file' });
    });
  });
});
