import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  freePort,
  launchNode,
  type NodeProcess,
  runProgram,
  startNodeProcess,
  useProcesses,
} from '../support/process.ts';
import { type Ground, opportunity, post, prepareGround } from './ground.ts';

useProcesses();

describe('a second process on the data folder of a running embedded node', () => {
  let ground: Ground;
  let node: NodeProcess;
  beforeAll(async () => {
    ground = await prepareGround('embedded');
    node = await startNodeProcess(ground.settings);
    expect((await post(ground, 'before')).status).toBe(201);
  });
  afterAll(async () => {
    await node?.end('SIGKILL');
    await ground?.remove();
  });

  const listed = async (): Promise<string[]> => {
    const { stdout } = await runProgram(['opportunity', 'list', '--json'], ground.settings);
    const rows: { title: string }[] = JSON.parse(stdout);
    return rows.map((row) => row.title).toSorted();
  };

  test('is refused within two seconds with exit code 1 and a line that says what to do', async () => {
    const port = await freePort();
    // The quickest of three, because other tests run beside this one.
    let tookMs = Number.POSITIVE_INFINITY;
    let second = node;
    for (let n = 0; n < 3; n++) {
      const startedMs = performance.now();
      second = launchNode({ ...ground.settings, PORT: String(port) });
      expect(await second.ended).toEqual({ code: 1, signal: null });
      tookMs = Math.min(tookMs, performance.now() - startedMs);
    }
    expect(tookMs).toBeLessThan(2_000);
    expect(second.stdout()).toBe('');
    expect(second.stderr().trim().split('\n')).toEqual([expect.stringMatching(/^guildhall: .*DATA_DIR/)]);
    expect(second.stderr()).toContain(ground.settings['DATA_DIR']);
    console.log(`refused after ${Math.round(tookMs)} ms`);
  });

  test('leaves the first one at work, with its data', async () => {
    expect((await post(ground, 'after')).status).toBe(201);
    expect(await listed()).toEqual(['after', 'before']);
  });

  test('may be a command, which the running node carries out', async () => {
    const posted = await runProgram(['opportunity', 'post', '-', '--json'], ground.settings, {
      stdin: opportunity('by command'),
    });
    expect(posted).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(posted.stdout)).toMatchObject({ url: expect.stringContaining(ground.origin) });
    expect(await listed()).toEqual(['after', 'before', 'by command']);
  });

  test('takes over with everything that was acknowledged once the first was killed', async () => {
    await node.end('SIGKILL');
    node = await startNodeProcess(ground.settings);
    expect(await listed()).toEqual(['after', 'before', 'by command']);
  });
});
