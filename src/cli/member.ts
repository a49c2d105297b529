import { Refusal } from '../core/refusal.ts';
import type { Db } from '../domain/database.ts';
import { removeEverywhere } from '../domain/erasure/departures.ts';
import { changeBelonging } from '../domain/members/commands.ts';
import { engagements, hats, type Member } from '../domain/members/member.ts';
import { findMemberByHandle, listMembers } from '../domain/members/queries.ts';
import { inWork } from '../domain/work.ts';
import { readInput } from '../plain/input.ts';
import { BelongingInput, memberToPlain } from '../plain/joining.ts';
import { type Command, isSet, manyOf, requireText, textOf } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const list: Command = {
  name: 'member list',
  summary: 'Everybody who belongs, candidates included, by name.',
  words: [],
  options: {},
  opensNode: true,
  run: async ({ node }) => {
    const platform = await openNode(node);
    const plain = (await listMembers(platform.db)).map(memberToPlain);
    const rows = plain.map((member) => [
      ...[`@${member.handle}`, member.name, member.stage, member.engagement, member.hats.join(' ') || '-'],
    ]);
    return { json: plain, lines: columns(rows) };
  },
};

const change: Command = {
  name: 'member change',
  summary: 'Change how somebody belongs: engagement, hats, or from candidate to member.',
  words: ['HANDLE'],
  options: {
    engagement: { value: 'KIND', help: 'How they work with the collective.', choices: engagements },
    stage: { value: 'STAGE', help: 'Makes a candidate a member.', choices: ['member'] },
    hat: { value: 'HAT', help: `All the hats they wear from now on: ${hats.join(', ')}.`, isMany: true },
    'no-hats': { help: 'Take every hat.' },
  },
  opensNode: true,
  run: async ({ node, words: [handle = ''], options }) => {
    const worn = isSet(options, 'no-hats') ? [] : manyOf(options, 'hat');
    const isAboutHats = isSet(options, 'no-hats') || worn.length > 0;
    const belonging = readInput(BelongingInput, {
      engagement: textOf(options, 'engagement'),
      stage: textOf(options, 'stage'),
      hats: isAboutHats ? worn : undefined,
    });
    const platform = await openNode(node);
    const member = await inWork(platform, async (work) =>
      changeBelonging(work, (await requireNamed(work.tx, handle)).id, belonging),
    );
    const { stage, engagement } = member;
    const words = [stage, engagement, member.hats.join(' ') || 'no hats'].join(', ');
    return { json: memberToPlain(member), lines: [`@${member.handle}: ${words}.`] };
  },
};

const remove: Command = {
  name: 'member remove',
  summary: 'Put somebody out. Prints the address where they read why and take their export.',
  words: ['HANDLE'],
  options: { reason: { value: 'TEXT', help: 'They read it.', isRequired: true } },
  opensNode: true,
  run: async ({ node, words: [handle = ''], options }) => {
    const reason = requireText(options, 'reason');
    const platform = await openNode(node);
    const { member, secret } = await inWork(platform, async (work) => {
      const found = await requireNamed(work.tx, handle);
      return { member: found, secret: await removeEverywhere(work, 'node', found, reason) };
    });
    const farewellUrl = `${platform.origin}/farewell?token=${secret}`;
    return { json: { handle: member.handle, farewellUrl }, lines: [farewellUrl] };
  },
};

/** Somebody who belongs, by handle with or without `@`. @throws Refusal not-found `member.unknown` */
export async function requireNamed(db: Db, handle: string): Promise<Member> {
  const member = await findMemberByHandle(db, handle.trim().replace(/^@/, '').toLowerCase());
  if (member !== undefined) return member;
  throw new Refusal('not-found', 'member.unknown', `Nobody here has the handle "${handle}".`);
}

/** The roster. */
export const memberCommands: readonly Command[] = [list, change, remove];
