import type { Member } from '../members/member.ts';
import type { Audience, Signpost } from './signpost.ts';

/**
 * Whether a reader may learn that somebody is here at all, beside what `viewFor` says: a visitor does not learn of
 * candidates, nor of somebody who neither said a word about themselves nor is on the Fediverse.
 */
export function isShown(
  member: Pick<Member, 'stage' | 'isFederated'>,
  signpost: Pick<Signpost, 'updatedAt'>,
  reader: Audience,
): boolean {
  if (reader === 'members' || reader === 'me') return true;
  return member.stage === 'member' && (member.isFederated || signpost.updatedAt !== null);
}
