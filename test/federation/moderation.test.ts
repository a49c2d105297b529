import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { listDeliveries } from '../../src/domain/deliveries/queries.ts';
import { listFromAllies } from '../../src/domain/opportunities/allies.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { storeKinds } from '../support/database.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import {
  activityBy,
  ally,
  draft,
  followedBy,
  followersOf,
  followingOf,
  heard,
  offeredBy,
  say,
  soon,
  told,
} from './samples.ts';

describe.each(storeKinds)('what others think of us, on %s', (kind) => {
  let loom: TestNode;
  let peer: Peer;
  let alice: PeerActor;
  let postIri: Iri;
  const peers: Peer[] = [];
  beforeAll(async () => {
    loom = await startTestNode({ kind, handle: 'loom' });
    const { id } = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
    postIri = iri(loom.origin, paths.post(id));
    await settled(loom);
  });
  beforeEach(async () => {
    peer = await startPeer();
    peers.push(peer);
    alice = peer.actor('alice');
  });
  afterAll(() => Promise.all([loom?.close(), ...peers.map((one) => one.close())]));

  const reactions = async () =>
    (
      await loom.db
        .selectFrom('reaction')
        .innerJoin('actor', 'actor.id', 'reaction.actor_id')
        .select(['actor.iri', 'kind', 'object_iri'])
        .execute()
    ).filter((row) => row.iri === alice.id);

  it('Block: both follows end, nothing is delivered to the blocker any more, and nothing tells of it', async () => {
    await ally(loom, alice);
    await followedBy(loom, alice);
    const { note } = offeredBy(peer, alice);
    await say(loom, alice, told(alice, 'Create', note));
    expect((await listFromAllies(loom.db)).items).toHaveLength(1);
    // One delivery is still on its way to a later try when the Block comes.
    peer.serve(new URL(alice.inbox).pathname, { status: 503 });
    const earlier = await loom.work((work) =>
      postOpportunity(work, loom.steward, draft({ audience: 'followers' }), 'open'),
    );
    await expect.poll(() => heard(peer, 'Create').length, soon).toBe(1);
    await expect
      .poll(async () => (await listDeliveries(loom.db, { state: 'retrying' })).items.length, soon)
      .toBe(1);
    peer.remove(new URL(alice.inbox).pathname);
    await say(loom, alice, activityBy(alice, 'Block', { object: loom.actor.iri }));
    peer.clear();
    expect(await followersOf(loom)).toEqual({});
    expect(await followingOf(loom)).toEqual({});
    expect((await listFromAllies(loom.db)).items).toEqual([]);
    await loom.work((work) => postOpportunity(work, loom.steward, draft({ title: 'After' }), 'open'));
    await settled(loom);
    expect(peer.requests.filter((request) => request.method === 'POST')).toEqual([]);
    for (const path of [
      '/@loom',
      '/@loom/followers?page=',
      '/@loom/following?page=',
      '/@loom/outbox?page=',
    ]) {
      expect(await (await loom.get(path)).text()).not.toContain(peer.host);
    }
    expect(await loom.getSigned(alice, paths.opportunity(earlier.id))).toMatchObject({ status: 404 });
    expect(await loom.db.selectFrom('blocked_by').select('actor_id').execute()).toEqual([
      { actor_id: loom.collective.actor },
    ]);
  });

  it('Undo of a Block: it is forgotten; the follows stay ended', async () => {
    await ally(loom, alice);
    const block = activityBy(alice, 'Block', { object: loom.actor.iri });
    await say(loom, alice, block);
    const blocks = () =>
      loom.db
        .selectFrom('blocked_by')
        .select('activity_iri')
        .where('activity_iri', '=', block['id'] as Iri)
        .execute();
    expect(await blocks()).toHaveLength(1);
    await say(
      loom,
      alice,
      activityBy(alice, 'Undo', {
        object: { id: block['id'], type: 'Block', actor: alice.id, object: loom.actor.iri },
      }),
    );
    expect(await blocks()).toEqual([]);
    expect(await followingOf(loom)).toEqual({});
  });

  it('Undo of a Block by its address alone counts as well', async () => {
    const block = activityBy(alice, 'Block', { object: loom.actor.iri });
    await say(loom, alice, block, activityBy(alice, 'Undo', { object: block['id'] }));
    expect(
      await loom.db
        .selectFrom('blocked_by')
        .select('activity_iri')
        .where('activity_iri', '=', block['id'] as Iri)
        .execute(),
    ).toEqual([]);
  });

  it('Flag: kept for the stewards, about what is ours only', async () => {
    const flag = activityBy(alice, 'Flag', {
      object: [loom.actor.iri, postIri, `${peer.origin}/notes/1`],
      content: '<p>Unpaid <b>trial</b> work</p>',
    });
    await say(loom, alice, flag);
    const reports = await loom.db
      .selectFrom('report')
      .select(['reporter', 'objects', 'content', 'closed_at'])
      .where('activity_iri', '=', flag['id'] as Iri)
      .execute();
    expect(reports).toEqual([
      {
        reporter: alice.id,
        objects: [loom.actor.iri, postIri],
        content: 'Unpaid trial work',
        closed_at: null,
      },
    ]);
    const elsewhere = activityBy(alice, 'Flag', { object: [`${peer.origin}/notes/1`], content: 'not ours' });
    await say(loom, alice, elsewhere);
    expect(
      await loom.db
        .selectFrom('report')
        .select('id')
        .where('activity_iri', '=', elsewhere['id'] as Iri)
        .execute(),
    ).toEqual([]);
  });

  it('Like and Announce: kept once for their Undo, and counted nowhere', async () => {
    const like = activityBy(alice, 'Like', { object: postIri });
    const share = activityBy(alice, 'Announce', {
      object: postIri,
      to: ['https://www.w3.org/ns/activitystreams#Public'],
    });
    const before = await (await loom.get(new URL(postIri).pathname)).json();
    await say(loom, alice, like, activityBy(alice, 'Like', { object: postIri }), share);
    expect((await reactions()).map((row) => [row.kind, row.object_iri])).toEqual([
      ['like', postIri],
      ['announce', postIri],
    ]);
    expect(await (await loom.get(new URL(postIri).pathname)).json()).toEqual(before);
    expect(Object.keys(before)).not.toEqual(expect.arrayContaining(['likes']));
    await say(
      loom,
      alice,
      activityBy(alice, 'Undo', {
        object: { id: share['id'], type: 'Announce', actor: alice.id, object: postIri },
      }),
    );
    expect((await reactions()).map((row) => row.kind)).toEqual(['like']);
    // Some servers give the Like another id when they take it back.
    await say(
      loom,
      alice,
      activityBy(alice, 'Undo', {
        object: { id: `${like['id']}#other`, type: 'Like', actor: alice.id, object: postIri },
      }),
    );
    expect(await reactions()).toEqual([]);
  });

  it('a reaction with an emoji is a Like, and taken back like one', async () => {
    const react = activityBy(alice, 'EmojiReact', { object: postIri, content: '🎉' });
    await say(loom, alice, react);
    expect((await reactions()).map((row) => row.kind)).toEqual(['like']);
    await say(
      loom,
      alice,
      activityBy(alice, 'Undo', {
        object: { id: `${react['id']}x`, type: 'EmojiReact', actor: alice.id, object: postIri },
      }),
    );
    expect(await reactions()).toEqual([]);
  });

  it('R14: a Like or an Announce of what was never here leaves nothing', async () => {
    const draftWork = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'draft'));
    for (const path of [
      '/nothing',
      '/',
      paths.post('01990000-0000-7000-8000-000000000009' as typeof draftWork.id),
      paths.post(draftWork.id),
    ]) {
      await say(
        loom,
        alice,
        activityBy(alice, 'Like', { object: loom.origin + path }),
        activityBy(alice, 'Announce', { object: loom.origin + path }),
      );
    }
    expect(await reactions()).toEqual([]);
  });
});
