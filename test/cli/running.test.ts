import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CliNode } from '../../src/cli/command.ts';
import { runCommand } from '../../src/cli/index.ts';
import { answerCommands, runOrForward } from '../../src/cli/running.ts';
import { FolderInUseError, type FolderLock, lockFolder } from '../../src/platform/folder-lock.ts';
import { smallest } from '../api/api-node.ts';
import { type CommandLine, openCommandLine, rememberingIo } from './cli-node.ts';

describe('a command whose data another process holds', () => {
  let line: CommandLine;
  let lock: FolderLock;
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    line = await openCommandLine(true);
  });
  afterAll(() => line.close());
  afterEach(async () => {
    await stop?.();
    stop = undefined;
    await lock.release();
  });

  const hold = async (): Promise<void> => {
    lock = await lockFolder(line.folder);
  };
  const serve = (): void => {
    stop = answerCommands(lock, (argv, io) => runCommand(argv, io, line.node));
  };
  /** The node as a second process sees it: its database cannot be opened. */
  const outside = (): CliNode => ({
    config: line.node.config,
    platform: () => Promise.reject(new FolderInUseError('held')),
    federate: () => Promise.reject(new Error('not here')),
  });
  const run = async (argv: readonly string[], stdin = '') => {
    const io = rememberingIo(stdin);
    const code = await runOrForward(argv, io, outside());
    return { code, out: io.out, err: io.err };
  };

  test('is done there, and answers as if it were done here', async () => {
    await hold();
    serve();
    const posted = await run(['opportunity', 'post', '-', '--json'], JSON.stringify(smallest));
    expect([posted.code, posted.err]).toEqual([0, []]);
    const { id } = JSON.parse(posted.out[0] ?? '');
    const listed = await run(['opportunity', 'list', '--json']);
    expect(JSON.parse(listed.out[0] ?? '')).toMatchObject([{ id, title: smallest.title }]);
    const refused = await run(['opportunity', 'close', id]);
    expect([refused.code, refused.out, refused.err.length]).toEqual([1, [], 1]);
    expect(await run(['follow', '@kiln@weave.test', '--json'])).toMatchObject({ code: 0 });
    expect((await run(['opportunity', 'delete', id])).code).toBe(2);
  });

  test('reads its file on this side, wherever the other process stands', async () => {
    await hold();
    serve();
    const folder = await mkdtemp(join(tmpdir(), 'guildhall-file-'));
    const file = join(folder, 'boat.md');
    await writeFile(file, '---\ntitle: From a file\nroles: [{ name: Builder }]\n---\nTight.');
    expect((await run(['opportunity', 'post', file])).out[0]).toBe('Posted: From a file');
    expect((await run(['opportunity', 'post', '--json', '--', file])).code).toBe(0);
    expect(await run(['opportunity', 'post', join(folder, 'none.md')])).toMatchObject({ code: 1 });
    await rm(folder, { recursive: true });
  });

  test('waits for a process that is still starting', async () => {
    await hold();
    const running = run(['blocks', '--json']);
    await sleep(500);
    serve();
    expect(await running).toMatchObject({ code: 0, out: ['[]'] });
  });

  test('is done here once the other process has gone', async () => {
    await hold();
    const io = rememberingIo();
    let isFree = false;
    const node: CliNode = {
      ...line.node,
      platform: () => (isFree ? line.node.platform() : Promise.reject(new FolderInUseError('held'))),
    };
    const running = runOrForward(['blocks', '--json'], io, node);
    await sleep(300);
    isFree = true;
    await lock.release();
    expect([await running, io.out]).toEqual([0, ['[]']]);
    await hold();
  });

  test('tells the trouble of opening, not that of trying twice', async () => {
    await hold();
    await lock.release();
    const io = rememberingIo();
    let opened = 0;
    const node: CliNode = {
      ...line.node,
      platform: () => {
        opened += 1;
        return Promise.reject(new Error('The disk is on fire.'));
      },
    };
    expect(await runOrForward(['blocks'], io, node)).toBe(1);
    expect([opened, io.err]).toEqual([1, ['guildhall: The disk is on fire. Try: guildhall doctor']]);
    await hold();
  });

  test('help, settings and mistakes need nobody', async () => {
    await hold();
    expect((await run(['--help'])).code).toBe(0);
    expect((await run(['config', '--json'])).code).toBe(0);
    expect((await run(['opportunity', 'post'])).code).toBe(2);
  });

  const speak = async (bytes: string | Buffer): Promise<Record<string, unknown>[]> => {
    const socket = connect(lock.socketPath);
    socket.on('error', () => undefined);
    socket.write(bytes);
    const answer = await text(socket).catch(() => '');
    return answer
      .split('\n')
      .filter((part) => part !== '')
      .map((part) => JSON.parse(part));
  };

  test.each([
    ['what is not JSON', 'hello\n'],
    ['JSON of another form', '{"argv":"setup"}\n'],
    ['fields nobody asked for', '{"argv":["blocks"],"stdin":"","env":{}}\n'],
    ['more than 1 MiB', `{"argv":["blocks"],"stdin":"${'x'.repeat(1_100_000)}"}\n`],
    ['1 MiB without an end', 'x'.repeat(1_100_000)],
  ])('the socket answers %s with an error', async (_, bytes) => {
    await hold();
    serve();
    const answer = await speak(bytes);
    expect(answer[0]).toEqual({ ready: true });
    expect(answer.at(-2)).toEqual({ stderr: expect.stringMatching(/^guildhall: /) });
    expect(answer.at(-1)).toEqual({ exit: expect.toSatisfy((code: number) => code === 1 || code === 2) });
    expect((await run(['blocks'])).code).toBe(0);
  });

  test('a client that goes away in the middle harms nobody', async () => {
    await hold();
    serve();
    for (let count = 0; count < 5; count++) {
      const socket = connect(lock.socketPath);
      socket.write('{"argv":["opportunity","list"],"stdin":""}\n');
      socket.destroy();
    }
    expect((await run(['blocks'])).code).toBe(0);
  });

  test('many commands at once are all answered', async () => {
    await hold();
    serve();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, count) =>
        run(['block', `spam${count}.example`, '--reason', 'x', '--json']),
      ),
    );
    expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 12 }, () => 0));
    expect(JSON.parse((await run(['blocks', '--json'])).out[0] ?? '')).toHaveLength(12);
  });

  test('a node that stops finishes what it was asked, and cuts off who asked nothing', async () => {
    await hold();
    const began = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const stopServing = answerCommands(lock, async (_, io) => {
      began.resolve();
      await goOn.promise;
      io.stdout('done');
      return 0;
    });
    const idle = connect(lock.socketPath).resume();
    const idleEnded = new Promise((resolve) => idle.once('close', resolve));
    const running = run(['blocks']);
    await began.promise;
    const stopped = stopServing();
    await idleEnded;
    goOn.resolve();
    await stopped;
    expect(await running).toEqual({ code: 0, out: ['done'], err: [] });
  });

  test('a node that dies in the middle is told as such', async () => {
    await hold();
    lock.serve((socket) => {
      socket.write('{"ready":true}\n');
      socket.once('data', () => socket.destroy());
    });
    const { code, err } = await run(['blocks']);
    expect([code, err]).toEqual([1, [expect.stringContaining('stopped before it answered')]]);
  });
});
