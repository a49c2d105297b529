import {
  createApiToken,
  listAllTokens,
  revokeAnyToken,
  scopes,
  type TokenLine,
} from '../domain/auth/api-tokens.ts';
import { databaseTime, inWork } from '../domain/work.ts';
import { type Command, manyOf, numberOf, textOf } from './command.ts';
import { openNode } from './open-node.ts';
import { namedMember } from './sign-in.ts';

/** `guildhall token create`: a bearer token for the API, of the node or of a member. */
const create: Command = {
  name: 'token create',
  summary: 'Make a bearer token for the API. It is shown once.',
  words: [],
  options: {
    scope: {
      value: 'SCOPE',
      help: `What it may do: ${scopes.join(' or ')}.`,
      isMany: true,
      isRequired: true,
    },
    name: { value: 'NAME', help: 'What it is for. Default: command line.' },
    days: { value: 'DAYS', help: 'How long it lives. Default: until it is removed.' },
    member: {
      value: 'HANDLE',
      help: 'Whose it is, and so what it may do at most. Default: the node itself.',
    },
  },
  opensNode: true,
  run: async ({ node, options }) => {
    const days = numberOf(options, 'days', 1, 3650);
    const lifetime = days === undefined ? undefined : Temporal.Duration.from({ hours: 24 * days });
    const name = textOf(options, 'name') ?? 'command line';
    const who = textOf(options, 'member');
    const platform = await openNode(node);
    const token = await inWork(platform, async (work) => {
      const owner = who === undefined ? null : (await namedMember(work, who)).id;
      return createApiToken(work, name, manyOf(options, 'scope'), lifetime, owner);
    });
    return { json: { token }, lines: [token] };
  },
};

/** `guildhall token list`: every token that opens something; no secret is shown, because none is kept. */
const list: Command = {
  name: 'token list',
  summary: 'List the tokens that open something: whose, what they may do, when they were used.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const platform = await openNode(node);
    const tokens = await listAllTokens(platform.db, await databaseTime(platform.db));
    const json = tokens.map((token) => ({
      id: token.id,
      name: token.name,
      member: token.owner,
      scopes: token.scopes,
      createdAt: token.createdAt.toString(),
      expiresAt: token.expiresAt?.toString() ?? null,
      usedAt: token.usedAt?.toString() ?? null,
    }));
    return { json, lines: tokens.map((token) => lineOf(token, token.owner)) };
  },
};

/** `guildhall token revoke`: a token opens nothing any more. */
const revoke: Command = {
  name: 'token revoke',
  summary: 'Take a token back at once, by its id in the list.',
  words: ['ID'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [id = ''] }) => {
    const platform = await openNode(node);
    await inWork(platform, (work) => revokeAnyToken(work, id));
    return { json: { revoked: id }, lines: ['It opens nothing any more.'] };
  },
};

function lineOf({ id, name, scopes: given, usedAt, expiresAt }: TokenLine, owner: string | null): string {
  const day = (at: Temporal.Instant) => at.toString({ smallestUnit: 'minute' });
  return [
    id,
    owner === null ? 'node' : `@${owner}`,
    name,
    given.join(','),
    usedAt === null ? 'not used' : `used ${day(usedAt)}`,
    expiresAt === null ? 'no end' : `ends ${day(expiresAt)}`,
  ].join('  ');
}

/** Bearer tokens of the API. */
export const tokenCommands: readonly Command[] = [create, list, revoke];
