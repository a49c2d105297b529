import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type Peer, startPeer } from '../support/peer.ts';
import { type NodeProcess, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Ground, prepareGround } from './ground.ts';

useProcesses();

describe.each(storeKinds)('ten copies of an activity that reach a node on %s at once', (kind) => {
  let peer: Peer;
  let ground: Ground;
  let node: NodeProcess | undefined;
  beforeAll(async () => {
    peer = await startPeer();
    ground = await prepareGround(kind);
    node = await startNodeProcess(ground.settings);
  });
  afterAll(async () => {
    await node?.end('SIGKILL');
    await peer?.close();
    await ground?.remove();
  });

  const follow = (name: string) => {
    const actor = peer.actor(name);
    const object = `${ground.origin}/@loom`;
    return {
      actor,
      activity: {
        '@context': 'https://www.w3.org/ns/activitystreams',
        id: `${actor.id}#follow`,
        type: 'Follow',
        actor: actor.id,
        object,
      },
    };
  };
  /** The Follows that were answered by Accepts to somebody; a Follow that counts twice is answered twice. */
  const accepted = (inbox: string): unknown[] =>
    peer.requests
      .filter((request) => request.method === 'POST' && inbox.endsWith(request.url))
      .map((request) => JSON.parse(request.body.toString()).object.id);

  test('in the same bytes have one effect', async () => {
    const { actor, activity } = follow('alice');
    const message = peer.sign(actor, `${ground.origin}/inbox`, activity);
    const replies = await Promise.all(Array.from({ length: 10 }, () => peer.send(message, ground.origin)));
    expect(replies.map((reply) => reply.status)).toEqual(Array.from({ length: 10 }, () => 202));
    await expect.poll(() => accepted(actor.inbox), { timeout: 10_000 }).toEqual([activity.id]);
  });

  test('each signed anew, half of them to the inbox of the collective, have one effect', async () => {
    const { actor, activity } = follow('bob');
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) => {
        const inbox = `${ground.origin}${n % 2 === 0 ? '/inbox' : '/@loom/inbox'}`;
        return peer.send(peer.sign(actor, inbox, activity, { at: Date.now() - n * 1000 }), ground.origin);
      }),
    );
    expect(replies.map((reply) => reply.status)).toEqual(Array.from({ length: 10 }, () => 202));
    await expect.poll(() => accepted(actor.inbox), { timeout: 10_000 }).toEqual([activity.id]);
  });

  test('leave nothing to be read or said behind', async () => {
    expect(await node?.end('SIGTERM')).toEqual({ code: 0, signal: null });
    const found = await ground.inStore(async (db) => ({
      unread: await db.selectFrom('inbox_item').selectAll().execute(),
      seen: (await db.selectFrom('inbox_seen').select('activity_id').execute()).length,
      followers: (await db.selectFrom('follower').select('state').execute()).length,
      events: (await db.selectFrom('outbox').select('kind').where('kind', '=', 'follower.accepted').execute())
        .length,
    }));
    expect(found).toEqual({ unread: [], seen: 2, followers: 2, events: 2 });
    // Whatever would have come a moment later has come by now.
    expect(accepted('/users/alice/inbox')).toHaveLength(1);
    expect(accepted('/users/bob/inbox')).toHaveLength(1);
  });
});
