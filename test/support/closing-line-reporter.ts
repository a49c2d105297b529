import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';

/** How many tests ended how. A file that could not be run, or an error outside of any test, counts as one failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The line a run ends with: `12 passed, 0 failed`, and how many were skipped where some were. */
export function closingLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/**
 * Prints one plain line, the last of the run, after vitest's own summary: for those who read logs by machine. It is
 * written when the process ends, because stopping the servers of the tests may still say something.
 */
export class ClosingLineReporter implements Reporter {
  #isWatching = false;

  onInit(vitest: Vitest): void {
    this.#isWatching = vitest.config.watch;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map(stateOf));
    const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
    const count = (state: string) => states.filter((one) => one === state).length;
    const failed = count('failed') + broken;
    const line = `${closingLine({ passed: count('passed'), failed, skipped: count('skipped') })}\n`;
    if (this.#isWatching) process.stdout.write(line);
    else process.once('exit', () => end(line, failed > 0));
  }
}

function end(line: string, hasFailed: boolean): void {
  // A package of the tests ends the process with 0 whatever vitest had decided.
  if (hasFailed && !process.exitCode) process.exitCode = 1;
  process.stdout.write(line);
}

/** A test that never came to its end did not pass. */
function stateOf(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result();
  return state === 'pending' ? 'failed' : state;
}
