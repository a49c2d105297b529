import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findApiToken } from '../../src/domain/auth/api-tokens.ts';
import { useReset } from '../../src/domain/auth/resets.ts';
import { inWork } from '../../src/domain/work.ts';
import { origin } from '../api/api-node.ts';
import { type CommandLine, openCommandLine } from './cli-node.ts';

let line: CommandLine;
beforeAll(async () => {
  line = await openCommandLine(true);
});
afterAll(() => line.close());

describe('sign-in reset', () => {
  test('begins, waits a day, and then prints the link; even for the only steward', async () => {
    const begun = await line.json(['sign-in', 'reset', '@ada@loom.test']);
    expect(begun).toMatchObject({ code: 0, answer: { state: 'waiting' } });
    expect(await line.json(['sign-in', 'reset', 'ada'])).toEqual(begun);
    const past = Temporal.Now.instant().subtract({ hours: 24 });
    await line.platform.db.updateTable('account_reset').set({ created_at: past }).execute();
    const { answer } = await line.json(['sign-in', 'reset', 'ada']);
    const { resetUrl } = answer as { resetUrl: string };
    expect(resetUrl.startsWith(`${origin}/sign-in/reset?token=`)).toBe(true);
    const secret = new URL(resetUrl).searchParams.get('token') ?? '';
    expect((await inWork(line.platform, (work) => useReset(work, secret))).handle).toBe('ada');
  });

  test('is stopped, once', async () => {
    await line.run(['sign-in', 'reset', 'ada']);
    expect(await line.json(['sign-in', 'reset', 'ada', '--stop'])).toMatchObject({
      code: 0,
      answer: { state: 'stopped' },
    });
    expect(await line.json(['sign-in', 'reset', 'ada', '--stop'])).toMatchObject({
      code: 1,
      error: { error: { code: 'reset.unknown' } },
    });
  });

  test('of nobody is refused', async () => {
    expect(await line.json(['sign-in', 'reset', 'eve'])).toMatchObject({
      code: 1,
      error: { error: { code: 'member.unknown' } },
    });
  });
});

describe('tokens', () => {
  test('of a member act for that member; all are listed without a secret and can be taken back', async () => {
    const made = await line.json([
      'token',
      'create',
      '--scope',
      'read',
      '--member',
      'ada',
      '--name',
      'script',
    ]);
    const { token } = made.answer as { token: string };
    const found = await findApiToken(line.platform.db, token, Temporal.Now.instant());
    expect(found?.asker).toMatchObject({ handle: 'ada' });
    await line.run(['token', 'create', '--scope', 'network']);
    const { answer } = await line.json(['token', 'list']);
    const tokens = answer as { id: string; member: string | null; name: string }[];
    expect(tokens.map(({ member, name }) => [member, name])).toEqual([
      [null, 'command line'],
      ['ada', 'script'],
    ]);
    expect(JSON.stringify(tokens)).not.toContain(token);
    const id = tokens[1]?.id ?? '';
    expect((await line.run(['token', 'revoke', id])).code).toBe(0);
    expect(await findApiToken(line.platform.db, token, Temporal.Now.instant())).toBeUndefined();
    for (const gone of [id, 'nonsense']) {
      expect(await line.json(['token', 'revoke', gone])).toMatchObject({
        code: 1,
        error: { error: { code: 'token.unknown' } },
      });
    }
  });
});
