import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptInvitation } from '../../src/domain/joining/answers.ts';
import { apply } from '../../src/domain/joining/applications.ts';
import { findMemberByHandle } from '../../src/domain/members/queries.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { type CommandLine, openCommandLine } from './cli-node.ts';

describe('joining on the command line', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
  });
  afterAll(() => line.close());

  const work = <T>(command: (work: Work) => Promise<T>) => inWork(line.platform, command);
  const come = (url: string, handle: string) =>
    work((work) =>
      acceptInvitation(work, url.split('token=')[1] ?? '', { name: handle, handle, email: null }, (actor) =>
        generateActorKeys(line.platform.seal, actor),
      ),
    );

  test('invites somebody, lists them, takes that back and renews it', async () => {
    expect((await line.run(['invite', 'list'])).out).toEqual(['Nobody is invited.']);
    const made = await line.json(['invite', 'create', 'Mira Okafor', '--engagement', 'apprentice']);
    expect(made).toMatchObject({
      code: 0,
      answer: { name: 'Mira Okafor', engagement: 'apprentice', state: 'open', inviter: 'ada' },
    });
    const { id } = made.answer as { id: string };
    expect((await line.run(['invite', 'list'])).out[0]).toMatch(
      /^[\w-]{36} {2}open {2}Mira Okafor {2}by @ada/,
    );
    expect((await line.run(['invite', 'revoke', id])).out).toEqual(['Taken back.']);
    expect((await line.json(['invite', 'revoke', id])).error).toMatchObject({
      error: { code: 'invitation.not_open' },
    });
    const renewed = await line.run(['invite', 'renew', id]);
    expect(renewed.out[0]).toMatch(/^https:\/\/loom\.test\/join\?token=/);
    expect((await come(renewed.out[0] ?? '', 'mira')).name).toBe('mira');
    expect((await line.run(['invite', 'create', 'X', '--stage', 'alum'])).code).toBe(2);
    expect((await line.json(['invite', 'revoke', 'x'])).error).toMatchObject({
      error: { code: 'invitation.unknown' },
    });
  });

  test('vouches in the name of members, admits after two, and declines with a reason', async () => {
    await line.platform.db.updateTable('collective').set({ join_policy: 'application' }).execute();
    expect((await line.run(['application', 'list'])).out).toEqual(['Nobody asks to join.']);
    const send = (name: string) =>
      work((work) =>
        apply(work, { name, email: null, fediverse: '@lio@away.test', does: 'M.', why: 'Y.', links: [] }),
      );
    await send('Lio');
    const listed = await line.json(['application', 'list']);
    const [first] = listed.answer as { id: string }[];
    const id = first?.id ?? '';
    expect((await line.json(['application', 'admit', id])).error).toMatchObject({
      error: { code: 'application.too_few' },
    });
    expect((await line.run(['application', 'vouch', id, 'I know them.'])).out).toEqual(['@ada vouches.']);
    expect((await line.run(['application', 'vouch', id, 'So do I.', '--as', '@mira'])).code).toBe(0);
    await line.run(['application', 'vouch', id, '--take-back']);
    expect((await line.run(['application', 'list'])).out[0]).toContain('1 of 2 vouch');
    await line.run(['application', 'vouch', id, 'I know them.']);
    const admitted = await line.json(['application', 'admit', id, '--stage', 'member']);
    expect(admitted).toMatchObject({ code: 0, answer: { name: 'Lio', stage: 'member' } });
    await come((admitted.answer as { url: string }).url, 'lio');
    expect((await line.run(['application', 'vouch', id])).code).toBe(2);

    await send('Quentin');
    const waiting = (await line.json(['application', 'list'])).answer as { id: string; state: string }[];
    const other = waiting.find(({ state }) => state === 'open')?.id ?? '';
    expect((await line.run(['application', 'decline', other])).code).toBe(2);
    expect((await line.run(['application', 'decline', other, '--reason', 'We are full.'])).code).toBe(0);
  });

  test('changes how somebody belongs, and puts somebody out', async () => {
    const changed = await line.json([
      'member',
      'change',
      '@lio',
      '--engagement',
      'volunteer',
      '--hat',
      'ledger',
    ]);
    expect(changed.answer).toMatchObject({ handle: 'lio', engagement: 'volunteer', hats: ['ledger'] });
    expect((await line.run(['member', 'list'])).out).toContainEqual(
      expect.stringMatching(/^@lio {2,}lio {2,}member {2,}volunteer {2,}ledger$/),
    );
    expect((await line.run(['member', 'change', 'lio', '--no-hats'])).out).toEqual([
      '@lio: member, volunteer, no hats.',
    ]);
    expect((await line.json(['member', 'change', 'ada', '--no-hats'])).error).toMatchObject({
      error: { code: 'member.last_steward' },
    });
    const removed = await line.run(['member', 'remove', 'lio', '--reason', 'Shouting.']);
    expect(removed.out[0]).toMatch(/^https:\/\/loom\.test\/farewell\?token=/);
    expect(await findMemberByHandle(line.platform.db, 'lio')).toBeUndefined();
    expect((await line.json(['member', 'remove', 'lio', '--reason', 'x'])).error).toMatchObject({
      error: { code: 'member.unknown' },
    });
  });
});
