import { Hono } from 'hono';
import { createApi } from '../../src/api/api.ts';
import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { keepRemoteActor } from '../../src/domain/actors/commands.ts';
import { createApiToken } from '../../src/domain/auth/api-tokens.ts';
import { setUpNode } from '../../src/domain/auth/setup.ts';
import type { Database } from '../../src/domain/database.ts';
import type { Federate } from '../../src/domain/federate.ts';
import { inWork } from '../../src/domain/work.ts';
import { generateActorKeys } from '../../src/platform/actor-keys.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform, type StoreKind } from '../support/database.ts';

/** The address of every node here. */
export const origin = 'https://loom.test';

/** An answer of the API, read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A request to the API. `token` is sent as a bearer; `body` as JSON unless it is a text. */
export interface Asked {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A node with its API, set up for the collective Loom with Ada as its steward. */
export interface ApiNode {
  readonly platform: Platform<Database>;
  /** May do everything. */
  readonly token: string;
  readonly reader: string;
  ask(method: string, path: string, asked?: Asked): Promise<Answered>;
  close(): Promise<void>;
}

/** Found the collective Loom on a platform, with Ada as its steward. */
export async function foundLoom(
  platform: Platform<Database>,
  followPolicy: 'anyone' | 'approve' = 'anyone',
): Promise<void> {
  const collective = {
    name: 'Loom',
    handle: 'loom',
    purpose: 'We weave.',
    language: 'en',
    colour: '#024e7c',
    followPolicy,
    joinPolicy: 'invitation',
  } as const;
  const steward = { name: 'Ada', handle: 'ada', email: 'ada@loom.test' };
  await inWork(platform, (work) =>
    setUpNode(work, { collective, steward }, (actor) => generateActorKeys(platform.seal, actor)),
  );
}

/** The network as the API sees it: one server, `weave.test`, on which `@NAME@weave.test` exists for every name but `nobody`. */
export function weaveNetwork(platform: Platform<Database>): Federate {
  return {
    answer: async () => undefined,
    resolve: (text) => {
      const handle = /^@?([a-z]+)@weave\.test$/.exec(text)?.[1];
      if (handle === undefined) throw new Refusal('invalid', 'actor.address', `"${text}" is not an address.`);
      if (handle === 'nobody') throw new Refusal('not-found', 'actor.not_found', `${text} is not there.`);
      return keepWeaver(platform, handle);
    },
    preview: () => {
      throw new Error('nothing is previewed here');
    },
  };
}

/** An actor of `weave.test`, as this node keeps it. */
export function keepWeaver(platform: Platform<Database>, handle: string): Promise<Actor> {
  const address = `https://weave.test/@${handle}` as Iri;
  return inWork(platform, (work) =>
    keepRemoteActor(work, {
      iri: address,
      type: 'Group',
      handle,
      host: 'weave.test',
      name: `The ${handle}`,
      summary: '',
      url: address,
      inbox: `${address}/inbox` as Iri,
      sharedInbox: null,
      followers: `${address}/followers` as Iri,
      approvesFollowers: false,
      alsoKnownAs: [],
      isGuildhall: true,
      movedTo: null,
    }),
  );
}

/** A token with these scopes. */
export function makeToken(platform: Platform<Database>, scopes: readonly string[]): Promise<string> {
  return inWork(platform, (work) => createApiToken(work, 'test', scopes));
}

/** Open a node with its API on a store of its own. */
export async function openApiNode(kind: StoreKind = 'embedded'): Promise<ApiNode> {
  const platform = await openTestPlatform(kind, { ORIGIN: origin });
  await foundLoom(platform);
  const app = new Hono().route('/api', createApi(platform, weaveNetwork(platform)));
  return {
    platform,
    token: await makeToken(platform, ['read', 'opportunities', 'network']),
    reader: await makeToken(platform, ['read']),
    ask: async (method, path, { token, body, headers = {} } = {}) => {
      const response = await app.fetch(
        new Request(`${origin}/api${path}`, {
          method,
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      );
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? {} : JSON.parse(text),
      };
    },
    close: () => platform.close(),
  };
}

/** The smallest opportunity there is. */
export const smallest = {
  title: 'A wooden boat, repaired',
  outcome: 'The hull is **tight**.',
  roles: [{ name: 'Boat builder' }],
};
