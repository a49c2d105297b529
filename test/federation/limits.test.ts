import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import type { Iri } from '../../src/core/id.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { activityBy, ally, noteBy, postsOf, proposalBy, proposalLink, say, soon, told } from './samples.ts';

describe('how much others can make this node do', () => {
  let loom: TestNode;
  let peer: Peer;
  let alice: PeerActor;
  const peers: Peer[] = [];
  beforeAll(async () => {
    loom = await startTestNode({ kind: 'postgresql', handle: 'loom' });
  });
  beforeEach(async () => {
    peer = await startPeer();
    peers.push(peer);
    alice = peer.actor('alice');
  });
  afterAll(() => Promise.all([loom?.close(), ...peers.map((one) => one.close())]));

  const gets = (from = peer) =>
    from.requests.filter((request) => request.method === 'GET').map((request) => request.url);
  const kept = async (note: JsonObject) => (await postsOf(loom)).find((post) => post.iri === note['id']);

  it('R04: no picture, preview or file that others name is ever asked for', async () => {
    const trap = await startPeer();
    peers.push(trap);
    const picture = { type: 'Image', mediaType: 'image/png', url: `${trap.origin}/pixel.png` };
    const illustrated = peer.actor('illustrated', {
      document: { icon: picture, image: picture, tag: [{ type: 'Emoji', name: ':x:', icon: picture }] },
    });
    await ally(loom, illustrated);
    const note = noteBy(illustrated, {
      content: `<p><a href="${trap.origin}/page">link</a> <img src="${trap.origin}/inline.png"></p>`,
      attachment: [
        { type: 'Document', mediaType: 'image/png', url: `${trap.origin}/file.png` },
        { type: 'Link', href: `${trap.origin}/card` },
      ],
      preview: { type: 'Note', url: `${trap.origin}/preview` },
      icon: picture,
      image: picture,
    });
    await loom.receive(illustrated, told(illustrated, 'Create', note));
    await settled(loom);
    expect((await kept(note))?.html).toContain('link');
    expect((await kept(note))?.html).not.toContain('img');
    expect(trap.requests).toEqual([]);
  });

  it('R11: no collection, reply, thread or quote that others name is walked', async () => {
    await ally(loom, alice);
    peer.clear();
    const chain = (step: number) => `${peer.origin}/chain/${step}`;
    for (let step = 0; step < 40; step++) {
      const next = {
        inReplyTo: chain(step + 1),
        next: chain(step + 1),
        first: chain(step + 1),
        context: chain(step + 1),
        replies: chain(step + 1),
      };
      peer.serve(`/chain/${step}`, {
        '@context': 'https://www.w3.org/ns/activitystreams',
        ...noteBy(alice),
        ...next,
        id: chain(step),
        type: 'Note',
      });
    }
    const note = noteBy(alice, {
      inReplyTo: chain(0),
      replies: { type: 'Collection', id: chain(1), first: chain(2) },
      context: chain(3),
      likes: chain(4),
      shares: chain(5),
      quoteUrl: chain(6),
      tag: [
        { type: 'Mention', href: chain(7) },
        { type: 'Hashtag', href: chain(8), name: '#x' },
      ],
    });
    await say(
      loom,
      alice,
      told(alice, 'Create', note),
      activityBy(alice, 'Announce', { object: chain(9) }),
      activityBy(alice, 'Add', { object: chain(10), target: chain(11) }),
    );
    expect(await kept(note)).toBeDefined();
    expect(gets()).toEqual([]);
  });

  it('R11: a post is followed to three Proposals at most, each read once', async () => {
    await ally(loom, alice);
    peer.clear();
    const proposals = Array.from({ length: 8 }, () => proposalBy(alice));
    for (const proposal of proposals) peer.serve(new URL(String(proposal['id'])).pathname, proposal);
    await say(
      loom,
      alice,
      told(
        alice,
        'Create',
        noteBy(alice, { tag: proposals.map((proposal) => proposalLink(proposal['id'])) }),
      ),
    );
    const first = proposals.slice(0, 3).map((proposal) => new URL(String(proposal['id'])).pathname);
    expect(gets().toSorted()).toEqual(first.toSorted());
  });

  it('R11: whoever is unknown makes this node read one document, its own, and only if it concerns us', async () => {
    const proposal = proposalBy(alice);
    await say(
      loom,
      alice,
      told(alice, 'Create', noteBy(alice, { tag: [proposalLink(proposal['id'])] })),
      activityBy(alice, 'Like', { object: `${peer.origin}/x` }),
    );
    // For the key; and for the actor only once it writes to us.
    expect(gets()).toEqual(['/users/alice']);
    await say(
      loom,
      alice,
      told(alice, 'Create', noteBy(alice, { to: [loom.actor.iri], tag: [proposalLink(proposal['id'])] })),
    );
    expect(gets()).toEqual(['/users/alice', '/users/alice']);
  });

  it('what concerns nobody here leaves nothing of its author', async () => {
    await say(
      loom,
      alice,
      told(alice, 'Create', noteBy(alice)),
      told(alice, 'Update', noteBy(alice)),
      activityBy(alice, 'Like', { object: `${peer.origin}/x` }),
    );
    await say(
      loom,
      alice,
      activityBy(alice, 'Undo', { object: `${peer.origin}/likes/9` }),
      activityBy(alice, 'Question', { object: loom.actor.iri }),
    );
    expect(
      await loom.db
        .selectFrom('actor')
        .select('id')
        .where('iri', '=', alice.id as Iri)
        .execute(),
    ).toEqual([]);
    expect((await postsOf(loom)).filter((post) => post.iri.startsWith(peer.origin))).toEqual([]);
  });

  it.each([
    [
      '500 mentions',
      {
        tag: Array.from({ length: 500 }, (_, i) => ({
          type: 'Mention',
          href: `http://m.test/${i}`,
          name: '@m',
        })),
      },
    ],
    [
      '1,000 hashtags',
      {
        tag: Array.from({ length: 1000 }, (_, i) => ({
          type: 'Hashtag',
          href: `http://m.test/${i}`,
          name: `#t${i}`,
        })),
      },
    ],
    [
      '200 files',
      {
        attachment: Array.from({ length: 200 }, (_, i) => ({
          type: 'Document',
          mediaType: 'image/png',
          url: `http://m.test/${i}`,
        })),
      },
    ],
  ])('R14: of a post with %s only the post is kept', async (_what, many) => {
    const plain = noteBy(alice, { to: [loom.actor.iri] });
    const note = { ...noteBy(alice, { to: [loom.actor.iri] }), ...many };
    await say(loom, alice, told(alice, 'Create', plain), told(alice, 'Create', note));
    const [one, other] = [await kept(plain), await kept(note)];
    expect(Object.keys(other ?? {})).toEqual(Object.keys(one ?? {}));
    expect(other?.html).toBe(one?.html);
    expect(JSON.stringify(other)).not.toContain('m.test');
  });

  it('R14: a flood in one post is refused at the door', async () => {
    const tag = Array.from({ length: 2000 }, (_, i) => ({
      type: 'Mention',
      href: `http://m.test/${i}`,
      name: '@m',
    }));
    const answer = await loom.receive(
      alice,
      told(alice, 'Create', noteBy(alice, { to: [loom.actor.iri], tag })),
    );
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('shape.width') });
    const to = Array.from({ length: 201 }, (_, i) => `http://m.test/${i}`);
    expect(
      await loom.receive(alice, activityBy(alice, 'Like', { object: loom.actor.iri, to })),
    ).toMatchObject({ status: 400, text: expect.stringContaining('shape.width') });
  });

  it('R14: a text too long to clean is not taken', async () => {
    const note = noteBy(alice, { to: [loom.actor.iri], content: '<b>x</b>'.repeat(9_000) });
    await say(loom, alice, told(alice, 'Create', note));
    expect(await kept(note)).toBeUndefined();
  });
});

describe('R13: a flood from one server', () => {
  let loom: TestNode;
  let loud: Peer;
  let calm: Peer;
  beforeAll(async () => {
    [loom, loud, calm] = await Promise.all([
      startTestNode({ kind: 'postgresql', handle: 'loom', settings: { INBOX_LIMIT: '20' } }),
      startPeer(),
      startPeer(),
    ]);
  });
  afterAll(() => Promise.all([loom?.close(), loud?.close(), calm?.close()]));

  it('is answered 429 with the time to wait; other servers are not concerned', async () => {
    const people = [loud.actor('one'), loud.actor('two')];
    const bob = calm.actor('bob');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const who = people[i % 2] ?? bob;
        return loom.receive(who, activityBy(who, 'Like', { object: loom.actor.iri }));
      }),
    );
    const limited = answers.filter((answer) => answer.status === 429);
    expect([answers.filter((answer) => answer.status === 202).length, limited.length]).toEqual([20, 20]);
    for (const answer of limited) {
      const seconds = Number(answer.headers['retry-after']);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(300);
    }
    const note = noteBy(bob, { to: [loom.actor.iri] });
    const began = performance.now();
    expect(await loom.receive(bob, told(bob, 'Create', note))).toMatchObject({ status: 202 });
    await expect.poll(async () => (await postsOf(loom)).map((post) => post.iri), soon).toContain(note['id']);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('what the limit refused can come again later: nothing of it is remembered', async () => {
    const who = loud.actor('three');
    expect(await loom.receive(who, activityBy(who, 'Like', { object: loom.actor.iri }))).toMatchObject({
      status: 429,
    });
    expect(
      await loom.db.selectFrom('inbox_seen').select('activity_id').where('actor', '=', who.id).execute(),
    ).toEqual([]);
  });
});
