import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';
import { answerCommands, runOrForward } from '../../src/cli/running.ts';
import { askForLink } from '../../src/domain/auth/link-requests.ts';
import { askForMailAddress } from '../../src/domain/auth/mail-address.ts';
import { requireSteward } from '../../src/domain/members/queries.ts';
import { notify } from '../../src/domain/notice.ts';
import { inWork } from '../../src/domain/work.ts';
import { FolderInUseError, lockFolder } from '../../src/platform/folder-lock.ts';
import { offerSails } from '../api/ally-offer.ts';
import { type CommandLine, openCommandLine, rememberingIo } from './cli-node.ts';

describe('what pages do, done on the command line', () => {
  let line: CommandLine;
  beforeAll(async () => {
    line = await openCommandLine(true);
  });
  afterAll(() => line.close());

  test('the collective is shown and says something else of itself', async () => {
    const before = (await line.json(['collective', 'show'])).answer;
    expect(before).toMatchObject({ handle: '@loom@loom.test', purpose: 'We weave.', logo: null });
    const { code, answer } = await line.json([
      ...['collective', 'set', '--purpose', 'We weave well.', '--follow', 'approve', '--invitations', '7'],
    ]);
    const said = { purpose: 'We weave well.', followPolicy: 'approve', invitationQuota: 7 };
    expect([code, answer]).toEqual([0, { ...(before as object), ...said }]);
    expect((await line.run(['collective', 'show'])).out).toContain('purpose          We weave well.');
  });

  test('what cannot be is refused with 1, what is written wrongly with 2', async () => {
    expect(await line.json(['collective', 'set', '--colour', 'red'])).toMatchObject({
      code: 1,
      error: { error: { code: 'collective.colour' } },
    });
    for (const argv of [
      ['collective', 'set'],
      ['collective', 'set', '--follow', 'nobody'],
      ['collective', 'set', '--invitations', 'many'],
      ['collective', 'logo'],
      ['account', 'set', 'ada'],
      ['account', 'set', 'ada', '--fediverse', 'off'],
      ['notices', 'set', 'ada'],
      ['notices', 'set', 'ada', '--event', 'member.joined'],
      ['notices', 'set', 'ada', '--event', 'member.joined', '--by', 'pigeon'],
      ['today', 'back', 'ada', 'passkeys', '--notice', '01990000-0000-7000-8000-000000000000'],
      ['today'],
    ]) {
      const { code, out, err } = await line.run([...argv, '--json']);
      expect([argv, code, out, err.length]).toEqual([argv, 2, [], 1]);
      expect(JSON.parse(err[0] ?? '')).toMatchObject({ error: { code: 'usage' } });
    }
    for (const command of ['today', 'notices', 'account show', 'signpost confirm'])
      expect(await line.json([...command.split(' '), 'nobody'])).toMatchObject({
        code: 1,
        error: { error: { code: 'member.unknown' } },
      });
  });

  test('a logo comes from a file by its whole path, and goes', async () => {
    const file = join(line.folder, 'logo.png');
    await sharp({ create: { width: 40, height: 40, channels: 3, background: '#803020' } }).toFile(file);
    const { code, answer } = await line.json(['collective', 'logo', file]);
    expect([code, answer]).toMatchObject([0, { logo: expect.stringMatching(/\/media\/logo-.*\.png$/) }]);
    await writeFile(join(line.folder, 'logo.txt'), 'no picture');
    expect(await line.json(['collective', 'logo', join(line.folder, 'logo.txt')])).toMatchObject({
      code: 1,
      error: { error: { code: 'logo.kind' } },
    });
    expect((await line.json(['collective', 'logo', '--remove'])).answer).toMatchObject({ logo: null });
  });

  test('Today says what waits in words, with the key to put it off by', async () => {
    const { out } = await line.run(['today', 'ada']);
    expect(out).toContainEqual(expect.stringMatching(/^whenever\s+signpost:do\s+Say what you do$/));
    const off = await line.json(['today', 'later', 'ada', 'signpost:do', '--days', '2']);
    expect(off).toMatchObject({ code: 0, answer: { putOff: [{ key: 'signpost:do' }] } });
    expect((await line.json(['today', 'back', 'ada'])).answer).toMatchObject({ putOff: [] });
    expect(await line.json(['today', 'later', 'ada', 'nothing'])).toMatchObject({
      code: 1,
      error: { error: { code: 'today.unknown' } },
    });
  });

  test('what happened is put away and taken back', async () => {
    const { platform } = line;
    await inWork(platform, async (work) => {
      const { id: member } = await requireSteward(work.tx);
      await notify(work, { member }, { event: 'member.joined', name: 'Kim', handle: 'kim' });
    });
    const { out } = await line.run(['today', 'ada']);
    const [, id = ''] = /^happened\s+(\S+)\s+Kim joined\.$/m.exec(out.join('\n')) ?? [];
    expect((await line.json(['today', 'away', 'ada', id])).answer).toMatchObject({ notices: [] });
    const back = await line.json(['today', 'back', 'ada', '--notice', id]);
    expect(back.answer).toMatchObject({ notices: [{ id, event: 'member.joined' }] });
    expect((await line.json(['today', 'away', 'ada'])).answer).toMatchObject({ notices: [] });
  });

  test('what a member hears of, and how they read, is set', async () => {
    const argv = ['notices', 'set', 'ada', '--event', 'member.joined,member.left', '--by', 'mail'];
    const { answer } = await line.json([...argv, '--digest', 'none', '--quiet-from', '22']);
    const mail = { today: false, mail: true, digest: false };
    expect(answer).toMatchObject({
      channels: { 'member.joined': mail, 'member.left': mail, 'link.failed': { digest: true } },
      ...{ digestDay: null, quietFrom: 22, quietUntil: 8 },
    });
    expect((await line.json(['notices', 'ada'])).answer).toEqual(answer);
    expect((await line.run(['notices', 'ada'])).out.at(-1)).toMatch(/^quiet hours +22 to 8$/);
    const account = await line.json(['account', 'set', 'ada', '--zone', 'Europe/Berlin', '--language', 'de']);
    expect(account.answer).toMatchObject({ handle: 'ada', timeZone: 'Europe/Berlin', language: 'de' });
    await line.run(['account', 'set', 'ada', '--language', 'collective', '--fediverse', 'on']);
    expect((await line.json(['account', 'show', '@ada'])).answer).toMatchObject({
      language: null,
      isFederated: true,
    });
  });

  test('availability is confirmed', async () => {
    const { answer } = await line.json(['signpost', 'confirm', 'ada']);
    expect(answer).toMatchObject({ availability: { confirmedAt: expect.any(String) } });
  });

  test('work that was taken away is listed and comes back', async () => {
    const set = (work: object[]) => line.json(['signpost', 'set', 'ada', '-'], JSON.stringify({ work }));
    await set([{ title: 'A boat', began: null, ended: null }]);
    await set([]);
    const { answer } = await line.json(['signpost', 'restore', 'ada']);
    const [removed] = answer as { id: string }[];
    expect(removed).toMatchObject({ title: 'A boat' });
    const back = await line.json(['signpost', 'restore', 'ada', removed?.id ?? '']);
    expect(back.answer).toMatchObject({ work: [{ id: removed?.id }] });
    expect(await line.json(['signpost', 'restore', 'ada', 'nothing'])).toMatchObject({
      code: 1,
      error: { error: { code: 'signpost.work_unknown' } },
    });
  });

  test('an ally’s opportunity is passed on and taken back', async () => {
    const address = await offerSails(line.platform);
    expect(await line.json(['opportunity', 'pass-on', address])).toMatchObject({ code: 0 });
    expect(await line.json(['opportunity', 'take-back', address])).toMatchObject({ code: 0 });
    expect(await line.json(['opportunity', 'take-back', address])).toMatchObject({
      code: 1,
      error: { error: { code: 'ally.not_passed_on' } },
    });
  });

  test('who waits for a link where there is no mail is listed with what to run', async () => {
    expect((await line.run(['mail', 'links'])).out).toEqual(['Nobody waits for a link.']);
    await inWork(line.platform, async (work) => {
      await askForMailAddress(work, await requireSteward(work.tx), 'ada@new.example');
      await askForLink(work, 'ada@loom.test', '/');
    });
    expect((await line.run(['mail', 'links'])).out).toEqual([
      '@ada  Ada  guildhall sign-in ada',
      '@ada  Ada  guildhall mail link ada',
    ]);
    const { answer } = await line.json(['mail', 'link', 'ada']);
    expect(answer).toMatchObject({
      email: 'ada@new.example',
      confirmUrl: expect.stringMatching(/^https:\/\/loom\.test\/mail-address\?token=/),
    });
  });

  test('a running node does it where it holds the embedded database, refusals and exit codes included', async () => {
    const lock = await lockFolder(line.folder);
    const stop = answerCommands(lock, (argv, io) => runCommand(argv, io, line.node));
    const outside = {
      config: line.node.config,
      platform: () => Promise.reject(new FolderInUseError('held')),
      federate: () => Promise.reject(new Error('not here')),
    };
    const run = async (...argv: string[]) => {
      const io = rememberingIo();
      const code = await runOrForward([...argv, '--json'], io, outside);
      return {
        code,
        out: io.out.map((text) => JSON.parse(text)),
        err: io.err.map((text) => JSON.parse(text)),
      };
    };
    try {
      expect(await run('collective', 'set', '--name', 'Loom & Co')).toMatchObject({
        code: 0,
        out: [{ name: 'Loom & Co' }],
        err: [],
      });
      expect(await run('collective', 'set', '--name', ' ')).toMatchObject({
        code: 1,
        out: [],
        err: [{ error: { code: 'collective.name' } }],
      });
      expect(await run('collective', 'set')).toMatchObject({ code: 2, err: [{ error: { code: 'usage' } }] });
      expect(await run('today', 'ada')).toMatchObject({ code: 0, out: [{ count: expect.any(Number) }] });
    } finally {
      await stop();
      await lock.release();
    }
  });
});
