import { sql } from 'kysely';
import { cleanText } from '../../core/html.ts';
import { type ActorId, type EventId, type Iri, newId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { type Actor, fullHandle } from '../actors/actor.ts';
import { requireMay } from '../members/can.ts';
import { isOnNetwork, type Member } from '../members/member.ts';
import { refuseIfBlocked } from '../moderation/commands.ts';
import { isBlockedBy } from '../moderation/queries.ts';
import { notify } from '../notice.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import { type DueMembership, isCollective } from './affiliation.ts';
import { nextLook } from './guests.ts';

/** How many questions of one person, and invitations to one person, may wait for an answer. */
const mostOpen = 20;

/**
 * One of ours asks another collective to become a member there (Join); where that one had asked, it is a yes. Who
 * blocks the person is not asked, and nobody learns why there is no answer. `message` is plain text, at most 1,000
 * characters.
 * @throws Refusal forbidden `person.may_not`, `host.blocked`; conflict `membership.not_federated`, `membership.is_member`,
 * `membership.too_many`; invalid `membership.not_collective`, `membership.own`, `membership.message`
 */
export async function askToJoin(work: Work, member: Member, to: Actor, message: string): Promise<void> {
  requireOnNetwork(member);
  await refuseIfBlocked(work, to.host);
  requireOther(to);
  const text = cleanText(message);
  if (text.length > 1000)
    throw new Refusal(
      'invalid',
      'membership.message',
      `The message has ${text.length} characters; at most 1,000 fit.`,
      { length: text.length },
    );
  const row = await lockMembership(work, member, to.id);
  if (row?.state === 'accepted')
    throw new Refusal('conflict', 'membership.is_member', `${fullHandle(to)} has accepted this already.`, {
      handle: fullHandle(to),
    });
  if (row?.state === 'invited') return acceptInvitation(work, member, to.id);
  if (row === undefined) await refuseIfTooMany(work, member, 'asked');
  const event = (await isBlockedBy(work.tx, member.actor, to.id))
    ? newId<EventId>()
    : await record(work, { kind: 'membership.asked', by: member.actor, collective: to.id, message: text });
  await keep(work, member, to.id, { state: 'asked', join_iri: iri(work.origin, paths.activity(event)) });
}

/** Say yes to the invitation of another collective. @throws Refusal not-found `membership.unknown`; conflict `membership.not_federated` */
export async function acceptInvitation(work: Work, member: Member, collective: ActorId): Promise<void> {
  requireOnNetwork(member);
  const row = await lockMembership(work, member, collective);
  if (row?.state !== 'invited' || row.invite_iri === null) throw unknown();
  await keep(work, member, collective, { state: 'accepted' });
  await sayAnswered(work, member, collective, row.invite_iri, true);
  await record(work, { kind: 'actor.updated', by: member.actor });
}

/**
 * End it, however it stands: leave, take a question back, say no to an invitation, or put a refusal away. Nobody has to
 * agree.
 * @throws Refusal not-found `membership.unknown`; forbidden `person.may_not`
 */
export async function endMembership(work: Work, member: Member, collective: ActorId): Promise<void> {
  requireMay(member, 'affiliation.act', { owner: member.id });
  const row = await lockMembership(work, member, collective);
  if (row === undefined) throw unknown();
  await drop(work, member, collective);
  if (row.state === 'invited' && row.invite_iri !== null)
    await sayAnswered(work, member, collective, row.invite_iri, false);
  if (row.state === 'accepted' || row.state === 'asked')
    await record(work, { kind: 'membership.left', by: member.actor, collective });
  if (row.state === 'accepted') await record(work, { kind: 'actor.updated', by: member.actor });
}

/**
 * End all of them, however they stand, for somebody who goes for good: before their actor does, because it says so.
 * Returns the collectives they were a member of.
 */
export async function endMemberships(work: Work, member: Member): Promise<ActorId[]> {
  const rows = await work.tx
    .deleteFrom('membership')
    .where('member_id', '=', member.id)
    .returning(['collective_id', 'state', 'invite_iri'])
    .execute();
  // An actor that is gone says nothing more.
  if (!member.isFederated) return [];
  for (const { collective_id: collective, state, invite_iri: invite } of rows) {
    if (state === 'invited' && invite !== null) await sayAnswered(work, member, collective, invite, false);
    if (state === 'accepted' || state === 'asked')
      await record(work, { kind: 'membership.left', by: member.actor, collective });
  }
  return rows.filter(({ state }) => state === 'accepted').map((row) => row.collective_id);
}

/**
 * Another collective asks one of ours in (Invite). It waits for the person; who had asked that collective has said yes,
 * who is a member there already is not asked.
 * @throws Refusal forbidden `host.blocked`, `invite.not_collective`; conflict `membership.too_many`
 */
export async function receiveInvite(work: Work, member: Member, from: Actor, invite: Iri): Promise<void> {
  await refuseIfBlocked(work, from.host);
  if (!isCollective(from))
    throw new Refusal('forbidden', 'invite.not_collective', 'Only a collective can ask somebody in.');
  const row = await lockMembership(work, member, from.id);
  if (row?.state === 'accepted') return;
  if (row?.state !== 'invited') await refuseIfTooMany(work, member, 'invited');
  await keep(work, member, from.id, { state: 'invited', invite_iri: invite });
  if (row?.state === 'asked') return acceptInvitation(work, member, from.id);
  if (row?.state !== 'invited') await tellInvited(work, member, from);
}

/** Who takes an invitation back to send it again is heard once in thirty days. */
async function tellInvited(work: Work, member: Member, from: Actor): Promise<void> {
  const handle = fullHandle(from);
  const told = await work.tx
    .selectFrom('notice')
    .select('id')
    .where('member_id', '=', member.id)
    .where('event', '=', 'affiliation.invited')
    .where(sql<boolean>`payload ->> 'handle' = ${handle}`)
    .where('created_at', '>', work.now.subtract({ hours: 30 * 24 }))
    .executeTakeFirst();
  if (told !== undefined) return;
  await notify(work, { member: member.id }, { event: 'affiliation.invited', name: from.name, handle });
}

/**
 * A collective answers a Join of one of ours: named by its id, or by who asked. An answer to nothing we asked changes
 * nothing.
 */
export async function receiveJoinAnswer(
  work: Work,
  from: Actor,
  join: { readonly id: Iri | null; readonly by: ActorId | null },
  isYes: boolean,
): Promise<void> {
  const rows = await work.tx
    .selectFrom('membership')
    .innerJoin('member', 'member.id', 'membership.member_id')
    .select(['membership.member_id', 'membership.join_iri', 'member.actor_id'])
    .where('membership.collective_id', '=', from.id)
    .where('membership.state', '=', 'asked')
    .forUpdate('membership')
    .execute();
  const asked = rows.filter(
    (row) => (join.id !== null && row.join_iri === join.id) || (join.by !== null && row.actor_id === join.by),
  );
  for (const { member_id: id, actor_id: actor } of asked) {
    const member = { id, actor };
    await keep(work, member, from.id, { state: isYes ? 'accepted' : 'refused' });
    await notify(work, { member: id }, { event: 'affiliation.answered', name: from.name, isYes });
    if (isYes) await record(work, { kind: 'actor.updated', by: actor });
  }
}

/** A collective takes one of ours off its list, or an invitation back. */
export async function receiveRemoval(
  work: Work,
  from: Actor,
  member: Pick<Member, 'id' | 'actor'>,
): Promise<void> {
  const row = await lockMembership(work, member, from.id);
  if (row?.state !== 'accepted' && row?.state !== 'invited') return;
  await drop(work, member, from.id);
  if (row.state === 'accepted') await record(work, { kind: 'actor.updated', by: member.actor });
}

/** What the list of a collective elsewhere says: that it holds one of ours, or not. */
export async function membershipListed(work: Work, of: DueMembership, isListed: boolean): Promise<void> {
  const row = await lockMembership(work, { id: of.member }, of.collective);
  if (row?.state !== 'accepted') return;
  await change(work, of, {
    listed_at: isListed ? work.now : null,
    check_at: nextLook(work, row.since, isListed),
  });
}

/** The list of a collective elsewhere could not be read: what was known stays, and is asked again tomorrow. */
export async function membershipUnread(work: Work, of: DueMembership): Promise<void> {
  await change(work, of, { check_at: work.now.add({ hours: 24 }) });
}

async function change(
  work: Work,
  { member, collective }: DueMembership,
  set: { listed_at?: Temporal.Instant | null; check_at: Temporal.Instant },
): Promise<void> {
  await work.tx
    .updateTable('membership')
    .set(set)
    .where('member_id', '=', member)
    .where('collective_id', '=', collective)
    .execute();
}

interface Stands {
  readonly state: 'asked' | 'invited' | 'accepted' | 'refused';
  readonly join_iri?: Iri;
  readonly invite_iri?: Iri;
}

async function keep(
  work: Work,
  member: Pick<Member, 'id'>,
  collective: ActorId,
  stands: Stands,
): Promise<void> {
  const values = { ...stands, since: work.now, check_at: work.now, listed_at: null };
  await work.tx
    .insertInto('membership')
    .values({ join_iri: null, invite_iri: null, ...values, member_id: member.id, collective_id: collective })
    .onConflict((conflict) => conflict.columns(['member_id', 'collective_id']).doUpdateSet(values))
    .execute();
}

async function drop(work: Work, member: Pick<Member, 'id'>, collective: ActorId): Promise<void> {
  await work.tx
    .deleteFrom('membership')
    .where('member_id', '=', member.id)
    .where('collective_id', '=', collective)
    .execute();
}

function lockMembership(work: Work, member: Pick<Member, 'id'>, collective: ActorId) {
  return work.tx
    .selectFrom('membership')
    .selectAll()
    .where('member_id', '=', member.id)
    .where('collective_id', '=', collective)
    .forUpdate()
    .executeTakeFirst();
}

async function sayAnswered(
  work: Work,
  member: Member,
  collective: ActorId,
  invite: Iri,
  isYes: boolean,
): Promise<void> {
  await record(work, { kind: 'membership.answered', by: member.actor, collective, invite, isYes });
}

async function refuseIfTooMany(work: Work, member: Member, state: 'asked' | 'invited'): Promise<void> {
  const open = await work.tx
    .selectFrom('membership')
    .select('collective_id')
    .where('member_id', '=', member.id)
    .where('state', '=', state)
    .execute();
  if (open.length >= mostOpen)
    throw new Refusal('conflict', 'membership.too_many', `${mostOpen} wait for an answer already.`, {
      count: mostOpen,
    });
}

/** Whoever cannot be seen on the network cannot speak there. */
function requireOnNetwork(member: Member): void {
  requireMay(member, 'affiliation.act', { owner: member.id });
  if (isOnNetwork(member)) return;
  throw new Refusal(
    'conflict',
    'membership.not_federated',
    'Other collectives can only know who is on the Fediverse. Choose to be there first, in your signpost.',
  );
}

function requireOther(to: Actor): void {
  if (to.isLocal)
    throw new Refusal('invalid', 'membership.own', 'That is this collective, or one of its people.');
  if (!isCollective(to))
    throw new Refusal('invalid', 'membership.not_collective', `${fullHandle(to)} is not a collective.`, {
      handle: fullHandle(to),
    });
}

function unknown(): Refusal {
  return new Refusal('not-found', 'membership.unknown', 'There is nothing open with that collective.');
}
