import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import { admitGuest, inviteGuest } from '../../src/domain/affiliations/guests.ts';
import { askToJoin } from '../../src/domain/affiliations/memberships.ts';
import { listGuests, listMemberships } from '../../src/domain/affiliations/queries.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { blockHost, unblockHost } from '../../src/domain/moderation/commands.ts';
import { storeKinds } from '../support/database.ts';
import { settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { fullSignpost } from './full-signpost.ts';
import { activityBy, heard, say } from './samples.ts';

/** An honest server with a collective and with alice and bob, and one with mallory and a collective of hers. */
describe.each(storeKinds)('who may say what about memberships, on %s', (kind) => {
  let loom: TestNode;
  let third: Peer;
  let evil: Peer;
  let kiln: PeerActor;
  let alice: PeerActor;
  let bob: PeerActor;
  let mallory: PeerActor;
  let den: PeerActor;
  let ines: Member;
  beforeAll(async () => {
    [loom, third, evil] = await Promise.all([
      startTestNode({ kind, handle: 'loom' }),
      startPeer(),
      startPeer(),
    ]);
    const group = { document: { type: 'Group' } };
    [kiln, alice, bob] = [third.actor('kiln', group), third.actor('alice'), third.actor('bob')];
    [mallory, den] = [evil.actor('mallory'), evil.actor('den', group)];
    ines = await fullSignpost(loom, 'ines');
    await settled(loom);
  });
  afterAll(() => Promise.all([loom?.close(), third?.close(), evil?.close()]));

  const us = () => loom.actor.iri;
  const hers = () => `${loom.origin}/@ines`;
  const join = (who: PeerActor, rest: JsonObject = {}) => activityBy(who, 'Join', { object: us(), ...rest });
  const invite = (by: PeerActor, rest: JsonObject = {}) =>
    activityBy(by, 'Invite', { object: by.id, target: hers(), to: [hers()], ...rest });
  const guests = async () =>
    Object.fromEntries(
      (await listGuests(loom.db, ['asked', 'invited', 'member', 'refused'])).map((guest) => [
        guest.actor.iri,
        guest.state,
      ]),
    );
  const memberships = async () =>
    Object.fromEntries(
      (await listMemberships(loom.db, ines.id)).map((one) => [
        one.collective.iri,
        one.listedAt === null ? one.state : 'counted',
      ]),
    );
  const admit = async (who: PeerActor) => {
    await say(loom, who, join(who));
    const { id } = await loom.federation.federate.resolve(who.id);
    await loom.work((work) => admitGuest(work, loom.steward, id));
    await settled(loom);
  };
  const relationship = (of: PeerActor, person: string = hers()): JsonObject => ({
    ...{ id: `${of.id}/affiliations/1`, type: 'Relationship', attributedTo: of.id },
    ...{ subject: person, object: of.id, relationship: 'member' },
  });
  /** Serves a collective with a list of members. */
  const serveList = (peer: Peer, of: PeerActor, entries: readonly unknown[]) => {
    const { pathname } = new URL(of.id);
    peer.serve(pathname, { ...of.document, affiliations: `${of.id}/affiliations` });
    peer.serve(`${pathname}/affiliations`, {
      '@context': 'https://www.w3.org/ns/activitystreams',
      ...{ id: `${of.id}/affiliations`, type: 'OrderedCollection', orderedItems: entries },
    });
  };

  it('a Join by somebody in the name of another is refused at the gate, one for another collective ignored', async () => {
    expect(await loom.receive(mallory, join(alice))).toMatchObject({ status: 401 });
    await say(loom, mallory, join(mallory, { object: kiln.id }), join(mallory, { object: hers() }));
    await say(loom, den, join(den));
    expect(await guests()).toEqual({});
  });

  it('ten copies of a Join, and others after it, are one question', async () => {
    const first = join(alice, { content: '<p>First <script>x</script>words</p>' });
    await Promise.all(Array.from({ length: 10 }, () => loom.receive(alice, first)));
    await say(loom, alice, join(alice, { content: 'Second' }));
    expect(await guests()).toEqual({ [alice.id]: 'asked' });
    expect((await listGuests(loom.db, ['asked']))[0]?.message).toBe('Second');
    expect(heard(third, 'Accept').filter((one) => JSON.stringify(one).includes('Join'))).toEqual([]);
  });

  it('neither an Accept of an Invite never sent nor one for another makes a member', async () => {
    const person = await loom.federation.federate.resolve(bob.id);
    await loom.work((work) => inviteGuest(work, loom.steward, person));
    await settled(loom);
    const [sent] = heard(third, 'Invite');
    expect(sent).toMatchObject({ actor: us(), object: us(), target: bob.id, to: [bob.id] });
    const whole = { id: sent?.['id'], type: 'Invite', actor: us(), object: us(), target: mallory.id };
    for (const who of [mallory, alice]) {
      await say(loom, who, activityBy(who, 'Accept', { object: sent?.['id'] }));
      await say(loom, who, activityBy(who, 'Accept', { object: whole }));
    }
    const never = `${loom.origin}/activities/0199b2c4-5d6e-7f80-9a1b-000000000001`;
    await say(loom, bob, activityBy(bob, 'Accept', { object: never }));
    await say(loom, bob, activityBy(bob, 'Accept', { object: { ...whole, id: never, actor: kiln.id } }));
    expect(await guests()).toEqual({ [alice.id]: 'asked', [bob.id]: 'invited' });
    await say(loom, bob, activityBy(bob, 'Accept', { object: sent?.['id'] }));
    await say(loom, bob, activityBy(bob, 'Reject', { object: sent?.['id'] }));
    expect(await guests()).toEqual({ [alice.id]: 'asked', [bob.id]: 'member' });
  });

  it('nobody leaves for another, nor answers their own question', async () => {
    for (const object of [us(), alice.id, bob.id])
      await say(loom, mallory, activityBy(mallory, 'Leave', { object }));
    expect(await loom.receive(mallory, activityBy(bob, 'Leave', { object: us() }))).toMatchObject({
      status: 401,
    });
    await say(loom, alice, activityBy(alice, 'Accept', { object: join(alice) }));
    await say(loom, bob, activityBy(bob, 'Leave', { object: kiln.id }));
    expect(await guests()).toEqual({ [alice.id]: 'asked', [bob.id]: 'member' });
  });

  it('who was let in and does not say so themselves waits for their word, and stands on no list', async () => {
    await admit(alice);
    const list = await (await loom.get('/@loom/affiliations')).text();
    expect(list).not.toContain(alice.id);
    const said = { ...alice.document, 'gh:collective': [us()] };
    third.serve('/users/alice', said);
    await say(loom, alice, activityBy(alice, 'Update', { object: said }));
    const [known] = (await listGuests(loom.db, ['member'])).filter((one) => one.actor.iri === alice.id);
    expect(known?.claimedAt).not.toBeNull();
    await say(loom, alice, activityBy(alice, 'Leave', { object: us() }));
    expect(await guests()).toEqual({ [bob.id]: 'member' });
    const [, removal] = [heard(third, 'Add').at(-1), heard(third, 'Remove').at(-1)];
    expect(removal).toMatchObject({ object: { subject: alice.id }, target: `${us()}/affiliations` });
  });

  it('an Invite counts only from a collective, into itself, for one of ours', async () => {
    await say(loom, mallory, invite(mallory));
    await say(loom, den, invite(den, { object: kiln.id }), invite(den, { target: `${loom.origin}/@tomas` }));
    await say(loom, den, invite(den, { target: us() }), invite(den, { target: bob.id }));
    expect(await memberships()).toEqual({});
    await say(loom, kiln, invite(kiln), invite(kiln));
    expect(await memberships()).toEqual({ [kiln.id]: 'invited' });
  });

  it('Z04: neither a foreign Accept nor a foreign Add or Remove changes a membership', async () => {
    await loom.db.deleteFrom('membership').execute();
    third.clear();
    const there = await loom.federation.federate.resolve(kiln.id);
    await loom.work((work) => askToJoin(work, ines, there, ''));
    await settled(loom);
    const [sent] = heard(third, 'Join');
    expect(sent).toMatchObject({ actor: hers(), object: kiln.id, to: [kiln.id] });
    for (const who of [mallory, den, bob]) {
      await say(loom, who, activityBy(who, 'Accept', { object: sent?.['id'], result: relationship(kiln) }));
      await say(loom, who, activityBy(who, 'Reject', { object: sent }));
      const change = { object: relationship(kiln), target: `${kiln.id}/affiliations` };
      await say(loom, who, activityBy(who, 'Add', change), activityBy(who, 'Remove', change));
    }
    await say(
      loom,
      kiln,
      activityBy(kiln, 'Add', { object: relationship(kiln), target: `${kiln.id}/affiliations` }),
    );
    expect(await memberships()).toEqual({ [kiln.id]: 'asked' });
    await say(loom, kiln, activityBy(kiln, 'Accept', { object: sent?.['id'], result: relationship(kiln) }));
    expect(await memberships()).toEqual({ [kiln.id]: 'accepted' });
  });

  it('the word of a collective counts only as its list has it, and its list only for itself', async () => {
    const add = () =>
      activityBy(kiln, 'Add', { object: relationship(kiln), target: `${kiln.id}/affiliations` });
    const others = [
      relationship(den),
      { ...relationship(kiln), subject: bob.id },
      hers(),
      { type: 'Relationship' },
    ];
    serveList(third, kiln, others);
    await say(loom, kiln, add());
    expect(await memberships()).toEqual({ [kiln.id]: 'accepted' });
    serveList(third, kiln, [...others, relationship(kiln)]);
    await say(loom, kiln, add());
    expect(await memberships()).toEqual({ [kiln.id]: 'counted' });
    const elsewhere = { object: relationship(den), target: `${kiln.id}/affiliations` };
    await say(loom, den, activityBy(den, 'Remove', elsewhere));
    await say(loom, kiln, activityBy(kiln, 'Remove', { ...elsewhere, object: hers() }));
    expect(await memberships()).toEqual({ [kiln.id]: 'counted' });
    await say(
      loom,
      kiln,
      activityBy(kiln, 'Remove', { object: relationship(kiln), target: `${kiln.id}/affiliations` }),
    );
    expect(await memberships()).toEqual({});
  });

  it('whoever is blocked asks and invites nobody, and is a member no more', async () => {
    await loom.work((work) => blockHost(work, third.host, 'noise'));
    expect(await guests()).toEqual({});
    await loom.receive(alice, join(alice));
    await loom.receive(kiln, invite(kiln));
    await settled(loom);
    expect([await guests(), await memberships()]).toEqual([{}, {}]);
    await loom.work((work) => unblockHost(work, third.host));
  });
});
