import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Iri } from '../../src/core/id.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import { receiveAnswer, requestFollow } from '../../src/domain/follows/commands.ts';
import { keepAllyOpportunity } from '../../src/domain/opportunities/allies.ts';
import { inWork } from '../../src/domain/work.ts';
import { storeKinds } from '../support/database.ts';
import { type ApiNode, keepWeaver, openApiNode, origin, smallest } from './api-node.ts';

const path = '/v1/opportunities';

describe.each(storeKinds)('opportunities over the API, on the %s store', (kind) => {
  let node: ApiNode;
  beforeAll(async () => {
    node = await openApiNode(kind);
  });
  afterAll(() => node.close());

  const post = async (body: unknown = smallest) => {
    const answered = await node.ask('POST', path, { token: node.token, body });
    expect(answered.body).toMatchObject({ status: expect.stringMatching(/draft|open/) });
    return { ...answered, id: String(answered.body['id']) };
  };
  const events = async () =>
    (await node.platform.db.selectFrom('outbox').select('kind').orderBy('id').execute()).map(
      (row) => row.kind,
    );

  test('a title, an outcome and one role are enough, and the post leaves the node', async () => {
    const before = (await events()).length;
    const { status, headers, body, id } = await post();
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${origin}/api${path}/${id}`);
    expect(body).toEqual({
      id,
      url: `${origin}/opportunities/${id}`,
      note: `${origin}/opportunities/${id}/post`,
      proposal: `${origin}/opportunities/${id}`,
      status: 'open',
      revision: 1,
      title: 'A wooden boat, repaired',
      outcome: 'The hull is **tight**.',
      outcomeFormat: 'markdown',
      roles: [
        {
          key: 'role-1',
          name: 'Boat builder',
          headcount: 1,
          hours: null,
          skills: [],
          terms: { kind: 'none' },
        },
      ],
      deadline: null,
      place: { kind: 'remote', name: null },
      languages: ['en'],
      contact: 'Ada',
      audience: 'public',
      reason: null,
      createdAt: expect.any(String),
      publishedAt: body['createdAt'],
      updatedAt: body['createdAt'],
    });
    expect((await events()).slice(before).sort()).toEqual(['opportunity.featured', 'opportunity.posted']);
  });

  test('everything that can be said is kept exactly', async () => {
    const roles = [
      {
        name: 'Auditor',
        headcount: 2,
        hours: 37.5,
        skills: ['WCAG 2.2'],
        terms: { kind: 'hourly', rate: '85', currency: 'EUR' },
      },
      { name: 'Writer', hours: '0.5', terms: { kind: 'fixed', amount: '150000', currency: 'JPY' } },
      { name: 'Partner', terms: { kind: 'equity', points: '2.5 %' } },
      { name: 'Neighbour', terms: { kind: 'barter', offer: 'A table' } },
      { name: 'Learner', terms: { kind: 'training' } },
    ];
    const { body } = await post({
      ...smallest,
      roles,
      deadline: { date: '2099-06-04', time: '17:00', zone: 'europe/lisbon' },
      place: { kind: 'hybrid', name: 'Lisbon' },
      languages: ['pt', 'en'],
      contact: 'Rui',
      audience: 'followers',
      status: 'draft',
    });
    expect(body).toMatchObject({
      status: 'draft',
      publishedAt: null,
      deadline: '2099-06-04T17:00:00+01:00[Europe/Lisbon]',
      place: { kind: 'hybrid', name: 'Lisbon' },
      languages: ['pt', 'en'],
      contact: 'Rui',
      audience: 'followers',
      roles: [
        { hours: '37.5', headcount: 2, terms: { kind: 'hourly', rate: '85.00', currency: 'EUR' } },
        { hours: '0.5', terms: { kind: 'fixed', amount: '150000', currency: 'JPY' } },
        { terms: { kind: 'equity', points: '2.5 %' } },
        { terms: { kind: 'barter', offer: 'A table' } },
        { terms: { kind: 'training' } },
      ],
    });
  });

  test.each([
    ['2099-12-04T17:00[Europe/Lisbon]', '2099-12-04T17:00:00+00:00[Europe/Lisbon]'],
    ['2099-12-04T17:00:00Z', '2099-12-04T17:00:00+00:00[UTC]'],
    ['2099-12-04T17:00:00+02:00', '2099-12-04T15:00:00+00:00[UTC]'],
  ])('the deadline %s is understood', async (deadline, told) => {
    expect((await post({ ...smallest, deadline })).body['deadline']).toBe(told);
  });

  test('an edit says everything anew, keeps the keys of roles, and what it leaves out of contact and audience', async () => {
    const { id } = await post({
      ...smallest,
      roles: [{ name: 'Builder' }, { name: 'Cook' }],
      deadline: '2099-12-04T17:00:00Z',
      contact: 'Rui',
      audience: 'followers',
    });
    const { status, body } = await node.ask('PUT', `${path}/${id}`, {
      token: node.token,
      body: { ...smallest, title: 'Another boat', roles: [{ name: 'Sailor' }, { name: 'Cook' }] },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      title: 'Another boat',
      revision: 2,
      deadline: null,
      contact: 'Rui',
      audience: 'followers',
      roles: [
        { name: 'Sailor', key: 'role-3' },
        { name: 'Cook', key: 'role-2' },
      ],
    });
    expect((await events()).at(-1)).toBe('opportunity.changed');
  });

  test('an edit does not change where an opportunity stands', async () => {
    const { id } = await post();
    const draft = await node.ask('PUT', `${path}/${id}`, {
      token: node.token,
      body: { ...smallest, status: 'draft' },
    });
    expect([draft.status, draft.body['code']]).toEqual([409, 'opportunity.status']);
    const same = await node.ask('PUT', `${path}/${id}`, {
      token: node.token,
      body: { ...smallest, status: 'open' },
    });
    expect(same.status).toBe(200);
  });

  test('an opportunity is shortlisted, filled, opened again and withdrawn, and then stays so', async () => {
    const { id } = await post();
    const move = (status: string, reason?: string) =>
      node.ask('POST', `${path}/${id}/status`, { token: node.token, body: { status, reason } });
    expect((await move('shortlisting')).body).toMatchObject({ status: 'shortlisting', revision: 2 });
    expect((await move('filled', 'Team: Kiln.')).body).toMatchObject({
      status: 'filled',
      reason: 'Team: Kiln.',
    });
    expect((await move('open')).body).toMatchObject({ status: 'open', reason: null, revision: 4 });
    const silent = await move('withdrawn');
    expect([silent.status, silent.body['code']]).toEqual([400, 'opportunity.reason']);
    expect((await move('withdrawn', 'No money.')).status).toBe(200);
    const late = await move('open');
    expect([late.status, late.body['code']]).toEqual([409, 'opportunity.transition']);
    const edit = await node.ask('PUT', `${path}/${id}`, { token: node.token, body: smallest });
    expect([edit.status, edit.body['code']]).toEqual([409, 'opportunity.not_live']);
  });

  test('nobody makes an opportunity expired or a draft', async () => {
    const { id } = await post();
    for (const status of ['expired', 'draft', 'OPEN', null]) {
      const answered = await node.ask('POST', `${path}/${id}/status`, {
        token: node.token,
        body: { status },
      });
      expect([answered.status, answered.body['code']]).toEqual([400, 'request.invalid']);
    }
  });

  test('what was deleted is gone, what was a draft was never there', async () => {
    const { id } = await post();
    const { id: draft } = await post({ ...smallest, status: 'draft' });
    for (const one of [id, draft])
      expect((await node.ask('DELETE', `${path}/${one}`, { token: node.token })).status).toBe(204);
    const gone = await node.ask('GET', `${path}/${id}`, { token: node.token });
    expect([gone.status, gone.body['code']]).toEqual([410, 'opportunity.gone']);
    const never = await node.ask('GET', `${path}/${draft}`, { token: node.token });
    expect([never.status, never.body['code']]).toEqual([404, 'opportunity.unknown']);
    expect((await node.ask('DELETE', `${path}/${id}`, { token: node.token })).status).toBe(404);
  });

  test('lists go on page by page and can be narrowed to a status', async () => {
    for (let count = 0; count < 22; count++) await post();
    const { id } = await post({ ...smallest, status: 'draft' });
    const first = await node.ask('GET', path, { token: node.reader });
    expect(first.body['items']).toHaveLength(20);
    const seen = new Set<string>();
    let next: unknown = first.body['next'];
    for (const { id: one } of first.body['items'] as { id: string }[]) seen.add(one);
    while (next !== null) {
      const page = await node.ask('GET', `${path}?cursor=${next}`, { token: node.reader });
      for (const { id: one } of page.body['items'] as { id: string }[]) {
        expect(seen).not.toContain(one);
        seen.add(one);
      }
      next = page.body['next'];
    }
    const rows = await node.platform.db.selectFrom('opportunity').select('id').execute();
    expect(seen).toEqual(new Set(rows.map((row) => row.id)));
    const drafts = await node.ask('GET', `${path}?from=ours&status=draft`, { token: node.reader });
    const ids = (drafts.body['items'] as { id: string; status: string }[]).map((one) => one.id);
    expect(ids).toContain(id);
    expect(drafts.body['items']).toEqual(ids.map(() => expect.objectContaining({ status: 'draft' })));
  });

  test("an ally's opportunity is told with whom it came from, and only while we follow", async () => {
    const { platform } = node;
    const weave = await keepWeaver(platform, 'weave');
    const { actor } = await requireCollective(platform.db);
    const now = Temporal.Instant.from('2026-11-01T10:00:00Z');
    await inWork(platform, async (work) => {
      await requestFollow(work, actor, weave);
      await keepAllyOpportunity(
        work,
        weave,
        {
          iri: 'https://weave.test/o/1' as Iri,
          url: 'https://weave.test/o/1.html' as Iri,
          attributedTo: weave.iri,
          status: 'open',
          title: 'Sails',
          outcome: '<p>Sails for two boats.</p>',
          roles: [
            { key: 'r', name: 'Sailmaker', headcount: 1, minutes: 20, skills: [], terms: { kind: 'none' } },
          ],
          deadline: null,
          place: { kind: 'onsite', name: 'Lübeck' },
          languages: ['de'],
          contact: 'Bea',
          revision: 3,
          publishedAt: now,
          updatedAt: now,
        },
        'https://weave.test/o/1/post' as Iri,
      );
    });
    const list = (status = '') => node.ask('GET', `${path}?from=allies${status}`, { token: node.reader });
    expect((await list()).body).toEqual({ items: [], next: null });
    await inWork(platform, (work) => receiveAnswer(work, weave, actor, null, 'accepted'));
    expect((await list('&status=open')).body).toEqual({
      items: [
        {
          id: 'https://weave.test/o/1',
          url: 'https://weave.test/o/1.html',
          note: 'https://weave.test/o/1/post',
          proposal: 'https://weave.test/o/1',
          from: { id: 'https://weave.test/@weave', handle: '@weave@weave.test', name: 'The weave' },
          status: 'open',
          revision: 3,
          title: 'Sails',
          outcome: '<p>Sails for two boats.</p>',
          outcomeFormat: 'html',
          roles: [
            {
              key: 'r',
              name: 'Sailmaker',
              headcount: 1,
              hours: '0.3333',
              skills: [],
              terms: { kind: 'none' },
            },
          ],
          deadline: null,
          place: { kind: 'onsite', name: 'Lübeck' },
          languages: ['de'],
          contact: 'Bea',
          publishedAt: '2026-11-01T10:00:00Z',
          updatedAt: '2026-11-01T10:00:00Z',
          receivedAt: expect.any(String),
        },
      ],
      next: null,
    });
    expect((await list('&status=filled')).body).toEqual({ items: [], next: null });
  });
});
