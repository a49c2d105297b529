import { requireCollective } from '../collective/queries.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import { isOnNetwork, type Member } from './member.ts';

/** Tell who follows the collective that its list changed, where it did: what somebody was, and what they are now. */
export async function tellListed(work: Work, before: Member, after: Member): Promise<void> {
  if (isOnNetwork(before) === isOnNetwork(after)) return;
  const kind = isOnNetwork(after) ? 'member.listed' : 'member.unlisted';
  const role = before.hats.includes('steward') ? 'steward' : 'member';
  const { actor } = await requireCollective(work.tx);
  await record(work, { kind, by: actor, member: before.actor, role });
}
