import { cleanText } from '../../core/html.ts';
import { type ActorId, type EventId, type Iri, newId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { type Actor, fullHandle } from '../actors/actor.ts';
import { requireCollective } from '../collective/queries.ts';
import { requireMay } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import { refuseIfBlocked } from '../moderation/commands.ts';
import { isBlockedBy } from '../moderation/queries.ts';
import { notify } from '../notice.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import { requireGuest } from './queries.ts';

/** How many of one server, and of all, may wait for a steward. */
const mostAsking = { ofHost: 20, ofAll: 500 } as const;
/** Whoever was refused may ask again after that. */
const quietAfterRefusal = Temporal.Duration.from({ hours: 30 * 24 });

/**
 * Somebody of another server asks to become a member (Join). They wait for a steward; whom we had asked in is in at
 * once; who is a member is answered again. Asking again soon after a refusal has no effect.
 * @throws Refusal forbidden `host.blocked`, `join.not_person`, `join.too_many`
 */
export async function receiveJoin(
  work: Work,
  person: Actor,
  join: Iri | null,
  message: string,
): Promise<void> {
  await refuseIfBlocked(work, person.host);
  if (person.type !== 'Person')
    throw new Refusal('forbidden', 'join.not_person', 'Only a person can become a member.');
  const row = await lockGuest(work, person.id);
  if (row === undefined) return ask(work, person, join, message);
  if (row.state === 'refused') {
    if (Temporal.Instant.compare(row.since.add(quietAfterRefusal), work.now) > 0) return;
    return ask(work, person, join, message);
  }
  await work.tx
    .updateTable('guest')
    .set({ join_iri: join, message })
    .where('actor_id', '=', person.id)
    .execute();
  if (row.state === 'invited') await becomeMember(work, person.id);
  if (row.state !== 'asked') await sayAdmitted(work, person.id, join);
}

async function ask(work: Work, person: Actor, join: Iri | null, message: string): Promise<void> {
  await refuseIfTooMany(work, person.host);
  const values = { state: 'asked', join_iri: join, message, since: work.now, check_at: work.now } as const;
  await work.tx
    .insertInto('guest')
    .values({ actor_id: person.id, ...values, invite_iri: null, decided_by: null, claimed_at: null })
    .onConflict((conflict) => conflict.column('actor_id').doUpdateSet(values))
    .execute();
  const notice = { event: 'affiliation.asked', name: person.name, handle: fullHandle(person) } as const;
  await notify(work, { hat: 'steward' }, notice);
}

async function refuseIfTooMany(work: Work, host: string): Promise<void> {
  const rows = await work.tx
    .selectFrom('guest')
    .innerJoin('actor', 'actor.id', 'guest.actor_id')
    .select('actor.host')
    .where('guest.state', '=', 'asked')
    .execute();
  const ofHost = rows.filter((row) => row.host === host).length;
  if (rows.length >= mostAsking.ofAll || ofHost >= mostAsking.ofHost)
    throw new Refusal('forbidden', 'join.too_many', 'Too many people wait for an answer. Ask again later.');
}

/** Let somebody in who asked. @throws Refusal forbidden `steward.only`; not-found `guest.unknown` */
export async function admitGuest(work: Work, by: Member, guest: ActorId): Promise<void> {
  requireMay(by, 'affiliation.decide');
  const row = await lockGuest(work, guest);
  if (row?.state !== 'asked') throw notWaiting();
  await becomeMember(work, guest, by);
  await sayAdmitted(work, guest, row.join_iri);
}

/** Send somebody away who asked. @throws Refusal forbidden `steward.only`; not-found `guest.unknown` */
export async function refuseGuest(work: Work, by: Member, guest: ActorId): Promise<void> {
  requireMay(by, 'affiliation.decide');
  const row = await lockGuest(work, guest);
  if (row?.state !== 'asked') throw notWaiting();
  await work.tx
    .updateTable('guest')
    .set({ state: 'refused', since: work.now, decided_by: by.id })
    .where('actor_id', '=', guest)
    .execute();
  await record(work, { kind: 'guest.refused', by: await us(work), guest, join: row.join_iri });
}

/**
 * Ask somebody of another server in (Invite); whoever asked before is in at once. Who blocks us is not asked, and
 * nobody learns why there is no answer.
 * @throws Refusal forbidden `steward.only`, `host.blocked`; invalid `guest.not_person`, `guest.local`; conflict `guest.is_member`
 */
export async function inviteGuest(work: Work, by: Member, person: Actor): Promise<void> {
  requireMay(by, 'affiliation.decide');
  await refuseIfBlocked(work, person.host);
  if (person.isLocal)
    throw new Refusal(
      'invalid',
      'guest.local',
      'That is somebody of this server. Invite people of other servers here.',
    );
  if (person.type !== 'Person')
    throw new Refusal('invalid', 'guest.not_person', `${fullHandle(person)} is not a person.`, {
      handle: fullHandle(person),
    });
  const row = await lockGuest(work, person.id);
  if (row?.state === 'member')
    throw new Refusal('conflict', 'guest.is_member', `${fullHandle(person)} is a member already.`, {
      handle: fullHandle(person),
    });
  if (row?.state === 'asked') return admitGuest(work, by, person.id);
  const collective = await us(work);
  const event = (await isBlockedBy(work.tx, collective, person.id))
    ? newId<EventId>()
    : await record(work, { kind: 'guest.invited', by: collective, guest: person.id });
  const values = {
    state: 'invited' as const,
    ...{ message: '', join_iri: null, since: work.now, check_at: work.now },
    ...{ invite_iri: iri(work.origin, paths.activity(event)), decided_by: by.id },
  };
  await work.tx
    .insertInto('guest')
    .values({ actor_id: person.id, ...values, claimed_at: null })
    .onConflict((conflict) => conflict.column('actor_id').doUpdateSet(values))
    .execute();
}

/**
 * Somebody answers an Invite of ours: named by its id, or (`isOurs`) by what it was. An answer to nothing we asked
 * changes nothing.
 */
export async function receiveInviteAnswer(
  work: Work,
  from: Actor,
  invite: { readonly id: Iri | null; readonly isOurs: boolean },
  isYes: boolean,
): Promise<void> {
  const row = await lockGuest(work, from.id);
  if (row?.state !== 'invited' || !(invite.isOurs || row.invite_iri === invite.id)) return;
  if (isYes) await becomeMember(work, from.id);
  else await work.tx.deleteFrom('guest').where('actor_id', '=', from.id).execute();
  const notice = { event: 'affiliation.answered', name: from.name, isYes } as const;
  await notify(work, { hat: 'steward' }, notice);
}

/** Somebody of another server leaves, or does not want in any more. Nobody has to agree. */
export async function receiveLeave(work: Work, from: Actor): Promise<void> {
  const row = await lockGuest(work, from.id);
  if (row === undefined || row.state === 'refused') return;
  await work.tx.deleteFrom('guest').where('actor_id', '=', from.id).execute();
  if (row.state !== 'member') return;
  await sayUnlisted(work, from.id, { wasListed: row.claimed_at !== null, isOver: true, reason: '' });
}

/**
 * Take a member of another server off, or an invitation back. The person, and followers if they heard of them, are told
 * why; at most 500 characters.
 * @throws Refusal forbidden `steward.only`; not-found `guest.unknown`; invalid `guest.reason`
 */
export async function removeGuest(work: Work, by: Member, guest: ActorId, reason: string): Promise<void> {
  requireMay(by, 'affiliation.decide');
  const why = cleanText(reason);
  if (why.length > 500)
    throw new Refusal(
      'invalid',
      'guest.reason',
      `The reason has ${why.length} characters; at most 500 fit.`,
      {
        length: why.length,
      },
    );
  const { state, claimedAt } = await requireGuest(work.tx, guest);
  if (state === 'asked') return refuseGuest(work, by, guest);
  await work.tx.deleteFrom('guest').where('actor_id', '=', guest).execute();
  await sayUnlisted(work, guest, { wasListed: claimedAt !== null, isOver: true, reason: why });
}

/**
 * What the own document of a member elsewhere says: that they are a member here, or not. With the first word for it
 * they are on our list; without it they are off, but remain let in.
 */
export async function guestClaims(work: Work, guest: ActorId, claims: boolean): Promise<void> {
  const row = await lockGuest(work, guest);
  if (row?.state !== 'member') return;
  await work.tx
    .updateTable('guest')
    .set({ claimed_at: claims ? work.now : null, check_at: nextLook(work, row.since, claims) })
    .where('actor_id', '=', guest)
    .execute();
  if (claims === (row.claimed_at !== null)) return;
  if (claims) await record(work, { kind: 'guest.listed', by: await us(work), guest });
  else await sayUnlisted(work, guest, { wasListed: true, isOver: false, reason: '' });
}

/** The document of a member elsewhere could not be read: what was known stays, and is asked again tomorrow. */
export async function guestUnread(work: Work, guest: ActorId): Promise<void> {
  await work.tx
    .updateTable('guest')
    .set({ check_at: work.now.add({ hours: 24 }) })
    .where('actor_id', '=', guest)
    .execute();
}

/** When to look again whether both sides say so: every week once they do; before, ever more seldom. */
export function nextLook(work: Work, since: Temporal.Instant, isSaid: boolean): Temporal.Instant {
  if (isSaid) return work.now.add({ hours: 7 * 24 });
  const hours = work.now.since(since).total('hours');
  if (hours < 1) return work.now.add({ minutes: 5 });
  return work.now.add({ hours: hours < 24 ? 1 : hours < 7 * 24 ? 24 : 7 * 24 });
}

async function becomeMember(work: Work, guest: ActorId, by?: Member): Promise<void> {
  await work.tx
    .updateTable('guest')
    .set({ state: 'member', since: work.now, check_at: work.now, ...(by && { decided_by: by.id }) })
    .where('actor_id', '=', guest)
    .execute();
}

async function sayAdmitted(work: Work, guest: ActorId, join: Iri | null): Promise<void> {
  await record(work, { kind: 'guest.admitted', by: await us(work), guest, join });
}

async function sayUnlisted(
  work: Work,
  guest: ActorId,
  how: { readonly wasListed: boolean; readonly isOver: boolean; readonly reason: string },
): Promise<void> {
  await record(work, { kind: 'guest.unlisted', by: await us(work), guest, ...how });
}

function lockGuest(work: Work, id: ActorId) {
  return work.tx.selectFrom('guest').selectAll().where('actor_id', '=', id).forUpdate().executeTakeFirst();
}

async function us(work: Work): Promise<ActorId> {
  return (await requireCollective(work.tx)).actor;
}

function notWaiting(): Refusal {
  return new Refusal('not-found', 'guest.unknown', 'Nobody with that address waits for an answer.');
}
