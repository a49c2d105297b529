import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { listDeliveries } from '../../src/domain/deliveries/queries.ts';
import { blockHost, unblockHost } from '../../src/domain/moderation/commands.ts';
import { announceAlly, listFromAllies, takeBackAlly } from '../../src/domain/opportunities/allies.ts';
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
  followingOf,
  heard,
  noteBy,
  offeredBy,
  postsOf,
  proposalLink,
  say,
  soon,
  told,
} from './samples.ts';

describe.each(storeKinds)('who moves, goes or is shut out, on %s', (kind) => {
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

  it('Z05: a move that the new address confirms is followed: a new Follow, and the old one taken back', async () => {
    await ally(loom, alice);
    const { follow_iri } = await loom.db
      .selectFrom('following')
      .select('follow_iri')
      .executeTakeFirstOrThrow();
    const home = peer.actor('alice-new', { document: { alsoKnownAs: [alice.id] } });
    peer.clear();
    await say(loom, alice, activityBy(alice, 'Move', { object: alice.id, target: home.id }));
    expect(await followingOf(loom)).toEqual({ [home.id]: 'requested' });
    expect(heard(peer, 'Follow')).toMatchObject([{ actor: loom.actor.iri, object: home.id }]);
    expect(heard(peer, 'Undo')).toMatchObject([
      { object: { id: follow_iri, type: 'Follow', object: alice.id } },
    ]);
    await loom.db.deleteFrom('following').execute();
  });

  it('a move of somebody we do not follow is not looked at', async () => {
    await followedBy(loom, alice);
    peer.clear();
    await say(
      loom,
      alice,
      activityBy(alice, 'Move', { object: alice.id, target: `${peer.origin}/users/elsewhere` }),
    );
    expect(peer.requests.map((request) => request.url)).not.toContain('/users/elsewhere');
    expect(await followingOf(loom)).toEqual({});
  });

  it('Delete of an actor: its follows, posts, opportunities and reactions go, and nothing late brings them back', async () => {
    await ally(loom, alice);
    await followedBy(loom, alice);
    const { note } = offeredBy(peer, alice);
    await say(loom, alice, told(alice, 'Create', note), activityBy(alice, 'Like', { object: postIri }));
    expect([(await listFromAllies(loom.db)).items.length, (await reactions()).length]).toEqual([1, 1]);
    // The last word is signed with a key that nobody can look up any more.
    peer.serve(new URL(alice.id).pathname, { status: 410 });
    await say(loom, alice, activityBy(alice, 'Delete', { object: alice.id }));
    expect(await followersOf(loom)).not.toHaveProperty([alice.id]);
    expect(await followingOf(loom)).toEqual({});
    expect((await listFromAllies(loom.db)).items).toEqual([]);
    expect((await postsOf(loom)).filter((post) => post.iri === note['id'])).toEqual([]);
    expect(await reactions()).toEqual([]);
    expect(
      await loom.db
        .selectFrom('actor')
        .select('id')
        .where('iri', '=', alice.id as Iri)
        .execute(),
    ).toEqual([]);
    expect(
      await loom.db.selectFrom('remote_key').select('key_id').where('owner', '=', alice.id).execute(),
    ).toEqual([]);
  });

  it('a Delete by an actor that is gone and was never heard of is answered 202 and ignored', async () => {
    peer.serve(new URL(alice.id).pathname, { status: 410 });
    expect(await loom.receive(alice, activityBy(alice, 'Delete', { object: alice.id }))).toMatchObject({
      status: 202,
    });
    expect(await loom.db.selectFrom('inbox_item').select('id').execute()).toEqual([]);
    expect(await loom.receive(alice, activityBy(alice, 'Like', { object: postIri }))).toMatchObject({
      status: 401,
    });
  });

  it('sharing an ally’s opportunity reaches the ally even where it does not follow back', async () => {
    await ally(loom, alice);
    const { note, proposal } = offeredBy(peer, alice);
    await say(loom, alice, told(alice, 'Create', note));
    await loom.work((work) => announceAlly(work, loom.steward, proposal['id'] as Iri));
    await settled(loom);
    expect(heard(peer, 'Announce')).toMatchObject([
      { actor: loom.actor.iri, object: note['id'], cc: expect.arrayContaining([alice.id]) },
    ]);
    // An ally that follows back is told once.
    await followedBy(loom, alice);
    await loom.work((work) => takeBackAlly(work, loom.steward, proposal['id'] as Iri));
    await settled(loom);
    peer.clear();
    await loom.work((work) => announceAlly(work, loom.steward, proposal['id'] as Iri));
    await settled(loom);
    expect(heard(peer, 'Announce')).toHaveLength(1);
    await loom.db.deleteFrom('following').execute();
  });

  it('Z08: a blocked server: what was there goes, nothing is taken, fetched or sent, by no detour', async () => {
    const friend = await startPeer();
    peers.push(friend);
    const fred = friend.actor('fred');
    await ally(loom, fred);
    await ally(loom, alice);
    await followedBy(loom, alice);
    const { note, proposal } = offeredBy(peer, alice);
    await say(loom, alice, told(alice, 'Create', note));
    peer.serve(new URL(alice.inbox).pathname, { status: 503 });
    await loom.work((work) => postOpportunity(work, loom.steward, draft({ audience: 'followers' }), 'open'));
    await expect
      .poll(async () => (await listDeliveries(loom.db, { state: 'retrying' })).items.length, soon)
      .toBe(1);
    peer.remove(new URL(alice.inbox).pathname);
    await loom.work((work) => blockHost(work, peer.host, 'spam'));
    peer.clear();
    expect(await followersOf(loom)).not.toHaveProperty([alice.id]);
    expect((await listFromAllies(loom.db)).items.map((item) => item.opportunity.iri)).not.toContain(
      proposal['id'],
    );
    expect((await postsOf(loom)).filter((post) => post.iri === note['id'])).toEqual([]);
    // What waited for a later try is not sent any more.
    await settled(loom);
    await expect(loom.federation.federate.resolve(`@alice@${peer.host}`)).rejects.toMatchObject({
      code: 'host.blocked',
    });
    await expect(loom.federation.federate.resolve(alice.id)).rejects.toMatchObject({ code: 'host.blocked' });
    const knock = () => loom.receive(alice, told(alice, 'Create', noteBy(alice, { to: [loom.actor.iri] })));
    await expect.poll(async () => (await knock()).status, soon).toBe(403);
    for (const object of [note['id'], note]) {
      await loom.receive(fred, activityBy(fred, 'Announce', { object }));
      await loom.receive(fred, activityBy(fred, 'Create', { object, to: [loom.actor.iri] }));
    }
    await loom.receive(
      fred,
      told(
        fred,
        'Create',
        noteBy(fred, { content: 'see', inReplyTo: note['id'], tag: [proposalLink(proposal['id'])] }),
      ),
    );
    await expect.poll(async () => (await postsOf(loom)).map((post) => post.html), soon).toContain('see');
    // What was let in in the last moments before the block was known everywhere ends at its next try.
    const left = async () => {
      await hurry(loom);
      return loom.db.selectFrom('inbox_item').select('id').execute();
    };
    await expect.poll(left, soon).toEqual([]);
    expect((await postsOf(loom)).filter((post) => post.iri.startsWith(peer.origin))).toEqual([]);
    expect(peer.requests).toEqual([]);
    await loom.work((work) => unblockHost(work, peer.host));
  });

  it('I11: a block names a host, whatever port its servers use', async () => {
    await followedBy(loom, alice);
    await loom.work((work) => blockHost(work, ' 127.0.0.1. ', 'the whole machine'));
    expect(await followersOf(loom)).toEqual({});
    expect(await loom.db.selectFrom('actor').select('iri').where('is_local', '=', false).execute()).toEqual(
      [],
    );
    await loom.work((work) => unblockHost(work, '127.0.0.1'));
  });
});
