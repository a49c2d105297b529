import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ActorId, type EventId, type Iri, newId } from '../../src/core/id.ts';
import { findLocalActor } from '../../src/domain/actors/queries.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import type { DeliveryState } from '../../src/domain/deliveries/delivery.ts';
import { receiveFollow } from '../../src/domain/follows/commands.ts';
import { blockHost, unblockHost } from '../../src/domain/moderation/commands.ts';
import { inWork } from '../../src/domain/work.ts';
import { storeKinds } from '../support/database.ts';
import { type ApiNode, keepWeaver, openApiNode, origin } from './api-node.ts';

describe.each(storeKinds)('follows and receipts over the API, on the %s store', (kind) => {
  let node: ApiNode;
  beforeAll(async () => {
    node = await openApiNode(kind);
  });
  afterAll(() => node.close());

  const lastEvent = () =>
    node.platform.db.selectFrom('outbox').select('kind').orderBy('id', 'desc').limit(1).executeTakeFirst();

  /** A Follow of the collective that waits or is in. */
  const follow = async (handle: string, state: 'pending' | 'accepted'): Promise<void> => {
    const { platform } = node;
    const follower = await keepWeaver(platform, handle);
    const loom = await findLocalActor(platform.db, 'loom');
    if (loom === undefined) throw new Error('there is no collective');
    await inWork(platform, (work) =>
      receiveFollow(work, { ...loom, approvesFollowers: state === 'pending' }, follower, null),
    );
  };

  test('the collective is told with how many follow it', async () => {
    const { body } = await node.ask('GET', '/v1/collective', { token: node.reader });
    expect(body).toEqual({
      id: `${origin}/@loom`,
      handle: '@loom@loom.test',
      url: `${origin}/@loom`,
      name: 'Loom',
      purpose: 'We weave.',
      language: 'en',
      followPolicy: 'anyone',
      joinPolicy: 'invitation',
      colour: '#024e7c',
      invitationQuota: 5,
      logo: null,
      followers: 0,
      pending: 0,
      following: 0,
    });
  });

  test('a collective is followed by its handle, and let go by handle or address', async () => {
    const { platform, token } = node;
    for (const name of ['@kiln@weave.test', 'https://weave.test/@kiln', 'KILN@weave.test']) {
      const asked = await node.ask('POST', '/v1/following', { token, body: { actor: '@kiln@weave.test' } });
      expect(asked.status).toBe(202);
      expect(asked.body).toMatchObject({
        id: 'https://weave.test/@kiln',
        handle: '@kiln@weave.test',
        state: 'requested',
      });
      expect(await lastEvent()).toEqual({ kind: 'follow.requested' });
      const listed = await node.ask('GET', '/v1/following', { token });
      expect(listed.body['items']).toEqual([asked.body]);
      const address = `/v1/following?actor=${encodeURIComponent(name)}`;
      expect((await node.ask('DELETE', address, { token })).status).toBe(204);
      expect(await lastEvent()).toEqual({ kind: 'follow.undone' });
      const again = await node.ask('DELETE', address, { token });
      expect([again.status, again.body['code']]).toEqual([404, 'following.unknown']);
    }
    const { actor } = await requireCollective(platform.db);
    expect(await platform.db.selectFrom('following').where('actor_id', '=', actor).execute()).toEqual([]);
  });

  test.each([
    ['nowhere', 400, 'actor.address'],
    ['@nobody@weave.test', 404, 'actor.not_found'],
  ])('following %s is refused as the network says', async (actor, status, code) => {
    const asked = await node.ask('POST', '/v1/following', { token: node.token, body: { actor } });
    expect([asked.status, asked.body['code']]).toEqual([status, code]);
  });

  test('a waiting follower is let in, one who is in is sent away', async () => {
    const { token } = node;
    await follow('reef', 'pending');
    await follow('dyer', 'accepted');
    const list = async (state: string) =>
      (await node.ask('GET', `/v1/followers?state=${state}`, { token })).body['items'] as {
        handle: string;
      }[];
    const decide = (actor: string, decision: string) =>
      node.ask('POST', '/v1/followers/decision', { token, body: { actor, decision } });
    expect((await list('pending')).map((one) => one.handle)).toEqual(['@reef@weave.test']);
    expect((await decide('@reef@weave.test', 'accept')).status).toBe(204);
    expect(await lastEvent()).toEqual({ kind: 'follower.accepted' });
    expect((await list('accepted')).map((one) => one.handle)).toEqual([
      '@dyer@weave.test',
      '@reef@weave.test',
    ]);
    expect((await decide('@dyer@weave.test', 'reject')).status).toBe(204);
    expect(await lastEvent()).toEqual({ kind: 'follower.rejected' });
    expect((await list('accepted')).map((one) => one.handle)).toEqual(['@reef@weave.test']);
    const twice = await decide('@reef@weave.test', 'accept');
    expect([twice.status, twice.body['code']]).toEqual([404, 'follower.unknown']);
    expect((await decide('@nobody@weave.test', 'reject')).status).toBe(404);
    expect((await decide('@reef@weave.test', 'maybe')).status).toBe(400);
  });

  describe('receipts', () => {
    const activity = `${origin}/activities/1` as Iri;
    const note = `${origin}/opportunities/1/post` as Iri;

    const deliver = async (host: string, state: DeliveryState): Promise<void> => {
      const { db } = node.platform;
      const inbox = `https://${host}/inbox`;
      const now = Temporal.Now.instant();
      await db
        .insertInto('delivery')
        .values({
          activity_iri: activity,
          inbox,
          host,
          state,
          status: state === 'delivered' ? 202 : 503,
          attempts: 3,
          next_at: state === 'retrying' ? now : null,
          error: state === 'delivered' ? null : 'HTTP 503',
        })
        .execute();
    };

    beforeAll(async () => {
      const { db } = node.platform;
      const event = newId<EventId>();
      const { actor } = await requireCollective(db);
      const now = Temporal.Now.instant();
      const payload = JSON.stringify({ kind: 'actor.updated', by: actor satisfies ActorId });
      await db
        .insertInto('outbox')
        .values({ id: event, kind: 'actor.updated', payload, created_at: now, run_at: now })
        .execute();
      await db
        .insertInto('activity')
        .values({
          iri: activity,
          event_id: event,
          actor_id: actor,
          type: 'Create',
          object_iri: note,
          is_public: true,
          body: '{}',
          created_at: now,
        })
        .execute();
      await deliver('fine.test', 'delivered');
      await deliver('slow.test', 'retrying');
      await deliver('dead.test', 'gave up');
    });

    test('are told with everything a script needs', async () => {
      const { body } = await node.ask('GET', `/v1/deliveries?state=retrying`, { token: node.reader });
      expect(body).toEqual({
        items: [
          {
            activity,
            host: 'slow.test',
            state: 'retrying',
            status: 503,
            attempts: 3,
            nextAt: expect.any(String),
            error: 'HTTP 503',
            inbox: 'https://slow.test/inbox',
            type: 'Create',
            object: note,
            createdAt: expect.any(String),
            updatedAt: expect.any(String),
          },
        ],
        next: null,
      });
      const gaveUp = await node.ask('GET', '/v1/deliveries?state=gave+up', { token: node.reader });
      expect(gaveUp.body['items']).toMatchObject([{ host: 'dead.test', nextAt: null }]);
      const ofNote = await node.ask('GET', `/v1/deliveries?object=${encodeURIComponent(note)}`, {
        token: node.reader,
      });
      expect(ofNote.body['items']).toHaveLength(3);
      const ofOther = await node.ask('GET', `/v1/deliveries?object=https://x.test/`, { token: node.reader });
      expect(ofOther.body['items']).toEqual([]);
      const odd = await node.ask('GET', `/v1/deliveries?object=javascript:1`, { token: node.reader });
      expect([odd.status, odd.body['code']]).toEqual([400, 'request.invalid']);
    });

    test('one that failed is tried again, one that arrived is not', async () => {
      const retry = (inbox: string) =>
        node.ask('POST', '/v1/deliveries/retry', { token: node.token, body: { activity, inbox } });
      const again = await retry('https://dead.test/inbox');
      expect([again.status, again.body]).toEqual([
        202,
        { activity, inbox: 'https://dead.test/inbox', state: 'queued' },
      ]);
      const queued = await node.ask('GET', '/v1/deliveries?state=queued', { token: node.reader });
      expect(queued.body['items']).toMatchObject([{ host: 'dead.test' }]);
      const done = await retry('https://fine.test/inbox');
      expect([done.status, done.body['code']]).toEqual([409, 'delivery.done']);
      const unknown = await retry('https://none.test/inbox');
      expect([unknown.status, unknown.body['code']]).toEqual([404, 'delivery.unknown']);
      await inWork(node.platform, (work) => blockHost(work, 'dead.test', 'Spam.'));
      const held = await retry('https://dead.test/inbox');
      expect([held.status, held.body['code']]).toEqual([409, 'delivery.held']);
      await inWork(node.platform, (work) => unblockHost(work, 'dead.test'));
    });
  });
});
