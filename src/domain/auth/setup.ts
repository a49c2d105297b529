import type { MakeKeys } from '../actors/commands.ts';
import type { Collective } from '../collective/collective.ts';
import { type CollectiveProfile, foundCollective } from '../collective/commands.ts';
import { addMember } from '../members/commands.ts';
import type { Member } from '../members/member.ts';
import type { Work } from '../work.ts';
import { issueLink } from './links.ts';

/** What the four screens of the first start, or `guildhall setup`, ask. */
export interface FirstSetup {
  readonly collective: CollectiveProfile & { readonly handle: string };
  readonly steward: { readonly name: string; readonly handle: string; readonly email: string };
}

/**
 * Set the node up: found the collective and take its first steward in. `signIn` is the secret of a link that
 * lets the steward in once. All of it, or nothing.
 * @throws Refusal conflict `node.set_up`; what `foundCollective` and `addMember` refuse
 */
export async function setUpNode(
  work: Work,
  setup: FirstSetup,
  makeKeys: MakeKeys,
): Promise<{ collective: Collective; steward: Member; signIn: string }> {
  const collective = await foundCollective(work, setup.collective, makeKeys);
  const steward = await addMember(work, { ...setup.steward, hats: ['steward'] }, makeKeys);
  return { collective, steward, signIn: await issueLink(work, 'sign-in', steward.id) };
}
