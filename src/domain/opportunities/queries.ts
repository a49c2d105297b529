import { type Selectable, sql } from 'kysely';
import type { MemberId, OpportunityId } from '../../core/id.ts';
import { type Page, parseCursor, toPage } from '../../core/page.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db, Tx } from '../database.ts';
import type { Opportunity, Status } from './opportunity.ts';
import { toRoles } from './stored-role.ts';
import type { OpportunityTables } from './tables.ts';

/** Mastodon pins at most five; so do we (`wire.md` §3.2). */
export const mostFeatured = 5;
const pageSize = 20;

/** A row as the noun. */
export function toOpportunity(row: Selectable<OpportunityTables['opportunity']>): Opportunity {
  return {
    id: row.id,
    status: row.status,
    revision: row.revision,
    title: row.title,
    outcome: row.outcome,
    roles: toRoles(row.roles),
    deadline: toDeadline(row),
    place: { kind: row.place_kind, name: row.place_name },
    languages: row.languages,
    contact: row.contact,
    audience: row.audience,
    reason: row.reason,
    postedBy: row.posted_by,
    createdAt: row.created_at,
    publishedAt: row.published_at,
    updatedAt: row.updated_at,
  };
}

/** The deadline in the zone it was meant in. */
export function toDeadline(row: {
  deadline: Temporal.Instant | null;
  time_zone: string | null;
}): Temporal.ZonedDateTime | null {
  return row.deadline === null ? null : row.deadline.toZonedDateTimeISO(row.time_zone ?? 'UTC');
}

/** The columns of a draft, for insert and update. */
export function draftColumns(draft: Pick<Opportunity, 'deadline' | 'place'>) {
  return {
    deadline: draft.deadline?.toInstant() ?? null,
    time_zone: draft.deadline?.timeZoneId ?? null,
    place_kind: draft.place.kind,
    place_name: draft.place.kind === 'remote' ? null : draft.place.name,
  };
}

/** One opportunity; undefined if there is none or it was deleted. */
export async function findOpportunity(db: Db, id: OpportunityId): Promise<Opportunity | undefined> {
  const row = await db.selectFrom('opportunity').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toOpportunity(row);
}

/** @throws Refusal not-found `opportunity.unknown` */
export async function requireOpportunity(db: Db, id: OpportunityId): Promise<Opportunity> {
  const opportunity = await findOpportunity(db, id);
  if (opportunity === undefined) throw unknownOpportunity();
  return opportunity;
}

/** An opportunity a visitor may read: a published public one, or any for a member. @throws Refusal not-found `opportunity.unknown` */
export async function requireReadable(db: Db, id: OpportunityId, viewer: ListViewer): Promise<Opportunity> {
  const opportunity = await requireOpportunity(db, id);
  if (viewer === 'member' || (opportunity.status !== 'draft' && opportunity.audience === 'public'))
    return opportunity;
  throw unknownOpportunity();
}

/** One opportunity, held against others until the transaction ends. @throws Refusal not-found `opportunity.unknown` */
export async function lockOpportunity(tx: Tx, id: OpportunityId): Promise<Opportunity> {
  const row = await tx
    .selectFrom('opportunity')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw unknownOpportunity();
  return toOpportunity(row);
}

/** Whom a list is for: everybody (public work that was published) or the members (everything). */
export type ListViewer = 'anyone' | 'member';

/** Our opportunities, newest first; `statuses` narrows them. */
export async function listOpportunities(
  db: Db,
  viewer: ListViewer,
  filter: { statuses?: readonly Status[] | undefined; cursor?: string | undefined } = {},
): Promise<Page<Opportunity>> {
  const after = filter.cursor === undefined ? undefined : parseCursor(filter.cursor);
  const rows = await db
    .selectFrom('opportunity')
    .selectAll()
    .$if(viewer === 'anyone', (query) =>
      query.where('status', '!=', 'draft').where('audience', '=', 'public'),
    )
    .$if(filter.statuses !== undefined, (query) => query.where('status', 'in', [...(filter.statuses ?? [])]))
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${after?.at}::timestamptz, ${after?.id}::uuid)`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize + 1)
    .execute();
  return toPage(rows.map(toOpportunity), pageSize, (opportunity) => ({
    at: opportunity.createdAt,
    id: opportunity.id,
  }));
}

/** The open public opportunities that stand on the collective's profile, newest first, at most five. */
export async function featuredOpportunities(db: Db): Promise<Opportunity[]> {
  const rows = await db
    .selectFrom('opportunity')
    .selectAll()
    .where('status', 'in', ['open', 'shortlisting'])
    .where('audience', '=', 'public')
    .orderBy('published_at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostFeatured)
    .execute();
  return rows.map(toOpportunity);
}

/** One change in the life of an opportunity. */
export interface Revision {
  readonly revision: number;
  /** What changed, in words: `edited: title, deadline`. */
  readonly what: string;
  readonly by: MemberId | null;
  readonly at: Temporal.Instant;
}

/** What happened to an opportunity, newest first. */
export async function listRevisions(db: Db, id: OpportunityId): Promise<Revision[]> {
  const rows = await db
    .selectFrom('opportunity_revision')
    .selectAll()
    .where('opportunity_id', '=', id)
    .orderBy('revision', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    revision: row.revision,
    what: row.what,
    by: row.member_id,
    at: row.changed_at,
  }));
}

function unknownOpportunity(): Refusal {
  return new Refusal('not-found', 'opportunity.unknown', 'There is no such opportunity here.');
}

/** How many public opportunities were ever shown and still are. */
export async function countPublished(db: Db): Promise<number> {
  const row = await db
    .selectFrom('opportunity')
    .select((count) => count.fn.countAll<number>().as('total'))
    .where('published_at', 'is not', null)
    .where('audience', '=', 'public')
    .executeTakeFirst();
  return Number(row?.total ?? 0);
}
