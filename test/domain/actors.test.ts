import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import { newId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { actorTypes, fullHandle, isUsableHandle } from '../../src/domain/actors/actor.ts';
import {
  addLocalActor,
  forgetRemoteActor,
  keepRemoteActor,
  markGone,
} from '../../src/domain/actors/commands.ts';
import {
  actorKeys,
  findActor,
  findActorByIri,
  findLocalActor,
  goneSince,
  isGuildhallActor,
  requireActor,
} from '../../src/domain/actors/queries.ts';
import { storeKinds } from '../support/database.ts';
import { type House, opaqueKeys, openHouse, stranger, warm } from './house.ts';
import { refusal } from './samples.ts';

describe('a handle', () => {
  it.each(['ab', 'loom', 'a_b', 'a.b', 'a-b', 'a.-.b', '_a', 'a_', '42', 'x'.repeat(30), 'instance2'])(
    '"%s" is one other servers read',
    (text) => {
      expect(isUsableHandle(text)).toBe(true);
    },
  );

  it.each([
    ...['', 'a', 'x'.repeat(31), 'Loom', 'loöm', 'lo om', 'loom\n', ' loom', '@loom', 'loom@loom.test'],
    ...['.a', 'a.', '-a', 'a-', 'a..', 'a/b', 'a#b', 'a?b', 'a%20b', '..', '--', 'a​b', 'аdmin'],
    ...['instance', 'admin', 'inbox', 'me', 'setup', 'settings'],
  ])('%j is not', (text) => {
    expect(isUsableHandle(text)).toBe(false);
  });

  it('is typed with its host', () => {
    expect(fullHandle({ handle: 'loom', host: 'loom.example:8443' })).toBe('@loom@loom.example:8443');
  });
});

describe.each(storeKinds)('on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  afterAll(() => house?.close());

  const add = (handle: string, keys = opaqueKeys) =>
    house.work((work) =>
      addLocalActor(
        work,
        { type: 'Person', handle, name: handle, summary: '', approvesFollowers: false },
        keys,
      ),
    );

  describe('an actor of ours', () => {
    it('has all its addresses on our origin, and both key pairs, RSA first', async () => {
      const actor = await add('ana');
      const at = (path: string) => iri(house.origin, path);
      expect(actor).toMatchObject({
        ...{ type: 'Person', handle: 'ana', host: 'loom.test', isLocal: true, deletedAt: null },
        ...{ iri: at('/@ana'), url: at('/@ana'), inbox: at('/@ana/inbox'), sharedInbox: at('/inbox') },
        followers: at('/@ana/followers'),
      });
      expect(await findLocalActor(house.db, 'ana')).toEqual(actor);
      expect(await requireActor(house.db, actor.id)).toEqual(actor);
      expect((await actorKeys(house.db, actor.id)).map((key) => key.kind)).toEqual(['rsa', 'ed25519']);
      const kept = (await actorKeys(house.db, actor.id)).map((key) => Buffer.from(key.sealedPrivate));
      expect(kept).toEqual([Buffer.of(1, 2), Buffer.of(1, 3)]);
    });

    it('has a handle nobody else has here, also if two ask at the same moment', async () => {
      await add('taken');
      const taken = refusal('conflict', 'actor.handle_taken');
      await expect(add('taken')).rejects.toThrow(taken);
      await warm(house.db);
      const answers = await Promise.allSettled([add('wanted'), add('wanted'), add('wanted')]);
      expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
      for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toEqual(taken);
    });

    it('has a handle other servers read', async () => {
      for (const handle of ['Ana', 'x', 'settings', '../etc'])
        await expect(add(handle)).rejects.toThrow(refusal('invalid', 'actor.handle'));
    });

    it('is not written at all where its keys cannot be made', async () => {
      const broken = add('keyless', async () => Promise.reject(new Error('No entropy.')));
      await expect(broken).rejects.toThrow('No entropy.');
      expect(await findLocalActor(house.db, 'keyless')).toBeUndefined();
    });

    it('is neither replaced nor forgotten by what another server says', async () => {
      const ours = house.actor;
      const claim = stranger('@loom@evil.example', { iri: ours.iri, name: 'Evil' });
      await expect(house.work((work) => keepRemoteActor(work, claim))).rejects.toThrow(
        refusal('forbidden', 'actor.local'),
      );
      await house.work((work) => forgetRemoteActor(work, ours.iri));
      expect(await findActorByIri(house.db, ours.iri)).toEqual(ours);
    });

    it('cannot have its address taken before it exists', async () => {
      const address = iri(house.origin, paths.actor('future'));
      const claim = stranger('@future@evil.example', { iri: address });
      await expect(house.work((work) => keepRemoteActor(work, claim))).rejects.toThrow(
        refusal('forbidden', 'actor.local'),
      );
      expect((await add('future')).iri).toBe(address);
    });
  });

  describe('an actor of another server', () => {
    it.each(actorTypes)('of type %s is kept as its server says', async (type) => {
      const said = stranger(`@${type.toLowerCase()}@kiln.example`, {
        ...{ type, name: 'Ана', summary: '<p>Hi</p>', approvesFollowers: true, sharedInbox: null },
        ...{ followers: null, alsoKnownAs: ['https://old.example/@a' as Iri], isGuildhall: type === 'Group' },
      });
      const kept = await house.work((work) => keepRemoteActor(work, said));
      const { isGuildhall, movedTo, ...shown } = said;
      expect({ ...kept, ...shown }).toEqual(kept);
      expect(movedTo).toBeNull();
      expect(await isGuildhallActor(house.db, kept.id)).toBe(isGuildhall);
      expect(await findActorByIri(house.db, kept.iri)).toEqual(kept);
    });

    it('is replaced by what its server says later, and stays the same row', async () => {
      const before = await house.somebody('@changing@kiln.example');
      const after = await house.somebody('@changing@kiln.example', { name: 'New', isGuildhall: false });
      expect(after).toEqual({ ...before, name: 'New', updatedAt: after.updatedAt });
      expect(await isGuildhallActor(house.db, before.id)).toBe(false);
    });

    it('may have the handle of one of ours', async () => {
      const other = await house.somebody('@loom@kiln.example');
      expect((await findLocalActor(house.db, 'loom'))?.id).toBe(house.actor.id);
      expect(fullHandle(other)).toBe('@loom@kiln.example');
    });

    it('that is gone leaves nothing but a tombstone, known before or not', async () => {
      const known = await house.somebody('@leaving@kiln.example');
      const unknown = 'https://kiln.example/users/nobody' as Iri;
      for (const address of [known.iri, unknown]) {
        await house.work((work) => forgetRemoteActor(work, address));
        expect(await findActorByIri(house.db, address)).toBeUndefined();
        expect(await goneSince(house.db, address)).toBeInstanceOf(Temporal.Instant);
      }
      expect(await findActor(house.db, known.id)).toBeUndefined();
      await expect(requireActor(house.db, known.id)).rejects.toThrow(refusal('not-found', 'actor.unknown'));
    });
  });

  it('a tombstone says when something went first', async () => {
    const address = iri(house.origin, paths.opportunity(newId()));
    const bury = () =>
      house.work(async (work) => {
        await markGone(work, address, house.actor.iri, true);
        return work.now;
      });
    expect(await goneSince(house.db, address)).toBeUndefined();
    const first = await bury();
    await bury();
    expect(String(await goneSince(house.db, address))).toBe(String(first));
  });
});
