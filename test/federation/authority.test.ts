import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../federation/wire/json.ts';
import type { Iri } from '../../src/core/id.ts';
import { findFromAlly, listFromAllies } from '../../src/domain/opportunities/allies.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { storeKinds } from '../support/database.ts';
import { follow, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { type Reasons, watchReasons } from './reasons.ts';
import {
  activityBy,
  ally,
  draft,
  followedBy,
  followersOf,
  noteBy,
  offeredBy,
  postsOf,
  proposalBy,
  proposalLink,
  type Speaker,
  told,
} from './samples.ts';

/**
 * An honest server T with the ally alice and with bob, another of its people, and a server E with mallory. Alice has a
 * post and a Proposal with us and follows us. The gate lets through what mallory and bob sign: it is theirs.
 */
describe.each(storeKinds)('who may say what about whom, on %s', (kind) => {
  let loom: TestNode;
  let third: Peer;
  let evil: Peer;
  let alice: PeerActor;
  let bob: PeerActor;
  let mallory: PeerActor;
  let asked: JsonObject;
  let reasons: Reasons;
  let note: JsonObject;
  let proposal: JsonObject;
  beforeAll(async () => {
    reasons = await watchReasons();
    [loom, third, evil] = await Promise.all([
      startTestNode({ kind, handle: 'loom' }),
      startPeer(),
      startPeer(),
    ]);
    alice = third.actor('alice');
    bob = third.actor('bob');
    mallory = evil.actor('mallory');
    await ally(loom, alice);
    await ally(loom, bob);
    asked = await followedBy(loom, alice);
    proposal = proposalBy(alice);
    third.serve(new URL(String(proposal['id'])).pathname, proposal);
    note = noteBy(alice, { content: 'by alice', tag: [proposalLink(proposal['id'])] });
    await loom.receive(alice, told(alice, 'Create', note));
    await settled(loom);
  });
  afterAll(() => Promise.all([loom?.close(), third?.close(), evil?.close()]));

  /** What is true of alice before and after each attack. */
  const expectUntouched = async () => {
    expect((await postsOf(loom)).filter((post) => post.iri === note['id']).map((post) => post.html)).toEqual([
      'by alice',
    ]);
    expect(
      (await listFromAllies(loom.db)).items.map((item) => [item.opportunity.title, item.collective.iri]),
    ).toEqual([['Paint a mural', alice.id]]);
    expect(await followersOf(loom)).toEqual({ [alice.id]: 'accepted' });
    expect(await following()).toEqual({ [alice.id]: 'accepted', [bob.id]: 'accepted' });
  };
  const following = async () =>
    Object.fromEntries(
      (
        await loom.db
          .selectFrom('following')
          .innerJoin('actor', 'actor.id', 'following.target_id')
          .select(['actor.iri', 'state'])
          .execute()
      ).map((row) => [row.iri, row.state]),
    );
  /** Sends an attack, which is answered 202, and says why it had no effect. */
  const attack = async (by: Speaker, activity: JsonObject) => {
    expect(await loom.receive(by, activity)).toMatchObject({ status: 202 });
    await settled(loom);
    return reasons.of(activity);
  };

  it('Z01: nobody deletes a post or an actor of another server', async () => {
    for (const object of [note['id'], { id: note['id'], type: 'Tombstone' }, proposal['id'], alice.id]) {
      expect(await attack(mallory, activityBy(mallory, 'Delete', { object }))).toBe('activity.owner');
    }
    await expectUntouched();
  });

  it('Z02: another person of the same server neither edits nor deletes, neither a post nor a Proposal', async () => {
    const newer = { updated: '2030-01-01T00:00:00Z', content: 'by bob' };
    expect(await attack(bob, told(bob, 'Update', { ...note, ...newer }))).toBe('activity.owner');
    await attack(bob, told(bob, 'Update', { ...note, ...newer, attributedTo: bob.id }));
    await attack(bob, told(bob, 'Create', { ...note, ...newer, attributedTo: bob.id }));
    await attack(bob, told(bob, 'Update', { ...proposal, ...newer, name: 'By Bob', attributedTo: bob.id }));
    for (const object of [note['id'], proposal['id'], alice.id])
      await attack(bob, activityBy(bob, 'Delete', { object }));
    await expectUntouched();
  });

  it('Z02: a Delete by another person of the same server does not keep away what is still to come', async () => {
    const [later, work] = [noteBy(alice, { content: 'later' }), proposalBy(alice, { name: 'Later work' })];
    for (const object of [later['id'], work['id']]) await attack(bob, activityBy(bob, 'Delete', { object }));
    const stranger = third.actor('stranger');
    await attack(stranger, activityBy(stranger, 'Delete', { object: later['id'] }));
    await loom.receive(alice, told(alice, 'Create', later));
    await loom.receive(alice, told(alice, 'Create', work));
    await settled(loom);
    expect((await postsOf(loom)).map((post) => post.html)).toContain('later');
    expect((await listFromAllies(loom.db)).items.map((item) => item.opportunity.title)).toContain(
      'Later work',
    );
    for (const object of [later['id'], work['id']])
      await loom.receive(alice, activityBy(alice, 'Delete', { object }));
    await settled(loom);
    await expectUntouched();
  });

  it('Z03: nobody undoes the Follow of another, embedded or by its address', async () => {
    const embedded = { id: asked['id'], type: 'Follow', actor: alice.id, object: loom.actor.iri };
    expect(await attack(mallory, activityBy(mallory, 'Undo', { object: embedded }))).toBe('activity.owner');
    expect(await attack(bob, activityBy(bob, 'Undo', { object: embedded }))).toBe('activity.owner');
    for (const who of [mallory, bob]) {
      await attack(who, activityBy(who, 'Undo', { object: asked['id'] }));
      await attack(who, activityBy(who, 'Undo', { object: { ...embedded, actor: who.id } }));
    }
    await expectUntouched();
  });

  it('Z04: only the one who was asked answers a Follow, and only one that was sent', async () => {
    const carol = third.actor('carol');
    const actor = await follow(loom, carol.id);
    await settled(loom);
    const { follow_iri } = await loom.db
      .selectFrom('following')
      .select('follow_iri')
      .where('target_id', '=', actor.id)
      .executeTakeFirstOrThrow();
    const object = { id: follow_iri, type: 'Follow', actor: loom.actor.iri, object: carol.id };
    for (const verb of ['Accept', 'Reject']) {
      for (const who of [mallory, bob]) await attack(who, activityBy(who, verb, { object: follow_iri }));
      await attack(mallory, activityBy(mallory, verb, { object }));
    }
    expect(await following()).toMatchObject({ [carol.id]: 'requested' });
    await attack(mallory, activityBy(mallory, 'Accept', { object: { ...object, object: mallory.id } }));
    expect(Object.keys(await following())).not.toContain(mallory.id);
    await loom.db.deleteFrom('following').where('target_id', '=', actor.id).execute();
    await expectUntouched();
  });

  it('Z04: nobody changes a collection of another', async () => {
    for (const verb of ['Add', 'Remove']) {
      await attack(
        mallory,
        activityBy(mallory, verb, { object: note['id'], target: `${alice.id}/featured` }),
      );
      await attack(
        mallory,
        activityBy(mallory, verb, { object: note['id'], target: `${loom.actor.iri}/featured` }),
      );
    }
    await expectUntouched();
    expect(await (await loom.get('/@loom/featured')).json()).toMatchObject({ totalItems: 0 });
  });

  it('Z05: an account moves only by its own word, and only to one that names it back', async () => {
    const move = { object: alice.id, target: mallory.id };
    expect(await attack(mallory, activityBy(mallory, 'Move', move))).toBe('authz.not_owner');
    expect(await attack(bob, activityBy(bob, 'Move', move))).toBe('authz.not_owner');
    expect(await attack(alice, activityBy(alice, 'Move', move))).toBe('move.no_alias');
    await expectUntouched();
  });

  it('Z06: a shared post is never taken from the one who shares it', async () => {
    const forged = { ...note, content: 'forged', updated: '2030-01-01T00:00:00Z' };
    const other = noteBy(alice, { content: 'forged' });
    evil.clear();
    third.clear();
    await ally(loom, mallory);
    for (const object of [forged, other]) await attack(mallory, activityBy(mallory, 'Announce', { object }));
    expect((await postsOf(loom)).filter((post) => post.html === 'forged')).toEqual([]);
    await loom.db
      .deleteFrom('following')
      .where('follow_iri', 'is not', null)
      .where('state', '=', 'accepted')
      .where('target_id', 'in', loom.db.selectFrom('actor').select('id').where('handle', '=', 'mallory'))
      .execute();
    await expectUntouched();
  });

  it('Z06: what somebody else says about a post of ours is kept as a share of it and nothing more', async () => {
    const { id } = await loom.work((work) =>
      postOpportunity(work, loom.steward, draft({ title: 'Ours' }), 'open'),
    );
    const object = {
      id: `${loom.origin}/opportunities/${id}/post`,
      type: 'Note',
      attributedTo: loom.actor.iri,
      content: 'forged',
    };
    await attack(mallory, activityBy(mallory, 'Announce', { object }));
    expect(await loom.db.selectFrom('reaction').select(['kind', 'object_iri']).execute()).toEqual([
      { kind: 'announce', object_iri: object.id },
    ]);
    expect((await postsOf(loom)).filter((post) => post.html === 'forged')).toEqual([]);
    expect((await (await loom.get(`/opportunities/${id}/post`)).json()).content).toContain('Ours');
  });

  it('Z09: what alice said, carried by another server with its own signature, is refused at the door', async () => {
    const activity = told(alice, 'Create', noteBy(alice, { to: [loom.actor.iri] }));
    for (const who of [mallory, bob]) {
      expect(await loom.receive(who, activity)).toMatchObject({
        status: 401,
        text: expect.stringMatching(/sig\.actor_mismatch|key\.not_linked/),
      });
    }
    expect(await loom.db.selectFrom('inbox_item').select('id').execute()).toEqual([]);
  });

  it('I04: an object with the address of another server is not believed', async () => {
    const forged = { ...note, content: 'forged', updated: '2030-01-01T00:00:00Z', to: [loom.actor.iri] };
    for (const verb of ['Create', 'Update'] as const) {
      expect(await attack(mallory, told(mallory, verb, forged))).toBe('activity.owner');
      expect(await attack(mallory, told(mallory, verb, { ...forged, attributedTo: mallory.id }))).toBe(
        'note.owner',
      );
    }
    expect(
      await attack(mallory, activityBy(mallory, 'Create', { to: [loom.actor.iri], object: note['id'] })),
    ).toBe('obj.origin');
    await expectUntouched();
  });

  it('I05, I06: an object without address, or attributed to somebody else, is not believed', async () => {
    const unnamed = { ...noteBy(alice, { to: [loom.actor.iri], content: 'forged' }), id: undefined };
    expect(await attack(mallory, told(mallory, 'Create', unnamed))).toBe('note.id');
    const attributed = {
      ...noteBy(mallory, { to: [loom.actor.iri], content: 'forged' }),
      attributedTo: alice.id,
    };
    expect(await attack(mallory, told(mallory, 'Create', attributed))).toBe('note.owner');
    const sameServer = {
      ...noteBy(bob, { to: [loom.actor.iri], content: 'forged' }),
      attributedTo: alice.id,
    };
    expect(await attack(bob, told(bob, 'Create', sameServer))).toBe('activity.owner');
    expect((await postsOf(loom)).filter((post) => post.html === 'forged')).toEqual([]);
  });

  it('an address that turns out to hold the post of somebody else is not believed', async () => {
    const foreign = noteBy(alice, { to: [loom.actor.iri], content: 'forged' });
    const path = new URL(String(foreign['id'])).pathname;
    third.serve(path, { '@context': 'https://www.w3.org/ns/activitystreams', ...foreign });
    expect(
      await attack(bob, activityBy(bob, 'Create', { to: [loom.actor.iri], object: foreign['id'] })),
    ).toBe('obj.attribution');
    expect((await postsOf(loom)).filter((post) => post.html === 'forged')).toEqual([]);
  });

  it('a post that points at the Proposal of somebody else is kept, and the Proposal stays whose it is', async () => {
    const pointing = noteBy(bob, { content: 'look at this', tag: [proposalLink(proposal['id'])] });
    expect(await attack(bob, told(bob, 'Create', pointing))).toBeUndefined();
    expect((await postsOf(loom)).map((post) => post.html)).toContain('look at this');
    await expectUntouched();
  });

  it('the work of an ally counts as such also where its post is addressed to us', async () => {
    const { note: mention, proposal: work } = offeredBy(third, bob);
    await attack(bob, told(bob, 'Create', { ...mention, cc: [loom.actor.iri] }));
    expect(await findFromAlly(loom.db, work['id'] as Iri)).toMatchObject({ collective: { iri: bob.id } });
    await attack(bob, activityBy(bob, 'Delete', { object: mention['id'] }));
    expect(await findFromAlly(loom.db, work['id'] as Iri)).toBeUndefined();
  });

  it('a Proposal that cannot be read does not cost its post', async () => {
    const odd = proposalBy(alice, { 'gh:revision': 'many' });
    third.serve(new URL(String(odd['id'])).pathname, odd);
    const missing = `${third.origin}/proposals/nothing-here`;
    const post = noteBy(alice, {
      content: 'odd work',
      tag: [proposalLink(odd['id']), proposalLink(missing)],
    });
    await attack(alice, told(alice, 'Create', post));
    expect((await postsOf(loom)).map((one) => one.html)).toContain('odd work');
    await expectUntouched();
  });
});
