import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { storeKinds } from '../support/database.ts';
import { startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { activityBy, ally, draft, followedBy, noteBy, postsOf, say, soon, told } from './samples.ts';

describe.each(storeKinds)('what strangers left, on %s', (kind) => {
  let loom: TestNode;
  let peer: Peer;
  let alice: PeerActor;
  const peers: Peer[] = [];
  beforeAll(async () => {
    loom = await startTestNode({ kind, handle: 'loom' });
  });
  beforeEach(async () => {
    peer = await startPeer();
    peers.push(peer);
    alice = peer.actor('alice');
  });
  afterAll(() => Promise.all([loom?.close(), ...peers.map((one) => one.close())]));

  const kept = async (note: JsonObject) => (await postsOf(loom)).find((post) => post.iri === note['id']);

  it('R14: strangers, and what only they left, are swept after a while; whoever matters stays', async () => {
    const { id } = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
    const reply = noteBy(alice, {
      to: [loom.actor.iri],
      inReplyTo: `${loom.origin}/opportunities/${id}/post`,
    });
    const [friend, stranger, follower] = [
      peer.actor('friend'),
      peer.actor('stranger'),
      peer.actor('follower'),
    ];
    await ally(loom, friend);
    await followedBy(loom, follower);
    await followedBy(loom, stranger);
    await loom.receive(
      stranger,
      activityBy(stranger, 'Undo', {
        object: { type: 'Follow', actor: stranger.id, object: loom.actor.iri },
      }),
    );
    const mention = noteBy(stranger, { to: [loom.actor.iri] });
    await loom.receive(stranger, told(stranger, 'Create', mention));
    await loom.receive(stranger, activityBy(stranger, 'Flag', { object: loom.actor.iri, content: 'x' }));
    await say(
      loom,
      alice,
      told(alice, 'Create', reply),
      activityBy(alice, 'Delete', { object: `${peer.origin}/notes/unknown` }),
      activityBy(alice, 'Undo', { object: `${peer.origin}/follows/unknown` }),
    );
    await sql`insert into inbox_item (activity_id, has_own_id, actor, type, digest, body, is_dead) values ('urn:dead', true, ${alice.id}, 'Create', '', '{}', true)`.execute(
      loom.db,
    );
    await loom.stopWork();
    await age('200 days');
    loom.startWork();
    const actors = async () =>
      (await loom.db.selectFrom('actor').select('handle').where('is_local', '=', false).execute()).map(
        (row) => row.handle,
      );
    await expect.poll(actors, soon).not.toContain('stranger');
    expect((await actors()).toSorted()).toEqual(expect.arrayContaining(['alice', 'follower', 'friend']));
    expect(await kept(mention)).toBeUndefined();
    expect(await kept(reply)).toBeDefined();
    const rest = await sql<{ what: string; count: number }>`
      select 'keys' as what, count(*) as count from remote_key where owner = ${stranger.id}
      union all select 'seen', count(*) from inbox_seen union all select 'undone', count(*) from undone
      union all select 'gone', count(*) from gone where not is_local union all select 'dead', count(*) from inbox_item`.execute(
      loom.db,
    );
    expect(rest.rows.map((row) => [row.what, Number(row.count)])).toEqual([
      ['keys', 0],
      ['seen', 0],
      ['undone', 0],
      ['gone', 0],
      ['dead', 0],
    ]);
  });

  /** Makes everything that others left here so much older. */
  async function age(by: string): Promise<void> {
    const columns = {
      actor: ['created_at', 'updated_at', 'fetched_at'],
      post: ['received_at', 'published_at', 'updated_at'],
      follower: ['created_at'],
      following: ['created_at'],
      remote_key: ['fetched_at'],
      inbox_seen: ['seen_at'],
      inbox_item: ['received_at', 'run_at'],
      undone: ['undone_at'],
      gone: ['gone_at'],
      report: ['created_at'],
    };
    for (const [table, names] of Object.entries(columns)) {
      for (const name of names) {
        await sql`update ${sql.table(table)} set ${sql.ref(name)} = ${sql.ref(name)} - ${by}::interval`.execute(
          loom.db,
        );
      }
    }
  }
});
