import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiToken, type Scope } from '../../src/domain/auth/api-tokens.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { writeNote } from '../../src/domain/people/pools.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { remote, type Said, say } from '../domain/people/crew.ts';
import { type ApiNode, keepWeaver, openApiNode } from './api-node.ts';

describe('people in the API', () => {
  let node: ApiNode;
  let mira: Member;
  let token: string;

  const join = (handle: string, said: Said) =>
    inWork(node.platform, async (work) => {
      const member = await addMember(work, { name: handle, handle, email: null, hats: [] }, (actor) =>
        generateActorKeys(node.platform.seal, actor),
      );
      await say(work, member, said);
      return member;
    });
  const tokenOf = (member: Member, ...scopes: Scope[]) =>
    inWork(node.platform, (work) => createApiToken(work, 'test', scopes, undefined, member.id));

  beforeAll(async () => {
    node = await openApiNode();
    mira = await join('mira', { do: ['TypeScript:3'], dont: ['Typography'], free: [20] });
    await join('lou', { do: ['Typography:4'], audiences: { availability: 'me' } });
    const weave = await keepWeaver(node.platform, 'kiln');
    await inWork(node.platform, async (work) => {
      await remote(work, weave.id, '@ines@weave.test', { name: 'Ines' });
      await writeNote(work, mira, 'lou', 'Never to be read elsewhere.');
    });
    token = await tokenOf(mira, 'read', 'people');
  });
  afterAll(() => node.close());

  test('are found by skill and by weeks, with what members see and why', async () => {
    const { status, body } = await node.ask('GET', '/v1/people?skill=typografy', { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 1, leftOut: 0, next: null });
    expect(body['skill']).toEqual({ asked: 'typografy', label: 'Typography' });
    expect(body['items']).toMatchObject([
      { handle: '@lou@loom.test', collective: 'ours', availability: null, why: ['Does Typography'] },
    ]);
    const free = await node.ask('GET', '/v1/people?hours=10', { token });
    expect(free.body['items']).toMatchObject([{ handle: '@mira@loom.test' }]);
    // Ada and Ines never said when they are free; who hides it is not even counted.
    expect(free.body['leftOut']).toBe(2);
    const ally = await node.ask('GET', '/v1/people?house=weave.test', { token: node.token });
    expect(ally.body['items']).toMatchObject([{ handle: '@ines@weave.test', collective: 'ally' }]);
  });

  test('who cover my weak side are asked for by a person, not by the node', async () => {
    const mine = await node.ask('GET', '/v1/people?covers=1', { token });
    expect(mine.body['items']).toMatchObject([{ why: ['Does Typography, and you do not do Typography'] }]);
    const { status, body } = await node.ask('GET', '/v1/people?covers=1', { token: node.token });
    expect([status, body['code']]).toEqual([403, 'people.covers']);
  });

  test('W10: filters that cannot be are refused by their names', async () => {
    for (const [query, status] of [
      ['level=5', 400],
      ['from=2026-13-01', 400],
      ['hours=99', 400],
      ['cursor=zzz', 400],
      ['sort=id;drop', 400],
      ['house=nowhere.example', 404],
      ['q=%25%27--', 200],
    ] as const)
      expect([query, (await node.ask('GET', `/v1/people?${query}`, { token })).status]).toEqual([
        query,
        status,
      ]);
    const { body } = await node.ask('GET', '/v1/people?hours=99', { token });
    expect(body['detail']).toContain('The filter hours does not take "99"');
  });

  test('stand in pools of whose token it is, from the first name to taking a deletion back', async () => {
    const made = await node.ask('POST', '/v1/pools', { token, body: { name: 'Letters' } });
    expect(made.status).toBe(201);
    const path = `/v1/pools/${String(made.body['id'])}`;
    await node.ask('POST', `${path}/people`, { token, body: { person: 'lou' } });
    const two = await node.ask('POST', `${path}/people`, { token, body: { person: '@ines@weave.test' } });
    expect(two.body['people']).toEqual(
      expect.arrayContaining(['https://weave.test/m/ines', 'https://loom.test/@lou']),
    );
    const one = await node.ask('DELETE', `${path}/people?person=lou`, { token });
    expect(one.body['people']).toEqual(['https://weave.test/m/ines']);
    expect((await node.ask('PUT', path, { token, body: { name: 'Type' } })).body['name']).toBe('Type');
    expect((await node.ask('DELETE', path, { token })).status).toBe(204);
    expect((await node.ask('GET', path, { token })).status).toBe(404);
    expect((await node.ask('POST', `${path}/restore`, { token })).body['name']).toBe('Type');
    const all = await node.ask('GET', '/v1/pools', { token });
    expect(all.body['items']).toHaveLength(1);
  });

  test('are in nobody else’s pools, and notes about them are in no answer at all', async () => {
    const made = await node.ask('POST', '/v1/pools', { token, body: { name: 'Mine' } });
    const path = `/v1/pools/${String(made.body['id'])}`;
    const other = await tokenOf(await join('noor', {}), 'read', 'people');
    expect((await node.ask('GET', path, { token: other })).status).toBe(404);
    expect((await node.ask('PUT', path, { token: other, body: { name: 'x' } })).status).toBe(404);
    expect((await node.ask('GET', '/v1/pools', { token: other })).body['items']).toEqual([]);
    expect((await node.ask('GET', '/v1/pools', { token: node.token })).body['code']).toBe('pool.person');
    const reader = await tokenOf(mira, 'read');
    expect((await node.ask('DELETE', path, { token: reader })).status).toBe(403);
    for (const asked of ['/v1/people', '/v1/people?q=read+elsewhere', '/v1/pools', path])
      expect(JSON.stringify((await node.ask('GET', asked, { token })).body), asked).not.toContain(
        'Never to be',
      );
  });
});
