import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type Peer, startPeer } from '../support/peer.ts';
import type { Message } from '../support/peer-message.ts';
import { type NodeProcess, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { addFollowers, type Ground, opportunity, post, prepareGround } from './ground.ts';

const clients = 12;
const hostCount = 100;

useProcesses();

describe.each(storeKinds)('a node on %s that gets SIGTERM under load', (kind) => {
  let crowd: Crowd;
  let peer: Peer;
  let ground: Ground;
  let node: NodeProcess | undefined;
  beforeAll(async () => {
    [crowd, peer] = await Promise.all([startCrowd(), startPeer()]);
    crowd.delayMs = 700;
    ground = await prepareGround(kind, { INBOX_LIMIT: '100000' });
    await ground.inStore((db) =>
      addFollowers(
        db,
        Array.from({ length: hostCount }, (_, n) => crowd.host(n)),
      ),
    );
    node = await startNodeProcess(ground.settings);
  });
  afterAll(async () => {
    await node?.end('SIGKILL');
    await Promise.all([crowd?.close(), peer?.close(), ground?.remove()]);
  });

  /** Sends one request and reads its answer. `pauseMs` waits between the two halves of the body. */
  function send(
    agent: Agent,
    message: Omit<Message, 'rawHeaders'> & { headers: readonly string[] },
    pauseMs = 0,
  ): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const { hostname, port } = new URL(ground.origin);
    const { method, url, body } = message;
    const headers = [
      'host',
      `${hostname}:${port}`,
      'content-length',
      String(body.length),
      ...message.headers,
    ];
    const outgoing = request({ hostname, port, agent, method, path: url, headers }, (response) => {
      response.on('error', reject).on('end', () => resolve(response.statusCode ?? 0));
      response.resume();
    });
    outgoing.on('error', reject);
    const half = Math.floor(body.length / 2);
    outgoing.write(body.subarray(0, half));
    void setTimeout(pauseMs).then(() => outgoing.end(body.subarray(half)));
    return promise;
  }

  const get = (url: string) => ({
    method: 'GET',
    url,
    body: Buffer.alloc(0),
    headers: ['accept', 'application/activity+json'],
  });
  const postToApi = () => ({
    method: 'POST',
    url: '/api/v1/opportunities',
    body: Buffer.from(opportunity('under load')),
    headers: ['content-type', 'application/json', 'authorization', `Bearer ${ground.token}`],
  });
  function like(name: string) {
    const actor = peer.actor(name);
    return (n: number) => {
      const activity = {
        '@context': 'https://www.w3.org/ns/activitystreams',
        id: `${actor.id}/likes/${n}`,
        type: 'Like',
        actor: actor.id,
        object: ground.origin,
      };
      const { method, url, body, rawHeaders } = peer.sign(actor, `${ground.origin}/inbox`, activity);
      return { method, url, body, headers: rawHeaders.slice(2) };
    };
  }

  /** Sends one request after another until nobody listens. Resolves with the statuses; rejects where one was sent and not answered. */
  async function client(n: number): Promise<number[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ownLike = like(`client${n}`);
    const turns = [() => get('/@loom'), ownLike, () => get('/readyz'), postToApi];
    const statuses: number[] = [];
    for (let turn = n; ; turn++) {
      try {
        const message = turns[turn % turns.length] ?? ownLike;
        statuses.push(await send(agent, message(turn)));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return statuses;
        throw error;
      }
    }
  }

  test('answers every request it took, gives its leases back and ends with 0 within 25 s', {
    timeout: 60_000,
  }, async () => {
    expect((await post(ground, 'on its way')).status).toBe(201);
    const working = Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
    await expect.poll(() => crowd.landings.length, { timeout: 10_000, interval: 10 }).toBeGreaterThan(10);
    await setTimeout(500);
    // One whose second half comes only after the signal, as on a slow line.
    const slow = send(new Agent({ keepAlive: true }), like('slow')(1), 3_000);
    await setTimeout(300);

    const toldMs = performance.now();
    expect(await node?.end('SIGTERM')).toEqual({ code: 0, signal: null });
    const tookMs = performance.now() - toldMs;
    expect(tookMs).toBeLessThan(25_000);
    expect(await slow).toBe(202);
    const statuses = (await working).flat();
    expect([...new Set(statuses)].toSorted()).toEqual([200, 201, 202]);
    console.log(`${kind}: ${statuses.length} requests answered, ended after ${Math.round(tookMs)} ms`);

    const { rows } = await ground.inStore((db) =>
      sql<{ what: string }>`
        select 'message' as what from message where locked_until is not null
        union all select 'inbox_item' from inbox_item where locked_until is not null
        union all select 'outbox' from outbox where locked_until is not null`.execute(db),
    );
    expect(rows).toEqual([]);
    // Whatever reached a host has its receipt: nothing that was under way was forgotten.
    const delivered = await ground.inStore((db) =>
      db.selectFrom('delivery').select(['activity_iri', 'host']).where('state', '=', 'delivered').execute(),
    );
    const landed = crowd.landings.map((landing) => `${landing.host} ${landing.activityId}`).toSorted();
    expect(delivered.map((row) => `${row.host} ${row.activity_iri}`).toSorted()).toEqual(landed);
  });
});
