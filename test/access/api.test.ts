import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes } from '../../src/api/api.ts';
import { createApiToken, type Scope, scopes } from '../../src/domain/auth/api-tokens.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import { type ApiNode, openApiNode } from '../api/api-node.ts';
import { digestOfAll } from './digest.ts';

const stranger = '01990000-0000-7000-8000-000000000000';

interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly hasBody: boolean;
}

let node: ApiNode;
let operations: Operation[];
const tokens: Record<string, string> = {};

beforeAll(async () => {
  node = await openApiNode();
  const { body } = await node.ask('GET', '/openapi.json');
  const paths = body['paths'] as Record<
    string,
    Record<string, { operationId: string; requestBody?: object }>
  >;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, requestBody }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
      hasBody: requestBody !== undefined,
    })),
  );
  const { platform } = node;
  const person = (name: string, handle: string) =>
    inWork(platform, (work) =>
      addMember(work, { name, handle, email: null, hats: [] }, (actor) =>
        generateActorKeys(platform.seal, actor),
      ),
    );
  const [bo, cy] = [await person('Bo', 'bo'), await person('Cy', 'cy')];
  const token = (owner: typeof bo) =>
    inWork(platform, (work) => createApiToken(work, 'sweep', scopes, undefined, owner.id));
  tokens['a member'] = await token(bo);
  tokens['a former member'] = await token(cy);
  tokens['a stranger'] = `ghd_${'s'.repeat(43)}`;
  await sql`update member set stage = 'alum', left_at = now() where id = ${cy.id}`.execute(platform.db);
});
afterAll(() => node.close());

const ask = async ({ method, path, hasBody }: Operation, token?: string): Promise<number> => {
  const address = path.replaceAll(/\{handle\}/g, 'nobody').replaceAll(/\{\w+\}/g, stranger);
  return (await node.ask(method, address, { token, ...(hasBody ? { body: {} } : {}) })).status;
};
const routeOf = ({ operationId }: Operation) => {
  const route = apiRoutes.find(({ operation }) => operation === operationId);
  if (route === undefined) throw new Error(`${operationId} is described and not served`);
  return route;
};

describe('every operation of the API', () => {
  test('is described, and every described one is served', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(
      apiRoutes.map(({ operation }) => operation).sort(),
    );
    expect(operations.length).toBeGreaterThan(30);
  });

  test('answers 401 to who has no token, an unknown one, or one of somebody who left, and changes nothing', async () => {
    const before = await digestOfAll(node.platform.db);
    const wrong: string[] = [];
    for (const operation of operations) {
      for (const who of ['nobody', 'a stranger', 'a former member']) {
        const status = await ask(operation, tokens[who]);
        if (status !== 401) wrong.push(`${who}: ${operation.operationId} answered ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(await digestOfAll(node.platform.db)).toEqual(before);
  });

  test('answers 403 to a token without its scope, and reading alone changes nothing', async () => {
    const before = await digestOfAll(node.platform.db);
    const wrong: string[] = [];
    for (const operation of operations) {
      const allowed = routeOf(operation).scopes;
      const others = scopes.filter((scope): scope is Scope => !allowed.includes(scope));
      if (others.length === 0) continue;
      const token = others.includes('read') ? node.reader : await tokenOf(others);
      const status = await ask(operation, token);
      if (status !== 403) wrong.push(`${operation.operationId} answered ${status} to ${others.join(', ')}`);
    }
    expect(wrong).toEqual([]);
    const after = await digestOfAll(node.platform.db);
    expect({ ...after, api_token: '' }).toEqual({ ...before, api_token: '' });
  });

  test('that writes needs more than the scope to read', () => {
    const loose = apiRoutes.filter(
      ({ method, scopes: allowed }) => method !== 'get' && allowed.includes('read'),
    );
    expect(loose.map(({ operation }) => operation)).toEqual([]);
  });

  test('never fails, whoever asks and whatever is missing', async () => {
    const failed: string[] = [];
    for (const operation of operations) {
      for (const token of [tokens['a member'], node.token]) {
        const status = await ask(operation, token);
        if (status >= 500) failed.push(`${operation.operationId} answered ${status}`);
      }
    }
    expect(failed).toEqual([]);
  });
});

async function tokenOf(some: readonly Scope[]): Promise<string> {
  return inWork(node.platform, (work) => createApiToken(work, 'sweep', some));
}
