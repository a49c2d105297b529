import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type ApiNode, makeToken, openApiNode } from './api-node.ts';

describe.each(storeKinds)('the vocabulary over the API, on the %s store', (kind) => {
  let node: ApiNode;
  beforeAll(async () => {
    node = await openApiNode(kind);
  });
  afterAll(() => node.close());

  const find = async (query: string, token = node.reader) =>
    node.ask('GET', `/v1/skills?query=${encodeURIComponent(query)}`, { token });

  test('a skill is found by alias, exactly', async () => {
    const { status, body } = await find('GDPR');
    expect(status).toBe(200);
    expect(body).toMatchObject({ repaired: [] });
    expect((body['items'] as unknown[])[0]).toEqual({
      uri: 'https://w3id.org/guildhall/skills/trade/data-protection',
      label: 'Data protection',
      kind: 'trade',
      origin: 'shipped',
      aliases: ['data privacy', 'GDPR', 'privacy', 'privacy law'],
      broader: ['https://w3id.org/guildhall/skills/trade/law'],
      related: ['https://w3id.org/guildhall/skills/trade/information-security'],
      isExact: true,
      score: expect.any(Number),
    });
  });

  test('what is misspelt is found, and the answer says how it was read', async () => {
    const { body } = await find('illustraton');
    expect(body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ label: 'Illustration', isExact: false })]),
      repaired: [{ word: 'illustraton', by: expect.arrayContaining(['illustration']) }],
    });
  });

  test('a merge is for those who may write, and changes what names mean', async () => {
    const body = { from: 'Haxe', into: 'JavaScript' };
    const reader = await node.ask('POST', '/v1/skills/merge', { token: node.reader, body });
    expect(reader.status).toBe(403);
    const { token } = node;
    const merged = await node.ask('POST', '/v1/skills/merge', { token, body });
    expect(merged).toMatchObject({
      status: 200,
      body: { uri: 'https://w3id.org/guildhall/skills/programming/javascript' },
    });
    expect((await find('haxe')).body['items']).toMatchObject([{ label: 'JavaScript', isExact: true }]);
    const again = await node.ask('POST', '/v1/skills/merge', { token, body });
    expect([again.status, again.body['code']]).toEqual([409, 'skill.same']);
    const unknown = await node.ask('POST', '/v1/skills/merge', {
      token,
      body: { from: 'Nought', into: 'Law' },
    });
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'skill.unknown']);
  });

  test('one is added with its other names, and a merge is taken back', async () => {
    const { token } = node;
    const body = { label: 'Sail making', kind: 'trade', aliases: ['Sailmaker'] };
    expect((await node.ask('POST', '/v1/skills', { token: node.reader, body })).status).toBe(403);
    const added = await node.ask('POST', '/v1/skills', { token, body });
    expect([added.status, added.body]).toEqual([201, { uri: expect.stringContaining('/skills/') }]);
    const found = { label: 'Sail making', kind: 'trade', origin: 'local', isExact: true };
    expect((await find('sailmaker')).body['items']).toMatchObject([found]);
    const again = await node.ask('POST', '/v1/skills', { token, body: { label: 'SAILMAKER' } });
    expect([again.status, again.body['code']]).toEqual([409, 'skill.exists']);
    await node.ask('POST', '/v1/skills/merge', { token, body: { from: 'Sail making', into: 'Law' } });
    expect((await find('sailmaker')).body['items']).toMatchObject([{ label: 'Law' }]);
    const { uri } = added.body;
    const undo = (who: string) => node.ask('POST', '/v1/skills/unmerge', { token: who, body: { uri } });
    expect((await undo(node.reader)).status).toBe(403);
    expect((await undo(token)).status).toBe(204);
    expect((await find('sailmaker')).body['items']).toMatchObject([found]);
    const twice = await undo(token);
    expect([twice.status, twice.body['code']]).toEqual([404, 'skill.not_merged']);
  });

  test('who may neither read nor write opportunities, or asks nothing, is refused', async () => {
    expect((await node.ask('GET', '/v1/skills?query=law')).status).toBe(401);
    expect((await find('law', await makeToken(node.platform, ['network']))).status).toBe(403);
    expect((await find('law', await makeToken(node.platform, ['opportunities']))).status).toBe(200);
    expect((await find('')).status).toBe(400);
    expect((await node.ask('GET', '/v1/skills?query=a&limit=51', { token: node.reader })).status).toBe(400);
  });

  test('both are in the description of the API', async () => {
    const { body } = await node.ask('GET', '/openapi.json');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining(['/v1/skills', '/v1/skills/merge']),
    );
  });
});
