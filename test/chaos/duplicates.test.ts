import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
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

  const followBy = (actor: PeerActor, n = 1) => ({
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: `${actor.id}#follow-${n}`,
    type: 'Follow',
    actor: actor.id,
    object: `${ground.origin}/@loom`,
  });
  /** The Follows that were answered, by the Accepts that reached an inbox: one that counts twice is answered twice. */
  const accepted = (inbox: string): unknown[] =>
    peer.requests
      .filter((request) => request.method === 'POST' && inbox.endsWith(request.url))
      .map((request) => JSON.parse(request.body.toString()).object.id);

  const accepts = Array.from({ length: 10 }, () => 202);

  test('in the same bytes have one effect', async () => {
    const alice = peer.actor('alice');
    const follow = followBy(alice);
    const message = peer.sign(alice, `${ground.origin}/inbox`, follow);
    const replies = await Promise.all(accepts.map(() => peer.send(message, ground.origin)));
    expect(replies.map((reply) => reply.status)).toEqual(accepts);
    await expect.poll(() => accepted(alice.inbox), { timeout: 10_000 }).toEqual([follow.id]);
  });

  test('each signed anew, half of them to the inbox of the collective, have one effect', async () => {
    const bob = peer.actor('bob');
    const send = (inbox: string, follow: unknown, secondsAgo: number) =>
      peer.send(
        peer.sign(bob, ground.origin + inbox, follow, { at: Date.now() - secondsAgo * 1000 }),
        ground.origin,
      );
    const replies = await Promise.all(
      accepts.map((_, n) => send(n % 2 === 0 ? '/inbox' : '/@loom/inbox', followBy(bob), n)),
    );
    expect(replies.map((reply) => reply.status)).toEqual(accepts);
    // What one sender says is read in order: once this is answered, all ten were read.
    expect((await send('/inbox', followBy(bob, 2), 0)).status).toBe(202);
    const both = [followBy(bob).id, followBy(bob, 2).id];
    await expect.poll(() => accepted(bob.inbox).at(-1), { timeout: 10_000 }).toBe(both[1]);
    expect(accepted(bob.inbox)).toEqual(both);
  });

  test('leave nothing to be read or said behind', async () => {
    expect(await node?.end('SIGTERM')).toEqual({ code: 0, signal: null });
    const found = await ground.inStore(async (db) => ({
      unread: await db.selectFrom('inbox_item').selectAll().execute(),
      seen: (await db.selectFrom('inbox_seen').select('activity_id').execute()).length,
      followers: (await db.selectFrom('follower').select('state').execute()).length,
      events: (await db.selectFrom('outbox').select('kind').execute()).map((event) => event.kind),
    }));
    const events = Array.from({ length: 3 }, () => 'follower.accepted');
    expect(found).toEqual({ unread: [], seen: 3, followers: 2, events });
  });
});
