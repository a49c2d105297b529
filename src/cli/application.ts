import { type ApplicationId, isId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { vouchesNeeded } from '../domain/joining/application.ts';
import { listApplications } from '../domain/joining/application-queries.ts';
import { admit, declineApplication, takeBackVouch, vouch } from '../domain/joining/applications.ts';
import { engagements } from '../domain/members/member.ts';
import { requireSteward } from '../domain/members/queries.ts';
import { inWork, type Work } from '../domain/work.ts';
import { readInput } from '../plain/input.ts';
import { AdmissionInput, applicationToPlain, invitationToPlain, invitationUrl } from '../plain/joining.ts';
import { type Command, isSet, requireText, textOf, UsageError } from './command.ts';
import { requireNamed } from './member.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const list: Command = {
  name: 'application list',
  summary: 'Who asked to join: those who wait first, the oldest first.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const platform = await openNode(node);
    const plain = (await listApplications(platform.db)).map(applicationToPlain);
    const rows = plain.map(({ id, state, name, vouches, createdAt }) => [
      ...[id, state, name, `${vouches.length} of ${vouchesNeeded} vouch`, createdAt.slice(0, 10)],
    ]);
    return { json: plain, lines: rows.length === 0 ? ['Nobody asks to join.'] : columns(rows) };
  },
};

const vouchCommand: Command = {
  name: 'application vouch',
  summary: 'Vouch for somebody with a sentence, or take that back; in the name of a member.',
  words: ['ID', '[SENTENCE]'],
  options: {
    as: { value: 'HANDLE', help: 'Whose word it is. Default: the longest-serving steward.' },
    'take-back': { help: 'Take the word back instead.' },
  },
  opensNode: true,
  run: async ({ node, words: [id = '', sentence], options }) => {
    const application = readId(id);
    const isBack = isSet(options, 'take-back');
    if (isBack === (sentence !== undefined)) throw new UsageError('Write either SENTENCE or --take-back.');
    const platform = await openNode(node);
    const member = await inWork(platform, async (work) => {
      const who = await speaker(work, textOf(options, 'as'));
      if (sentence === undefined) await takeBackVouch(work, who, application);
      else await vouch(work, who, application, sentence);
      return who;
    });
    const done = isBack ? 'took the word back' : 'vouches';
    return { json: { id, member: member.handle, vouches: !isBack }, lines: [`@${member.handle} ${done}.`] };
  },
};

const admitCommand: Command = {
  name: 'application admit',
  summary: `Admit somebody for whom ${vouchesNeeded} members vouch. The link of their invitation is shown once.`,
  words: ['ID'],
  options: {
    engagement: { value: 'KIND', help: 'Default: freelancer.', choices: engagements },
    stage: { value: 'STAGE', help: 'Default: candidate.', choices: ['member', 'candidate'] },
  },
  opensNode: true,
  run: async ({ node, words: [id = ''], options }) => {
    const as = readInput(AdmissionInput, {
      engagement: textOf(options, 'engagement'),
      stage: textOf(options, 'stage'),
    });
    const platform = await openNode(node);
    const { invitation, secret } = await inWork(platform, async (work) =>
      admit(work, await requireSteward(work.tx), readId(id), as),
    );
    const url = invitationUrl(platform.origin, secret);
    return { json: { ...invitationToPlain(invitation), url }, lines: [url] };
  },
};

const decline: Command = {
  name: 'application decline',
  summary: 'Decline somebody, with a reason that they read.',
  words: ['ID'],
  options: { reason: { value: 'TEXT', help: 'Kind and particular: they read it.', isRequired: true } },
  opensNode: true,
  run: async ({ node, words: [id = ''], options }) => {
    const reason = requireText(options, 'reason');
    const platform = await openNode(node);
    await inWork(platform, async (work) =>
      declineApplication(work, await requireSteward(work.tx), readId(id), reason),
    );
    return { json: { id, reason }, lines: ['Declined.'] };
  },
};

function speaker(work: Work, handle: string | undefined) {
  return handle === undefined ? requireSteward(work.tx) : requireNamed(work.tx, handle);
}

function readId(id: string): ApplicationId {
  if (isId(id)) return id as ApplicationId;
  throw new Refusal('not-found', 'application.unknown', 'There is no such application.');
}

/** Who asks to join. */
export const applicationCommands: readonly Command[] = [list, vouchCommand, admitCommand, decline];
