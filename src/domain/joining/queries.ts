import { type Selectable, sql } from 'kysely';
import type { InvitationId, MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Collective } from '../collective/collective.ts';
import type { Db } from '../database.ts';
import type { Member, Stage } from '../members/member.ts';
import { defaultAudiences } from '../signposts/signpost.ts';
import { type Invitation, invitationState, stewardQuota } from './invitation.ts';
import { findJoiningLink } from './links.ts';
import type { JoiningTables } from './tables.ts';

type Row = Selectable<JoiningTables['invitation']> & {
  readonly inviter_name: string;
  readonly inviter_handle: string;
  readonly member_name: string | null;
  readonly member_handle: string | null;
};

function invitations(db: Db) {
  return db
    .selectFrom('invitation')
    .innerJoin('member as inviter', 'inviter.id', 'invitation.inviter_id')
    .innerJoin('actor as inviter_actor', 'inviter_actor.id', 'inviter.actor_id')
    .leftJoin('member as come', 'come.id', 'invitation.member_id')
    .leftJoin('actor as come_actor', 'come_actor.id', 'come.actor_id')
    .selectAll('invitation')
    .select([
      'inviter_actor.name as inviter_name',
      'inviter_actor.handle as inviter_handle',
      'come_actor.name as member_name',
      'come_actor.handle as member_handle',
    ]);
}

function toInvitation(row: Row, now: Temporal.Instant): Invitation {
  const { id, name, email, engagement, stage, note, question } = row;
  return {
    ...{ id, name, email, engagement, stage, note, question },
    inviter: { id: row.inviter_id, name: row.inviter_name, handle: row.inviter_handle },
    application: row.application_id,
    state: invitationState(row, now),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.used_at ?? row.revoked_at ?? row.declined_at,
    member:
      row.member_id === null
        ? null
        : { id: row.member_id, name: row.member_name ?? '', handle: row.member_handle ?? '' },
  };
}

/** The invitations of one member, or of everybody; the newest first. */
export async function listInvitations(
  db: Db,
  now: Temporal.Instant,
  inviter?: MemberId,
): Promise<Invitation[]> {
  let all = invitations(db);
  if (inviter !== undefined) all = all.where('invitation.inviter_id', '=', inviter);
  const rows = await all
    .orderBy('invitation.created_at', 'desc')
    .orderBy('invitation.id', 'desc')
    .limit(500)
    .execute();
  return rows.map((row) => toInvitation(row, now));
}

/** One invitation by id. @throws Refusal not-found `invitation.unknown` */
export async function requireInvitation(
  db: Db,
  now: Temporal.Instant,
  id: InvitationId,
): Promise<Invitation> {
  const row = await invitations(db).where('invitation.id', '=', id).executeTakeFirst();
  if (row === undefined) throw unknownInvitation();
  return toInvitation(row, now);
}

/** An id that names no invitation, or one of somebody else's. */
export function unknownInvitation(): Refusal {
  return new Refusal('not-found', 'invitation.unknown', 'There is no such invitation.');
}

/** The invitation a link opens, with the state it has through this link; undefined for none of ours. */
export async function findInvitation(
  db: Db,
  now: Temporal.Instant,
  secret: string,
): Promise<Invitation | undefined> {
  const link = await findJoiningLink(db, secret);
  if (link === undefined || link.invitation_id === null) return undefined;
  const invitation = await requireInvitation(db, now, link.invitation_id);
  const isOld = link.expires_at !== null && Temporal.Instant.compare(link.expires_at, now) <= 0;
  return isOld && invitation.state === 'open' ? { ...invitation, state: 'expired' } : invitation;
}

/** How many invitations of a member are open now; those that answer an application do not count. */
export async function countOpenInvitations(
  db: Db,
  now: Temporal.Instant,
  inviter: MemberId,
): Promise<number> {
  const row = await db
    .selectFrom('invitation')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('inviter_id', '=', inviter)
    .where('application_id', 'is', null)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('declined_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** How many invitations of a member may be open at a time. */
export function invitationQuota(collective: Collective, inviter: Pick<Member, 'hats'>): number {
  const { invitationQuota: quota } = collective;
  return inviter.hats.includes('steward') ? Math.max(stewardQuota, quota) : quota;
}

/** A person in the picture of who brought whom. */
export interface TreePerson {
  readonly id: MemberId;
  /** Null for somebody who left and did not want to stay known. */
  readonly name: string | null;
  readonly handle: string | null;
  readonly stage: Stage;
  /** Null for founders, and where that person was erased. */
  readonly invitedBy: MemberId | null;
  readonly joinedAt: Temporal.Instant;
}

/** Everybody who belongs, and of those who left whoever brought somebody or stays known; the oldest first. */
export async function readInvitationTree(db: Db): Promise<TreePerson[]> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .leftJoin('departure', 'departure.member_id', 'member.id')
    .select(['member.id', 'member.stage', 'member.invited_by', 'member.joined_at'])
    .select(['actor.name', 'actor.handle', 'departure.is_known'])
    .orderBy('member.joined_at')
    .orderBy('member.id')
    .execute();
  const brought = new Set(rows.map((row) => row.invited_by));
  return rows
    .filter((row) => row.stage !== 'alum' || row.is_known === true || brought.has(row.id))
    .map((row) => {
      const isNamed = row.stage !== 'alum' || row.is_known === true;
      return {
        id: row.id,
        name: isNamed ? row.name : null,
        handle: isNamed ? row.handle : null,
        stage: row.stage,
        invitedBy: row.invited_by,
        joinedAt: row.joined_at,
      };
    });
}

/**
 * Whose page anybody can see: members who said something about themselves or are on the Fediverse, and did not show
 * the page to fewer. Candidates never are. In the order of their names, fifty at most.
 */
export async function listPublicMembers(db: Db): Promise<{ name: string; handle: string }[]> {
  return db
    .selectFrom('member')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .leftJoin('signpost', 'signpost.member_id', 'member.id')
    .select(['actor.name', 'actor.handle'])
    .where('member.left_at', 'is', null)
    .where('member.stage', '=', 'member')
    .where((where) =>
      where.or([where('member.is_federated', '=', true), where('signpost.member_id', 'is not', null)]),
    )
    .where(sql<boolean>`coalesce(signpost.audiences ->> 'page', ${defaultAudiences.page}) = 'anyone'`)
    .orderBy('actor.name')
    .limit(50)
    .execute();
}
