import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishEvent } from '../../federation/storage/events.ts';
import { settle, takeMessages } from '../../federation/storage/messages.ts';
import type { StorageTables } from '../../federation/storage/tables.ts';
import { type Iri, newId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { deliveryQueue, retryDelivery } from '../../src/domain/deliveries/commands.ts';
import { type DeliveryState, deliveryStates } from '../../src/domain/deliveries/delivery.ts';
import { countDeliveries, findSaid, listDeliveries, listSaid } from '../../src/domain/deliveries/queries.ts';
import { blockHost, receiveBlock, unblockHost, undoBlock } from '../../src/domain/moderation/commands.ts';
import { deleteOpportunity, postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { record } from '../../src/domain/outbox.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { draft, refusal } from './samples.ts';

const inboxOf = (state: DeliveryState) => `https://${state.replace(' ', '-')}.example/inbox`;

describe.each(storeKinds)('a delivery, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  afterAll(() => house?.close());

  /** Says something about an object to an inbox for each state, and lets each delivery come to it. */
  const say = async (object: Iri, isPublic = true): Promise<Iri> => {
    const said = await house.work(async (work) => {
      const event = await record(work, { kind: 'actor.updated', by: house.actor.id });
      const address = iri(work.origin, paths.activity(event));
      await finishEvent(work, event, {
        ...{ actor: house.actor.id, iri: address, type: 'Create', object, isPublic },
        body: `{"id":"${address}"}`,
        messages: deliveryStates.map((state) => ({
          ...{ body: state, orderingKey: null, delayMs: 0, activityIri: address, inbox: inboxOf(state) },
        })),
      });
      return address;
    });
    const storage = house.db.withTables<StorageTables>();
    const { taken } = await takeMessages(storage, deliveryQueue, 100);
    const outcomes = taken.flatMap((message) => {
      const outcome = deliveryStates.find((state) => state === message.body) ?? 'queued';
      if (outcome === 'queued') return [];
      const retryInMs = outcome === 'retrying' ? 60_000 : null;
      return [{ taken: message, outcome, status: 500, error: 'It said no.', retryInMs }];
    });
    await settle(storage, outcomes);
    await sql`update message set locked_until = null, run_at = now() + interval '1 hour'`.execute(house.db);
    return said;
  };
  const receipt = async (activity: Iri, state: DeliveryState) =>
    (await listDeliveries(house.db)).items.find(
      (one) => one.activity === activity && one.inbox === inboxOf(state),
    );
  const retry = (activity: Iri, state: DeliveryState) =>
    house.work((work) => retryDelivery(work, activity, inboxOf(state)));
  const due = async (activity: Iri, state: DeliveryState) => {
    const { rows } = await sql<{ is_due: boolean }>`
      select run_at <= now() and not is_dead as is_due from message
      where activity_iri = ${activity} and inbox = ${inboxOf(state)}`.execute(house.db);
    return rows.map((row) => row.is_due);
  };

  it('is listed and counted by where it stands, for all or for one object', async () => {
    const object = 'https://loom.test/x' as Iri;
    await say(object);
    await say('https://loom.test/y' as Iri);
    const once = Object.fromEntries(deliveryStates.map((state) => [state, 1]));
    expect(await countDeliveries(house.db, object)).toEqual(once);
    expect((await countDeliveries(house.db)).refused).toBe(2);
    for (const state of deliveryStates) {
      const { items } = await listDeliveries(house.db, { state, object });
      expect(items.map((one) => [one.state, one.host, one.object])).toEqual([
        [state, new URL(inboxOf(state)).host, object],
      ]);
    }
  });

  it.each(['queued', 'retrying', 'gave up', 'refused'] as const)(
    'that is %s is tried again now',
    async (state) => {
      const activity = await say('https://loom.test/again' as Iri);
      expect(await due(activity, state)).toEqual([false]);
      await retry(activity, state);
      expect(await due(activity, state)).toEqual([true]);
      expect(await receipt(activity, state)).toMatchObject({ state: 'queued', error: null });
      for (const other of deliveryStates.filter((one) => one !== state))
        expect((await receipt(activity, other))?.state).toBe(other);
    },
  );

  it('that arrived is not sent twice, and one nobody knows is not sent at all', async () => {
    const activity = await say('https://loom.test/once' as Iri);
    await expect(retry(activity, 'delivered')).rejects.toThrow(refusal('conflict', 'delivery.done'));
    const unknown = iri(house.origin, paths.activity(newId()));
    await expect(retry(unknown, 'queued')).rejects.toThrow(refusal('not-found', 'delivery.unknown'));
    expect((await receipt(activity, 'delivered'))?.state).toBe('delivered');
  });

  it('that waited for a host is called off by the block, and tried again only after it', async () => {
    const activity = await say('https://loom.test/blocked' as Iri);
    for (const host of ['queued.example', 'delivered.example', 'gave-up.example'])
      await house.work((work) => blockHost(work, host, 'Spam.'));
    expect(await receipt(activity, 'queued')).toMatchObject({
      ...{ state: 'refused', nextAt: null, error: 'This collective blocks the server.' },
    });
    for (const state of ['delivered', 'retrying', 'gave up', 'refused'] as const)
      expect((await receipt(activity, state))?.state).toBe(state);
    expect([await retry(activity, 'queued'), await retry(activity, 'gave up')]).toEqual([false, false]);
    expect([await due(activity, 'queued'), await due(activity, 'gave up')]).toEqual([[false], [false]]);
    expect((await receipt(activity, 'queued'))?.state).toBe('refused');
    await house.work((work) => unblockHost(work, 'queued.example'));
    expect(await retry(activity, 'queued')).toBe(true);
    expect(await due(activity, 'queued')).toEqual([true]);
    expect((await receipt(activity, 'queued'))?.state).toBe('queued');
  });

  it('that waited for somebody who blocks us is called off without a word', async () => {
    const activity = await say('https://loom.test/quiet' as Iri);
    const ana = await house.somebody('@ana@retrying.example', { inbox: inboxOf('retrying') as Iri });
    await house.work((work) => receiveBlock(work, ana, house.actor.id, null));
    expect(await receipt(activity, 'retrying')).toMatchObject({
      state: 'refused',
      nextAt: null,
      error: null,
    });
    expect(await retry(activity, 'retrying')).toBe(false);
    expect(await due(activity, 'retrying')).toEqual([false]);
    await house.work((work) => undoBlock(work, ana, house.actor.id, null));
    expect(await retry(activity, 'retrying')).toBe(true);
    expect(await due(activity, 'retrying')).toEqual([true]);
  });

  it('is of something anybody may read, byte for byte, until what it tells of is gone', async () => {
    const { id } = await house.work((work) => postOpportunity(work, house.steward, draft(), 'open'));
    const [open, hidden] = [
      await say(iri(house.origin, paths.post(id))),
      await say('https://x.test/' as Iri, false),
    ];
    expect(await findSaid(house.db, open)).toBe(`{"id":"${open}"}`);
    expect(await findSaid(house.db, hidden)).toBeUndefined();
    const all = async () => (await listSaid(house.db, house.actor.id)).items;
    expect(await all()).toContain(`{"id":"${open}"}`);
    expect(await all()).not.toContain(`{"id":"${hidden}"}`);
    await house.work((work) => deleteOpportunity(work, house.steward, id));
    expect(await findSaid(house.db, open)).toBeUndefined();
    expect(await all()).not.toContain(`{"id":"${open}"}`);
  });
});
