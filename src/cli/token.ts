import { createApiToken, scopes } from '../domain/auth/api-tokens.ts';
import { inWork } from '../domain/work.ts';
import { type Command, manyOf, numberOf, textOf } from './command.ts';
import { openNode } from './open-node.ts';

/** `guildhall token create`: a bearer token for the API. */
export const tokenCommand: Command = {
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
  },
  opensNode: true,
  run: async ({ node, options }) => {
    const days = numberOf(options, 'days', 1, 3650);
    const lifetime = days === undefined ? undefined : Temporal.Duration.from({ hours: 24 * days });
    const name = textOf(options, 'name') ?? 'command line';
    const platform = await openNode(node);
    const token = await inWork(platform, (work) =>
      createApiToken(work, name, manyOf(options, 'scope'), lifetime),
    );
    return { json: { token }, lines: [token] };
  },
};
