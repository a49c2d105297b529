import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** More than this many cores in use by other programs, and a figure says more about them than about us. */
const quietCores = 0.3;

async function busyJiffies(): Promise<number> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n', 1);
  // cpu user nice system idle iowait irq softirq steal …, in hundredths of a second over all cores.
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return user + nice + system + irq + softirq + steal;
}

/** Cores in use on this machine over half a second; called while nothing of ours runs. */
async function coresInUse(): Promise<number> {
  const before = await busyJiffies();
  const since = performance.now();
  await sleep(500);
  return ((await busyJiffies()) - before) / ((performance.now() - since) / 10);
}

/** Waits up to `patienceMs` for other programs to leave the processors alone; returns whether they did. */
export async function waitForQuiet(patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    if ((await coresInUse()) <= quietCores) return true;
    if (performance.now() > deadline) return false;
    await sleep(1_000);
  }
}
