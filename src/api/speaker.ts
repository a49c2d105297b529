import type { Member } from '../domain/members/member.ts';
import { requireSteward } from '../domain/members/queries.ts';
import type { Work } from '../domain/work.ts';

/**
 * In whose name something is written: the person whose token asks; for a token of the node the steward who has been
 * here longest, as on the command line.
 */
export async function speakerFor(work: Work, asker: Member | 'node'): Promise<Member> {
  return asker === 'node' ? requireSteward(work.tx) : asker;
}
