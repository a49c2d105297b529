import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireSteward } from '../../src/domain/members/queries.ts';
import { inWork } from '../../src/domain/work.ts';
import { say } from '../domain/people/crew.ts';
import { type CommandLine, openCommandLine } from './cli-node.ts';

describe('people on the command line', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
    await inWork(line.platform, async (work) =>
      say(work, await requireSteward(work.tx), { do: ['Typography:4'], free: [20] }),
    );
  });
  afterAll(() => line.close());

  test('are found by skill and by weeks, and it is said why', async () => {
    const { code, out } = await line.run(['people', 'find', '--skill', 'typografy']);
    expect([code, out]).toEqual([0, ['@ada@loom.test  Ada  Typography  Does Typography']]);
    const { answer } = await line.json(['people', 'find', 'ada', '--hours', '20']);
    expect(answer).toMatchObject({ total: 1, items: [{ handle: '@ada@loom.test' }] });
    expect((await line.run(['people', 'find', '--place', 'Atlantis'])).out).toEqual([
      'Nobody fits all of that.',
    ]);
  });

  test('a filter that cannot be is refused by its name', async () => {
    const { code, err } = await line.run(['people', 'find', '--from', 'soon']);
    expect(code).toBe(1);
    expect(err[0]).toContain('The filter from does not take "soon"');
  });

  test('stand in the pools of a member, who is always named', async () => {
    expect((await line.run(['pool', 'list'])).code).toBe(2);
    const { answer } = await line.json(['pool', 'make', 'Letters', '--as', 'ada']);
    const { id } = answer as { id: string };
    const added = await line.run(['pool', 'add', id, 'ada', '--as', 'ada']);
    expect(added.out).toEqual([`${id}  Letters`, 'https://loom.test/@ada']);
    expect((await line.run(['pool', 'rename', id, 'Type', '--as', '@ada'])).out[0]).toBe(`${id}  Type`);
    expect((await line.run(['pool', 'remove', id, 'ada', '--as', 'ada'])).out).toHaveLength(1);
    await line.run(['pool', 'delete', id, '--as', 'ada']);
    expect((await line.run(['pool', 'list', '--as', 'ada'])).out).toEqual(['No pools yet.']);
    await line.run(['pool', 'delete', id, '--undo', '--as', 'ada']);
    expect((await line.run(['pool', 'show', id, '--as', 'ada'])).out[0]).toBe(`${id}  Type`);
  });
});
