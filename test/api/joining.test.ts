import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberId } from '../../src/core/id.ts';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import { acceptInvitation } from '../../src/domain/joining/answers.ts';
import { apply } from '../../src/domain/joining/applications.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { storeKinds } from '../support/database.ts';
import { type ApiNode, makeToken, openApiNode } from './api-node.ts';

describe.each(storeKinds)('joining over the API, on the %s store', (kind) => {
  let node: ApiNode;
  /** The node's own token for people. */
  let keeper: string;
  let ben: { id: MemberId; token: string };
  let cas: { id: MemberId; token: string };

  const work = <T>(command: (work: Work) => Promise<T>) => inWork(node.platform, command);
  const keys = (actor: string) => generateActorKeys(node.platform.seal, actor);
  const person = async (handle: string) => {
    const { id } = await work((work) =>
      addMember(work, { name: handle, handle, email: null, hats: [] }, keys),
    );
    return { id, token: await work((work) => createApiToken(work, 'own', ['people'], undefined, id)) };
  };
  const applied = async (name: string) => {
    await work((work) =>
      apply(work, { name, email: 'lio@away.test', fediverse: null, does: 'Maps.', why: 'You.', links: [] }),
    );
    const { body } = await node.ask('GET', '/v1/applications', { token: keeper });
    const found = (body['items'] as { id: string; name: string }[]).find((one) => one.name === name);
    return `/v1/applications/${found?.id}`;
  };

  beforeAll(async () => {
    node = await openApiNode(kind);
    keeper = await makeToken(node.platform, ['people']);
    ben = await person('ben');
    cas = await person('cas');
    await node.platform.db.updateTable('collective').set({ join_policy: 'application' }).execute();
  });
  afterAll(() => node.close());

  test('an invitation is made with a link that lets somebody in, listed without it, renewed and taken back', async () => {
    const body = { name: 'Mira', engagement: 'volunteer' };
    const made = await node.ask('POST', '/v1/invitations', { token: ben.token, body });
    expect(made).toMatchObject({
      status: 201,
      body: { ...body, state: 'open', stage: 'member', inviter: 'ben', email: null, member: null },
    });
    const url = String(made.body['url']);
    expect(url).toMatch(/^https:\/\/loom\.test\/join\?token=[\w-]{43}$/);
    const list = await node.ask('GET', '/v1/invitations', { token: ben.token });
    expect(list.body).toMatchObject({ items: [{ id: made.body['id'], state: 'open' }] });
    expect(JSON.stringify(list.body)).not.toContain('token=');

    const path = `/v1/invitations/${made.body['id']}`;
    expect((await node.ask('DELETE', path, { token: ben.token })).status).toBe(204);
    const twice = await node.ask('DELETE', path, { token: ben.token });
    expect([twice.status, twice.body['code']]).toEqual([409, 'invitation.not_open']);
    const renewed = await node.ask('POST', `${path}/renew`, { token: ben.token });
    const secret = String(renewed.body['url']).split('token=')[1] ?? '';
    const member = await work((work) =>
      acceptInvitation(work, secret, { name: 'Mira', handle: 'mira', email: null }, keys),
    );
    expect(member.invitedBy).toBe(ben.id);
    const used = await node.ask('GET', '/v1/invitations', { token: keeper });
    expect(used.body).toMatchObject({ items: [{ state: 'used', member: 'mira' }] });
  });

  test('a member reaches nobody else’s invitation, and a reading token makes none', async () => {
    const body = { name: 'Noor' };
    const made = await node.ask('POST', '/v1/invitations', { token: ben.token, body });
    const path = `/v1/invitations/${made.body['id']}`;
    expect((await node.ask('GET', '/v1/invitations', { token: cas.token })).body).toEqual({ items: [] });
    expect((await node.ask('DELETE', path, { token: cas.token })).status).toBe(404);
    expect((await node.ask('POST', `${path}/renew`, { token: cas.token })).status).toBe(404);
    expect((await node.ask('POST', '/v1/invitations', { token: node.reader, body })).status).toBe(403);
    expect((await node.ask('DELETE', '/v1/invitations/x', { token: keeper })).status).toBe(404);
    expect((await node.ask('DELETE', path, { token: keeper })).status).toBe(204);
    for (const wrong of [{}, { name: '' }, { name: 'A', stage: 'alum' }, { name: 'A', hats: ['steward'] }])
      expect((await node.ask('POST', '/v1/invitations', { token: keeper, body: wrong })).status).toBe(400);
  });

  test('an application is admitted after two vouched, by a steward only', async () => {
    const path = await applied('Lio');
    const body = { sentence: 'I know their work.' };
    const early = await node.ask('POST', `${path}/admit`, { token: keeper, body: {} });
    expect([early.status, early.body['code']]).toEqual([409, 'application.too_few']);
    for (const { token } of [ben, cas, ben])
      expect((await node.ask('PUT', `${path}/vouch`, { token, body })).status).toBe(204);
    expect((await node.ask('DELETE', `${path}/vouch`, { token: cas.token })).status).toBe(204);
    expect((await node.ask('POST', `${path}/admit`, { token: keeper, body: {} })).status).toBe(409);
    await node.ask('PUT', `${path}/vouch`, { token: cas.token, body });
    const refused = await node.ask('POST', `${path}/admit`, { token: ben.token, body: {} });
    expect([refused.status, refused.body['code']]).toEqual([403, 'steward.only']);
    const admitted = await node.ask('POST', `${path}/admit`, { token: keeper, body: {} });
    expect(admitted).toMatchObject({
      status: 201,
      body: { name: 'Lio', stage: 'candidate', inviter: 'ada' },
    });
    const again = await node.ask('POST', `${path}/admit`, { token: keeper, body: {} });
    expect([again.status, again.body['code']]).toEqual([409, 'application.decided']);
  });

  test('an application is declined with a reason', async () => {
    const path = await applied('Quentin');
    expect((await node.ask('POST', `${path}/decline`, { token: keeper, body: { reason: '' } })).status).toBe(
      400,
    );
    const body = { reason: 'We are full.' };
    expect((await node.ask('POST', `${path}/decline`, { token: ben.token, body })).status).toBe(403);
    expect((await node.ask('POST', `${path}/decline`, { token: keeper, body })).status).toBe(204);
    const { body: list } = await node.ask('GET', '/v1/applications', { token: node.reader });
    expect(list['items']).toContainEqual(
      expect.objectContaining({ state: 'declined', reason: 'We are full.' }),
    );
    expect((await node.ask('POST', '/v1/applications/x/decline', { token: keeper, body })).status).toBe(404);
  });

  test('the roster is for stewards, and hats are for the node', async () => {
    const { body } = await node.ask('GET', '/v1/members', { token: keeper });
    expect(body['items']).toContainEqual(
      expect.objectContaining({ handle: 'ada', hats: ['steward'], email: 'ada@loom.test', invitedBy: null }),
    );
    const path = `/v1/members/${ben.id}`;
    const change = { engagement: 'apprentice' };
    for (const [method, at, sent] of [
      ['GET', '/v1/members', undefined],
      ['PUT', path, change],
    ] as const) {
      const refused = await node.ask(method, at, { token: ben.token, body: sent });
      expect([refused.status, refused.body['code']]).toEqual([403, 'steward.only']);
    }
    const changed = await node.ask('PUT', path, { token: keeper, body: { ...change, hats: ['steward'] } });
    expect(changed).toMatchObject({ status: 200, body: { engagement: 'apprentice', hats: ['steward'] } });
    const hats = await node.ask('PUT', `/v1/members/${cas.id}`, {
      token: ben.token,
      body: { hats: ['steward'] },
    });
    expect([hats.status, hats.body['code']]).toEqual([403, 'token.proof']);
    expect((await requireMember(node.platform.db, cas.id)).hats).toEqual([]);
    const engaged = await node.ask('PUT', `/v1/members/${cas.id}`, { token: ben.token, body: change });
    expect(engaged.body).toMatchObject({ engagement: 'apprentice', hats: [] });
    for (const wrong of [{ stage: 'alum' }, { hats: ['king'] }, { name: 'X' }])
      expect((await node.ask('PUT', path, { token: keeper, body: wrong })).status).toBe(400);
  });
});
