import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMemberships } from '../../federation/memberships.ts';
import { LoadFailure } from '../../federation/net/fetch-document.ts';
import type { Remote } from '../../federation/remote.ts';
import { Refusal } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { admitGuest, inviteGuest, refuseGuest, removeGuest } from '../../src/domain/affiliations/guests.ts';
import { acceptInvitation, askToJoin, endMembership } from '../../src/domain/affiliations/memberships.ts';
import {
  dueGuests,
  dueMemberships,
  listGuests,
  listMemberships,
} from '../../src/domain/affiliations/queries.ts';
import { setFederated } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { storeKinds } from '../support/database.ts';
import { followEachOther, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { fullSignpost } from './full-signpost.ts';
import { soon } from './samples.ts';

describe.each(storeKinds)('a membership across two nodes, on %s', (kind) => {
  let loom: TestNode;
  let kiln: TestNode;
  let ines: Member;
  /** Loom as Kiln knows it. */
  let there: Actor;
  beforeAll(async () => {
    [loom, kiln] = await Promise.all([
      startTestNode({ kind, handle: 'loom' }),
      startTestNode({ kind, handle: 'kiln' }),
    ]);
    await followEachOther(loom, kiln);
    ines = await fullSignpost(kiln, 'ines');
    there = await kiln.federation.federate.resolve(loom.actor.iri);
    await settled(loom, kiln);
  });
  afterAll(() => Promise.all([loom?.close(), kiln?.close()]));

  const hers = () => `${kiln.origin}/@ines`;
  const guests = async () =>
    (await listGuests(loom.db, ['asked', 'invited', 'member', 'refused'])).map((guest) => [
      guest.actor.iri,
      guest.state,
      guest.claimedAt !== null,
    ]);
  const memberships = async (who = ines) =>
    (await listMemberships(kiln.db, who.id)).map((one) => [one.state, one.listedAt !== null]);
  const list = async () => {
    const { orderedItems } = await (await loom.get('/@loom/affiliations')).json();
    return orderedItems.map((entry: { subject: string }) => entry.subject);
  };
  const claims = async () => (await (await kiln.get('/@ines')).json())['gh:collective'];
  const guest = async () => {
    const [found] = await listGuests(loom.db, ['asked', 'invited', 'member']);
    if (found === undefined) throw new Error('There is nobody.');
    return found.actor.id;
  };
  const expectNothing = async () => {
    expect([await guests(), await memberships(), await list(), await claims()]).toEqual([
      ...[[], [], [], [kiln.actor.iri]],
    ]);
  };
  const expectBoth = async () => {
    expect(await guests()).toEqual([[hers(), 'member', true]]);
    expect(await memberships()).toEqual([['accepted', true]]);
    expect(await list()).toEqual([hers()]);
    expect(await claims()).toEqual([kiln.actor.iri, loom.actor.iri]);
  };
  const join = async () => {
    await kiln.work((work) => askToJoin(work, ines, there, 'We worked <b>together</b>.'));
    await settled(loom, kiln);
  };

  it('Join waits for a steward, and counts nowhere until both sides said yes', async () => {
    await join();
    expect(await guests()).toEqual([[hers(), 'asked', false]]);
    expect((await listGuests(loom.db, ['asked']))[0]?.message).toBe('We worked <b>together</b>.');
    expect(await memberships()).toEqual([['asked', false]]);
    expect([await list(), await claims()]).toEqual([[], [kiln.actor.iri]]);
    const notices = await loom.db.selectFrom('notice').select('event').execute();
    expect(notices).toContainEqual({ event: 'affiliation.asked' });
  });

  it('Accept: both lists hold the other, told by nothing but what the two nodes say', async () => {
    const id = await guest();
    await loom.work((work) => admitGuest(work, loom.steward, id));
    await settled(loom, kiln);
    await expectBoth();
    const { attachment } = await (await loom.get('/@loom')).json();
    expect(attachment).toContainEqual({ type: 'PropertyValue', name: 'Members', value: '2' });
  });

  it('Leave: nobody has to agree, and both lists are as before', async () => {
    await kiln.work((work) => endMembership(work, ines, there.id));
    await settled(loom, kiln);
    await expectNothing();
  });

  it('Invite and Accept: the same, begun by the other side', async () => {
    const person = await loom.federation.federate.resolve(`@ines@${kiln.host}`);
    await loom.work((work) => inviteGuest(work, loom.steward, person));
    await settled(loom, kiln);
    expect([await guests(), await memberships()]).toEqual([
      [[hers(), 'invited', false]],
      [['invited', false]],
    ]);
    expect([await list(), await claims()]).toEqual([[], [kiln.actor.iri]]);
    await kiln.work((work) => acceptInvitation(work, ines, there.id));
    await settled(loom, kiln);
    await expectBoth();
  });

  it('expulsion: a Remove says why, and both lists are as before', async () => {
    const id = await guest();
    await loom.work((work) => removeGuest(work, loom.steward, id, 'You asked us to.'));
    await settled(loom, kiln);
    const { body } = await loom.db
      .selectFrom('activity')
      .select('body')
      .where('type', '=', 'Remove')
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(body)).toMatchObject({
      content: '<p>You asked us to.</p>',
      object: { type: 'Relationship', subject: hers(), object: loom.actor.iri },
      target: `${loom.origin}/@loom/affiliations`,
    });
    await expectNothing();
  });

  it('a refusal is told, and asking again at once has no effect', async () => {
    await join();
    const id = await guest();
    await loom.work((work) => refuseGuest(work, loom.steward, id));
    await settled(loom, kiln);
    expect([await guests(), await memberships()]).toEqual([
      [[hers(), 'refused', false]],
      [['refused', false]],
    ]);
    await join();
    expect([await guests(), await memberships()]).toEqual([[[hers(), 'refused', false]], [['asked', false]]]);
    await kiln.work((work) => endMembership(work, ines, there.id));
    await settled(loom, kiln);
    expect(await memberships()).toEqual([]);
    await loom.db.deleteFrom('guest').execute();
  });

  it('an invitation that is declined, or taken back, leaves nothing', async () => {
    const person = await loom.federation.federate.resolve(hers());
    await loom.work((work) => inviteGuest(work, loom.steward, person));
    await settled(loom, kiln);
    await kiln.work((work) => endMembership(work, ines, there.id));
    await settled(loom, kiln);
    await expectNothing();
    await loom.work((work) => inviteGuest(work, loom.steward, person));
    await settled(loom, kiln);
    await loom.work((work) => removeGuest(work, loom.steward, person.id, ''));
    await settled(loom, kiln);
    await expectNothing();
  });

  it('who asks and is asked at the same time is in', async () => {
    await kiln.stopWork();
    await kiln.work((work) => askToJoin(work, ines, there, ''));
    const person = await loom.federation.federate.resolve(hers());
    await loom.work((work) => inviteGuest(work, loom.steward, person));
    await settled(loom);
    kiln.startWork();
    await settled(loom, kiln);
    await expectBoth();
  });

  it('who says no more to be a member is off the list, though let in, until they say it again', async () => {
    const stands = await kiln.db.selectFrom('membership').selectAll().executeTakeFirstOrThrow();
    await kiln.db.deleteFrom('membership').execute();
    await again(loom);
    expect([await guests(), await list()]).toEqual([[[hers(), 'member', false]], []]);
    await kiln.db.insertInto('membership').values(stands).execute();
    await again(loom);
    await expectBoth();
  });

  it('a collective that lists them no more is not counted, until it lists them again', async () => {
    const stands = await loom.db.selectFrom('guest').selectAll().executeTakeFirstOrThrow();
    await loom.db.deleteFrom('guest').execute();
    await again(kiln);
    expect(await memberships()).toEqual([['accepted', false]]);
    await loom.db.insertInto('guest').values(stands).execute();
    await again(kiln);
    await expectBoth();
  });

  it('what cannot be read stays as it was', async () => {
    const away: Pick<Remote, 'described' | 'affiliates'> = {
      described: () => Promise.reject(new Refusal('forbidden', 'host.blocked', 'Away.')),
      affiliates: () => Promise.reject(new LoadFailure('doc.timeout')),
    };
    for (const node of [loom, kiln]) {
      await dueNow(node);
      await checkMemberships({ db: node.db, origin: node.origin }, away);
    }
    await expectBoth();
  });

  it('who leaves the network is a member nowhere else', async () => {
    await kiln.work((work) => setFederated(work, ines, false));
    await settled(loom, kiln);
    expect(await guests()).toEqual([]);
    await expect.poll(list, soon).toEqual([]);
  });
});

async function dueNow(node: TestNode): Promise<void> {
  const check_at = Temporal.Instant.from('2000-01-01T00:00Z');
  await node.db.updateTable('guest').set({ check_at }).execute();
  await node.db.updateTable('membership').set({ check_at }).execute();
}

/** A week later: everything is looked up again, as the workers do. */
async function again(node: TestNode): Promise<void> {
  await dueNow(node);
  // Documents are kept for a second.
  await setTimeout(1_100);
  await node.stopWork();
  node.startWork();
  await expect
    .poll(async () => {
      const now = Temporal.Instant.from('2001-01-01T00:00Z');
      return (await dueGuests(node.db, now, 1)).length + (await dueMemberships(node.db, now, 1)).length;
    }, soon)
    .toBe(0);
  await settled(node);
}
