import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type Peer, startPeer } from '../support/peer.ts';
import { type NodeProcess, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { addFollowers, type Ground, post, prepareGround } from './ground.ts';

useProcesses();

describe.each(storeKinds)('on %s, what can never be handled', (kind) => {
  let ground: Ground;
  let crowd: Crowd;
  let peer: Peer;
  let node: NodeProcess | undefined;
  beforeEach(async () => {
    [ground, crowd, peer] = await Promise.all([prepareGround(kind), startCrowd(), startPeer()]);
    await ground.inStore((db) => addFollowers(db, [crowd.host(0)]));
  });
  afterEach(async () => {
    await node?.end('SIGKILL');
    node = undefined;
    await Promise.all([crowd?.close(), peer?.close(), ground?.remove()]);
  });

  /** Posts, and kills the node at the moment the post has reached the host and was not answered: it is still queued. */
  const postAndKill = async (): Promise<string> => {
    crowd.silent.add(crowd.host(0));
    node = await startNodeProcess(ground.settings);
    await post(ground, 'poison');
    await expect.poll(() => crowd.landings.length, { timeout: 10_000 }).toBe(1);
    await node.end('SIGKILL');
    crowd.silent.clear();
    return crowd.landings[0]?.activityId ?? '';
  };

  test('in the delivery queue is set aside with its reason, and the next for the same host is delivered', async () => {
    const poisoned = await postAndKill();
    await ground.inStore((db) =>
      sql`update message set body = '{', attempts = 4, locked_until = null`.execute(db),
    );
    node = await startNodeProcess(ground.settings);
    await post(ground, 'good');
    await expect.poll(() => crowd.landings.length, { timeout: 10_000 }).toBe(2);
    await node.end('SIGTERM');
    const { receipts, dead } = await ground.inStore(async (db) => ({
      receipts: await db
        .selectFrom('delivery')
        .select(['activity_iri', 'state', 'error'])
        .orderBy('created_at')
        .execute(),
      dead: await db.selectFrom('message').select(['activity_iri', 'is_dead', 'error']).execute(),
    }));
    const reason = expect.stringContaining('JSON');
    expect(receipts).toEqual([
      { activity_iri: poisoned, state: 'gave up', error: reason },
      { activity_iri: crowd.landings[1]?.activityId, state: 'delivered', error: null },
    ]);
    expect(dead).toEqual([{ activity_iri: poisoned, is_dead: true, error: reason }]);
  });

  test('among the events is set aside with its reason, whether it cannot be said or not be written down', async () => {
    await ground.inStore(async (db) => {
      // One of a kind that nobody knows, and one whose activity stands there already.
      await sql`insert into outbox (id, kind, payload, created_at, attempts)
        select gen_random_uuid(), 'no.such', jsonb_build_object('kind', 'no.such', 'by', actor_id), now(), 4 from collective`.execute(
        db,
      );
      await sql`insert into outbox (id, kind, payload, created_at, attempts)
        select gen_random_uuid(), 'actor.updated', jsonb_build_object('kind', 'actor.updated', 'by', actor_id), now(), 4 from collective`.execute(
        db,
      );
      await sql`insert into activity (iri, event_id, actor_id, type, object_iri, is_public, body, created_at)
        select ${`${ground.origin}/activities/`} || o.id, o.id, c.actor_id, 'Update', 'x', false, '{}', now()
        from outbox o, collective c where o.kind = 'actor.updated'`.execute(db);
    });
    node = await startNodeProcess(ground.settings);
    await post(ground, 'good');
    await expect
      .poll(() => crowd.landings.map((landing) => landing.type), { timeout: 10_000 })
      .toEqual(['Create']);
    await node.end('SIGTERM');
    const rows = await ground.inStore((db) =>
      db.selectFrom('outbox').select(['kind', 'is_dead', 'error']).orderBy('position').execute(),
    );
    expect(rows).toEqual([
      { kind: 'no.such', is_dead: true, error: expect.stringContaining('no.such') },
      { kind: 'actor.updated', is_dead: true, error: expect.stringContaining('activity') },
      { kind: 'opportunity.posted', is_dead: false, error: null },
    ]);
  });

  test('in the inbox is set aside with its reason, and the next of the same sender is read', async () => {
    const alice = peer.actor('alice');
    await ground.inStore((db) =>
      db
        .insertInto('inbox_item')
        .values({
          activity_id: `${alice.id}#1`,
          has_own_id: true,
          actor: alice.id,
          type: 'Like',
          digest: '',
          body: '{',
          attempts: 4,
          locked_until: null,
          error: null,
        })
        .execute(),
    );
    node = await startNodeProcess(ground.settings);
    const follow = {
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: `${alice.id}#2`,
      type: 'Follow',
      actor: alice.id,
      object: `${ground.origin}/@loom`,
    };
    const reply = await peer.send(peer.sign(alice, `${ground.origin}/inbox`, follow), ground.origin);
    expect(reply.status).toBe(202);
    const answers = () => peer.requests.filter((request) => request.method === 'POST').length;
    await expect.poll(answers, { timeout: 10_000 }).toBe(1);
    await node.end('SIGTERM');
    const left = await ground.inStore((db) =>
      db.selectFrom('inbox_item').select(['activity_id', 'is_dead', 'error']).execute(),
    );
    expect(left).toEqual([
      { activity_id: `${alice.id}#1`, is_dead: true, error: expect.stringContaining('JSON') },
    ]);
  });
});
