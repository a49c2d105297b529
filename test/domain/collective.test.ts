import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findLocalActor, requireActor } from '../../src/domain/actors/queries.ts';
import { type FirstSetup, setUpNode } from '../../src/domain/auth/setup.ts';
import { type CollectiveProfile, changeCollective } from '../../src/domain/collective/commands.ts';
import { findCollective, findOrigin, requireCollective } from '../../src/domain/collective/queries.ts';
import type { Database } from '../../src/domain/database.ts';
import { listMembers, requireSteward } from '../../src/domain/members/queries.ts';
import { inWork } from '../../src/domain/work.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform, storeKinds } from '../support/database.ts';
import { type House, opaqueKeys, openHouse, setupOf, warm } from './house.ts';
import { refusal } from './samples.ts';

const long = (length: number) => 'x'.repeat(length);
/** What each field of a profile must not be. */
const wrong: Readonly<Record<string, readonly Partial<CollectiveProfile>[]>> = {
  name: [{ name: '' }, { name: ' \n ' }, { name: long(81) }],
  purpose: [{ purpose: '' }, { purpose: '  ' }, { purpose: long(2001) }],
  colour: ['', 'red', '#fff', '#12345g', '#1234567', ' #123456', '#123456;'].map((colour) => ({ colour })),
  language: [
    '',
    'EN',
    'english',
    'e',
    'en_GB',
    'en-',
    'en-GB-GB',
    'en-abcde-abcde',
    'en-1',
    'en-a',
    'x-y',
  ].map((language) => ({ language })),
};
const cases = Object.entries(wrong).flatMap(([field, changes]) =>
  changes.map((change) => ({ field, change })),
);

describe.each(storeKinds)('founding a collective, on %s', (kind) => {
  // One database, founded by the second of three tests: there is only one founding in its life.
  let platform: Platform<Database>;
  beforeAll(async () => {
    platform = await openTestPlatform(kind, { ORIGIN: 'https://loom.test' });
  });
  afterAll(() => platform?.close());

  const setUp = (setup: FirstSetup = setupOf()) =>
    inWork(platform, (work) => setUpNode(work, setup, opaqueKeys));
  const rows = async () => {
    const counts = await Promise.all([
      platform.db.selectFrom('node').selectAll().execute(),
      platform.db.selectFrom('actor').selectAll().execute(),
      platform.db.selectFrom('collective').selectAll().execute(),
      platform.db.selectFrom('member').selectAll().execute(),
      platform.db.selectFrom('link_token').selectAll().execute(),
      platform.db.selectFrom('outbox').selectAll().execute(),
    ]);
    return counts.map((some) => some.length);
  };

  it('has not happened in an empty database', async () => {
    expect(await findCollective(platform.db)).toBeUndefined();
    expect(await findOrigin(platform.db)).toBeUndefined();
    await expect(requireCollective(platform.db)).rejects.toThrow(refusal('conflict', 'node.not_set_up'));
    await expect(requireSteward(platform.db)).rejects.toThrow(refusal('conflict', 'node.not_set_up'));
  });

  it('is refused as a whole for any of its fields', async () => {
    for (const { field, change } of cases)
      await expect(setUp(setupOf(change)), JSON.stringify(change)).rejects.toThrow(
        refusal('invalid', `collective.${field}`),
      );
    const { collective, steward } = setupOf();
    const others: [FirstSetup, unknown][] = [
      [{ collective: { ...collective, handle: 'Loom' }, steward }, refusal('invalid', 'actor.handle')],
      [{ collective: { ...collective, handle: 'instance' }, steward }, refusal('invalid', 'actor.handle')],
      [
        { collective, steward: { ...steward, handle: collective.handle } },
        refusal('conflict', 'actor.handle_taken'),
      ],
      [{ collective, steward: { ...steward, name: ' ' } }, refusal('invalid', 'member.name')],
      [{ collective, steward: { ...steward, email: 'tomas' } }, refusal('invalid', 'member.email')],
    ];
    for (const [setup, expected] of others) await expect(setUp(setup)).rejects.toThrow(expected);
    expect(await rows()).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('happens once, also if it is asked for several times at the same moment', async () => {
    await warm(platform.db);
    const setUpAlready = refusal('conflict', 'node.set_up');
    const answers = await Promise.allSettled([setUp(), setUp(), setUp(), setUp()]);
    const [founded, ...more] = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(more).toEqual([]);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toEqual(setUpAlready);
    await expect(setUp()).rejects.toThrow(setUpAlready);
    await expect(setUp()).rejects.toThrow('https://loom.test');
    // A node, three actors, a collective, a steward, a link; nobody is told.
    expect(await rows()).toEqual([1, 3, 1, 1, 1, 0]);
    expect(await requireCollective(platform.db)).toEqual(founded?.collective);
    expect(await requireSteward(platform.db)).toEqual(founded?.steward);
    expect(await findOrigin(platform.db)).toBe('https://loom.test');
    expect(founded?.signIn).toMatch(/^[\w-]{43}$/);
    const actor = await findLocalActor(platform.db, 'loom');
    expect(actor).toMatchObject({ type: 'Group', id: founded?.collective.actor, approvesFollowers: false });
    expect(actor?.summary).toContain('<em>work</em>');
    expect((await findLocalActor(platform.db, 'instance'))?.type).toBe('Application');
  });
});

describe.each(storeKinds)('a collective, on %s', (kind) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  beforeEach(() => house.told());
  afterAll(() => house?.close());

  const change = (profile: Partial<CollectiveProfile>) =>
    house.work((work) => changeCollective(work, { ...house.collective, ...profile }));

  it('says something else of itself, and its followers are told', async () => {
    const profile: CollectiveProfile = {
      ...{ name: 'Loom & Co', purpose: '# Weave\n\n<b>well</b>', language: 'pt-BR', colour: '#ABCDEF' },
      followPolicy: 'approve',
      joinPolicy: 'invitation',
    };
    await change(profile);
    const after = await requireCollective(house.db);
    expect(after).toEqual({ ...house.collective, ...profile, updatedAt: after.updatedAt });
    expect(Temporal.Instant.compare(after.updatedAt, house.collective.updatedAt)).toBe(1);
    const actor = await requireActor(house.db, house.collective.actor);
    expect(actor).toMatchObject({ name: 'Loom & Co', approvesFollowers: true });
    expect(actor.summary).toBe('<h3>Weave</h3>\n<p>&lt;b&gt;well&lt;/b&gt;</p>');
    expect(await house.told()).toEqual([{ kind: 'actor.updated', by: house.collective.actor }]);
  });

  it('keeps its handle, its actor and its first day, whatever is said', async () => {
    const before = await requireCollective(house.db);
    const { handle, createdAt, actor } = before;
    const everything = { ...before, handle: 'other', createdAt: createdAt.add({ hours: 1 }), name: 'Loom' };
    await house.work((work) => changeCollective(work, everything));
    const after = await requireCollective(house.db);
    expect([after.handle, String(after.createdAt), after.actor]).toEqual([handle, String(createdAt), actor]);
    expect((await requireActor(house.db, actor)).handle).toBe('loom');
  });

  it('is not changed by what is refused', async () => {
    const before = await requireCollective(house.db);
    for (const { field, change: bad } of cases)
      await expect(change(bad)).rejects.toThrow(refusal('invalid', `collective.${field}`));
    expect(await requireCollective(house.db)).toEqual(before);
    expect(await house.told()).toEqual([]);
  });

  it.each(['en', 'de-CH', 'zh-Hant', 'gsw', 'pt-BR', 'sr-Latn-RS'])('may speak %s', async (language) => {
    await change({ language });
    expect((await requireCollective(house.db)).language).toBe(language);
  });

  it('may say as much of itself as fits', async () => {
    await change({ name: ` ${long(80)} `, purpose: long(2000) });
    expect((await requireCollective(house.db)).purpose).toHaveLength(2000);
  });

  it('is spoken for by the steward who has been here longest', async () => {
    await house.member('later', 'steward');
    expect((await requireSteward(house.db)).id).toBe(house.steward.id);
    expect((await listMembers(house.db)).map((member) => member.handle).sort()).toEqual(['later', 'tomas']);
  });
});
