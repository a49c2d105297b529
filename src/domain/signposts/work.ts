import { type MemberId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import type { Member } from '../members/member.ts';
import type { Work } from '../work.ts';
import { checkCount, checkWork } from './check.ts';
import type { WorkId, WorkLine } from './signpost.ts';
import { keepSkills } from './skills.ts';
import { keepSaid } from './tell.ts';

/** Something delivered, as a person writes it. */
export interface WorkSaid {
  readonly title: string;
  readonly role: string;
  readonly url: string | null;
  readonly began: Temporal.PlainYearMonth | null;
  readonly ended: Temporal.PlainYearMonth | null;
  /** Markdown. */
  readonly summary: string;
  /** Names or addresses of skills. */
  readonly skills: readonly string[];
}

/** For how long what was taken away can be brought back: a day. */
const keptFor = Temporal.Duration.from({ hours: 24 });

/** Something that was taken away and can still be brought back. */
export interface RemovedWork {
  readonly id: WorkId;
  readonly title: string;
  /** From then on it is forgotten. */
  readonly until: Temporal.Instant;
}

/**
 * Add something one delivered, as the first of them. It is claimed, wherever it comes from.
 * @throws Refusal invalid `signpost.empty`, `signpost.too_long`, `signpost.address`, `signpost.ended`, `signpost.too_many`
 */
export async function addWork(
  work: Work,
  member: Member,
  said: WorkSaid,
  source: WorkLine['source'] = 'typed',
): Promise<WorkId> {
  const columns = await columnsOf(work, member, said);
  const order = await orderOf(work, member);
  checkCount('work', order.length + 1);
  const id = newId<WorkId>();
  await keepSaid(work, member, 'work');
  await work.tx
    .insertInto('signpost_work')
    .values({ ...columns, id, member_id: member.id, source, position: 0, created_at: work.now })
    .execute();
  await writeOrder(work, [id, ...order]);
  return id;
}

/** Change what one said of something delivered. @throws Refusal not-found `signpost.work_unknown`; what `addWork` refuses */
export async function changeWork(work: Work, member: Member, id: WorkId, said: WorkSaid): Promise<void> {
  await requireWork(work, member, id);
  const columns = await columnsOf(work, member, said);
  await keepSaid(work, member, 'work');
  await work.tx.updateTable('signpost_work').set(columns).where('id', '=', id).execute();
}

/**
 * Take something delivered away: from now on nobody sees it, and it is forgotten after a day.
 * @throws Refusal not-found `signpost.work_unknown`
 */
export async function removeWork(work: Work, member: Member, id: WorkId): Promise<void> {
  await requireWork(work, member, id);
  await keepSaid(work, member, 'work');
  await work.tx.updateTable('signpost_work').set({ removed_at: work.now }).where('id', '=', id).execute();
}

/**
 * Bring back what one took away within a day, to where it stood.
 * @throws Refusal not-found `signpost.work_unknown`; invalid `signpost.too_many`
 */
export async function restoreWork(work: Work, member: Member, id: WorkId): Promise<void> {
  const order = await orderOf(work, member);
  const row = await work.tx
    .selectFrom('signpost_work')
    .select('position')
    .where('id', '=', id)
    .where('member_id', '=', member.id)
    .where('removed_at', '>', work.now.subtract(keptFor))
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw unknownWork();
  checkCount('work', order.length + 1);
  await keepSaid(work, member, 'work');
  await work.tx.updateTable('signpost_work').set({ removed_at: null }).where('id', '=', id).execute();
  await writeOrder(work, order.toSpliced(row.position, 0, id));
}

/** What one took away within a day, the latest first: what `restoreWork` brings back. For that person alone. */
export async function listRemovedWork(
  db: Db,
  member: MemberId,
  now: Temporal.Instant,
): Promise<RemovedWork[]> {
  const rows = await db
    .selectFrom('signpost_work')
    .select(['id', 'title', 'removed_at'])
    .where('member_id', '=', member)
    .where('removed_at', '>', now.subtract(keptFor))
    .orderBy('removed_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(({ id, title, removed_at: at }) => ({ id, title, until: (at ?? now).add(keptFor) }));
}

/** Forget what was taken away more than a day ago. Asked from time to time. */
export async function forgetRemovedWork(work: Work): Promise<void> {
  await work.tx.deleteFrom('signpost_work').where('removed_at', '<=', work.now.subtract(keptFor)).execute();
}

/** Put something delivered at a place in the order, counted from 0; beyond the end is the end. @throws Refusal not-found `signpost.work_unknown` */
export async function moveWork(work: Work, member: Member, id: WorkId, to: number): Promise<void> {
  const order = await requireWork(work, member, id);
  await keepSaid(work, member, 'work');
  await writeOrder(work, order.filter((other) => other !== id).toSpliced(Math.max(0, to), 0, id));
}

/** The work of a person in its order, which has this in it. */
async function requireWork(work: Work, member: Member, id: WorkId): Promise<WorkId[]> {
  const order = await orderOf(work, member);
  if (!order.includes(id)) throw unknownWork();
  return order;
}

function unknownWork(): Refusal {
  return new Refusal('not-found', 'signpost.work_unknown', 'That piece of work is not on this signpost.');
}

async function orderOf(work: Work, member: Member): Promise<WorkId[]> {
  const rows = await work.tx
    .selectFrom('signpost_work')
    .select('id')
    .where('member_id', '=', member.id)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map((row) => row.id);
}

async function writeOrder(work: Work, order: readonly WorkId[]): Promise<void> {
  for (const [position, id] of order.entries())
    await work.tx
      .updateTable('signpost_work')
      .set({ position })
      .where('id', '=', id)
      .where('position', '<>', position)
      .execute();
}

async function columnsOf(work: Work, member: Member, said: WorkSaid) {
  return { ...checkWork(said), skills: [...new Set(await keepSkills(work, member, said.skills))] };
}
