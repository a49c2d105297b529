import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishDepartures, leaveEverywhere } from '../../src/domain/erasure/departures.ts';
import { comeBack } from '../../src/domain/joining/leaving.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { fullSignpost } from './full-signpost.ts';
import { followedBy } from './samples.ts';

describe('somebody on the Fediverse who leaves and stays known', () => {
  let loom: TestNode;
  let friends: Peer;
  let allies: Peer;
  let kim: Member;
  let ally: PeerActor;
  beforeAll(async () => {
    [loom, friends, allies] = await Promise.all([
      startTestNode({ kind: 'postgresql', handle: 'loom' }),
      startPeer(),
      startPeer(),
    ]);
    ally = allies.actor('reef');
    await followedBy(loom, ally);
    kim = await fullSignpost(loom, 'kim');
    await settled(loom);
    await followedBy(loom, friends.actor('alice'), { object: `${loom.origin}/@kim` });
    await settled(loom);
  });
  afterAll(() => Promise.all([loom?.close(), friends?.close(), allies?.close()]));

  const heardBy = (peer: Peer) =>
    peer.requests
      .filter((one) => one.method === 'POST')
      .map((one) => JSON.parse(one.body.toString()))
      .filter(({ type }) => type !== 'Accept' && type !== 'Update');
  const entry = () => ({
    id: `${loom.origin}/@loom/affiliations/kim`,
    type: 'Relationship',
    attributedTo: loom.actor.iri,
    subject: `${loom.origin}/@kim`,
    object: loom.actor.iri,
  });
  const listing = (type: 'Add' | 'Remove') => ({
    ...{ type, actor: loom.actor.iri, to: [`${loom.origin}/@loom/followers`] },
    ...{ target: `${loom.origin}/@loom/affiliations`, object: entry() },
  });
  const listed = async () => {
    const list = await (await loom.get('/@loom/affiliations')).json();
    return list.orderedItems.map((one: { subject: string }) => one.subject);
  };
  const finger = () =>
    loom.get(`/.well-known/webfinger?resource=acct:kim@${loom.host}`, 'application/jrd+json');
  /** How each door of the network answers, and the page. */
  const answers = async () => {
    const paths = ['/@kim', '/@kim/outbox', '/@kim/followers', '/@kim/profile.json'];
    const documents = await Promise.all(paths.map(async (path) => (await loom.get(path)).status));
    const page = await loom.get('/@kim', 'text/html');
    return { finger: (await finger()).status, documents, page: page.status, text: await page.text() };
  };
  const leave = () =>
    loom.work(async (work) => leaveEverywhere(work, await requireMember(work.tx, kim.id), 'known'));
  const forget = () => {
    for (const peer of [friends, allies]) peer.clear();
  };

  it('was told of to who follows the collective when they came to the Fediverse', async () => {
    expect(heardBy(allies)).toMatchObject([listing('Add')]);
    expect(await listed()).toEqual([`${loom.origin}/@kim`]);
    expect(await answers()).toMatchObject({ finger: 200, documents: [200, 200, 200, 200], page: 200 });
  });

  it('is found nowhere on the network at once; only the collective’s followers are told that the list changed', async () => {
    forget();
    const secret = await leave();
    await settled(loom);
    expect([heardBy(allies), heardBy(friends)]).toMatchObject([[listing('Remove')], []]);
    expect(await listed()).toEqual([]);
    const now = await answers();
    expect(now).toMatchObject({ finger: 404, documents: [404, 404, 404, 404], page: 200 });
    expect(now.text).toContain('Was here');

    forget();
    await loom.work((work) => comeBack(work, secret));
    await settled(loom);
    expect([heardBy(allies), heardBy(friends)]).toMatchObject([[listing('Add')], []]);
    expect(await listed()).toEqual([`${loom.origin}/@kim`]);
    expect(await answers()).toMatchObject({ finger: 200, documents: [200, 200, 200, 200], page: 200 });
  });

  it('is gone from it after the day in which they may come back, while the page says until when they were here', async () => {
    await leave();
    await settled(loom);
    forget();
    await loom.work(finishDepartures);
    await settled(loom);
    expect(heardBy(friends)).toEqual([]);
    await loom.db
      .updateTable('departure')
      .set({ created_at: Temporal.Now.instant().subtract({ hours: 25 }) })
      .execute();
    await loom.work(finishDepartures);
    await settled(loom);
    const gone = `${loom.origin}/@kim`;
    expect(heardBy(friends)).toMatchObject([{ type: 'Delete', actor: gone, object: gone }]);
    const now = await answers();
    expect(now).toMatchObject({ finger: 410, documents: [410, 410, 410, 404], page: 200 });
    expect(now.text).toContain('Was here');
    expect(await (await loom.get('/@kim', '*/*')).json()).toMatchObject({ type: 'Tombstone', id: gone });
    expect(await listed()).toEqual([]);
  });
});
