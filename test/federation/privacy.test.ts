import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { listDeliveries } from '../../src/domain/deliveries/queries.ts';
import { rejectFollower } from '../../src/domain/follows/commands.ts';
import { changeStatus, postOpportunity } from '../../src/domain/opportunities/commands.ts';
import type { Opportunity } from '../../src/domain/opportunities/opportunity.ts';
import { storeKinds } from '../support/database.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { activityBy, draft, followedBy, followersOf, noteBy, told } from './samples.ts';

describe.each(storeKinds)('what only followers may read, on %s', (kind) => {
  let loom: TestNode;
  let third: Peer;
  let evil: Peer;
  let alice: PeerActor;
  let stranger: PeerActor;
  let secret: Opportunity;
  let open: Opportunity;
  let both: string[];
  beforeAll(async () => {
    [loom, third, evil] = await Promise.all([
      startTestNode({ kind, handle: 'loom' }),
      startPeer(),
      startPeer(),
    ]);
    alice = third.actor('alice');
    stranger = third.actor('stranger');
    await followedBy(loom, alice);
    const post = (title: string, audience: 'followers' | 'public') =>
      loom.work((work) => postOpportunity(work, loom.steward, draft({ title, audience }), 'open'));
    secret = await post('Quiet work', 'followers');
    open = await post('Open work', 'public');
    await settled(loom);
    both = [paths.opportunity(secret.id), paths.post(secret.id)];
  });
  afterAll(() => Promise.all([loom?.close(), third?.close(), evil?.close()]));

  it('reaches the followers', () => {
    const heard = third.requests
      .map((request) => request.body.toString())
      .filter((body) => body.includes('Quiet work'));
    expect(heard).toHaveLength(1);
    expect(JSON.parse(heard[0] ?? '{}')).toMatchObject({
      type: 'Create',
      to: [`${loom.actor.iri}/followers`],
      cc: [],
    });
  });

  it('P01: nobody unknown is shown it, and no cache keeps the answer', async () => {
    for (const path of both) {
      for (const accept of ['application/activity+json', 'application/ld+json', 'text/html', '*/*']) {
        const answer = await loom.get(path, accept);
        expect([path, accept, answer.status, answer.headers.get('cache-control')]).toEqual([
          path,
          accept,
          404,
          'no-store',
        ]);
        expect(await answer.text()).not.toContain('Quiet');
      }
    }
  });

  it('P01: a follower who signs is given it, not to be kept; the next one who does not sign is not', async () => {
    for (const path of both) {
      const answer = await loom.getSigned(alice, path);
      expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
      expect(JSON.parse(answer.text)).toMatchObject({ id: loom.origin + path });
      expect(answer.headers['vary']).toMatch(/Signature/);
      expect((await loom.get(path)).status).toBe(404);
    }
  });

  it('P01: RFC 9421 proves a follower as well', async () => {
    const [path = ''] = both;
    expect(await loom.getSigned(alice, path, { scheme: 'rfc9421' })).toMatchObject({ status: 200 });
  });

  it('P01: whoever signs and does not follow, waits to be let in, or was sent away, is not shown it', async () => {
    const bob = third.actor('bob');
    const refused = async () => {
      for (const path of both) {
        expect(await loom.getSigned(bob, path)).toMatchObject({
          status: 404,
          headers: { 'cache-control': 'no-store' },
        });
      }
    };
    await refused();
    await loom.db
      .updateTable('actor')
      .set({ approves_followers: true })
      .where('id', '=', loom.collective.actor)
      .execute();
    await followedBy(loom, bob);
    expect(await followersOf(loom)).toHaveProperty([bob.id], 'pending');
    await refused();
    await loom.db
      .updateTable('actor')
      .set({ approves_followers: false })
      .where('id', '=', loom.collective.actor)
      .execute();
    await loom.db.updateTable('follower').set({ state: 'accepted' }).execute();
    expect(await loom.getSigned(bob, both[0] ?? '')).toMatchObject({ status: 200 });
    const { id } = await loom.federation.federate.resolve(bob.id);
    await loom.work((work) => rejectFollower(work, loom.collective.actor, id));
    await refused();
  });

  it('P02: outbox, featured, wanted, the activity itself and the counts hold what is public and nothing else', async () => {
    for (const path of ['/@loom/outbox?page=', '/@loom/featured', '/@loom/wanted']) {
      for (const answer of [
        await (await loom.get(path)).text(),
        (await loom.getSigned(stranger, path)).text,
      ]) {
        expect(answer).toContain('Open work');
        expect(answer).not.toContain('Quiet work');
        expect(answer).not.toContain(secret.id);
      }
    }
    expect(await (await loom.get('/@loom/outbox')).json()).toMatchObject({ totalItems: 1 });
    const [said] = (await listDeliveries(loom.db, { object: iri(loom.origin, paths.post(secret.id)) })).items;
    const path = new URL(said?.activity ?? loom.origin).pathname;
    expect(path).toMatch(/^\/activities\//);
    expect((await loom.get(path)).status).toBe(404);
    expect(await loom.getSigned(stranger, path)).toMatchObject({ status: 404 });
    expect(await (await loom.get('/nodeinfo/2.1', 'application/json')).json()).toMatchObject({
      usage: { localPosts: 1 },
    });
  });

  it('P02: what is said of it later stays with the followers too', async () => {
    await loom.work((work) => changeStatus(work, loom.steward, secret.id, 'shortlisting', null));
    await settled(loom);
    const kinds = third.requests
      .filter((one) => one.body.includes(secret.id))
      .map((one) => JSON.parse(one.body.toString()).type);
    expect(kinds).toEqual(['Create', 'Update']);
    expect(await (await loom.get('/@loom/outbox?page=')).text()).not.toContain(secret.id);
    expect(await (await loom.get('/@loom/featured')).json()).toMatchObject({ totalItems: 1 });
  });

  it('a draft is shown to nobody, a follower included', async () => {
    const { id } = await loom.work((work) =>
      postOpportunity(work, loom.steward, draft({ title: 'Not yet' }), 'draft'),
    );
    for (const path of [paths.opportunity(id), paths.post(id)]) {
      expect((await loom.get(path)).status).toBe(404);
      expect(await loom.getSigned(alice, path)).toMatchObject({ status: 404 });
    }
    expect(await (await loom.get('/@loom/wanted')).text()).not.toContain('Not yet');
  });

  it('S19: a key whose document says that it belongs to a follower does not make its owner one', async () => {
    const mallory = evil.actor('mallory');
    const pem = mallory.publicKeyPem;
    const context = 'https://w3id.org/security/v1';
    const key = { id: `${evil.origin}/key`, owner: alice.id, publicKeyPem: pem };
    evil.serve('/key', { '@context': context, type: 'CryptographicKey', ...key });
    const posing = {
      ...mallory.document,
      id: alice.id,
      publicKey: { ...key, id: `${evil.origin}/posing#main-key` },
    };
    evil.serve('/posing', posing);
    const own = {
      ...mallory.document,
      id: `${evil.origin}/own`,
      publicKey: { ...key, id: `${evil.origin}/own#main-key` },
    };
    evil.serve('/own', own);
    const keyIds = [
      mallory.keyId,
      `${evil.origin}/key`,
      `${evil.origin}/posing#main-key`,
      `${evil.origin}/own#main-key`,
      alice.keyId,
    ];
    for (const keyId of keyIds) {
      const answer = await loom.getSigned(mallory, both[0] ?? '', { keyId });
      expect([keyId, answer.status, answer.text.includes('Quiet')]).toEqual([keyId, 404, false]);
    }
  });

  it('a signature for another address, or of yesterday, proves nothing', async () => {
    const [path = '', other = ''] = both;
    const message = third.sign(alice, loom.origin + other, undefined, {
      headers: { accept: 'application/activity+json' },
    });
    expect(await third.send({ ...message, url: path }, loom.origin)).toMatchObject({ status: 404 });
    expect(await loom.getSigned(alice, path, { at: Date.now() - 26 * 3_600_000 })).toMatchObject({
      status: 404,
    });
  });

  describe('S18: a key that was replaced', () => {
    let carol: PeerActor;
    let fresh: KeyObject;
    let people = 0;
    beforeEach(() => {
      people += 1;
      carol = third.actor(`carol${people}`);
    });
    const replaceKey = () => {
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
      fresh = pair.privateKey;
      const publicKeyPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const document: JsonObject = {
        ...carol.document,
        publicKey: { id: carol.keyId, owner: carol.id, publicKeyPem },
      };
      third.serve(new URL(carol.id).pathname, document);
      const { '@context': _context, ...object } = document;
      return activityBy(carol, 'Update', { object });
    };
    const say = (privateKey?: KeyObject) => {
      const note = told(carol, 'Create', noteBy(carol, { to: [loom.actor.iri] }));
      return loom.receive(carol, note, privateKey === undefined ? {} : { privateKey });
    };

    it.each(['follows us', 'is a stranger'])(
      'does not count once its owner, who %s, has said so',
      async (who) => {
        if (who === 'follows us') await followedBy(loom, carol);
        else
          expect(
            await loom.receive(carol, activityBy(carol, 'Like', { object: `${loom.origin}/nothing` })),
          ).toMatchObject({ status: 202 });
        const update = replaceKey();
        expect(await loom.receive(carol, update)).toMatchObject({ status: 202 });
        await settled(loom);
        expect(await say()).toMatchObject({ status: 401 });
        expect(await say(fresh)).toMatchObject({ status: 202 });
        expect((await loom.getSigned(carol, both[0] ?? '', { privateKey: fresh })).status).toBe(
          who === 'follows us' ? 200 : 404,
        );
        expect(await loom.getSigned(carol, both[0] ?? '')).toMatchObject({ status: 404 });
      },
    );
  });

  it('public work stays public', async () => {
    const answer = await loom.get(paths.opportunity(open.id));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=60']);
  });
});
