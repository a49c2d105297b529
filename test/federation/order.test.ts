import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listFromAllies } from '../../src/domain/opportunities/allies.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { storeKinds } from '../support/database.ts';
import { hurry, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import {
  activityBy,
  ally,
  draft,
  followedBy,
  followersOf,
  noteBy,
  postsOf,
  proposalBy,
  proposalLink,
  soon,
  told,
} from './samples.ts';

describe.each(storeKinds)('what comes in another order than it was said, on %s', (kind) => {
  let loom: TestNode;
  let peer: Peer;
  let alice: PeerActor;
  const peers: Peer[] = [];
  beforeAll(async () => {
    loom = await startTestNode({ kind, handle: 'loom' });
  });
  // A server of its own for each test: only so many keys of one server are looked up in a minute.
  beforeEach(async () => {
    peer = await startPeer();
    peers.push(peer);
    alice = peer.actor('alice');
  });
  afterAll(() => Promise.all([loom?.close(), ...peers.map((one) => one.close())]));

  const toUs = (rest = {}) => noteBy(alice, { to: [loom.actor.iri], ...rest });
  const postOf = async (note: { readonly [key: string]: unknown }) =>
    (await postsOf(loom)).find((post) => post.iri === note['id']);
  const send = async (...activities: readonly unknown[]) => {
    for (const activity of activities)
      expect(await loom.receive(alice, activity)).toMatchObject({ status: 202 });
  };

  it.each(['stranger', 'ally'])(
    'a Delete that overtakes the Create of a %s keeps the post away',
    async (who) => {
      if (who === 'ally') await ally(loom, alice);
      const note = toUs();
      const deletion = activityBy(alice, 'Delete', { object: { id: note['id'], type: 'Tombstone' } });
      await send(deletion, told(alice, 'Create', note));
      await settled(loom);
      expect(await postOf(note)).toBeUndefined();
      // The same end as in the other order.
      const other = toUs();
      await send(told(alice, 'Create', other), activityBy(alice, 'Delete', { object: other['id'] }));
      await settled(loom);
      expect(await postOf(other)).toBeUndefined();
    },
  );

  it('a Delete that overtakes keeps the Proposal away as well', async () => {
    await ally(loom, alice);
    const proposal = proposalBy(alice);
    peer.serve(new URL(String(proposal['id'])).pathname, proposal);
    const note = noteBy(alice, { tag: [proposalLink(proposal['id'])] });
    await send(activityBy(alice, 'Delete', { object: note['id'] }), told(alice, 'Create', note));
    await settled(loom);
    expect((await listFromAllies(loom.db)).items.map((item) => item.opportunity.iri)).not.toContain(
      proposal['id'],
    );
  });

  it('an Undo that overtakes the Follow keeps the follower away; a new Follow counts', async () => {
    const asked = activityBy(alice, 'Follow', { object: loom.actor.iri });
    const undo = activityBy(alice, 'Undo', {
      object: { id: asked['id'], type: 'Follow', actor: alice.id, object: loom.actor.iri },
    });
    await send(undo, asked);
    await settled(loom);
    expect(await followersOf(loom)).not.toHaveProperty([alice.id]);
    await followedBy(loom, alice);
    expect(await followersOf(loom)).toHaveProperty([alice.id], 'accepted');
  });

  it('an Undo by address alone that overtakes counts as well', async () => {
    const asked = activityBy(alice, 'Follow', { object: loom.actor.iri });
    await send(activityBy(alice, 'Undo', { object: asked['id'] }), asked);
    await settled(loom);
    expect(await followersOf(loom)).not.toHaveProperty([alice.id]);
  });

  it('an Undo that overtakes a Like keeps it away', async () => {
    const { id } = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
    const like = activityBy(alice, 'Like', { object: `${loom.origin}/opportunities/${id}/post` });
    await send(
      activityBy(alice, 'Undo', {
        object: { id: like['id'], type: 'Like', actor: alice.id, object: like['object'] },
      }),
      like,
    );
    await settled(loom);
    expect(
      await loom.db
        .selectFrom('reaction')
        .selectAll()
        .where('activity_iri', '=', String(like['id']) as typeof loom.actor.iri)
        .execute(),
    ).toEqual([]);
  });

  it('an Undo that overtakes a Block keeps it away', async () => {
    const block = activityBy(alice, 'Block', { object: loom.actor.iri });
    const object = { id: block['id'], type: 'Block', actor: alice.id, object: loom.actor.iri };
    await send(activityBy(alice, 'Undo', { object }), block);
    await settled(loom);
    expect(await loom.db.selectFrom('blocked_by').select('blocker_id').execute()).toEqual([]);
  });

  it('Updates in the wrong order end at the newest', async () => {
    const note = toUs({ content: 'v1', published: '2026-11-20T09:00:00Z' });
    const version = (content: string, updated: string) =>
      told(alice, 'Update', { ...note, content, updated });
    await send(
      told(alice, 'Create', note),
      version('v3', '2026-11-20T11:00:00Z'),
      version('v2', '2026-11-20T10:00:00Z'),
    );
    await settled(loom);
    expect((await postOf(note))?.html).toBe('v3');
  });

  it('an Update that overtakes its Create stands', async () => {
    const note = toUs({ content: 'v1', published: '2026-11-20T09:00:00Z' });
    await send(
      told(alice, 'Update', { ...note, content: 'v2', updated: '2026-11-20T10:00:00Z' }),
      told(alice, 'Create', note),
    );
    await settled(loom);
    expect((await postOf(note))?.html).toBe('v2');
  });

  it('an older Proposal does not replace a newer one', async () => {
    await ally(loom, alice);
    const proposal = proposalBy(alice, { name: 'Newer', updated: '2026-11-20T12:00:00Z' });
    const embedded = (object: typeof proposal) => told(alice, 'Update', object);
    await send(embedded(proposal), embedded({ ...proposal, name: 'Older', updated: '2026-11-20T11:00:00Z' }));
    await settled(loom);
    const found = (await listFromAllies(loom.db)).items.find(
      (item) => item.opportunity.iri === proposal['id'],
    );
    expect(found?.opportunity.title).toBe('Newer');
  });

  it('what one sender says stays in order while its first word is looked up, and holds up nobody else', async () => {
    const bob = peer.actor('bob');
    const note = toUs({ content: 'slow' });
    const path = new URL(String(note['id'])).pathname;
    const asked = Promise.withResolvers<ServerResponse>();
    peer.serve(path, (_request, response) => asked.resolve(response));
    // Only the address: it has to be fetched.
    await send(activityBy(alice, 'Create', { to: [loom.actor.iri], object: note['id'] }));
    const response = await asked.promise;
    await send(activityBy(alice, 'Delete', { object: note['id'] }));
    const other = noteBy(bob, { to: [loom.actor.iri] });
    await loom.receive(bob, told(bob, 'Create', other));
    await expect.poll(() => postOf(other), soon).toBeDefined();
    expect(await loom.db.selectFrom('inbox_item').select('type').orderBy('id').execute()).toEqual([
      { type: 'Create' },
      { type: 'Delete' },
    ]);
    const document = { '@context': 'https://www.w3.org/ns/activitystreams', ...note };
    response.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
    await settled(loom);
    expect(await postOf(note)).toBeUndefined();
    expect((await loom.db.selectFrom('gone').select('iri').execute()).map((row) => row.iri)).toContain(
      note['id'],
    );
  });

  it('a Proposal that cannot be read just now is read at a later try, and the post with it', async () => {
    await ally(loom, alice);
    const proposal = proposalBy(alice);
    const path = new URL(String(proposal['id'])).pathname;
    peer.serve(path, { status: 503 });
    const note = noteBy(alice, { tag: [proposalLink(proposal['id'])] });
    await send(told(alice, 'Create', note));
    const reason = async () =>
      (await loom.db.selectFrom('inbox_item').select('error').executeTakeFirst())?.error;
    await expect.poll(reason, soon).toBe('doc.status');
    peer.serve(path, proposal);
    await hurry(loom);
    await settled(loom);
    expect((await listFromAllies(loom.db)).items.map((item) => item.opportunity.iri)).toContain(
      proposal['id'],
    );
    expect(await postOf(note)).toBeDefined();
  });
});
