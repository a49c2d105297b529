import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StorageDb } from '../../federation/storage/tables.ts';
import { storeKinds } from '../support/database.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { type NodeProcess, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { addFollowers, type Ground, post, prepareGround } from './ground.ts';

useProcesses();

describe.each(storeKinds)('what can never be handled is set aside with its reason on %s', (kind) => {
  let ground: Ground;
  let crowd: Crowd;
  let peer: Peer;
  let alice: PeerActor;
  let node: NodeProcess | undefined;
  let left: Awaited<ReturnType<typeof read>>;

  beforeAll(async () => {
    [ground, crowd, peer] = await Promise.all([prepareGround(kind), startCrowd(), startPeer()]);
    alice = peer.actor('alice');
    await ground.inStore((db) => addFollowers(db, [crowd.host(0)]));
    await postAndKill();
    await ground.inStore(poison);
    node = await startNodeProcess(ground.settings);
    expect((await post(ground, 'good')).status).toBe(201);
    await vi.waitUntil(() => crowd.landings.length === 2, { timeout: 10_000 });
    expect((await send('Follow')).status).toBe(202);
    const answers = () => peer.requests.filter((request) => request.method === 'POST').length;
    await vi.waitUntil(() => answers() === 1, { timeout: 10_000 });
    await node.end('SIGTERM');
    left = await ground.inStore(read);
  }, 60_000);
  afterAll(async () => {
    await node?.end('SIGKILL');
    await Promise.all([crowd?.close(), peer?.close(), ground?.remove()]);
  });

  /** Posts, and kills the node when the post has reached the host and was not answered: its delivery is still queued. */
  async function postAndKill(): Promise<void> {
    crowd.silent.add(crowd.host(0));
    node = await startNodeProcess(ground.settings);
    await post(ground, 'poison');
    await vi.waitUntil(() => crowd.landings.length === 1, { timeout: 10_000 });
    await node.end('SIGKILL');
    crowd.silent.clear();
  }

  /** Spoils the delivery, and puts two events and an activity in front of what comes next. All had four tries. */
  async function poison(db: StorageDb): Promise<void> {
    await sql`update message set body = '{', attempts = 4, locked_until = null`.execute(db);
    for (const event of ['no.such', 'actor.updated']) {
      await sql`insert into outbox (id, kind, payload, created_at, attempts)
        select gen_random_uuid(), ${event}::text, jsonb_build_object('kind', ${event}::text, 'by', actor_id), now(), 4
        from collective`.execute(db);
    }
    // The activity of the second stands there already, so it can be said and not be written down.
    await sql`insert into activity (iri, event_id, actor_id, type, object_iri, is_public, body, created_at)
      select ${`${ground.origin}/activities/`}::text || o.id, o.id, c.actor_id, 'Update', 'x', false, '{}', now()
      from outbox o, collective c where o.kind = 'actor.updated'`.execute(db);
    await sql`insert into inbox_item (activity_id, has_own_id, actor, type, digest, body, attempts)
      values (${`${alice.id}#Like`}, true, ${alice.id}, 'Like', '', '{', 4)`.execute(db);
  }

  function send(type: string) {
    const activity = {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${alice.id}#${type}`,
      type,
      actor: alice.id,
      object: `${ground.origin}/@loom`,
    };
    return peer.send(peer.sign(alice, `${ground.origin}/inbox`, activity), ground.origin);
  }

  async function read(db: StorageDb) {
    return {
      receipts: await db
        .selectFrom('delivery')
        .innerJoin('activity', 'activity.iri', 'delivery.activity_iri')
        .select(['delivery.activity_iri', 'state', 'error'])
        .where('host', '=', crowd.host(0))
        .orderBy('delivery.created_at')
        .execute(),
      messages: await db
        .selectFrom('message')
        .select(['inbox', 'error'])
        .where('is_dead', '=', true)
        .execute(),
      events: await db
        .selectFrom('outbox')
        .select(['kind', 'is_dead', 'error'])
        .where('is_dead', '=', true)
        .orderBy('position')
        .execute(),
      unread: await db.selectFrom('inbox_item').select(['activity_id', 'is_dead', 'error']).execute(),
    };
  }

  test('in the delivery queue, and the next for the same host is delivered', () => {
    const [poisoned, good] = crowd.landings.map((landing) => landing.activityId);
    const error = expect.stringContaining('JSON');
    expect(left.receipts).toEqual([
      { activity_iri: poisoned, state: 'gave up', error },
      { activity_iri: good, state: 'delivered', error: null },
    ]);
    expect(left.messages).toEqual([{ inbox: `http://${crowd.host(0)}/users/ana/inbox`, error }]);
  });

  test('among the events, whether it cannot be said or not be written down, and the next is said', () => {
    expect(left.events).toEqual([
      { kind: 'no.such', is_dead: true, error: expect.stringContaining('no.such') },
      { kind: 'actor.updated', is_dead: true, error: expect.stringContaining('activity') },
    ]);
    expect(crowd.landings.map((landing) => landing.type)).toEqual(['Create', 'Create']);
  });

  test('in the inbox, and the next of the same sender is read', () => {
    const error = expect.stringContaining('JSON');
    expect(left.unread).toEqual([{ activity_id: `${alice.id}#Like`, is_dead: true, error }]);
  });
});
