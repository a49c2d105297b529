import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Iri, OpportunityId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { retryDelivery } from '../../src/domain/deliveries/commands.ts';
import { listDeliveries } from '../../src/domain/deliveries/queries.ts';
import { editOpportunity, postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { storeKinds } from '../support/database.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, type PeerRequest, startPeer } from '../support/peer.ts';
import { draft, followedBy, soon } from './samples.ts';

describe.each(storeKinds)('the receipts of a post, on %s', (kind) => {
  let loom: TestNode;
  let peer: Peer;
  let alice: PeerActor;
  let path: string;
  let actors = 0;
  beforeAll(async () => {
    [loom, peer] = await Promise.all([startTestNode({ kind, handle: 'loom' }), startPeer()]);
  });
  beforeEach(async () => {
    actors += 1;
    alice = peer.actor(`alice${actors}`);
    path = new URL(alice.inbox).pathname;
    await followedBy(loom, alice);
    peer.clear();
  });
  afterEach(async () => {
    await sql`delete from follower`.execute(loom.db);
    const unsaid = loom.db.selectFrom('outbox').select('id').where('done_at', 'is', null);
    await expect.poll(() => unsaid.execute(), soon).toEqual([]);
    await sql`delete from message`.execute(loom.db);
  });
  afterAll(() => Promise.all([loom?.close(), peer?.close()]));

  // For followers only: such a post is not put on the profile as well, so it is the one thing that is sent.
  const written = (title: string) => draft({ title, audience: 'followers' });
  const post = async (): Promise<OpportunityId> =>
    (await loom.work((work) => postOpportunity(work, loom.steward, written('Work'), 'open'))).id;
  const about = (id: OpportunityId): Iri => iri(loom.origin, paths.post(id));
  /** The receipts of the Create and the Update of an opportunity, oldest first. */
  const receipts = async (id: OpportunityId) =>
    (await listDeliveries(loom.db, { object: about(id) })).items
      .filter((delivery) => delivery.type === 'Create' || delivery.type === 'Update')
      .toReversed();
  const receipt = async (id: OpportunityId) => (await receipts(id))[0];
  const posts = (type: string): PeerRequest[] =>
    peer.requests.filter(
      (request) => request.method === 'POST' && JSON.parse(request.body.toString()).type === type,
    );
  const state = (id: OpportunityId) => expect.poll(async () => (await receipt(id))?.state, soon);

  it('queued until the other server answers, then delivered with its status', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    peer.serve(path, (_request, response) => held.resolve(response));
    const id = await post();
    const response = await held.promise;
    expect(await receipt(id)).toMatchObject({
      type: 'Create',
      object: about(id),
      inbox: alice.inbox,
      host: peer.host,
      state: 'queued',
      status: null,
      attempts: 0,
    });
    response.writeHead(200).end();
    await state(id).toBe('delivered');
    expect(await receipt(id)).toMatchObject({ status: 200, attempts: 1, error: null, nextAt: null });
    peer.remove(path);
  });

  it('refused for good on 403, with the status, and not tried again', async () => {
    peer.serve(path, { status: 403 });
    const id = await post();
    await settled(loom);
    expect(await receipt(id)).toMatchObject({
      state: 'refused',
      status: 403,
      attempts: 1,
      nextAt: null,
      error: 'The server answered 403.',
    });
    expect(posts('Create')).toHaveLength(1);
  });

  it('410 is a final no as well', async () => {
    peer.serve(path, { status: 410 });
    const id = await post();
    await settled(loom);
    expect(await receipt(id)).toMatchObject({ state: 'refused', status: 410 });
  });

  it('retrying on 503, not before Retry-After is over', async () => {
    peer.serve(path, { status: 503, headers: { 'retry-after': '600' } });
    const id = await post();
    await state(id).toBe('retrying');
    const found = await receipt(id);
    expect(found).toMatchObject({ status: 503, attempts: 1, error: 'The server answered 503.' });
    const waits = Number(found?.nextAt?.since(Temporal.Now.instant()).total('seconds'));
    expect(waits).toBeGreaterThan(590);
    expect(waits).toBeLessThan(601);
    const { run_at } = await loom.db
      .selectFrom('message')
      .select('run_at')
      .where('inbox', '=', alice.inbox)
      .orderBy('id')
      .executeTakeFirstOrThrow();
    expect(Math.abs(run_at.since(found?.nextAt ?? run_at).total('seconds'))).toBeLessThan(1);
  });

  it('retrying where nobody answers at all, with a word why', async () => {
    peer.serve(path, (request) => request.socket.destroy());
    const id = await post();
    await state(id).toBe('retrying');
    expect(await receipt(id)).toMatchObject({
      status: null,
      error: expect.stringMatching(/^The server could not be reached/),
    });
  });

  it('gave up after ten tries, and the next activity to that server goes', async () => {
    peer.serve(path, { status: 500 });
    const id = await post();
    await state(id).toBe('retrying');
    await sql`update message set attempts = 9, run_at = now() where activity_iri = ${(await receipt(id))?.activity}`.execute(
      loom.db,
    );
    await loom.work((work) => editOpportunity(work, loom.steward, id, written('Later')));
    await state(id).toBe('gave up');
    expect(await receipt(id)).toMatchObject({ status: 500, nextAt: null });
    await expect.poll(() => posts('Update').length, soon).toBe(1);
  });

  it('what waits keeps its place: nothing overtakes it on the way to that server', async () => {
    peer.serve(path, { status: 503 });
    const id = await post();
    await state(id).toBe('retrying');
    await loom.work((work) => editOpportunity(work, loom.steward, id, written('Second')));
    await expect.poll(async () => (await receipts(id)).length, soon).toBe(2);
    peer.clear();
    peer.remove(path);
    const [first] = await receipts(id);
    await loom.work((work) => retryDelivery(work, first?.activity ?? ('' as Iri), alice.inbox));
    await settled(loom);
    expect((await receipts(id)).map((one) => [one.type, one.state])).toEqual([
      ['Create', 'delivered'],
      ['Update', 'delivered'],
    ]);
    const order = peer.requests.map((request) => JSON.parse(request.body.toString()).type);
    expect(order).toEqual(['Create', 'Update']);
  });

  it('a second try sends the same bytes under the same id, signed anew', async () => {
    peer.serve(path, { status: 403 });
    const id = await post();
    await settled(loom);
    peer.remove(path);
    const refused = await receipt(id);
    await loom.work((work) => retryDelivery(work, refused?.activity ?? ('' as Iri), alice.inbox));
    await settled(loom);
    expect(await receipt(id)).toMatchObject({ state: 'delivered', status: 202, attempts: 2, error: null });
    const [one, two] = posts('Create');
    expect(two?.body.equals(one?.body ?? Buffer.alloc(0))).toBe(true);
    expect(JSON.parse(two?.body.toString() ?? '{}').id).toBe(refused?.activity);
    const digest = createHash('sha256')
      .update(two?.body ?? '')
      .digest('base64');
    expect(two?.headers['digest']).toBe(`SHA-256=${digest}`);
  });

  it('what has arrived is not sent again, and nobody can retry what was never sent', async () => {
    const id = await post();
    await settled(loom);
    const arrived = await receipt(id);
    const again = (activity: Iri, inbox: string) => loom.work((work) => retryDelivery(work, activity, inbox));
    await expect(again(arrived?.activity ?? ('' as Iri), alice.inbox)).rejects.toMatchObject({
      code: 'delivery.done',
    });
    await expect(again(arrived?.activity ?? ('' as Iri), `${alice.inbox}/x`)).rejects.toMatchObject({
      code: 'delivery.unknown',
    });
  });

  it('a server that never answers holds up no other', async () => {
    const other = await startPeer();
    const bob = other.actor('bob');
    await followedBy(loom, bob);
    const held: ServerResponse[] = [];
    peer.serve(path, (_request, response) => void held.push(response));
    const id = await post();
    const toBob = async () => (await receipts(id)).find((one) => one.inbox === bob.inbox)?.state;
    await expect.poll(toBob, soon).toBe('delivered');
    await loom.work((work) => editOpportunity(work, loom.steward, id, written('Again')));
    await expect
      .poll(
        async () =>
          (await receipts(id)).filter((one) => one.inbox === bob.inbox && one.state === 'delivered').length,
        soon,
      )
      .toBe(2);
    expect((await receipts(id)).filter((one) => one.inbox === alice.inbox).map((one) => one.state)).toEqual([
      'queued',
      'queued',
    ]);
    peer.remove(path);
    for (const response of held) response.writeHead(202).end();
    await settled(loom);
    await other.close();
  });
});
