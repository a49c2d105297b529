import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type NodeProcess, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { addFollowers, type Ground, post, prepareGround } from './ground.ts';

const hostCount = 50;
const posts = 3;

useProcesses();

let crowd: Crowd;
let ground: Ground;
let node: NodeProcess | undefined;
afterEach(async () => {
  await node?.end('SIGKILL');
  await crowd?.close();
  await ground?.remove();
});

/** The numbers of the hosts that answer: all but the first, which may be silent. */
const answering = Array.from({ length: hostCount - 1 }, (_, n) => n + 1);

/** Posts and waits until all answering hosts have it. Returns how long each of them waited, in milliseconds, sorted. */
async function latencies(title: string): Promise<number[]> {
  const before = crowd.landings.length;
  const postedMs = Date.now();
  expect((await post(ground, title)).status).toBe(201);
  const landed = () =>
    answering.flatMap(
      (n) => crowd.landings.slice(before).find((landing) => landing.host === crowd.host(n))?.atMs ?? [],
    );
  await expect.poll(() => landed().length, { timeout: 9_000, interval: 20 }).toBe(answering.length);
  return landed()
    .map((atMs) => atMs - postedMs)
    .toSorted((a, b) => a - b);
}

test('a host that takes connections and never answers keeps no other of fifty waiting', {
  timeout: 60_000,
}, async () => {
  crowd = await startCrowd();
  ground = await prepareGround('postgresql', { WORKERS: '10' });
  await ground.inStore((db) =>
    addFollowers(
      db,
      Array.from({ length: hostCount }, (_, n) => crowd.host(n)),
    ),
  );
  node = await startNodeProcess(ground.settings);
  await latencies('to be warm');
  const control: number[] = [];
  const besideIt: number[] = [];
  for (let n = 0; n < posts; n++) control.push(...(await latencies(`control ${n}`)));
  await setTimeout(200);
  crowd.silent.add(crowd.host(0));
  const silentSinceMs = Date.now();
  for (let n = 0; n < posts; n++) besideIt.push(...(await latencies(`beside ${n}`)));
  // All this before the silent host was given up for the first time.
  expect(Date.now() - silentSinceMs).toBeLessThan(10_000);
  const atBlackHole = crowd.landings.filter(
    (landing) => landing.host === crowd.host(0) && landing.atMs > silentSinceMs,
  );
  expect(atBlackHole).toHaveLength(1);

  const p95 = (sorted: number[]) => sorted.toSorted((a, b) => a - b)[Math.floor(sorted.length * 0.95)] ?? 0;
  console.log(`p95 of the other 49: ${p95(control)} ms without, ${p95(besideIt)} ms beside a silent host`);
  expect(Math.max(...besideIt)).toBeLessThan(3_000);
  expect(p95(besideIt)).toBeLessThan(p95(control) + 1_000);

  const undelivered = () =>
    ground.inStore((db) =>
      db.selectFrom('delivery').select(['host', 'state']).where('state', '<>', 'delivered').execute(),
    );
  const waiting = Array.from({ length: posts }, () => ({ host: crowd.host(0), state: 'queued' }));
  await expect.poll(undelivered, { timeout: 2_000 }).toEqual(waiting);
});
