import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectToHolder, FolderInUseError, lockFolder } from '../../src/platform/folder-lock.ts';

const holder = fileURLToPath(new URL('./lock-holder.ts', import.meta.url));
const children: ChildProcess[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-lock-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await rm(folder, { recursive: true, force: true });
});

/** Starts a process that tries to take a folder; resolves with what it said. */
async function take(
  dataDir: string,
  startAtMs = 0,
  environment: Record<string, string> = {},
): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [holder, dataDir, String(startAtMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  children.push(child);
  const [said]: string[] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, said: said ?? '' };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a data folder', () => {
  test('is refused to a second process within two seconds, in words that say what to do', async () => {
    await take(folder);
    const startedMs = performance.now();
    const { said } = await take(folder);
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    expect(said).toMatch(/^refused Another Guildhall process is using .*Stop it first, or give .*DATA_DIR/);
    expect(said).toContain(folder);
  });

  test('is refused to a second taker in the same process', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(FolderInUseError);
    await lock.release();
  });

  test('is taken over from a process that was killed', async () => {
    const { child } = await take(folder);
    await kill(child);
    expect(existsSync(join(folder, 'node.sock'))).toBe(true);
    expect((await take(folder)).said).toBe('held');
    expect((await take(folder)).said).toMatch(/^refused/);
  });

  test('is free again after a release, and nothing is left behind', async () => {
    const { child } = await take(folder);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await readdir(folder)).toEqual(['node.lock']);
    expect((await take(folder)).said).toBe('held');
  });

  test('is made for its owner only', async () => {
    const dataDir = join(folder, 'new', 'data');
    const lock = await lockFolder(dataDir);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect((await stat(lock.socketPath)).mode & 0o022).toBe(0);
    await lock.release();
  });

  test.each([0, 1, 2])('goes to exactly one of several that race for a dead one (round %i)', async () => {
    const { child } = await take(folder);
    await kill(child);
    const startAtMs = Date.now() + 700;
    const said = await Promise.all(Array.from({ length: 5 }, () => take(folder, startAtMs)));
    expect(said.map((one) => one.said.split(' ')[0]).sort()).toEqual([
      'held',
      ...Array.from({ length: 4 }, () => 'refused'),
    ]);
  });

  test('stays free where taking it failed halfway', async () => {
    await mkdir(join(folder, 'node.sock', 'in-the-way'), { recursive: true });
    await expect(lockFolder(folder)).rejects.toThrow(/node\.sock/);
    await rm(join(folder, 'node.sock'), { recursive: true });
    const lock = await lockFolder(folder);
    await lock.release();
  });

  test('is not lost when nobody keeps the lock in a variable', async () => {
    await lockFolder(folder);
    setFlagsFromString('--expose-gc');
    for (let round = 0; round < 5; round++) {
      runInNewContext('gc')();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await take(folder)).said).toMatch(/^refused/);
  });

  test('goes to exactly one of many in one process, dead socket or none', async () => {
    for (const dead of [false, true]) {
      const dataDir = join(folder, String(dead));
      if (dead) await kill((await take(dataDir)).child);
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(dataDir)));
      const held = results.filter((result) => result.status === 'fulfilled');
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(held).toHaveLength(1);
      for (const reason of reasons) expect(reason).toBeInstanceOf(FolderInUseError);
      await Promise.all(held.map((result) => result.value.release()));
    }
  });
});

describe('a data folder with a path too long for a socket', () => {
  test('is locked all the same, also for processes with another folder for temporary files', async () => {
    const dataDir = join(folder, ...Array.from({ length: 12 }, () => 'a-folder-with-a-name'));
    const elsewhere = join(folder, 'tmp');
    await mkdir(elsewhere);
    const { child, said } = await take(dataDir);
    expect(said).toBe('held');
    expect((await take(dataDir)).said).toMatch(/^refused/);
    expect((await take(dataDir, 0, { TMPDIR: elsewhere })).said).toMatch(/^refused/);
    await kill(child);
    const { said: after } = await take(dataDir, 0, { TMPDIR: elsewhere });
    expect(after).toBe('held');
    expect((await take(dataDir)).said).toMatch(/^refused/);
    expect(await readdir(elsewhere)).toEqual([]);
    const socket = await connectToHolder(dataDir);
    expect(socket).toBeDefined();
    socket?.destroy();
  });
});

describe('the socket of a holder', () => {
  test('answers those who connect, and nobody does where the folder is free or missing', async () => {
    expect(await connectToHolder(join(folder, 'missing'))).toBeUndefined();
    expect(await connectToHolder(folder)).toBeUndefined();
    const lock = await lockFolder(folder);
    lock.serve((socket) => socket.end('hello'));
    const socket = await connectToHolder(folder);
    const [chunk]: Buffer[] = socket === undefined ? [] : await once(socket, 'data');
    expect(String(chunk)).toBe('hello');
    socket?.destroy();
    await lock.release();
    await expect(once(connect(lock.socketPath), 'connect')).rejects.toThrow(/ENOENT|ECONNREFUSED/);
  });
});
