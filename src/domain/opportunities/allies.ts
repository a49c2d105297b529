import { createHash } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { ActorId, Iri } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { type Page, parseCursor, toPage } from '../../core/page.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Actor } from '../actors/actor.ts';
import { markGone } from '../actors/commands.ts';
import { requireCollective } from '../collective/queries.ts';
import type { Db } from '../database.ts';
import { requireMay } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import { notify } from '../notice.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import type { AllyOpportunity, IncomingOpportunity } from './ally-opportunity.ts';
import { draftColumns, toDeadline } from './queries.ts';
import { rolesToJson, toRoles } from './stored-role.ts';
import type { OpportunityTables } from './tables.ts';

const pageSize = 20;

/** An ally's opportunity with the name of the collective it came from. */
export interface FromAlly {
  readonly opportunity: AllyOpportunity;
  readonly collective: {
    readonly name: string;
    readonly handle: string;
    readonly host: string;
    readonly iri: Iri;
  };
}

/**
 * Keep what an ally offers: new, or newer than what we have. An older document, and one that was deleted
 * before it arrived, change nothing. Returns whether something was written.
 * @throws Refusal forbidden `ally.not_owner` if another actor owns that address
 */
export async function keepAllyOpportunity(
  work: Work,
  from: Actor,
  incoming: IncomingOpportunity,
  post: Iri | null,
): Promise<boolean> {
  requireOwner(from, incoming);
  const gone = await work.tx
    .selectFrom('gone')
    .select('iri')
    .where('iri', 'in', post === null ? [incoming.iri] : [incoming.iri, post])
    .where('owner', '=', from.iri)
    .executeTakeFirst();
  if (gone !== undefined) return false;
  const values = {
    url: incoming.url,
    status: incoming.status,
    title: incoming.title,
    outcome: incoming.outcome,
    roles: rolesToJson(incoming.roles),
    languages: [...incoming.languages],
    contact: incoming.contact,
    revision: incoming.revision,
    published_at: incoming.publishedAt,
    updated_at: incoming.updatedAt,
    ...draftColumns(incoming),
  };
  const row = await work.tx
    .insertInto('ally_opportunity')
    .values({ iri: incoming.iri, post_iri: post, actor_id: from.id, received_at: work.now, ...values })
    .onConflict((conflict) =>
      conflict
        .column('iri')
        .doUpdateSet({ ...values, post_iri: sql`coalesce(excluded.post_iri, ally_opportunity.post_iri)` })
        .where('ally_opportunity.actor_id', '=', from.id)
        .where('ally_opportunity.updated_at', '<', incoming.updatedAt),
    )
    .returning(sql<boolean>`xmax = 0`.as('is_new'))
    .executeTakeFirst();
  if (row?.is_new === true && incoming.status === 'open') await tellMembers(work, from, incoming);
  return row !== undefined;
}

async function tellMembers(
  work: Work,
  from: Actor,
  { iri: address, title }: IncomingOpportunity,
): Promise<void> {
  const notice = { event: 'opportunity.from_ally', address, title, from: from.name } as const;
  await notify(work, { everybody: true }, notice);
}

function requireOwner(from: Actor, incoming: IncomingOpportunity): void {
  if (incoming.attributedTo === from.iri) return;
  throw new Refusal(
    'forbidden',
    'ally.not_owner',
    'The opportunity belongs to another actor than the one who sent it.',
  );
}

/**
 * An ally deleted its opportunity, by the address of the Proposal or of the post. Only its owner can. The Proposal
 * leaves a tombstone, because it may still arrive without the post it went with.
 */
export async function forgetAllyOpportunity(work: Work, from: Actor, address: Iri): Promise<void> {
  const forgotten = await work.tx
    .deleteFrom('ally_opportunity')
    .where('actor_id', '=', from.id)
    .where((where) => where.or([where('iri', '=', address), where('post_iri', '=', address)]))
    .returning('iri')
    .execute();
  for (const { iri } of forgotten) await markGone(work, iri, from.iri, false);
}

/** What the collectives we follow offer, newest first. Those we stopped following are not in it. */
export async function listFromAllies(db: Db, cursor?: string): Promise<Page<FromAlly>> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rows = await fromAllies(db)
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(ally_opportunity.received_at, md5(ally_opportunity.iri)) < (${after?.at}::timestamptz, ${after?.id})`,
      ),
    )
    .orderBy('ally_opportunity.received_at', 'desc')
    .orderBy(sql`md5(ally_opportunity.iri)`, 'desc')
    .limit(pageSize + 1)
    .execute();
  const items = rows.map(toFromAlly);
  return toPage(items, pageSize, (item) => ({
    at: item.opportunity.receivedAt,
    id: tieBreak(item.opportunity.iri),
  }));
}

/** One ally's opportunity by the address of its Proposal. */
export async function findFromAlly(db: Db, address: Iri): Promise<FromAlly | undefined> {
  const row = await fromAllies(db).where('ally_opportunity.iri', '=', address).executeTakeFirst();
  return row && toFromAlly(row);
}

/** The Proposal that came with a post of an ally, where one did. */
export async function proposalOfPost(db: Db, post: Iri, from: ActorId): Promise<Iri | undefined> {
  const row = await db
    .selectFrom('ally_opportunity')
    .select('iri')
    .where('post_iri', '=', post)
    .where('actor_id', '=', from)
    .executeTakeFirst();
  return row?.iri;
}

/**
 * Pass an ally's opportunity on to our followers as its own post, never as a copy. Once is enough: what is passed on
 * already stays as it is.
 * @throws Refusal forbidden `steward.only`; not-found `ally.unknown`; conflict `ally.no_post`
 */
export async function announceAlly(work: Work, member: Member, address: Iri): Promise<void> {
  const { post, collective: author } = await requirePassable(work, member, address);
  const { actor } = await requireCollective(work.tx);
  if ((await findAnnouncement({ db: work.tx, origin: work.origin }, actor, post)) !== undefined) return;
  await record(work, { kind: 'announced', by: actor, object: post, author });
}

/**
 * Take back what was passed on: followers' servers are asked to forget it.
 * @throws Refusal forbidden `steward.only`; not-found `ally.unknown`; conflict `ally.no_post`, `ally.not_passed_on`
 */
export async function takeBackAlly(work: Work, member: Member, address: Iri): Promise<void> {
  const { post } = await requirePassable(work, member, address);
  const { actor } = await requireCollective(work.tx);
  const announce = await findAnnouncement({ db: work.tx, origin: work.origin }, actor, post);
  if (announce === undefined) {
    throw new Refusal(
      'conflict',
      'ally.not_passed_on',
      'This was not passed on, so there is nothing to take back.',
    );
  }
  await record(work, { kind: 'announce.undone', by: actor, object: post, announce });
}

/** The address of the announcement by which one of ours passed a post on; undefined if it did not, or took it back. */
export async function findAnnouncement(
  place: { readonly db: Db; readonly origin: string },
  by: ActorId,
  post: Iri,
): Promise<Iri | undefined> {
  const row = await place.db
    .selectFrom('outbox')
    .select(['id', 'kind'])
    .where('kind', 'in', ['announced', 'announce.undone'])
    .where(sql<boolean>`payload ->> 'object' = ${post} and payload ->> 'by' = ${by}`)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.kind === 'announced' ? iri(place.origin, paths.activity(row.id)) : undefined;
}

async function requirePassable(
  work: Work,
  member: Member,
  address: Iri,
): Promise<{ post: Iri; collective: ActorId }> {
  requireMay(member, 'network.act');
  const found = await findFromAlly(work.tx, address);
  if (found === undefined)
    throw new Refusal('not-found', 'ally.unknown', 'No ally offers that. Follow its collective first.');
  const { post, collective } = found.opportunity;
  if (post !== null) return { post, collective };
  throw new Refusal(
    'conflict',
    'ally.no_post',
    'This opportunity came without a post, so there is nothing to pass on.',
  );
}

/** The same order that `md5()` gives in SQL: a cursor id of fixed length for addresses of any. */
function tieBreak(address: Iri): string {
  return createHash('md5').update(address).digest('hex');
}

function fromAllies(db: Db) {
  return db
    .selectFrom('ally_opportunity')
    .innerJoin('actor', 'actor.id', 'ally_opportunity.actor_id')
    .selectAll('ally_opportunity')
    .select([
      'actor.name as actor_name',
      'actor.handle as actor_handle',
      'actor.host as actor_host',
      'actor.iri as actor_iri',
    ])
    .where((where) =>
      where.exists(
        where
          .selectFrom('following')
          .select('following.target_id')
          .whereRef('following.target_id', '=', 'actor.id')
          .where('following.state', '=', 'accepted'),
      ),
    );
}

type AllyRow = Selectable<OpportunityTables['ally_opportunity']> & {
  actor_name: string;
  actor_handle: string;
  actor_host: string;
  actor_iri: Iri;
};

function toFromAlly(row: AllyRow): FromAlly {
  return {
    opportunity: {
      iri: row.iri,
      post: row.post_iri,
      collective: row.actor_id,
      url: row.url,
      status: row.status,
      title: row.title,
      outcome: row.outcome,
      roles: toRoles(row.roles),
      deadline: toDeadline(row),
      place: { kind: row.place_kind, name: row.place_name },
      languages: row.languages,
      contact: row.contact,
      revision: row.revision,
      publishedAt: row.published_at,
      updatedAt: row.updated_at,
      receivedAt: row.received_at,
    },
    collective: { name: row.actor_name, handle: row.actor_handle, host: row.actor_host, iri: row.actor_iri },
  };
}
