import { Refusal } from '../core/refusal.ts';
import { listLinkRequests } from '../domain/auth/link-requests.ts';
import { answerMailChange, listMailChanges } from '../domain/auth/mail-address.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import { databaseTime, inWork } from '../domain/work.ts';
import { sendTestMail } from '../platform/smtp.ts';
import type { Command } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';
import { namedMember } from './sign-in.ts';

const test: Command = {
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

const links: Command = {
  name: 'mail links',
  summary: 'Who waits for a link that somebody passes on, where the node sends no mail.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const { db, config } = await openNode(node);
    const isMailing = config.SMTP_URL !== undefined;
    const signIns = isMailing ? [] : await listLinkRequests(db);
    const addresses = isMailing ? [] : await listMailChanges(db, await databaseTime(db));
    const json = {
      signIns: signIns.map(({ handle, name, askedAt }) => ({ handle, name, askedAt: askedAt.toString() })),
      addresses: addresses.map(({ handle, name, email, isTaken, askedAt }) => ({
        ...{ handle, name, email, isTaken },
        askedAt: askedAt.toString(),
      })),
    };
    const rows = [
      ...signIns.map(({ handle, name }) => [`@${handle}`, name, `guildhall sign-in ${handle}`]),
      ...addresses.map(({ handle, name, email, isTaken }) => [
        ...[`@${handle}`, name],
        isTaken ? `somebody else has ${email}` : `guildhall mail link ${handle}`,
      ]),
    ];
    return { json, lines: rows.length === 0 ? ['Nobody waits for a link.'] : columns(rows) };
  },
};

const link: Command = {
  name: 'mail link',
  summary: 'Print the link by which a member confirms the mail address they asked for.',
  words: ['HANDLE-OR-EMAIL'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [who = ''] }) => {
    const platform = await openNode(node);
    const { secret, change } = await inWork(platform, async (work) => {
      const { id } = await namedMember(work, who);
      const asked = (await listMailChanges(work.tx, work.now)).find(({ member }) => member === id);
      return answerMailChange(work, asked?.id ?? '');
    });
    const confirmUrl = `${platform.origin}/mail-address?token=${secret}`;
    return { json: { handle: change.handle, email: change.email, confirmUrl }, lines: [confirmUrl] };
  },
};

/** Mail, and the links that somebody passes on where there is none. */
export const mailCommands: readonly Command[] = [test, links, link];
