import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiToken, scopes } from '../../src/domain/auth/api-tokens.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import type { Hat, Member } from '../../src/domain/members/member.ts';
import { findMemberByHandle } from '../../src/domain/members/queries.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { type ApiNode, openApiNode, smallest } from './api-node.ts';

const stranger = '01990000-0000-7000-8000-000000000000';

/** Everything the API changes, and what only stewards read. */
const forStewards: readonly (readonly [string, string, unknown?])[] = [
  ['POST', '/v1/opportunities', smallest],
  ['PUT', `/v1/opportunities/${stranger}`, smallest],
  ['POST', `/v1/opportunities/${stranger}/status`, { status: 'open' }],
  ['DELETE', `/v1/opportunities/${stranger}`],
  ['POST', '/v1/following', { actor: '@weave@weave.test' }],
  ['DELETE', '/v1/following?actor=@weave@weave.test'],
  ['POST', '/v1/followers/decision', { actor: '@weave@weave.test', decision: 'accept' }],
  ['GET', '/v1/deliveries'],
  ['POST', '/v1/deliveries/retry', { activity: 'https://loom.test/a', inbox: 'https://x.test/inbox' }],
  ['POST', '/v1/skills', { label: 'Sail making' }],
  ['POST', '/v1/skills/merge', { from: 'Go', into: 'Rust' }],
  ['POST', '/v1/skills/unmerge', { uri: 'https://loom.test/skills/1' }],
];

describe('a token of a person', () => {
  let node: ApiNode;
  let bo: Member;
  const tokenOf = (member: Member) =>
    inWork(node.platform, (work) => createApiToken(work, 'test', scopes, undefined, member.id));
  const join = (handle: string, ...hats: Hat[]) =>
    inWork(node.platform, (work) =>
      addMember(work, { name: handle, handle, email: null, hats }, (actor) =>
        generateActorKeys(node.platform.seal, actor),
      ),
    );

  beforeAll(async () => {
    node = await openApiNode();
    bo = await join('bo');
  });
  afterAll(() => node.close());

  test('who is no steward opens nothing that the pages keep for stewards, whatever its scopes', async () => {
    const token = await tokenOf(bo);
    for (const [method, path, body] of forStewards) {
      const { status, body: said } = await node.ask(method, path, { token, body });
      expect([method, path, status, said['code']]).toEqual([method, path, 403, 'steward.only']);
    }
    const rows = await node.platform.db.selectFrom('opportunity').select('id').execute();
    expect(rows).toEqual([]);
  });

  test('who wears another hat opens none of it either', async () => {
    const token = await tokenOf(await join('lina', 'moderator', 'ledger'));
    const [method, path, body] = forStewards[0] ?? ['', ''];
    expect((await node.ask(method, path, { token, body })).status).toBe(403);
  });

  test('reads what every member reads on the pages: drafts, allies, followers, the vocabulary', async () => {
    const draft = { ...smallest, status: 'draft' };
    const made = await node.ask('POST', '/v1/opportunities', { token: node.token, body: draft });
    const token = await tokenOf(bo);
    const id = String(made.body['id']).split('/').at(-1);
    const paths = ['/v1/collective', '/v1/following', '/v1/followers', '/v1/opportunities?from=allies'];
    for (const path of [...paths, `/v1/opportunities/${id}`, '/v1/skills?query=rust']) {
      expect([path, (await node.ask('GET', path, { token })).status]).toEqual([path, 200]);
    }
    const { body } = await node.ask('GET', '/v1/opportunities?status=draft', { token });
    expect(body['items']).toHaveLength(1);
  });

  test('of a steward writes in the name of that steward, not of the one who has been here longest', async () => {
    const ines = await join('ines', 'steward');
    const { status, body } = await node.ask('POST', '/v1/opportunities', {
      token: await tokenOf(ines),
      body: smallest,
    });
    expect([status, body['contact']]).toEqual([201, 'ines']);
    const row = await node.platform.db
      .selectFrom('opportunity')
      .select('posted_by')
      .where('status', '=', 'open')
      .executeTakeFirstOrThrow();
    expect(row.posted_by).toBe(ines.id);
    const ada = await findMemberByHandle(node.platform.db, 'ada');
    expect(ada?.id).not.toBe(ines.id);
  });

  test('opens nothing once its person has left', async () => {
    const gone = await join('gone');
    const token = await tokenOf(gone);
    expect((await node.ask('GET', '/v1/collective', { token })).status).toBe(200);
    const left = { left_at: Temporal.Now.instant(), stage: 'alum' as const };
    await node.platform.db.updateTable('member').set(left).where('id', '=', gone.id).execute();
    expect((await node.ask('GET', '/v1/collective', { token })).status).toBe(401);
  });
});
