import { followPolicies, joinPolicies } from '../domain/collective/collective.ts';
import { changeLogo } from '../domain/collective/commands.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import { countFollows } from '../domain/follows/queries.ts';
import { inWork } from '../domain/work.ts';
import { CollectiveInput, logoRefusal, writeCollective } from '../plain/collective.ts';
import { readInput } from '../plain/input.ts';
import { collectiveToPlain } from '../plain/network.ts';
import { drawLogo, PictureError } from '../platform/picture.ts';
import type { Platform } from '../platform/platform.ts';
import { type Command, type CommandAnswer, isSet, numberOf, textOf, UsageError } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';
import { readBytes } from './signpost.ts';

const show: Command = {
  name: 'collective show',
  summary: 'What the collective says of itself, its rules, and how many follow it.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => tell(await openNode(node)),
};

const set: Command = {
  name: 'collective set',
  summary:
    'Change what the collective says of itself, or its rules. Followers are told. What is missing stays.',
  words: [],
  options: {
    name: { value: 'NAME', help: 'What it is called.' },
    purpose: { value: 'TEXT', help: 'Why it exists, in Markdown.' },
    language: { value: 'TAG', help: 'The language of its posts: en, pt-BR.' },
    colour: { value: '#RRGGBB', help: 'The colour of its pages.' },
    follow: { value: 'WHO', help: 'Who may follow.', choices: followPolicies },
    join: { value: 'HOW', help: 'Who may join.', choices: joinPolicies },
    invitations: { value: 'COUNT', help: 'How many invitations of one member may be open.' },
  },
  opensNode: true,
  run: async ({ node, options }) => {
    const said = readInput(CollectiveInput, {
      name: textOf(options, 'name'),
      purpose: textOf(options, 'purpose'),
      language: textOf(options, 'language'),
      colour: textOf(options, 'colour'),
      followPolicy: textOf(options, 'follow'),
      joinPolicy: textOf(options, 'join'),
      invitationQuota: numberOf(options, 'invitations', 0, 1000),
    });
    if (Object.values(said).every((value) => value === undefined))
      throw new UsageError('Say what to change. See: guildhall collective set --help');
    const platform = await openNode(node);
    await inWork(platform, (work) => writeCollective(work, said));
    return tell(platform);
  },
};

const logo: Command = {
  name: 'collective logo',
  summary: 'Put a picture in place of the mark: PNG, JPEG, WebP or AVIF; or take it away with --remove.',
  words: ['[FILE]'],
  options: { remove: { help: 'The mark stands there again.' } },
  opensNode: true,
  run: async ({ node, words: [file], options }) => {
    if ((file === undefined) !== isSet(options, 'remove'))
      throw new UsageError('Write either FILE, with its whole path, or --remove.');
    const drawn = file === undefined ? null : await drawLogo(await readPicture(file)).catch(refusePicture);
    const platform = await openNode(node);
    await inWork(platform, (work) => changeLogo(work, drawn));
    return tell(platform);
  },
};

async function readPicture(file: string): Promise<Buffer> {
  return Buffer.from(await readBytes(file));
}

function refusePicture(error: unknown): never {
  throw error instanceof PictureError ? logoRefusal(error.fault) : error;
}

async function tell({ db, origin }: Platform<Database>): Promise<CommandAnswer> {
  const found = await requireCollective(db);
  const plain = collectiveToPlain(found, await countFollows(db, found.actor), origin);
  const { handle, name, purpose, language, colour, followPolicy, joinPolicy, invitationQuota } = plain;
  const lines = columns([
    [handle, name],
    ['purpose', purpose.replace(/\s+/g, ' ')],
    ['language', language],
    ['colour', colour],
    ['logo', plain.logo ?? 'none'],
    ['may follow', followPolicy],
    ['may join', joinPolicy],
    ['invitations', `${invitationQuota} open for each member`],
    ['followers', `${plain.followers}, ${plain.pending} waiting`],
  ]);
  return { json: plain, lines };
}

/** The collective itself. */
export const collectiveCommands: readonly Command[] = [show, set, logo];
