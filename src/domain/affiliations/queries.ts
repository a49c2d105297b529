import { type Selectable, sql } from 'kysely';
import type { ActorId, Iri, MemberId } from '../../core/id.ts';
import { instanceHandle, iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Actor } from '../actors/actor.ts';
import { toActor } from '../actors/queries.ts';
import type { ActorTables } from '../actors/tables.ts';
import type { Db } from '../database.ts';
import type { DueGuest, DueMembership, Guest, GuestState, Membership } from './affiliation.ts';
import type { AffiliationTables } from './tables.ts';

type GuestRow = Selectable<ActorTables['actor']> &
  Pick<Selectable<AffiliationTables['guest']>, 'state' | 'message' | 'since' | 'claimed_at'>;

function guests(db: Db) {
  return db
    .selectFrom('guest')
    .innerJoin('actor', 'actor.id', 'guest.actor_id')
    .selectAll('actor')
    .select(['guest.state', 'guest.message', 'guest.since', 'guest.claimed_at']);
}

function toGuest(row: GuestRow): Guest {
  const { state, message, since, claimed_at: claimedAt } = row;
  return { actor: toActor(row), state, message, since, claimedAt };
}

/** People of other servers in some states, newest first. For stewards. */
export async function listGuests(db: Db, states: readonly GuestState[]): Promise<Guest[]> {
  const rows = await guests(db)
    .where('guest.state', 'in', [...states])
    .orderBy('guest.since', 'desc')
    .orderBy('guest.actor_id')
    .limit(1000)
    .execute();
  return rows.map(toGuest);
}

/** How many wait for a steward. */
export async function countAsking(db: Db): Promise<number> {
  const row = await db
    .selectFrom('guest')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', '=', 'asked')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** One person of another server, in any state but refused. @throws Refusal not-found `guest.unknown` */
export async function requireGuest(db: Db, id: ActorId): Promise<Guest> {
  const row = await guests(db)
    .where('guest.actor_id', '=', id)
    .where('guest.state', '!=', 'refused')
    .executeTakeFirst();
  if (row === undefined)
    throw new Refusal(
      'not-found',
      'guest.unknown',
      'Nobody with that address asked, was invited or is a member.',
    );
  return toGuest(row);
}

/** Members of other servers who say so themselves: the public ones, by handle. */
export async function listedGuests(db: Db): Promise<Guest[]> {
  const rows = await guests(db)
    .where('guest.state', '=', 'member')
    .where('guest.claimed_at', 'is not', null)
    .orderBy('actor.handle')
    .orderBy('actor.host')
    .execute();
  return rows.map(toGuest);
}

/** Whether somebody of another server was let in, whether or not they say so themselves. */
export async function isMemberElsewhere(db: Db, actor: ActorId): Promise<boolean> {
  const row = await db
    .selectFrom('guest')
    .select('actor_id')
    .where('actor_id', '=', actor)
    .where('state', '=', 'member')
    .executeTakeFirst();
  return row !== undefined;
}

/** How many of those say so. */
export async function countListed(db: Db): Promise<number> {
  const row = await db
    .selectFrom('guest')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('claimed_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Members of other servers whose own word is to be looked up, longest due first. */
export async function dueGuests(db: Db, now: Temporal.Instant, limit: number): Promise<DueGuest[]> {
  const rows = await db
    .selectFrom('guest')
    .innerJoin('actor', 'actor.id', 'guest.actor_id')
    .select(['guest.actor_id as actor', 'actor.iri'])
    .where('guest.state', '=', 'member')
    .where('guest.check_at', '<=', now)
    .orderBy('guest.check_at')
    .limit(limit)
    .execute();
  return rows;
}

function memberships(db: Db) {
  return db
    .selectFrom('membership')
    .innerJoin('actor', 'actor.id', 'membership.collective_id')
    .selectAll('actor')
    .select(['membership.member_id', 'membership.state', 'membership.since', 'membership.listed_at']);
}

/** How it stands between one of ours and collectives elsewhere, newest first; what was refused included. */
export async function listMemberships(db: Db, member: MemberId): Promise<Membership[]> {
  const rows = await memberships(db)
    .where('membership.member_id', '=', member)
    .orderBy('membership.since', 'desc')
    .orderBy('membership.collective_id')
    .execute();
  return rows.map((row) => ({
    member: row.member_id,
    collective: toActor(row),
    state: row.state,
    since: row.since,
    listedAt: row.listed_at,
  }));
}

/** The collectives elsewhere that one of ours says to be a member of: both agreed, whether or not it is on a list yet. */
export async function claimsOf(db: Db, member: MemberId): Promise<Iri[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('actor', 'actor.id', 'membership.collective_id')
    .select('actor.iri')
    .where('membership.member_id', '=', member)
    .where('membership.state', '=', 'accepted')
    .orderBy('membership.since')
    .execute();
  return rows.map((row) => row.iri);
}

/** Who hears of a change of one of ours because of a membership: the collectives, by row. */
export async function collectivesOf(db: Db, actor: ActorId): Promise<ActorId[]> {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('member', 'member.id', 'membership.member_id')
    .select('membership.collective_id')
    .where('member.actor_id', '=', actor)
    .where('membership.state', '=', 'accepted')
    .execute();
  return rows.map((row) => row.collective_id);
}

function due(db: Db) {
  return db
    .selectFrom('membership')
    .innerJoin('actor as collective', 'collective.id', 'membership.collective_id')
    .innerJoin('member', 'member.id', 'membership.member_id')
    .innerJoin('actor as person', 'person.id', 'member.actor_id')
    .select([
      'membership.member_id as member',
      'membership.collective_id as collective',
      'collective.iri as collectiveIri',
      'person.iri as person',
    ])
    .where('membership.state', '=', 'accepted');
}

/** Memberships of ours whose other side is to be looked up, longest due first. */
export async function dueMemberships(db: Db, now: Temporal.Instant, limit: number): Promise<DueMembership[]> {
  return due(db)
    .where('membership.check_at', '<=', now)
    .orderBy('membership.check_at')
    .limit(limit)
    .execute();
}

/** Memberships of ours in one collective. */
export async function membershipsIn(db: Db, collective: ActorId): Promise<DueMembership[]> {
  return due(db).where('membership.collective_id', '=', collective).execute();
}

/**
 * Whether who asks speaks for a collective we follow and that let us: the collective itself, or, where it is a
 * Guildhall, the instance actor that fetches for everybody there.
 */
export async function speaksForAlly(db: Db, us: ActorId, who: Iri): Promise<boolean> {
  const { origin } = new URL(who);
  const isInstance = who === iri(origin, paths.actor(instanceHandle));
  const row = await db
    .selectFrom('following')
    .innerJoin('actor', 'actor.id', 'following.target_id')
    .select('actor.id')
    .where('following.actor_id', '=', us)
    .where('following.state', '=', 'accepted')
    .where('actor.type', 'in', ['Group', 'Organization'])
    .where((where) =>
      where.or([
        where('actor.iri', '=', who),
        ...(isInstance
          ? [
              where.and([
                where('actor.is_guildhall', '=', true),
                sql<boolean>`starts_with(${sql.ref('actor.iri')}, ${`${origin}/`})`,
              ]),
            ]
          : []),
      ]),
    )
    .executeTakeFirst();
  return row !== undefined;
}

/** The collectives we follow, and that let us, whose servers are Guildhalls too. */
export async function followedGuildhalls(db: Db, us: ActorId): Promise<Actor[]> {
  const rows = await db
    .selectFrom('following')
    .innerJoin('actor', 'actor.id', 'following.target_id')
    .selectAll('actor')
    .where('following.actor_id', '=', us)
    .where('following.state', '=', 'accepted')
    .where('actor.is_guildhall', '=', true)
    .where('actor.type', 'in', ['Group', 'Organization'])
    .orderBy('actor.iri')
    .execute();
  return rows.map(toActor);
}

/** The collectives on servers like this one that follow us: they may list our people. */
export async function followingGuildhalls(db: Db, us: ActorId): Promise<Actor[]> {
  const rows = await db
    .selectFrom('follower')
    .innerJoin('actor', 'actor.id', 'follower.follower_id')
    .selectAll('actor')
    .where('follower.actor_id', '=', us)
    .where('follower.state', '=', 'accepted')
    .where('actor.is_guildhall', '=', true)
    .where('actor.type', 'in', ['Group', 'Organization'])
    .orderBy('actor.iri')
    .execute();
  return rows.map(toActor);
}
