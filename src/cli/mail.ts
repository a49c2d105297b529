import { Refusal } from '../core/refusal.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import { sendTestMail } from '../platform/smtp.ts';
import type { Command } from './command.ts';
import { openNode } from './open-node.ts';

/** `guildhall mail test`: whether mail works, in the words of the mail server. */
export const mailCommand: Command = {
  name: 'mail test',
  summary: 'Send a test to an address and print what the mail server says.',
  words: ['ADDRESS'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [address = ''] }) => {
    const platform = await openNode(node);
    const { name } = await requireCollective(platform.db);
    const outcome = await sendTestMail(platform.config, name, address);
    if (outcome === undefined) {
      throw new Refusal(
        'conflict',
        'mail.off',
        'This node sends no mail. Set SMTP_URL and MAIL_FROM and start it again.',
      );
    }
    const { isSent, answer } = outcome;
    const lines = [isSent ? `Taken: ${answer}` : `Not taken: ${answer}`];
    return { json: { isSent, answer }, lines, isBad: !isSent };
  },
};
