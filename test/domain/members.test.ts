import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/core/id.ts';
import { findLocalActor, goneSince, requireActor } from '../../src/domain/actors/queries.ts';
import {
  addMember,
  introduceMember,
  type NewMember,
  setFederated,
} from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import {
  findMember,
  findMemberByEmail,
  findMemberByHandle,
  listMembers,
  requireMember,
} from '../../src/domain/members/queries.ts';
import { storeKinds } from '../support/database.ts';
import { type House, opaqueKeys, openHouse, warm } from './house.ts';
import { refusal } from './samples.ts';

describe.each(storeKinds)('a member, on %s', (kind) => {
  let house: House;
  let people = 0;
  let handle: string;
  beforeAll(async () => {
    house = await openHouse(kind);
  });
  // A handle that is free for each test.
  beforeEach(async () => {
    people += 1;
    handle = `ana${people}`;
    await house.told();
  });
  afterAll(() => house?.close());

  const add = (rest: Partial<NewMember> = {}) =>
    house.work((work) =>
      addMember(work, { name: 'Ana', handle, email: null, hats: [], ...rest }, opaqueKeys),
    );
  const federate = (member: Member, isFederated: boolean) =>
    house.work((work) => setFederated(work, member, isFederated));
  const read = (member: Member) => requireMember(house.db, member.id);

  it('comes in unknown to the Fediverse, and nobody is told', async () => {
    const member = await add({ name: '  Ana \u202eVerhelst ', email: `${handle}@loom.test` });
    expect(member).toEqual({
      ...{ id: member.id, actor: member.actor, handle, name: 'Ana Verhelst', summary: '', about: '' },
      ...{
        email: `${handle}@loom.test`,
        hats: [],
        engagement: 'freelancer',
        stage: 'member',
        isFederated: false,
        joinedAt: member.joinedAt,
        language: null,
        timeZone: 'UTC',
        invitedBy: null,
        leftAt: null,
      },
    });
    for (const found of [
      await findMember(house.db, member.id),
      await findMemberByHandle(house.db, handle),
      await findMemberByEmail(house.db, `${handle}@loom.test`),
    ])
      expect(found).toEqual(member);
    expect(await requireActor(house.db, member.actor)).toMatchObject({
      type: 'Person',
      name: 'Ana Verhelst',
    });
    expect((await listMembers(house.db)).map((one) => one.id)).toContain(member.id);
    expect(await house.told()).toEqual([]);
  });

  it.each(['', '  ', '\u200b\u202e', '\n'])('has a name that can be seen, not %j', async (name) => {
    await expect(add({ name })).rejects.toThrow(refusal('invalid', 'member.name'));
    const member = await add();
    await expect(house.work((work) => introduceMember(work, member, { name, about: '' }))).rejects.toThrow(
      refusal('invalid', 'member.name'),
    );
  });

  it.each([
    '',
    'ana',
    'ana@',
    '@loom.test',
    'a b@loom.test',
    '<ana@loom.test>',
    'a@b@c',
    'ana@loom.test\nbcc: x@y',
  ])('has a mail address, not %j', async (email) => {
    await expect(add({ email })).rejects.toThrow(refusal('invalid', 'member.email'));
    expect(await findLocalActor(house.db, handle)).toBeUndefined();
  });

  it('has a mail address of at most 254 characters', async () => {
    const domain = '@loom.test';
    const long = (length: number) => 'x'.repeat(length - domain.length) + domain;
    await expect(add({ email: long(255) })).rejects.toThrow(refusal('invalid', 'member.email'));
    expect((await add({ email: long(254) })).email).toHaveLength(254);
  });

  it('has a mail address nobody else has, in whatever case it is written', async () => {
    const email = `${handle}.Verhelst@Loom.test`;
    const member = await add({ email });
    for (const other of [email, email.toUpperCase(), ` ${email.toLowerCase()} `]) {
      await expect(add({ handle: `${handle}-2`, email: other })).rejects.toThrow(
        refusal('conflict', 'member.email_taken'),
      );
      expect((await findMemberByEmail(house.db, other))?.id).toBe(member.id);
    }
    expect((await read(member)).email).toBe(email);
    expect(await findLocalActor(house.db, `${handle}-2`)).toBeUndefined();
  });

  it.each(['Öz', 'İpek', 'ΣΑΣ', 'ß'])(
    'is found by a mail address with letters beyond ASCII: %s',
    async (name) => {
      const email = `${name}${people}@loom.test`;
      const member = await add({ email });
      expect((await findMemberByEmail(house.db, email))?.id).toBe(member.id);
      await expect(add({ handle: `${handle}-2`, email })).rejects.toThrow(
        refusal('conflict', 'member.email_taken'),
      );
    },
  );

  it('comes in once, also if two with one mail address come at the same moment', async () => {
    await warm(house.db);
    const email = `${handle}@loom.test`;
    const answers = await Promise.allSettled(
      ['a', 'b', 'c'].map((end) => add({ handle: `${handle}-${end}`, email })),
    );
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected')
        expect(answer.reason).toEqual(refusal('conflict', 'member.email_taken'));
    const left = await Promise.all(
      ['a', 'b', 'c'].map((end) => findLocalActor(house.db, `${handle}-${end}`)),
    );
    expect(left.filter((actor) => actor !== undefined)).toHaveLength(1);
  });

  it('needs no mail address', async () => {
    const others = [await add(), await add({ handle: `${handle}-2` })];
    expect(others.map((member) => member.email)).toEqual([null, null]);
    expect(await findMemberByEmail(house.db, '')).toBeUndefined();
  });

  it('says something else of themselves; followers are told only of those on the Fediverse', async () => {
    const member = await add();
    const introduce = async (about: string) => {
      const now = await read(member);
      await house.work((work) => introduceMember(work, now, { name: 'Ana V.', about }));
      return read(member);
    };
    expect(await introduce('I *weave*.')).toEqual({
      ...{ ...member, name: 'Ana V.', about: 'I *weave*.', summary: '<p>I <em>weave</em>.</p>' },
    });
    expect(await house.told()).toEqual([]);
    await federate(member, true);
    await house.told();
    expect((await introduce('')).summary).toBe('');
    expect(await house.told()).toEqual([{ kind: 'actor.updated', by: member.actor }]);
    await expect(introduce('x'.repeat(2001))).rejects.toThrow(refusal('invalid', 'member.about'));
    expect((await introduce('x'.repeat(2000))).about).toHaveLength(2000);
  });

  it('goes on the Fediverse when they say so, and leaves it for good', async () => {
    const member = await add();
    await federate(member, false);
    expect(await house.told()).toEqual([]);
    await federate(member, true);
    const joined = await read(member);
    expect(joined.isFederated).toBe(true);
    await federate(joined, true);
    const listing = { by: house.actor.id, member: member.actor, role: 'member' };
    expect(await house.told()).toEqual([
      { kind: 'actor.updated', by: member.actor },
      { kind: 'member.listed', ...listing },
    ]);
    const { iri } = await requireActor(house.db, member.actor);
    expect(await goneSince(house.db, iri)).toBeUndefined();

    await federate(joined, false);
    expect((await read(member)).isFederated).toBe(false);
    expect(await house.told()).toEqual([
      { kind: 'actor.deleted', by: member.actor },
      { kind: 'member.unlisted', ...listing },
    ]);
    expect((await requireActor(house.db, member.actor)).deletedAt).toBeInstanceOf(Temporal.Instant);
    expect(await goneSince(house.db, iri)).toBeInstanceOf(Temporal.Instant);

    for (const known of [await read(member), member])
      await expect(federate(known, true)).rejects.toThrow(refusal('gone', 'member.left_fediverse'));
    await expect(federate(joined, false)).rejects.toThrow(refusal('gone', 'member.left_fediverse'));
    expect(await house.told()).toEqual([]);
    expect(await findMember(house.db, member.id)).toBeDefined();
  });

  it('nobody knows is not found', async () => {
    await expect(requireMember(house.db, newId())).rejects.toThrow(refusal('not-found', 'member.unknown'));
    expect(await findMemberByHandle(house.db, 'loom')).toBeUndefined();
    expect(await findMemberByEmail(house.db, 'nobody@loom.test')).toBeUndefined();
  });
});
