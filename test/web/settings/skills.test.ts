import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Iri } from '../../../src/core/id.ts';
import type { Member } from '../../../src/domain/members/member.ts';
import { postOpportunity } from '../../../src/domain/opportunities/commands.ts';
import { setAudiences } from '../../../src/domain/signposts/commands.ts';
import { setSkills } from '../../../src/domain/signposts/skills.ts';
import { addSkill } from '../../../src/domain/skills/commands.ts';
import { findSkills } from '../../../src/domain/skills/find.ts';
import { ensureVocabulary } from '../../../src/domain/skills/keep.ts';
import { skillsNamed } from '../../../src/domain/skills/names.ts';
import { inWork } from '../../../src/domain/work.ts';
import { draft } from '../../domain/samples.ts';
import { openSite, type TestSite, type Visitor } from '../pages/site.ts';

const path = '/settings/skills';

describe('the skills a collective made, for its stewards', () => {
  let site: TestSite;
  let ana: Member;
  let bo: Member;
  let steward: Visitor;
  let member: Visitor;
  beforeAll(async () => {
    site = await openSite();
    ana = (await site.found()).steward;
    bo = await site.addPerson('Bo Lindqvist', 'bo');
    await ensureVocabulary(site.platform);
    [steward, member] = [site.visitor(), site.visitor()];
    await steward.signIn(await site.signInToken(ana.id));
    await member.signIn(await site.signInToken(bo.id));
  });
  afterAll(() => site.close());

  const addressOf = async (name: string): Promise<Iri> => {
    const [found] = (await skillsNamed(site.platform.db, [name])).values();
    if (found === undefined) throw new Error(`Nothing is called ${name}.`);
    return found.uri;
  };
  const make = (label: string, aliases: string[] = []) =>
    inWork(site.platform, (work) => addSkill(work, { label, kind: 'other', aliases }));
  const says = (name: string) => ({ name, level: null, since: null, lastUsed: null, note: '' });
  /** What stands beside a skill, in words. */
  const lineOf = async (label: string): Promise<string> => {
    const { text } = await steward.get(path);
    const row = text.split('<li').find((one) => one.includes(`>${label}</a></h3>`)) ?? '';
    return row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  };

  test('are theirs to look after, and nobody else’s', async () => {
    for (const at of [path, `${path}/merge?from=x`]) {
      expect((await member.get(at)).status).toBe(403);
      expect((await site.visitor().get(at)).status).toBe(401);
    }
    const uri = await make('Rope splicing');
    for (const [at, fields] of [
      [path, { label: 'Knots', kind: 'other', aliases: '' }],
      [`${path}/merge`, { from: uri, into: await addressOf('TypeScript') }],
      [`${path}/unmerge`, { skill: uri }],
    ] as const)
      expect([at, (await member.post(at, fields)).status]).toEqual([at, 403]);
    expect((await findSkills(site.platform.db, 'Knots')).items.some((one) => one.isExact)).toBe(false);
    expect((await member.get('/settings')).text).not.toContain(`href="${path}"`);
    expect((await steward.get('/settings')).text).toContain(`href="${path}"`);
  });

  test('is added with its other names, and refused beside its field where a name is taken or too long', async () => {
    const add = (fields: Record<string, string>) =>
      steward.post(path, { label: 'Sail making', kind: 'trade', aliases: '', ...fields });
    const added = await add({ aliases: 'Sailmaker, sail lofts,, ' });
    expect([added.status, added.headers.get('location')]).toEqual([303, `${path}?done=skill-added`]);
    expect(await addressOf('SAILMAKER')).toBe(await addressOf('Sail making'));
    expect(await lineOf('Sail making')).toContain('Also: sail lofts, Sailmaker');
    for (const [fields, field] of [
      [{}, 'label'],
      [{ label: 'typescript' }, 'label'],
      [{ label: ' ' }, 'label'],
      [{ label: 'Rigging', aliases: 'x'.repeat(81) }, 'aliases'],
      [{ label: 'Rigging', kind: 'art' }, 'kind'],
    ] as const) {
      const { status, text } = await add(fields);
      expect([fields, status, text.includes(`id="f-${field}-error"`)]).toEqual([fields, 400, true]);
    }
  });

  test('are counted by who names them now, without what somebody keeps for themselves', async () => {
    await inWork(site.platform, async (work) => {
      await setSkills(work, ana, 'do', [says('Caulking')]);
      await setSkills(work, bo, 'learning', [says('Caulking')]);
      const role = draft().roles[0];
      if (role === undefined) throw new Error('The draft has no role.');
      await postOpportunity(work, ana, { ...draft(), roles: [{ ...role, skills: ['caulking'] }] }, 'draft');
    });
    expect(await lineOf('Caulking')).toMatch(/Named \d times; now by 2 people, in 1 role\./);
    await inWork(site.platform, (work) => setAudiences(work, bo, { learning: 'me' }));
    expect(await lineOf('Caulking')).toContain('now by 1 person, in 1 role.');
  });

  test('are found by a part of any of their names', async () => {
    await make('Dry stone walling', ['Trockenmauern']);
    const { text } = await steward.get(`${path}?q=TROCKEN`);
    expect(text).toContain('Dry stone walling');
    expect(text).not.toContain('Rope splicing');
    expect((await steward.get(`${path}?q=%3Cb%3E`)).text).toContain('Nothing is called like “&lt;b&gt;”.');
  });

  test('one stands for another after a look at what happens, and for itself again', async () => {
    const from = await make('Knotting', ['Knots and splices']);
    const into = await make('Ropework');
    await inWork(site.platform, (work) => setSkills(work, bo, 'dont', [says('Knotting')]));
    const merge = `${path}/merge?${new URLSearchParams({ from })}`;
    const found = await steward.get(`${merge}&q=ropeworx`);
    const choice = `${path}/merge?${new URLSearchParams({ from, into })}`.replaceAll('&', '&amp;');
    expect(found.text).toContain(`href="${choice}#preview"`);
    expect(found.text).not.toContain('What happens');
    const preview = await steward.get(`${merge}&${new URLSearchParams({ into })}`);
    for (const words of ['Knotting, Knots and splices', 'Count for', 'Ropework', '1 person, no role'])
      expect(preview.text).toContain(words);
    expect(await addressOf('Knotting')).toBe(from);

    const done = await steward.post(`${path}/merge`, { from, into });
    expect([done.status, done.headers.get('location')]).toEqual([303, `${path}?done=skill-merged`]);
    expect(await addressOf('knots and splices')).toBe(into);
    expect(await lineOf('Ropework')).toContain('by 1 person');
    expect(await lineOf('Knotting')).toBe('');
    const { text } = await steward.get(path);
    expect(text).toContain('<bdi>Knotting</bdi> now means <bdi>Ropework</bdi>');
    expect((await steward.get(merge)).status).toBe(404);

    const undone = await steward.post(`${path}/unmerge`, { skill: from });
    expect([undone.status, undone.headers.get('location')]).toEqual([303, `${path}?done=skill-unmerged`]);
    expect(await addressOf('knots and splices')).toBe(from);
    expect((await steward.get(path)).text).toContain('No skill stands for another.');
    expect((await steward.post(`${path}/unmerge`, { skill: from })).status).toBe(404);
  });

  test('nothing is merged with itself or with what is not there', async () => {
    const uri = await make('Whipping');
    const merge = (into: string) => steward.post(`${path}/merge`, { from: uri, into });
    expect([(await merge(uri)).status, (await merge('https://x.test/1')).status]).toEqual([400, 404]);
    for (const from of ['', 'https://x.test/1', 'Whipping'])
      expect((await steward.get(`${path}/merge?${new URLSearchParams({ from })}`)).status).toBe(404);
    expect((await steward.get(path)).text).toContain('No skill stands for another.');
  });
});
