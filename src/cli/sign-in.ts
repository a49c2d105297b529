import { Refusal } from '../core/refusal.ts';
import { issueLink } from '../domain/auth/links.ts';
import { findReset, makeResetLink, startReset, stopReset } from '../domain/auth/resets.ts';
import type { Member } from '../domain/members/member.ts';
import { findMemberByEmail, findMemberByHandle } from '../domain/members/queries.ts';
import { inWork, type Work } from '../domain/work.ts';
import { type Command, type CommandAnswer, isSet } from './command.ts';
import { openNode } from './open-node.ts';
import { signInAddress } from './setup.ts';

/**
 * The member somebody named on the command line: a handle with or without `@` and host, or a mail address.
 * @throws Refusal not-found `member.unknown`
 */
export async function namedMember(work: Work, who: string): Promise<Member> {
  const host = new URL(work.origin).host;
  const handle = who.replace(/^@/, '').replace(new RegExp(`@${RegExp.escape(host)}$`, 'i'), '');
  const member =
    (await findMemberByHandle(work.tx, handle.toLowerCase())) ?? (await findMemberByEmail(work.tx, who));
  if (member !== undefined) return member;
  throw new Refusal(
    'not-found',
    'member.unknown',
    `Nobody here has the handle or mail address "${who}". Use the part of the handle between the two @.`,
  );
}

/** `guildhall sign-in`: a one-time link for a member, to pass on where the node sends no mail. */
const signIn: Command = {
  name: 'sign-in',
  summary: 'Print a link that lets a member in once, within 15 minutes.',
  words: ['HANDLE-OR-EMAIL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const signInUrl = await inWork(platform, async (work) => {
      const member = await namedMember(work, who);
      return signInAddress(platform.origin, await issueLink(work, 'sign-in', member.id));
    });
    return { json: { signInUrl }, lines: [signInUrl] };
  },
};

/** `guildhall sign-in reset`: help for a member who lost every way in; the link comes a day later. */
const reset: Command = {
  name: 'sign-in reset',
  summary: 'Help a member back in who lost every way: begin, and a day later print the link.',
  words: ['HANDLE-OR-EMAIL'],
  options: { stop: { help: 'Stop what was begun.' } },
  opensNode: true,
  run: async ({ node, words: [who = ''], options }) => {
    const platform = await openNode(node);
    return inWork(platform, async (work) => {
      const member = await namedMember(work, who);
      return isSet(options, 'stop') ? stopHelp(work, member) : help(work, member);
    });
  },
};

async function stopHelp(work: Work, member: Member): Promise<CommandAnswer> {
  await stopReset(work, member.id, 'node');
  return { json: { state: 'stopped' }, lines: ['Stopped. Nothing has changed.'] };
}

async function help(work: Work, member: Member): Promise<CommandAnswer> {
  const running = await findReset(work, member.id);
  const { opensAt } = running ?? (await startReset(work, member.id, 'node'));
  const at = opensAt.toString({ smallestUnit: 'minute' });
  if (Temporal.Instant.compare(work.now, opensAt) < 0) {
    const begun = running === undefined ? 'Begun' : 'Begun before';
    return {
      json: { state: 'waiting', opensAt: at },
      lines: [
        `${begun}. ${member.name} is told by mail and on every page, and can stop it.`,
        `From ${at} on, run this again: it prints the link.`,
      ],
    };
  }
  const secret = await makeResetLink(work, member.id, 'node');
  const resetUrl = `${work.origin}/sign-in/reset?token=${secret}`;
  return { json: { state: 'open', resetUrl }, lines: [resetUrl] };
}

/** Ways in for members, by link. */
export const signInCommands: readonly Command[] = [signIn, reset];
