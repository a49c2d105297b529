import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import type { Iri } from '../../src/core/id.ts';
import { unfollow } from '../../src/domain/follows/commands.ts';
import { storeKinds } from '../support/database.ts';
import { follow, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { sendMessage } from '../support/peer-message.ts';
import { activityBy, ally, followersOf, noteBy, postsOf, told } from './samples.ts';

describe.each(storeKinds)('what is said twice, on %s', (kind) => {
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

  const accepts = () =>
    peer.requests.filter((request) => request.method === 'POST' && request.body.includes('"Accept"')).length;
  const inboxRows = async () => (await loom.db.selectFrom('inbox_item').select('id').execute()).length;
  const followState = async () =>
    (
      await loom.db
        .selectFrom('following')
        .innerJoin('actor', 'actor.id', 'following.target_id')
        .select('following.state')
        .where('actor.iri', '=', alice.id as Iri)
        .executeTakeFirst()
    )?.state;
  const htmlOf = async (note: { readonly [key: string]: unknown }) =>
    (await postsOf(loom)).find((post) => post.iri === note['id'])?.html;

  it('S14: the same bytes ten times at once are answered 202 and have one effect', async () => {
    const message = peer.sign(
      alice,
      `${loom.origin}/inbox`,
      activityBy(alice, 'Follow', { object: loom.actor.iri }),
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => sendMessage(message, loom.origin)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(202));
    await settled(loom);
    expect(await followersOf(loom)).toMatchObject({ [alice.id]: 'accepted' });
    expect(accepts()).toBe(1);
  });

  it('S14: the same bytes again later are answered 202 and leave no row', async () => {
    const message = peer.sign(
      alice,
      `${loom.origin}/inbox`,
      activityBy(alice, 'Follow', { object: loom.actor.iri }),
    );
    await sendMessage(message, loom.origin);
    await settled(loom);
    await loom.stopWork();
    expect(await sendMessage(message, loom.origin)).toMatchObject({ status: 202 });
    expect(await inboxRows()).toBe(0);
    loom.startWork();
    expect(accepts()).toBe(1);
  });

  it('S14: the same activity signed anew, which no memory of signatures knows, has no second effect', async () => {
    const activity = activityBy(alice, 'Follow', { object: loom.actor.iri });
    for (const minutesAgo of [0, 1, 2]) {
      const at = Date.now() - minutesAgo * 60_000;
      expect(await loom.receive(alice, activity, { at })).toMatchObject({ status: 202 });
      await settled(loom);
    }
    expect(accepts()).toBe(1);
  });

  it('an id that was used before, with other bytes, is a repetition: the second post is not taken', async () => {
    const first = told(alice, 'Create', noteBy(alice, { to: [loom.actor.iri], content: 'one' }));
    const second = {
      ...told(alice, 'Create', noteBy(alice, { to: [loom.actor.iri], content: 'two' })),
      id: first['id'],
    };
    await loom.receive(alice, first);
    await loom.receive(alice, second);
    await settled(loom);
    const mine = (await postsOf(loom)).filter((post) => post.html === 'one' || post.html === 'two');
    expect(mine.map((post) => post.html)).toEqual(['one']);
  });

  it('Hollo names each edit #update-undefined: each newer one counts, an older one does not', async () => {
    const note = noteBy(alice, { to: [loom.actor.iri], content: 'v1', published: '2026-11-20T09:00:00Z' });
    await loom.receive(alice, told(alice, 'Create', note));
    const edit = (content: string, updated: string) => ({
      ...told(alice, 'Update', { ...note, content, updated }),
      id: `${note['id']}#update-undefined`,
    });
    await loom.receive(alice, edit('v2', '2026-11-20T10:00:00Z'));
    await loom.receive(alice, edit('v3', '2026-11-20T11:00:00Z'));
    await settled(loom);
    expect(await htmlOf(note)).toBe('v3');
    await loom.receive(alice, edit('v2b', '2026-11-20T10:30:00Z'));
    await settled(loom);
    expect(await htmlOf(note)).toBe('v3');
  });

  it('Hollo has one Accept id per follower: the Accept of a second Follow counts', async () => {
    const actor = await ally(loom, alice);
    const accepted = await loom.db
      .selectFrom('inbox_seen')
      .select('activity_id')
      .where('actor', '=', alice.id)
      .executeTakeFirstOrThrow();
    await loom.work((work) => unfollow(work, loom.collective.actor, actor.id));
    await follow(loom, alice.id);
    await settled(loom);
    expect(await followState()).toBe('requested');
    const { follow_iri } = await loom.db
      .selectFrom('following')
      .select('follow_iri')
      .where('target_id', '=', actor.id)
      .executeTakeFirstOrThrow();
    const object = { id: follow_iri, type: 'Follow', actor: loom.actor.iri, object: alice.id };
    await loom.receive(alice, { ...activityBy(alice, 'Accept', { object }), id: accepted.activity_id });
    await settled(loom);
    expect(await followState()).toBe('accepted');
  });

  it('Epicyon gives its Accept no id: it is taken, and taken again after another Follow', async () => {
    const { id: _id, ...accept } = activityBy(alice, 'Accept', {
      object: { type: 'Follow', actor: loom.actor.iri, object: alice.id },
    });
    const actor = await follow(loom, alice.id);
    await settled(loom);
    expect(await loom.receive(alice, accept)).toMatchObject({ status: 202 });
    await settled(loom);
    expect(await followState()).toBe('accepted');
    await loom.work((work) => unfollow(work, loom.collective.actor, actor.id));
    await follow(loom, alice.id);
    expect(await loom.receive(alice, { ...accept, published: '2026-11-20T12:00:00Z' })).toMatchObject({
      status: 202,
    });
    await settled(loom);
    expect(await followState()).toBe('accepted');
  });

  it('a Follow may name the home page instead of the actor, and its Undo another id: it is the same Follow', async () => {
    for (const home of [`${loom.origin}/`, loom.origin]) {
      const asked = activityBy(alice, 'Follow', { object: home });
      await loom.receive(alice, asked);
      await settled(loom);
      expect(await followersOf(loom)).toHaveProperty([alice.id], 'accepted');
      const object = { id: `${asked['id']}#again`, type: 'Follow', actor: alice.id, object: home };
      await loom.receive(alice, activityBy(alice, 'Undo', { object }));
      await settled(loom);
      expect(await followersOf(loom)).not.toHaveProperty([alice.id]);
    }
    await loom.receive(alice, activityBy(alice, 'Follow', { object: `${loom.origin}/@instance` }));
    await settled(loom);
    expect(
      await loom.db
        .selectFrom('follower')
        .innerJoin('actor', 'actor.id', 'actor_id')
        .select('handle')
        .where('handle', '=', 'instance')
        .execute(),
    ).toEqual([]);
  });

  it('WordPress gives the Update of a profile no id: what its own server says then is taken, each time', async () => {
    await ally(loom, alice);
    const name = async () =>
      (
        await loom.db
          .selectFrom('actor')
          .select('name')
          .where('iri', '=', alice.id as Iri)
          .executeTakeFirst()
      )?.name;
    for (const said of ['Alice the First', 'Alice the Second']) {
      const document: JsonObject = { ...alice.document, name: said };
      peer.serve(new URL(alice.id).pathname, document);
      const { '@context': _context, ...object } = document;
      const { id: _id, ...update } = activityBy(alice, 'Update', { object });
      expect(await loom.receive(alice, update)).toMatchObject({ status: 202 });
      await settled(loom);
      expect(await name()).toBe(said);
    }
  });

  it.each(['Create', 'Like', 'Follow', 'Undo', 'Delete', 'Announce', 'Block', 'Flag', 'Move'])(
    'I02: a %s without id is refused, because it could be played back',
    async (type) => {
      const { id: _id, ...activity } = activityBy(alice, type, { object: loom.actor.iri });
      expect(await loom.receive(alice, activity)).toMatchObject({
        status: 400,
        text: expect.stringContaining('id.missing'),
      });
      expect(await inboxRows()).toBe(0);
    },
  );
});
