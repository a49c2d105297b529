import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../platform/platform.ts';
import { accountCommands } from './account.ts';
import { affiliationCommands } from './affiliation.ts';
import { allyCommands } from './ally.ts';
import { applicationCommands } from './application.ts';
import { blockCommands } from './block.ts';
import { collectiveCommands } from './collective.ts';
import type { CliIo, CliNode, Command } from './command.ts';
import { configCommand } from './config.ts';
import { deliveryCommands } from './deliveries.ts';
import { doctorCommand } from './doctor.ts';
import { followCommands } from './follow.ts';
import { followerCommands } from './followers.ts';
import { helpFor } from './help.ts';
import { inviteCommands } from './invite.ts';
import { mailCommands } from './mail.ts';
import { memberCommands } from './member.ts';
import { migrateCommand } from './migrate.ts';
import { opportunityCommands } from './opportunity.ts';
import { parseCommand } from './parse.ts';
import { peopleCommands } from './people.ts';
import { personCommands } from './person.ts';
import { toFailure, toJsonLine, toLine } from './print.ts';
import { setupCommand } from './setup.ts';
import { signInCommands } from './sign-in.ts';
import { signpostCommands } from './signpost.ts';
import { skillCommands } from './skills.ts';
import { startCommand } from './start.ts';
import { todayCommands } from './today.ts';
import { tokenCommands } from './token.ts';

/** Every command of the program, in the order of its help. */
export const commands: readonly Command[] = [
  startCommand,
  setupCommand,
  ...signInCommands,
  migrateCommand,
  configCommand,
  doctorCommand,
  ...tokenCommands,
  ...mailCommands,
  ...collectiveCommands,
  ...opportunityCommands,
  ...allyCommands,
  ...followCommands,
  ...followerCommands,
  ...affiliationCommands,
  ...deliveryCommands,
  ...blockCommands,
  ...skillCommands,
  ...peopleCommands,
  ...inviteCommands,
  ...applicationCommands,
  ...memberCommands,
  ...signpostCommands,
  ...accountCommands,
  ...todayCommands,
  ...personCommands,
];

/**
 * Run one command in this process. Answers go to standard output, errors as one line to standard error. Returns the
 * exit code: 0 all is well, 1 refused or failed, 2 written wrongly. Never throws.
 */
export async function runCommand(argv: readonly string[], io: CliIo, node: CliNode): Promise<number> {
  try {
    const parsed = parseCommand(argv, commands);
    if (parsed.kind === 'version') io.stdout(await version());
    if (parsed.kind === 'help') for (const line of helpFor(parsed.about, parsed.prefix)) io.stdout(line);
    if (parsed.kind !== 'command') return 0;
    const { command, words, options, isJson } = parsed;
    const answer = await command.run({ words, options, io, node });
    if (isJson) io.stdout(toJsonLine(answer.json));
    else for (const line of answer.lines) io.stdout(toLine(line));
    return answer.isBad === true ? 1 : 0;
  } catch (error) {
    return tellFailure(error, argv, io);
  }
}

/** Say what went wrong on standard error, as JSON where that was asked for. Returns the exit code. */
export function tellFailure(error: unknown, argv: readonly string[], io: CliIo): number {
  const { code, message, exitCode } = toFailure(error);
  if (argv.includes('--json')) io.stderr(toJsonLine({ error: { code, message } }));
  else for (const line of message.split('\n')) io.stderr(`guildhall: ${toLine(line)}`);
  return exitCode;
}

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return `guildhall ${found ? String(manifest.version) : 'unknown'}`;
}
