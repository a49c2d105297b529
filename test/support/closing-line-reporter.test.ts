import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closingLine } from './closing-line-reporter.ts';
import { root } from './source-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-reporter-'));
  const reporter = pathToFileURL(join(root, 'test/support/closing-line-reporter.ts')).href;
  await writeFile(
    join(folder, 'vitest.config.mjs'),
    `import { ClosingLineReporter } from '${reporter}';
     export default { test: { globals: true, globalSetup: ['setup.mjs'], reporters: ['default', new ClosingLineReporter()] } };`,
  );
  // As a package of ours does it: whatever was decided before, the process ends with 0.
  await writeFile(
    join(folder, 'setup.mjs'),
    `export function setup() { process.on('beforeExit', () => process.exit(0)); }`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs one file of tests in a process of its own. */
async function run(text: string): Promise<{ code: number | null; last: string | undefined; all: string }> {
  await writeFile(join(folder, 'some.test.mjs'), text);
  const { promise, resolve } = Promise.withResolvers<{ stdout: string; stderr: string }>();
  const vitest = execFile(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
    { env: { ...process.env, NO_COLOR: '1' } },
    (_, stdout, stderr) => resolve({ stdout, stderr }),
  );
  const { stdout, stderr } = await promise;
  return { code: vitest.exitCode, last: stdout.trimEnd().split('\n').at(-1), all: stdout + stderr };
}

describe('the closing line of a test run', () => {
  test('counts what passed, failed and was skipped, after the summary, and the exit code agrees', async () => {
    const { code, last, all } = await run(
      `test('a', () => {}); test('b', () => {}); test('c', () => { throw new Error('no'); }); test.skip('d', () => {});`,
    );
    expect(last, all).toBe('2 passed, 1 failed, 1 skipped');
    expect(all.indexOf('Test Files')).toBeLessThan(all.lastIndexOf('2 passed, 1 failed'));
    expect(code).toBe(1);
  });

  test('says nothing of skipped tests where there are none, and ends with 0', async () => {
    const { code, last, all } = await run(`test('a', () => {});`);
    expect(last, all).toBe('1 passed, 0 failed');
    expect(code).toBe(0);
  });

  test('counts a file that cannot be run as failed', async () => {
    const { code, last, all } = await run(`throw new Error('broken');`);
    expect(last, all).toBe('0 passed, 1 failed');
    expect(code).toBe(1);
  });

  test('is one plain line', () => {
    expect(closingLine({ passed: 1200, failed: 0, skipped: 3 })).toBe('1200 passed, 0 failed, 3 skipped');
  });
});
