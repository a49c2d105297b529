import { endMemberships } from '../affiliations/memberships.ts';
import { comeBackWithin } from '../joining/departure.ts';
import { type Going, leave, removeMember } from '../joining/leaving.ts';
import { setFederated } from '../members/commands.ts';
import type { Member } from '../members/member.ts';
import { findFormerMember } from '../members/queries.ts';
import type { Work } from '../work.ts';

/**
 * Leave, and with it the collectives elsewhere: at once for who disappears; for who stays known, when the day is over in
 * which they may come back. Returns the secret of the farewell page.
 * @throws what `leave` refuses
 */
export async function leaveEverywhere(work: Work, member: Member, going: Going): Promise<string> {
  return leave(work, member, going, going === 'gone' ? await endMemberships(work, member) : []);
}

/** Put somebody out, who leaves the collectives elsewhere with it. @throws what `removeMember` refuses */
export async function removeEverywhere(
  work: Work,
  steward: Member | 'node',
  member: Member,
  reason: string,
): Promise<string> {
  return removeMember(work, steward, member, reason, await endMemberships(work, member));
}

/**
 * Who left, stays known and did not come back within a day leaves the Fediverse: nobody can act for that address any
 * more, so it is gone there (410), while the page here says until when they belonged. Asked from time to time.
 */
export async function finishDepartures(work: Work): Promise<void> {
  const rows = await work.tx
    .selectFrom('member')
    .innerJoin('departure', 'departure.member_id', 'member.id')
    .select('member.id')
    .where('member.left_at', 'is not', null)
    .where('member.is_federated', '=', true)
    .where('departure.created_at', '<=', work.now.subtract(comeBackWithin))
    .orderBy('member.id')
    .limit(100)
    .forUpdate('member')
    .execute();
  for (const { id } of rows) {
    const person = await findFormerMember(work.tx, id);
    if (person !== undefined) await setFederated(work, person, false, await endMemberships(work, person));
  }
}
