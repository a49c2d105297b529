import { Refusal } from '../core/refusal.ts';
import { issueLink } from '../domain/auth/links.ts';
import { findMemberByEmail, findMemberByHandle } from '../domain/members/queries.ts';
import { inWork } from '../domain/work.ts';
import type { Command } from './command.ts';
import { openNode } from './open-node.ts';
import { signInAddress } from './setup.ts';

/** `guildhall sign-in`: a one-time link for a member, to pass on where the node sends no mail. */
export const signInCommand: Command = {
  name: 'sign-in',
  summary: 'Print a link that lets a member in once, within 15 minutes.',
  words: ['HANDLE-OR-EMAIL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const host = new URL(platform.origin).host;
    const handle = who.replace(/^@/, '').replace(new RegExp(`@${RegExp.escape(host)}$`, 'i'), '');
    const signInUrl = await inWork(platform, async (work) => {
      const member =
        (await findMemberByHandle(work.tx, handle.toLowerCase())) ?? (await findMemberByEmail(work.tx, who));
      if (member === undefined) {
        throw new Refusal(
          'not-found',
          'member.unknown',
          `Nobody here has the handle or mail address "${who}". Use the part of the handle between the two @.`,
        );
      }
      return signInAddress(platform.origin, await issueLink(work, 'sign-in', member.id));
    });
    return { json: { signInUrl }, lines: [signInUrl] };
  },
};
