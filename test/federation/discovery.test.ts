import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { introduceMember, setFederated } from '../../src/domain/members/commands.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, startPeer } from '../support/peer.ts';
import { activityBy, draft, followedBy } from './samples.ts';

let loom: TestNode;
let peer: Peer;
let other: Peer;
beforeAll(async () => {
  [loom, peer, other] = await Promise.all([
    startTestNode({ kind: 'postgresql', handle: 'loom' }),
    startPeer(),
    startPeer(),
  ]);
});
afterAll(() => Promise.all([loom?.close(), peer?.close(), other?.close()]));

const finger = (resource: string) =>
  loom.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`, 'application/jrd+json');
const member = () => requireMember(loom.db, loom.steward.id);

describe('WebFinger', () => {
  it('knows the collective by its handle in any case, its address and the home page, under one handle', async () => {
    const names = [
      `acct:loom@${loom.host}`,
      `acct:LOOM@${loom.host}`,
      loom.actor.iri,
      loom.origin,
      `${loom.origin}/`,
    ];
    for (const name of names) {
      const answer = await finger(name);
      expect([name, answer.status]).toEqual([name, 200]);
      expect(answer.headers.get('content-type')).toMatch(/^application\/jrd\+json/);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      const { subject, aliases, links } = await answer.json();
      expect(subject).toBe(`acct:loom@${loom.host}`);
      expect(name === loom.actor.iri || aliases.includes(loom.actor.iri)).toBe(true);
      expect(links).toContainEqual({ rel: 'self', type: 'application/activity+json', href: loom.actor.iri });
    }
  });

  it('knows nobody else: 404; a question without a name: 400', async () => {
    const names = [
      `acct:nobody@${loom.host}`,
      `acct:loom@elsewhere.test`,
      `${loom.origin}/@nobody`,
      `${loom.origin}/opportunities`,
      'https://elsewhere.test/',
    ];
    for (const name of names) expect([name, (await finger(name)).status]).toEqual([name, 404]);
    expect((await loom.get('/.well-known/webfinger', null)).status).toBe(400);
    expect((await finger('not a resource')).status).toBe(400);
  });

  it('says in words why somebody cannot be found', async () => {
    const { resolve } = loom.federation.federate;
    await expect(resolve('loom')).rejects.toMatchObject({ kind: 'invalid', code: 'actor.address' });
    await expect(resolve(`@nobody@${peer.host}`)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'actor.not_found',
    });
    await expect(resolve(`${peer.origin}/@nobody`)).rejects.toMatchObject({ code: 'actor.not_found' });
    await expect(resolve('@x@127.0.0.1:1')).rejects.toMatchObject({ code: 'actor.not_found' });
  });

  it('I10: a handle is taken only where the server named in it agrees', async () => {
    const finger = (peer: Peer, name: string, host: string, answer: JsonObject) =>
      peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(`acct:${name}@${host}`)}`, {
        headers: { 'content-type': 'application/jrd+json' },
        body: JSON.stringify(answer),
      });
    const [alice, mallory] = [peer.actor('anna'), other.actor('mallory')];
    const self = (href: string) => [{ rel: 'self', type: 'application/activity+json', href }];
    const { resolve } = loom.federation.federate;
    // E says that its mallory is alice of T; T says that alice is somebody else.
    finger(other, 'x', other.host, { subject: `acct:alice@${peer.host}`, links: self(mallory.id) });
    finger(peer, 'alice', peer.host, { subject: `acct:alice@${peer.host}`, links: self(alice.id) });
    await expect(resolve(`@x@${other.host}`)).rejects.toMatchObject({ code: 'actor.not_found' });
    // A collective whose handle is on one host and whose server is on another: both say the same.
    const dora = other.actor('dora');
    finger(peer, 'dora', peer.host, { subject: `acct:dora@${other.host}`, links: self(dora.id) });
    finger(other, 'dora', other.host, { subject: `acct:dora@${other.host}`, links: self(dora.id) });
    expect(await resolve(`@dora@${peer.host}`)).toMatchObject({
      iri: dora.id,
      handle: 'dora',
      host: other.host,
    });
    // T says that its handle is an actor of E, and E has never heard of it.
    finger(peer, 'fake', peer.host, { subject: `acct:fake@${other.host}`, links: self(mallory.id) });
    await expect(resolve(`@fake@${peer.host}`)).rejects.toMatchObject({ code: 'actor.not_found' });
  });
});

describe('a member', () => {
  const theirs = () => iri(loom.origin, paths.actor('tomas'));

  it('is not on the network before choosing to be', async () => {
    expect((await finger(`acct:tomas@${loom.host}`)).status).toBe(404);
    for (const path of ['/@tomas', '/@tomas/outbox', '/@tomas/followers', '/@tomas/featured']) {
      expect([path, (await loom.get(path)).status]).toEqual([path, 404]);
    }
    expect(await (await loom.get('/@loom/affiliations')).json()).toMatchObject({
      totalItems: 0,
      orderedItems: [],
    });
    const alice = peer.actor('alice');
    await loom.receive(alice, activityBy(alice, 'Follow', { object: theirs() }));
    await settled(loom);
    expect(await loom.db.selectFrom('follower').select('state').execute()).toEqual([]);
  });

  it('is found, followed and told of once they chose to be', async () => {
    await loom.work(async (work) => setFederated(work, await requireMember(work.tx, loom.steward.id), true));
    expect(await (await finger(`acct:TOMAS@${loom.host}`)).json()).toMatchObject({
      subject: `acct:tomas@${loom.host}`,
    });
    const document = await (await loom.get('/@tomas')).json();
    expect(document).toMatchObject({
      id: theirs(),
      type: 'Person',
      publicKey: { id: `${theirs()}#main-key`, owner: theirs() },
    });
    expect(await (await loom.get('/@loom/affiliations')).json()).toMatchObject({
      orderedItems: [{ subject: theirs(), object: loom.actor.iri }],
    });
    const bob = peer.actor('bob');
    await followedBy(loom, bob, { object: theirs() });
    expect(
      peer.requests
        .map((one) => one.body.toString())
        .filter((body) => body.includes('"Accept"') && body.includes('@tomas')),
    ).toHaveLength(1);
    await loom.work(async (work) =>
      introduceMember(work, await requireMember(work.tx, loom.steward.id), {
        name: 'Tomas S.',
        about: 'I weave.',
      }),
    );
    await settled(loom);
    const updates = peer.requests
      .filter((one) => one.body.includes('"Update"'))
      .map((one) => JSON.parse(one.body.toString()));
    expect(updates).toMatchObject([
      { actor: theirs(), object: { id: theirs(), name: 'Tomas S.', summary: '<p>I weave.</p>' } },
    ]);
    expect(await (await loom.get('/@tomas')).json()).toMatchObject({ name: 'Tomas S.' });
  });

  it('who leaves is gone for good, and their followers hear it', async () => {
    peer.clear();
    await loom.work(async (work) => setFederated(work, await requireMember(work.tx, loom.steward.id), false));
    await settled(loom);
    const heard = peer.requests
      .filter((one) => one.method === 'POST')
      .map((one) => JSON.parse(one.body.toString()));
    expect(heard).toMatchObject([{ type: 'Delete', actor: theirs(), object: theirs() }]);
    expect((await finger(`acct:tomas@${loom.host}`)).status).toBe(410);
    for (const [path, accept] of [
      ['/@tomas', 'application/activity+json'],
      ['/@tomas', '*/*'],
      ['/@tomas/outbox', '*/*'],
    ] as const) {
      const answer = await loom.get(path, accept);
      expect([path, accept, answer.status]).toEqual([path, accept, 410]);
      expect(await answer.json()).toMatchObject({ type: 'Tombstone' });
    }
    expect(await (await loom.get('/@loom/affiliations')).json()).toMatchObject({ totalItems: 0 });
    await expect(loom.work(async (work) => setFederated(work, await member(), true))).rejects.toMatchObject({
      code: 'member.left_fediverse',
    });
  });
});

describe('NodeInfo', () => {
  it('names version 2.1 and describes this node by it', async () => {
    const { links } = await (await loom.get('/.well-known/nodeinfo', 'application/json')).json();
    expect(links).toEqual([
      expect.objectContaining({
        rel: 'http://nodeinfo.diaspora.software/ns/schema/2.1',
        href: `${loom.origin}/nodeinfo/2.1`,
      }),
    ]);
    const answer = await loom.get('/nodeinfo/2.1', 'application/json');
    expect(answer.headers.get('content-type')).toContain('http://nodeinfo.diaspora.software/ns/schema/2.1#');
    expect(await answer.json()).toMatchObject({
      version: '2.1',
      software: { name: 'guildhall' },
      protocols: ['activitypub'],
      openRegistrations: false,
      metadata: { nodeName: 'Loom', federation: { enabled: true } },
    });
  });
});

describe('followers synchronisation (FEP-8fcf)', () => {
  it('tells each server which of its people follow, and shows the list to that server alone', async () => {
    const shared = (at: Peer) => ({ document: { endpoints: { sharedInbox: `${at.origin}/inbox` } } });
    const [one, two] = [peer.actor('one', shared(peer)), peer.actor('two', shared(peer))];
    const three = other.actor('three', shared(other));
    for (const who of [one, two, three]) await followedBy(loom, who);
    peer.clear();
    other.clear();
    await loom.work((work) => postOpportunity(work, loom.steward, draft({ audience: 'followers' }), 'open'));
    await settled(loom);
    for (const [at, people] of [
      [peer, [one, two]],
      [other, [three]],
    ] as const) {
      const delivered = at.requests.filter((request) => request.method === 'POST');
      expect(delivered.map((request) => request.url)).toEqual(['/inbox']);
      const header = String(delivered[0]?.headers['collection-synchronization']);
      const fields = Object.fromEntries(
        [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
      );
      expect(fields).toMatchObject({
        collectionId: `${loom.actor.iri}/followers`,
        digest: digestOf(people.map((who) => who.id)),
      });
      const url = new URL(fields['url'] ?? '');
      expect(url.origin).toBe(loom.origin);
      const path = url.pathname + url.search;
      const asked = await loom.getSigned(people[0], path);
      expect(asked).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
      expect(JSON.parse(asked.text).orderedItems.toSorted()).toEqual(people.map((who) => who.id).toSorted());
      const stranger = at === peer ? three : one;
      expect(await loom.getSigned(stranger, path)).toMatchObject({ status: 404 });
      expect((await loom.get(path)).status).toBe(404);
    }
  });

  /** FEP-8fcf: the SHA-256 of each address, all of them combined by exclusive or. */
  function digestOf(people: readonly string[]): string {
    const sum = Buffer.alloc(32);
    for (const who of people) {
      const hash = createHash('sha256').update(who).digest();
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) ^ (hash[i] ?? 0);
    }
    return sum.toString('hex');
  }
});

describe('the pages of a collection', () => {
  it('hold every item once, newest first, and end', async () => {
    for (let i = 0; i < 23; i++) {
      await loom.work((work) => postOpportunity(work, loom.steward, draft({ title: `Work ${i}` }), 'open'));
    }
    await settled(loom);
    const { first, totalItems } = await (await loom.get('/@loom/outbox')).json();
    const found: string[] = [];
    let next: string | undefined = first;
    for (let pages = 0; next !== undefined && pages < 5; pages++) {
      const page: { next?: string; orderedItems: { object: { content: string } }[] } = await (
        await loom.get(next.slice(loom.origin.length))
      ).json();
      found.push(...page.orderedItems.map((item) => /Work \d+/.exec(item.object.content)?.[0] ?? ''));
      next = page.next;
    }
    expect(next).toBeUndefined();
    expect(totalItems).toBe(23);
    expect(found).toEqual(Array.from({ length: 23 }, (_, i) => `Work ${22 - i}`));
    expect(await (await loom.get('/@loom/featured')).json()).toMatchObject({ totalItems: 5 });
  });
});
