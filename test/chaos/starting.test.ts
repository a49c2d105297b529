import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import type { TestSettings } from '../support/database.ts';
import {
  freePort,
  launchNode,
  type NodeProcess,
  startNodeProcess,
  useProcesses,
} from '../support/process.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { addFollowers, type Ground, post, prepareGround } from './ground.ts';

useProcesses();

const nodes: NodeProcess[] = [];
let ground: Ground | undefined;
let crowd: Crowd | undefined;
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.end('SIGKILL')));
  await Promise.all([ground?.remove(), crowd?.close()]);
  ground = crowd = undefined;
});

async function start(settings: TestSettings): Promise<NodeProcess> {
  const node = await startNodeProcess(settings);
  nodes.push(node);
  return node;
}

/** How a start is refused: its exit code, and what it says. */
async function refused(settings: TestSettings): Promise<{ code: number | null; words: string }> {
  const node = launchNode(settings);
  nodes.push(node);
  const { code } = await node.ended;
  return { code, words: node.stderr().trim() };
}

describe('a start is refused, with exit code 1 and words that say why,', () => {
  test('with another ORIGIN than the database was set up for: both are shown', async () => {
    ground = await prepareGround('postgresql');
    const other = `http://127.0.0.1:${await freePort()}`;
    const { code, words } = await refused({ ...ground.settings, ORIGIN: other });
    expect(code).toBe(1);
    expect(words).toContain(`ORIGIN: found "${other}", expected "${ground.origin}"`);
    expect(words.split('\n')).toHaveLength(1);
  });

  test('on a schema that a newer version has made', async () => {
    ground = await prepareGround('postgresql');
    await ground.inStore((db) =>
      sql`insert into migration (name, digest) values ('9999_future', '')`.execute(db),
    );
    const { code, words } = await refused(ground.settings);
    expect(code).toBe(1);
    expect(words).toMatch(/9999_future.*newer version/);
  });

  test.each([
    [{ ORIGIN: 'loom.example' }, /^guildhall: ORIGIN: found "loom\.example", expected an origin/],
    [{ ORIGIN: 'http://loom.example' }, /ORIGIN: found "http:\/\/loom\.example", expected https/],
    [{ PORT: '70000' }, /PORT: found "70000", expected a whole number from 0 to 65535/],
    [{ ROLE: 'boss' }, /ROLE: found "boss", expected web, worker or all/],
    [{ ROLE: 'worker' }, /ROLE: found "worker" without DATABASE_URL, expected all/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL: found "loud", expected debug, info, warning or error/],
    [
      { DATABASE_URL: 'mysql://ana:secret@db/loom' },
      /DATABASE_URL: found a value that is not shown here, expected .*postgres:/,
    ],
    [{ SMTP_URL: 'smtp://mail.test' }, /MAIL_FROM: found nothing, expected the sender/],
    [
      { ORIGIN: 'https://loom.example', ALLOW_PRIVATE_ADDRESSES: 'true' },
      /ALLOW_PRIVATE_ADDRESSES: found "true" while ORIGIN is https:\/\/loom\.example/,
    ],
  ])('with the settings %j', async (settings: TestSettings, words) => {
    const isPublic = settings['ORIGIN']?.includes('loom.example') === true;
    const ended = await refused({
      DATA_DIR: 'memory:',
      ...(isPublic ? { ALLOW_PRIVATE_ADDRESSES: 'false' } : {}),
      ...settings,
    });
    expect(ended).toEqual({ code: 1, words: expect.stringMatching(words) });
    expect(ended.words).not.toContain('secret');
  });
});

describe('one PostgreSQL under several processes', () => {
  const hosts = (count: number) => Array.from({ length: count }, (_, n) => crowd?.host(n) ?? '');
  /** Activities in the order in which they reached a host. */
  const landed = (host: string) =>
    crowd?.landings.filter((landing) => landing.host === host).map((landing) => landing.activityId) ?? [];

  test('does the whole work with ROLE=web and ROLE=worker: what one takes the other delivers', async () => {
    crowd = await startCrowd();
    ground = await prepareGround('postgresql');
    await ground.inStore((db) => addFollowers(db, hosts(3)));
    await start({ ...ground.settings, ROLE: 'web' });
    expect((await post(ground, 'early')).status).toBe(201);
    await setTimeout(500);
    expect(crowd.landings).toEqual([]);

    const worker = launchNode({ ...ground.settings, ROLE: 'worker' });
    nodes.push(worker);
    await expect.poll(() => crowd?.landings.length, { timeout: 10_000 }).toBe(3);
    const postedMs = Date.now();
    expect((await post(ground, 'late')).status).toBe(201);
    await expect.poll(() => crowd?.landings.length, { timeout: 4_000, interval: 20 }).toBe(6);
    // Sooner than the worker looks by itself: the commit has woken it.
    expect(Date.now() - postedMs).toBeLessThan(3_000);
    expect(await worker.end('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  test('delivers everything once and in order with two workers', { timeout: 60_000 }, async () => {
    crowd = await startCrowd();
    crowd.delayMs = 20;
    ground = await prepareGround('postgresql', { WORKERS: '10' });
    await ground.inStore((db) => addFollowers(db, hosts(60)));
    await start(ground.settings);
    const worker = launchNode({ ...ground.settings, ROLE: 'worker' });
    nodes.push(worker);
    const titles = ['one', 'two', 'three', 'four'];
    for (const title of titles) expect((await post(ground, title)).status).toBe(201);
    await expect.poll(() => crowd?.landings.length, { timeout: 20_000 }).toBe(60 * titles.length);
    await Promise.all(nodes.map((node) => node.end('SIGTERM')));
    const order = await ground.inStore((db) =>
      db.selectFrom('activity').select('iri').orderBy('created_at').orderBy('event_id').execute(),
    );
    const iris = order.map((row): string => row.iri);
    expect(iris).toHaveLength(titles.length);
    for (const host of hosts(60)) expect(landed(host), host).toEqual(iris);
  });
});
