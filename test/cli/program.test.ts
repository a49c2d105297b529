import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallest } from '../api/api-node.ts';
import { cloneDatabase, storeKinds } from '../support/database.ts';
import { buildProgram, type Ended, runProgram, startProgram } from './program.ts';

let entry: string;
beforeAll(async () => {
  entry = await buildProgram();
}, 60_000);

const setup = [
  'setup',
  '--name',
  'Loom',
  '--handle',
  'loom',
  '--steward',
  'Ada',
  '--email',
  'ada@loom.test',
  '--json',
];

describe.each(storeKinds)('the program, in processes of its own, on the %s store', (kind) => {
  let folder: string;
  let settings: Record<string, string>;
  let node: ChildProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guildhall-program-'));
    const port = await freePort();
    settings = {
      ORIGIN: `http://localhost:${port}`,
      DATA_DIR: folder,
      ALLOW_PRIVATE_ADDRESSES: 'true',
      LOG_LEVEL: 'error',
      ...(kind === 'postgresql' ? { DATABASE_URL: await cloneDatabase() } : {}),
    };
  });
  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (argv: readonly string[], stdin = ''): Promise<Ended> =>
    runProgram(entry, argv, settings, stdin);
  const json = async (argv: readonly string[], stdin = ''): Promise<unknown> => {
    const { code, out, err } = await run([...argv, '--json'], stdin);
    expect([argv, code, err]).toEqual([argv, 0, '']);
    return JSON.parse(out);
  };
  const start = async (): Promise<void> => {
    node = startProgram(entry, ['start'], settings);
    for (let tries = 0; tries < 200; tries++) {
      const response = await fetch(`${settings['ORIGIN']}/readyz`).catch(() => undefined);
      if (response?.status === 200) return;
      await sleep(100);
    }
    throw new Error('the node did not start');
  };
  const stop = async (): Promise<void> => {
    if (node === undefined || node.exitCode !== null) return;
    const ended = once(node, 'exit');
    node.kill('SIGTERM');
    await ended;
  };
  let token: string;

  test('is set up while it is not running', async () => {
    const first = await run(setup);
    expect([first.code, first.err]).toEqual([0, '']);
    const origin = settings['ORIGIN'];
    expect(JSON.parse(first.out)).toMatchObject({
      collective: { id: `${origin}/@loom`, handle: `@loom@${new URL(origin ?? '').host}` },
      signInUrl: expect.stringContaining(`${origin}/sign-in/link?token=`),
    });
    const second = await run(setup);
    expect([second.code, second.out, JSON.parse(second.err)]).toMatchObject([
      1,
      '',
      { error: { code: 'node.set_up' } },
    ]);
  }, 60_000);

  test('ends with 0, 1 or 2, and says why in one line', async () => {
    expect((await run(['--help'])).code).toBe(0);
    const wrong = await run(['opportunity', 'pots']);
    expect([wrong.code, wrong.out, wrong.err.trim().split('\n').length]).toEqual([2, '', 1]);
    const refused = await run(['opportunity', 'post', '-'], JSON.stringify({ ...smallest, roles: [] }));
    expect([refused.code, refused.out, refused.err.trim().split('\n').length]).toEqual([1, '', 1]);
    expect(refused.err).toMatch(/^guildhall: An opportunity has 1 to 20 roles/);
  }, 60_000);

  test('reads standard input and files', async () => {
    const { id } = (await json(['opportunity', 'post', '-'], JSON.stringify(smallest))) as { id: string };
    await writeFile(join(folder, 'boat.md'), `---\ntitle: Märchenboot\nroles: [{ name: Cook }]\n---\nHello.`);
    await json(['opportunity', 'edit', id, 'boat.md']);
    expect(await json(['opportunity', 'list'])).toMatchObject([{ id, title: 'Märchenboot', revision: 2 }]);
    ({ token } = (await json(['token', 'create', '--scope', 'read'])) as { token: string });
  }, 60_000);

  test('works the same while the node runs, and the API sees what it did', async () => {
    await start();
    const { id, url } = (await json(['opportunity', 'post', '-'], JSON.stringify(smallest))) as {
      id: string;
      url: string;
    };
    await writeFile(join(folder, 'boat.json'), JSON.stringify({ ...smallest, title: 'While it runs' }));
    await json(['opportunity', 'edit', url, 'boat.json']);
    const response = await fetch(`${settings['ORIGIN']}/api/v1/opportunities/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toMatchObject({ id, title: 'While it runs', revision: 2 });
    expect(await json(['deliveries'])).toEqual([]);
    const { signInUrl } = (await json(['sign-in', 'ada'])) as { signInUrl: string };
    const page = await fetch(signInUrl);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
    const lists = await Promise.all(Array.from({ length: 3 }, () => json(['opportunity', 'list'])));
    expect(lists.map((list) => (list as unknown[]).length)).toEqual([2, 2, 2]);
    const doctor = await run(['doctor', '--json']);
    const checks = (JSON.parse(doctor.out) as { checks: { check: string; state: string }[] }).checks;
    expect([doctor.code, checks.find(({ check }) => check === 'webfinger')?.state]).toEqual([0, 'ok']);
    const missing = await run(['opportunity', 'close', crypto.randomUUID(), '--reason', 'x', '--json']);
    expect([missing.code, JSON.parse(missing.err)]).toMatchObject([
      1,
      { error: { code: 'opportunity.unknown' } },
    ]);
    await stop();
    expect(await json(['opportunity', 'list', '--status', 'open'])).toHaveLength(2);
  }, 90_000);

  test('several commands at once take turns', async () => {
    const made = await Promise.all(
      Array.from({ length: 4 }, (_, count) => json(['block', `spam${count}.example`, '--reason', 'x'])),
    );
    expect(made).toHaveLength(4);
    expect(await json(['blocks'])).toHaveLength(4);
  }, 90_000);
});

test('settings that are wrong are told one by one, and help works without them', async () => {
  const wrong = { ORIGIN: 'loom', PORT: 'many', DATA_DIR: tmpdir() };
  const { code, out, err } = await runProgram(entry, ['opportunity', 'list'], wrong);
  expect([code, out]).toEqual([1, '']);
  expect(err.trim().split('\n')).toEqual([
    expect.stringMatching(/^guildhall: ORIGIN: found "loom"/),
    expect.stringMatching(/^guildhall: PORT: found "many"/),
  ]);
  expect((await runProgram(entry, ['doctor', '--help'], wrong)).code).toBe(0);
}, 60_000);

function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return promise;
}
