import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { likeBy, openWorld, told, type World } from './world.ts';

describe('the head of an activity', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  /** What becomes of a signed activity of alice with these properties besides or instead. */
  const like = async (besides: Readonly<Record<string, unknown>>) =>
    told(await world.admit(world.alice, likeBy(world.alice, besides)));

  it('I01: an activity id on another host is refused as id.origin, and the genuine one is still applied', async () => {
    const { alice, mallory } = world;
    const id = `${alice.id}/likes/genuine`;
    expect(told(await world.admit(mallory, likeBy(mallory, { id })))).toBe('400 id.origin');
    expect(told(await world.admit(alice, likeBy(alice, { id })))).toBe('accepted');
  });

  it('I01: another port or scheme is another origin', async () => {
    expect(await like({ id: 'http://third.test/act/1' })).toBe('400 id.origin');
    expect(await like({ id: world.alice.id.replace('http:', 'https:') })).toBe('400 id.origin');
  });

  it('I02: an activity without id is refused as id.missing', async () => {
    for (const id of [undefined, null]) expect(await like({ id, type: 'Create' })).toBe('400 id.missing');
    for (const type of ['Like', 'Follow', 'Undo', 'Delete', 'Announce', 'Whatever']) {
      expect(await like({ id: undefined, type })).toBe('400 id.missing');
    }
    expect(await like({ id: undefined, type: 'Update', object: `${world.alice.id}/notes/1` })).toBe(
      '400 id.missing',
    );
  });

  it('I02: an Accept, a Reject and an Update of its own profile may come without id', async () => {
    const { alice } = world;
    const profile = { id: alice.id, type: 'Person', name: 'Alice' };
    for (const besides of [{ type: 'Accept' }, { type: 'Reject' }, { type: 'Update', object: profile }]) {
      const activity = likeBy(alice, { ...besides, id: undefined });
      expect(await world.admit(alice, activity)).toMatchObject({
        kind: 'accepted',
        arrival: { activityId: null },
      });
    }
  });

  it('an id that is no web address is refused', async () => {
    for (const id of [
      'urn:uuid:1',
      'likes/1',
      '',
      'https://',
      'http://third.test\\@evil.test/1',
      ' http://third.test/1',
    ]) {
      expect([id, await like({ id })]).toEqual([id, '400 id.malformed']);
    }
    expect(await like({ id: 5 })).toBe('400 shape.id');
    expect(await like({ id: `${world.alice.id}/${'x'.repeat(2048)}` })).toBe('400 id.malformed');
  });

  it('I03: an activity with two actors is refused as actor.multiple', async () => {
    const { alice, mallory } = world;
    expect(told(await world.admit(mallory, likeBy(mallory, { actor: [mallory.id, alice.id] })))).toBe(
      '400 actor.multiple',
    );
    expect(await like({ actor: [world.alice.id] })).toBe('400 actor.multiple');
  });

  it('I03: an actor that is no plain address is refused', async () => {
    expect(await like({ actor: undefined })).toBe('400 actor.missing');
    expect(await like({ actor: { id: world.alice.id } })).toBe('400 actor.malformed');
    expect(await like({ actor: 'acct:alice@third.test' })).toBe('400 actor.malformed');
    expect(await like({ actor: `http://user@${world.third.host}/users/alice` })).toBe('400 actor.malformed');
  });

  it('an actor on http is refused where http is not allowed', async () => {
    const gate = world.anotherGate({ allowHttp: false });
    expect(told(await gate.admit(world.sign(world.alice, likeBy(world.alice))))).toBe('400 actor.malformed');
  });

  it('I12: an activity of two types is refused as type.multiple', async () => {
    expect(await like({ type: ['Create', 'Delete'] })).toBe('400 type.multiple');
    expect(await like({ type: ['Like'] })).toBe('400 type.multiple');
    expect(await like({ type: undefined })).toBe('400 type.missing');
    expect(await like({ type: { id: 'Like' } })).toBe('400 shape.type');
  });

  it('I12: an activity of an unknown type passes the gate under its own name, for the reader to ignore', async () => {
    const verdict = await world.admit(world.alice, likeBy(world.alice, { type: 'Ponder' }));
    expect(verdict).toMatchObject({ kind: 'accepted', arrival: { type: 'Ponder' } });
  });
});
