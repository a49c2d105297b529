import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consumeLink } from '../../src/domain/auth/links.ts';
import { findCollective, requireCollective } from '../../src/domain/collective/queries.ts';
import { findMemberByHandle } from '../../src/domain/members/queries.ts';
import { inWork } from '../../src/domain/work.ts';
import { origin, smallest } from '../api/api-node.ts';
import { type CommandLine, openCommandLine } from './cli-node.ts';

describe('setup', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(false);
  });
  afterAll(() => line.close());

  const setup = [
    'setup',
    '--name',
    'Loom',
    '--handle',
    'loom',
    '--steward',
    'Zoë Åberg',
    '--email',
    'z@loom.test',
  ];

  test('before it, other commands say what to run', async () => {
    const { code, error } = await line.json(['opportunity', 'list']);
    expect([code, error]).toEqual([
      1,
      { error: { code: 'schema.other', message: expect.stringContaining('guildhall migrate') } },
    ]);
    expect((await line.json(['migrate'])).answer).toEqual({
      applied: expect.arrayContaining(['0001_people']),
    });
    expect((await line.run(['migrate'])).out).toEqual(['The schema is up to date.']);
    const steward = await line.run(['opportunity', 'post', '-'], JSON.stringify(smallest));
    expect([steward.code, steward.err]).toEqual([1, [expect.stringContaining('guildhall setup')]]);
  });

  test('that is refused leaves nothing behind', async () => {
    const { code, error } = await line.json(setup.with(4, 'Not a handle!'));
    expect([code, error]).toMatchObject([1, { error: { code: 'actor.handle' } }]);
    expect(await findCollective(line.platform.db)).toBeUndefined();
  });

  test('founds the collective and lets the steward in once', async () => {
    const { code, answer } = await line.json([...setup, '--follow', 'approve', '--language', 'pt']);
    expect(code).toBe(0);
    expect(answer).toEqual({
      collective: { id: `${origin}/@loom`, handle: '@loom@loom.test', url: `${origin}/@loom` },
      steward: { id: `${origin}/@zoe_aberg`, handle: '@zoe_aberg@loom.test' },
      signInUrl: expect.stringMatching(/^https:\/\/loom\.test\/sign-in\/link\?token=[\w-]{43}$/),
    });
    expect(await requireCollective(line.platform.db)).toMatchObject({
      name: 'Loom',
      language: 'pt',
      followPolicy: 'approve',
      joinPolicy: 'invitation',
    });
    const { signInUrl } = answer as { signInUrl: string };
    const secret = new URL(signInUrl).searchParams.get('token') ?? '';
    const member = await inWork(line.platform, (work) => consumeLink(work, 'sign-in', secret));
    expect(member).toBe((await findMemberByHandle(line.platform.db, 'zoe_aberg'))?.id);
  });

  test('happens once', async () => {
    const { code, error } = await line.json(setup);
    expect([code, error]).toMatchObject([1, { error: { code: 'node.set_up' } }]);
  });
});
