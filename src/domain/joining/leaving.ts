import { cleanText } from '../../core/html.ts';
import type { ActorId, MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { closeSessionsOf } from '../auth/sessions.ts';
import { postLetter } from '../mail.ts';
import { requireOtherSteward, setFederated } from '../members/commands.ts';
import { tellListed } from '../members/listed.ts';
import type { Member } from '../members/member.ts';
import { findMemberByEmail, requireMember } from '../members/queries.ts';
import { notify } from '../notice.ts';
import type { Work } from '../work.ts';
import { type Farewell, farewellLasts } from './departure.ts';
import { findFarewell } from './departure-queries.ts';
import { revokeInvitationsOf } from './invitations.ts';
import { issueJoiningLink, unknownLink } from './links.ts';

/** How somebody goes: `known` they stay on the list of those who were here, `gone` their name disappears. */
export type Going = 'known' | 'gone';

/**
 * Leave; nobody has to agree. Sessions and tokens end in the same transaction; with `gone`, other servers are told that
 * the person is gone, `alsoTo` among them; who stays known is off the list of the collective there, and gone after the
 * day in which they may come back. Returns the secret of the farewell page, which undoes it within a day. Doors call
 * `leaveEverywhere`.
 * @throws Refusal conflict `member.last_steward`
 */
export async function leave(
  work: Work,
  member: Member,
  going: Going,
  alsoTo: readonly ActorId[] = [],
): Promise<string> {
  const known = { isKnown: going === 'known', isRemoved: false, reason: '', by: null, alsoTo };
  const secret = await depart(work, member, known);
  await notify(
    work,
    { everybody: true, but: member.id },
    { event: 'member.left', name: member.name, handle: member.handle },
  );
  return secret;
}

/**
 * Put somebody out, with a reason that they read. Sessions and tokens end in the same transaction, and they leave the
 * Fediverse, of which `alsoTo` hears too. Returns the secret of their farewell page, from which they take their export
 * for sixty days. Doors call `removeEverywhere`.
 * @throws Refusal invalid `member.reason`; conflict `member.self`, `member.last_steward`
 */
export async function removeMember(
  work: Work,
  steward: Member | 'node',
  member: Member,
  text: string,
  alsoTo: readonly ActorId[] = [],
): Promise<string> {
  const reason = cleanText(text);
  if (reason === '' || reason.length > 1000) {
    throw new Refusal(
      'invalid',
      'member.reason',
      `The reason has ${reason.length} characters; 1 to 1,000 fit. They read it.`,
      { length: reason.length },
    );
  }
  const by = steward === 'node' ? null : steward.id;
  if (by === member.id) {
    throw new Refusal('conflict', 'member.self', 'That is you. To go yourself, leave under Settings.');
  }
  return depart(work, member, { isKnown: false, isRemoved: true, reason, by, alsoTo });
}

/**
 * Undo one's own leaving within a day. What other servers were told stays told.
 * @throws Refusal invalid `link.unknown`; gone `farewell.over`; forbidden `farewell.removed`
 */
export async function comeBack(work: Work, secret: string): Promise<Member> {
  const farewell = await findFarewell(work.tx, work.now, secret);
  if (farewell === undefined) throw unknownLink();
  if (farewell.isRemoved) {
    throw new Refusal('forbidden', 'farewell.removed', 'You did not leave by yourself. Talk to a steward.');
  }
  if (!farewell.canUndo) {
    throw new Refusal(
      'gone',
      'farewell.over',
      'A day has passed, or you are back already. Somebody has to invite you again.',
    );
  }
  return restore(work, farewell);
}

async function restore(work: Work, { member: id, stage }: Farewell): Promise<Member> {
  // Somebody else may have come in with the same mail address meanwhile.
  const { email } = await work.tx
    .selectFrom('member')
    .select('email')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const isTaken = email !== null && (await findMemberByEmail(work.tx, email)) !== undefined;
  await work.tx
    .updateTable('member')
    .set({ stage, left_at: null, ...(isTaken && { email: null }) })
    .where('id', '=', id)
    .execute();
  await work.tx.deleteFrom('departure').where('member_id', '=', id).execute();
  await work.tx.deleteFrom('joining_link').where('member_id', '=', id).execute();
  const back = await requireMember(work.tx, id);
  await tellListed(work, { ...back, leftAt: work.now }, back);
  return back;
}

interface Departing {
  readonly isKnown: boolean;
  readonly isRemoved: boolean;
  readonly reason: string;
  readonly by: MemberId | null;
  readonly alsoTo: readonly ActorId[];
}

async function depart(work: Work, { id }: Pick<Member, 'id'>, departing: Departing): Promise<string> {
  const { isKnown, isRemoved, reason, by, alsoTo } = departing;
  await requireOtherSteward(work, id);
  // Who goes twice at the same moment is gone the second time.
  await work.tx.selectFrom('member').select('id').where('id', '=', id).forUpdate().execute();
  const member = await requireMember(work.tx, id);
  await work.tx
    .insertInto('departure')
    .values({
      ...{ member_id: id, is_known: isKnown, is_removed: isRemoved, reason, by_id: by },
      stage: member.stage === 'candidate' ? 'candidate' : 'member',
      created_at: work.now,
    })
    .execute();
  if (isKnown) await tellListed(work, member, { ...member, leftAt: work.now });
  else await setFederated(work, member, false, alsoTo);
  await closeDoors(work, id);
  await revokeInvitationsOf(work, member);
  await work.tx
    .updateTable('member')
    .set({ stage: 'alum', left_at: work.now })
    .where('id', '=', id)
    .execute();
  const { email: address } = member;
  if (address !== null) await postLetter(work, { kind: 'farewell', member: id, isRemoved }, { address });
  return issueFarewellLink(work, id);
}

/** An address of the farewell page, for sixty days from now; the letter gets one of its own as it is sent. */
export function issueFarewellLink(work: Work, member: MemberId): Promise<string> {
  return issueJoiningLink(work, { farewell: member }, work.now.add(farewellLasts));
}

/** Nothing that was open for them opens anything from now on. */
async function closeDoors(work: Work, member: MemberId): Promise<void> {
  await closeSessionsOf(work, member);
  await work.tx.deleteFrom('api_token').where('member_id', '=', member).execute();
  await work.tx.deleteFrom('link_token').where('member_id', '=', member).execute();
}
