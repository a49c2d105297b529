import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import {
  launchNode,
  type NodeProcess,
  startNodeProcess,
  statusOf,
  untilReady,
  useProcesses,
} from '../support/process.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { addFollowers, type Ground, post, prepareGround } from './ground.ts';
import { type OwnPostgres, startOwnPostgres } from './own-postgres.ts';

/** How long the database is away. */
const outageMs = 10_000;
const senders = 6;

useProcesses();

let database: OwnPostgres;
let peer: Peer;
let crowd: Crowd;
let ground: Ground;
let node: NodeProcess | undefined;
beforeAll(async () => {
  [database, peer, crowd] = await Promise.all([startOwnPostgres(), startPeer(), startCrowd()]);
});
afterEach(async () => {
  await node?.end('SIGKILL');
  await ground?.remove();
});
afterAll(async () => {
  await Promise.all([database?.remove(), peer?.close(), crowd?.close()]);
});

/** Sends signed activities, each with an id of its own, until told to stop. What was answered stands in `answers`, by id. */
async function sendUntil(actor: PeerActor, signal: AbortSignal, answers: Map<string, number>): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const like = {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${actor.id}/likes/${n}`,
      type: 'Like',
      actor: actor.id,
      object: `${ground.origin}/opportunities/none/post`,
    };
    const message = peer.sign(actor, `${ground.origin}/inbox`, like);
    const reply = await peer.send(message, ground.origin);
    answers.set(like.id, reply.status);
    if (reply.status !== 202) await setTimeout(20);
  }
}

/** What the probes answer while a signal has not come: every pair of statuses once, `/healthz` first. */
async function probe(running: NodeProcess, signal: AbortSignal): Promise<Set<string>> {
  const seen = new Set<string>();
  while (!signal.aborted) {
    seen.add((await Promise.all([statusOf(running, '/healthz'), statusOf(running, '/readyz')])).join(' '));
    await setTimeout(100);
  }
  return seen;
}

test('a database that goes away under load costs answers, never an acknowledged activity', {
  timeout: 90_000,
}, async () => {
  ground = await prepareGround('postgresql', { INBOX_LIMIT: '1000000' }, await database.createDatabase());
  await ground.inStore((db) => addFollowers(db, [crowd.host(0)]));
  node = await startNodeProcess(ground.settings);
  const answers = new Map<string, number>();
  const loadOver = new AbortController();
  const sending = Array.from({ length: senders }, (_, n) =>
    sendUntil(peer.actor(`sender${n}`), loadOver.signal, answers),
  );
  await setTimeout(1_500);

  await database.stop();
  const outageOver = new AbortController();
  const probing = probe(node, outageOver.signal);
  await setTimeout(outageMs);
  outageOver.abort();
  expect([...(await probing)]).toEqual(['200 503']);

  await database.start();
  const backMs = performance.now();
  await untilReady(node, 10_000);
  const recoveredMs = performance.now() - backMs;
  await setTimeout(1_500);
  loadOver.abort();
  await Promise.all(sending);

  const statuses = [...answers.values()];
  expect([...new Set(statuses)].toSorted()).toEqual([202, 503]);
  const acknowledged = [...answers].filter(([, status]) => status === 202).map(([id]) => id);
  const written = await ground.inStore(async (db) => {
    const unread = await db.selectFrom('inbox_item').select('activity_id').execute();
    const seen = await db.selectFrom('inbox_seen').select('activity_id').execute();
    return new Set([...unread, ...seen].map((row) => row.activity_id));
  });
  expect(acknowledged.filter((id) => !written.has(id))).toEqual([]);
  console.log(
    `${acknowledged.length} acknowledged, ${statuses.length - acknowledged.length} refused; ready ${Math.round(recoveredMs)} ms after the database`,
  );

  // It goes on by itself: what waits is read, and a commit wakes who delivers.
  const unread = () =>
    ground.inStore((db) => db.selectFrom('inbox_item').select('id').where('is_dead', '=', false).execute());
  await expect.poll(unread, { timeout: 20_000, interval: 500 }).toEqual([]);
  expect((await post(ground, 'after the outage')).status).toBe(201);
  await expect.poll(() => crowd.landings.length, { timeout: 2_500, interval: 20 }).toBe(1);
  expect(await node.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('a node that starts before its database lives, is not ready, and serves when the database comes', {
  timeout: 60_000,
}, async () => {
  ground = await prepareGround('postgresql', {}, await database.createDatabase());
  await database.stop();
  try {
    node = launchNode(ground.settings);
    await expect.poll(() => statusOf(node ?? ground, '/healthz'), { timeout: 10_000 }).toBe(200);
    expect(await statusOf(node, '/readyz')).toBe(503);
    expect(await statusOf(node, '/')).toBe(503);
    await setTimeout(2_000);
    expect(await statusOf(node, '/readyz')).toBe(503);
  } finally {
    await database.start();
  }
  const backMs = performance.now();
  await untilReady(node, 7_000);
  console.log(`ready ${Math.round(performance.now() - backMs)} ms after the database`);
  expect((await post(ground, 'at last')).status).toBe(201);
});

test('a node that is told to stop while it waits for its database stops', async () => {
  ground = await prepareGround('postgresql', {}, await database.createDatabase());
  await database.stop();
  try {
    node = launchNode(ground.settings);
    await expect.poll(() => statusOf(node ?? ground, '/healthz'), { timeout: 10_000 }).toBe(200);
    expect(await node.end('SIGTERM')).toEqual({ code: 0, signal: null });
  } finally {
    await database.start();
  }
});
