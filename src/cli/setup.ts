import { iri } from '../core/iri.ts';
import { type FirstSetup, setUpNode } from '../domain/auth/setup.ts';
import { followPolicies, joinPolicies } from '../domain/collective/collective.ts';
import { inWork } from '../domain/work.ts';
import { addressOf } from '../plain/network.ts';
import { generateActorKeys } from '../platform/actor-keys.ts';
import { migrate } from '../platform/migrate.ts';
import { migrationsFolder } from '../platform/platform.ts';
import { type Command, type Options, requireText, textOf } from './command.ts';

/** `guildhall setup`: what the four screens of the first start ask, in one line. Happens once. */
export const setupCommand: Command = {
  name: 'setup',
  summary:
    'Found the collective of this node and take in its first steward. The domain and the handle are permanent.',
  words: [],
  options: {
    name: { value: 'NAME', help: 'What the collective is called.', isRequired: true },
    handle: {
      value: 'HANDLE',
      help: 'Its handle on the Fediverse: loom in @loom@loom.example.',
      isRequired: true,
    },
    steward: { value: 'NAME', help: 'Your name.', isRequired: true },
    email: { value: 'ADDRESS', help: 'Your mail address, for sign-in links.', isRequired: true },
    'steward-handle': { value: 'HANDLE', help: 'Your handle. Default: made from your name.' },
    purpose: { value: 'TEXT', help: 'Why the collective exists, in Markdown.' },
    language: { value: 'TAG', help: 'The language of its posts. Default: en.' },
    colour: { value: '#RRGGBB', help: 'The colour of its pages. Default: #024e7c.' },
    follow: { value: 'WHO', help: 'Who may follow. Default: anyone.', choices: followPolicies },
    join: { value: 'HOW', help: 'Who may join. Default: invitation.', choices: joinPolicies },
  },
  opensNode: true,
  run: async ({ node, options }) => {
    const platform = await node.platform();
    await migrate(platform.store, migrationsFolder);
    const { collective, steward, signIn } = await inWork(platform, (work) =>
      setUpNode(work, readSetup(options), (actor) => generateActorKeys(platform.seal, actor)),
    );
    const { id, handle } = addressOf(steward, platform.origin);
    const found = addressOf(collective, platform.origin);
    const signInUrl = signInAddress(platform.origin, signIn);
    return {
      json: { collective: found, steward: { id, handle }, signInUrl },
      lines: [
        `${collective.name} is at ${found.url}. Anyone can follow ${found.handle}.`,
        `${steward.name} signs in once, within 15 minutes, at:`,
        signInUrl,
      ],
    };
  },
};

/** The address that lets somebody in once. */
export function signInAddress(origin: string, secret: string): string {
  return iri(origin, `/sign-in/link?token=${secret}`);
}

function readSetup(options: Options): FirstSetup {
  const steward = requireText(options, 'steward');
  const follow = textOf(options, 'follow');
  const join = textOf(options, 'join');
  return {
    collective: {
      name: requireText(options, 'name'),
      handle: requireText(options, 'handle').replace(/^@/, ''),
      purpose: textOf(options, 'purpose') ?? 'A professional collective.',
      language: textOf(options, 'language') ?? 'en',
      colour: textOf(options, 'colour') ?? '#024e7c',
      followPolicy: followPolicies.find((policy) => policy === follow) ?? 'anyone',
      joinPolicy: joinPolicies.find((policy) => policy === join) ?? 'invitation',
    },
    steward: {
      name: steward,
      handle: textOf(options, 'steward-handle')?.replace(/^@/, '') ?? handleFrom(steward),
      email: requireText(options, 'email'),
    },
  };
}

/** A handle made from a name: `Ada Lovelace` becomes `ada_lovelace`; a name without Latin letters `steward`. */
function handleFrom(name: string): string {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 30)
    .replace(/^_+|_+$/g, '');
  return letters.length >= 2 ? letters : 'steward';
}
