import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type NodeProcess, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { addFollowers, type Ground, post, prepareGround } from './ground.ts';

const hostCount = 500;
const titles = ['first', 'second', 'third'];
const kills = 5;

useProcesses();

describe.each(storeKinds)(
  'a node on %s that is killed five times while it delivers three posts to 500 hosts',
  (kind) => {
    let crowd: Crowd;
    let ground: Ground;
    let node: NodeProcess | undefined;
    beforeAll(async () => {
      crowd = await startCrowd();
      crowd.delayMs = 150;
      ground = await prepareGround(kind, { WORKERS: '25' });
      await ground.inStore((db) =>
        addFollowers(
          db,
          Array.from({ length: hostCount }, (_, n) => crowd.host(n)),
        ),
      );
    });
    afterAll(async () => {
      await node?.end('SIGKILL');
      await crowd?.close();
      await ground?.remove();
    });

    test('loses nothing, keeps the order for each host, and has a receipt for every delivery', {
      timeout: 150_000,
    }, async () => {
      node = await startNodeProcess(ground.settings);
      for (const title of titles) expect((await post(ground, title)).status).toBe(201);
      const landedAtKill: number[] = [];
      for (let kill = 0; kill < kills; kill++) {
        await setTimeout(300 + Math.random() * 900);
        landedAtKill.push(crowd.landings.length);
        await node.end('SIGKILL');
        node = await startNodeProcess(ground.settings);
      }
      // Otherwise nothing was tried: the kills must come in the middle of the work.
      expect(landedAtKill.at(-1)).toBeLessThan(hostCount * titles.length);
      expect(landedAtKill.at(-1)).toBeGreaterThan(0);

      const ids = () => new Set(crowd.landings.map((landing) => landing.activityId));
      const pairs = () =>
        new Set(crowd.landings.map((landing) => `${landing.host} ${landing.activityId}`)).size;
      await expect.poll(pairs, { timeout: 90_000, interval: 200 }).toBe(hostCount * titles.length);
      expect(ids().size).toBe(titles.length);
      await setTimeout(500);
      expect(await node.end('SIGTERM')).toEqual({ code: 0, signal: null });

      const { said, receipts, left } = await ground.inStore(async (db) => ({
        said: await db
          .selectFrom('activity')
          .select('iri')
          .orderBy('created_at')
          .orderBy('event_id')
          .execute(),
        receipts: await db
          .selectFrom('delivery')
          .select(['state', 'status', (count) => count.fn.countAll<number>().as('count')])
          .groupBy(['state', 'status'])
          .execute(),
        left: await db.selectFrom('message').selectAll().execute(),
      }));
      const order = said.map((row): string => row.iri);
      for (let n = 0; n < hostCount; n++) {
        const landed = crowd.landings
          .filter((landing) => landing.host === crowd.host(n))
          .map((landing) => order.indexOf(landing.activityId));
        // What was sent again after a kill may come twice, but never after what followed it.
        expect(landed, crowd.host(n)).toEqual(landed.toSorted());
        expect([...new Set(landed)], crowd.host(n)).toEqual([0, 1, 2]);
      }
      expect(receipts).toEqual([{ state: 'delivered', status: 202, count: hostCount * titles.length }]);
      expect(left).toEqual([]);
      const again = crowd.landings.length - hostCount * titles.length;
      console.log(`${kind}: landed at the kills ${landedAtKill.join(', ')}; ${again} came twice`);
    });
  },
);
