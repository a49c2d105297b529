import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, type OpportunityId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { goneSince } from '../../src/domain/actors/queries.ts';
import type { Member } from '../../src/domain/members/member.ts';
import {
  changeStatus,
  deleteOpportunity,
  editOpportunity,
  postOpportunity,
} from '../../src/domain/opportunities/commands.ts';
import {
  isLive,
  nextStatuses,
  type Opportunity,
  type OpportunityDraft,
  type Status,
  statuses,
} from '../../src/domain/opportunities/opportunity.ts';
import {
  findOpportunity,
  listRevisions,
  requireOpportunity,
  requireReadable,
} from '../../src/domain/opportunities/queries.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { draft, inFuture, refusal, role } from './samples.ts';

const reason = 'The city chose another way.';
const reachable = ['draft', 'open', 'shortlisting', 'filled', 'closed', 'withdrawn'] as const;

describe.each(storeKinds)('an opportunity, on %s', (kind) => {
  let house: House;
  let steward: Member;
  beforeAll(async () => {
    house = await openHouse(kind);
    steward = house.steward;
  });
  beforeEach(() => house.told());
  afterAll(() => house?.close());

  // For followers only unless said otherwise: what is on the profile is another matter, with tests of its own.
  const post = (rest: Partial<OpportunityDraft> = {}, status: 'draft' | 'open' = 'open') =>
    house.work((work) => postOpportunity(work, steward, draft({ audience: 'followers', ...rest }), status));
  const move = (id: OpportunityId, next: Status, why: string | null = reason) =>
    house.work((work) => changeStatus(work, steward, id, next, why));
  const edit = (id: OpportunityId, change: OpportunityDraft) =>
    house.work((work) => editOpportunity(work, steward, id, change));
  const remove = (id: OpportunityId) => house.work((work) => deleteOpportunity(work, steward, id));
  const read = (id: OpportunityId) => requireOpportunity(house.db, id);
  const standing = async (status: (typeof reachable)[number]): Promise<Opportunity> => {
    if (status === 'draft') return post({}, 'draft');
    const opened = await post();
    const moved = status === 'open' ? opened : await move(opened.id, status);
    await house.told();
    return moved;
  };
  const history = async (id: OpportunityId) =>
    (await listRevisions(house.db, id)).map(({ revision, what, by }) => [revision, what, by]).reverse();

  it('is kept as it was written, with the zone its deadline was meant in', async () => {
    const written = draft({ audience: 'followers', title: '  Audit  ', contact: ' Ana ' });
    const posted = await house.work((work) => postOpportunity(work, steward, written, 'open'));
    const { id, createdAt } = posted;
    expect(posted).toEqual({
      ...{ ...written, id, title: 'Audit', contact: 'Ana', status: 'open', revision: 1, reason: null },
      ...{ postedBy: steward.id, createdAt, publishedAt: createdAt, updatedAt: createdAt },
    });
    expect(String(posted.deadline)).toBe(String(written.deadline));
    expect(await read(posted.id)).toEqual(posted);
    expect(await house.told()).toEqual([
      { kind: 'opportunity.posted', by: house.actor.id, opportunity: posted.id },
    ]);
    expect(await history(posted.id)).toEqual([[1, 'posted', steward.id]]);
  });

  describe.each(reachable)('that is %s', (from) => {
    it.each(statuses)('becomes %s only if its life has that step', async (to) => {
      const before = await standing(from);
      if (nextStatuses(from).includes(to)) {
        const after = await move(before.id, to);
        expect(after).toMatchObject({
          status: to,
          revision: before.revision + 1,
          reason: isLive(to) ? null : reason,
        });
        expect(await read(before.id)).toEqual(after);
        expect((await history(before.id)).at(-1)).toEqual([
          after.revision,
          `became ${to}: ${reason}`,
          steward.id,
        ]);
        expect(await house.toldKinds()).toEqual([
          from === 'draft' ? 'opportunity.posted' : 'opportunity.changed',
        ]);
      } else {
        await expect(move(before.id, to)).rejects.toThrow(refusal('conflict', 'opportunity.transition'));
        expect(await read(before.id)).toEqual(before);
        expect(await house.told()).toEqual([]);
      }
    });
  });

  it.each(['closed', 'withdrawn'] as const)('is not %s without a reason', async (next) => {
    const { id } = await post();
    for (const nothing of [null, '', '  \n '])
      await expect(move(id, next, nothing)).rejects.toThrow(refusal('invalid', 'opportunity.reason'));
    expect((await read(id)).status).toBe('open');
    expect(await move(id, next, '  Too late.  ')).toMatchObject({ status: next, reason: 'Too late.' });
  });

  it('may be filled without a reason, and has none once it is open again', async () => {
    const { id } = await post();
    expect(await move(id, 'filled', null)).toMatchObject({ reason: null });
    expect(await move(id, 'open', null)).toMatchObject({ reason: null });
    await move(id, 'closed', 'No money.');
    expect(await move(id, 'open', null)).toMatchObject({ status: 'open', reason: null, revision: 5 });
  });

  it('takes a reason of at most 500 characters', async () => {
    const { id } = await post();
    const long = (length: number) => move(id, 'closed', 'x'.repeat(length));
    await expect(long(501)).rejects.toThrow(refusal('invalid', 'opportunity.reason'));
    expect((await long(500)).status).toBe('closed');
  });

  it('grows by one revision with every change, each with who and what', async () => {
    const { id } = await post({ title: 'First' }, 'draft');
    const other = await house.member(`other-${kind}`, 'steward');
    await edit(id, { ...draft({ audience: 'followers', title: 'Second' }), deadline: null });
    await house.work((work) => changeStatus(work, other, id, 'open', null));
    await move(id, 'withdrawn', 'Off the table.');
    expect(await history(id)).toEqual([
      [1, 'drafted', steward.id],
      [2, 'edited: title, deadline', steward.id],
      [3, 'became open', other.id],
      [4, 'became withdrawn: Off the table.', steward.id],
    ]);
    expect((await read(id)).revision).toBe(4);
  });

  it.each<[string, Partial<OpportunityDraft>]>([
    ['title', { title: 'Another' }],
    ['outcome', { outcome: 'Another' }],
    ['roles', { roles: [role(), role({ key: 'role-2', terms: { kind: 'none' } })] }],
    ['deadline', { deadline: null }],
    ['deadline', { deadline: inFuture({ days: 20 }) }],
    ['place', { place: { kind: 'hybrid', name: 'Lisbon' } }],
    ['languages', { languages: ['pt', 'en'] }],
    ['contact', { contact: 'Ana' }],
  ])('tells of an edit of its %s', async (field, change) => {
    const before = await post();
    await house.told();
    const after = await edit(before.id, { ...before, ...change });
    expect(after).toMatchObject({ revision: 2, status: 'open' });
    expect(await read(before.id)).toEqual(after);
    expect(await house.told()).toEqual([
      { kind: 'opportunity.changed', by: house.actor.id, opportunity: before.id },
    ]);
    expect((await history(before.id)).at(-1)).toEqual([2, `edited: ${field}`, steward.id]);
  });

  it('is not changed by an edit that changes nothing', async () => {
    const before = await post();
    await house.told();
    const [one] = before.roles;
    const same: OpportunityDraft = {
      ...draft({ audience: 'followers' }),
      title: ` ${before.title} `,
      contact: `${before.contact}\n`,
      roles: one === undefined ? [] : [{ ...one, skills: [...one.skills] }],
      deadline: before.deadline,
      place: { kind: 'remote', name: 'a place that remote work does not have' },
    };
    expect(await edit(before.id, same)).toEqual(before);
    expect(await read(before.id)).toEqual(before);
    expect(await house.told()).toEqual([]);
    expect(await history(before.id)).toHaveLength(1);
  });

  it('takes from an edit what a draft has, and nothing else', async () => {
    const before = await post();
    const other = await post();
    await move(before.id, 'shortlisting', null);
    // Read before it moved on, and of another opportunity: neither may leak into what is stored.
    const after = await edit(before.id, { ...before, ...other, title: 'Another' });
    expect(after).toMatchObject({ id: before.id, status: 'shortlisting', title: 'Another', revision: 3 });
    expect(await read(before.id)).toEqual(after);
    expect(await read(other.id)).toEqual(other);
  });

  it('keeps its audience once it was posted; a draft may change it', async () => {
    const written = await post({}, 'draft');
    expect(await edit(written.id, { ...written, audience: 'public' })).toMatchObject({ audience: 'public' });
    expect(await edit(written.id, { ...written, audience: 'followers' })).toMatchObject({ revision: 3 });
    await move(written.id, 'open', null);
    await expect(edit(written.id, { ...written, audience: 'public' })).rejects.toThrow(
      refusal('conflict', 'opportunity.audience_fixed'),
    );
    expect(await read(written.id)).toMatchObject({ audience: 'followers', revision: 4 });
  });

  it.each(['filled', 'closed', 'withdrawn'] as const)('is not edited while it is %s', async (status) => {
    const before = await standing(status);
    await expect(edit(before.id, { ...before, title: 'Another' })).rejects.toThrow(
      refusal('conflict', 'opportunity.not_live'),
    );
    await expect(edit(before.id, before)).rejects.toThrow(refusal('conflict', 'opportunity.not_live'));
    expect(await read(before.id)).toEqual(before);
    expect(await house.told()).toEqual([]);
  });

  it('tells nobody while it is a draft; opening it posts it', async () => {
    const { id } = await post({}, 'draft');
    await edit(id, draft({ audience: 'followers', title: 'Thought over' }));
    expect(await house.told()).toEqual([]);
    expect(await read(id)).toMatchObject({ publishedAt: null, status: 'draft' });
    const opened = await move(id, 'open', null);
    expect(opened.publishedAt).toEqual(opened.updatedAt);
    expect(await house.told()).toEqual([{ kind: 'opportunity.posted', by: house.actor.id, opportunity: id }]);
  });

  it('is read by everybody once it is posted to the public, and before or otherwise only by members', async () => {
    const [open, hidden] = await Promise.all([post({ audience: 'public' }), post()]);
    const unposted = await post({ audience: 'public' }, 'draft');
    expect(await requireReadable(house.db, open.id, 'anyone')).toEqual(open);
    for (const { id } of [hidden, unposted]) {
      await expect(requireReadable(house.db, id, 'anyone')).rejects.toThrow(
        refusal('not-found', 'opportunity.unknown'),
      );
      expect(await requireReadable(house.db, id, 'member')).toMatchObject({ id });
    }
    await remove(open.id);
  });

  it('that is deleted leaves tombstones for both its addresses and asks everybody to delete it', async () => {
    const { id } = await post();
    await house.told();
    await remove(id);
    expect(await findOpportunity(house.db, id)).toBeUndefined();
    expect(await listRevisions(house.db, id)).toEqual([]);
    for (const path of [paths.opportunity(id), paths.post(id)])
      expect(await goneSince(house.db, iri(house.origin, path))).toBeInstanceOf(Temporal.Instant);
    expect(await house.told()).toEqual([
      { kind: 'opportunity.deleted', by: house.actor.id, opportunity: id, wasPublic: false },
    ]);
    await expect(remove(id)).rejects.toThrow(refusal('not-found', 'opportunity.unknown'));
  });

  it('that was never posted is deleted without a trace', async () => {
    const { id } = await post({}, 'draft');
    await remove(id);
    expect(await findOpportunity(house.db, id)).toBeUndefined();
    for (const path of [paths.opportunity(id), paths.post(id)])
      expect(await goneSince(house.db, iri(house.origin, path))).toBeUndefined();
    expect(await house.told()).toEqual([]);
  });

  it('that nobody knows is refused by every command', async () => {
    const unknown = refusal('not-found', 'opportunity.unknown');
    await expect(edit(newId(), draft())).rejects.toThrow(unknown);
    await expect(move(newId(), 'filled')).rejects.toThrow(unknown);
    await expect(remove(newId())).rejects.toThrow(unknown);
  });

  it('is nobody’s but a steward’s to write, change, move or delete', async () => {
    const before = await post();
    const member = await house.member(`member-${kind}`);
    await house.told();
    const asMember = [
      house.work((work) => postOpportunity(work, member, draft(), 'draft')),
      house.work((work) => editOpportunity(work, member, before.id, { ...before, title: 'Mine' })),
      house.work((work) => changeStatus(work, member, before.id, 'filled', null)),
      house.work((work) => deleteOpportunity(work, member, before.id)),
    ];
    for (const attempt of await Promise.allSettled(asMember))
      expect(attempt).toMatchObject({ status: 'rejected', reason: refusal('forbidden', 'steward.only') });
    expect(await read(before.id)).toEqual(before);
    expect(await house.told()).toEqual([]);
  });

  it('that is wrong is written nowhere', async () => {
    const before = await post();
    const count = () => house.db.selectFrom('opportunity').select('id').execute();
    const all = await count();
    await house.told();
    await expect(post({ title: '' })).rejects.toThrow(refusal('invalid', 'opportunity.title'));
    await expect(edit(before.id, { ...before, roles: [] })).rejects.toThrow(
      refusal('invalid', 'opportunity.roles'),
    );
    expect(await count()).toEqual(all);
    expect(await read(before.id)).toEqual(before);
    expect(await house.told()).toEqual([]);
  });
});
