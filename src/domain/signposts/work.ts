import { newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
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

/** Take something delivered away. @throws Refusal not-found `signpost.work_unknown` */
export async function removeWork(work: Work, member: Member, id: WorkId): Promise<void> {
  await requireWork(work, member, id);
  await keepSaid(work, member, 'work');
  await work.tx.deleteFrom('signpost_work').where('id', '=', id).execute();
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
  if (!order.includes(id))
    throw new Refusal('not-found', 'signpost.work_unknown', 'That piece of work is not on this signpost.');
  return order;
}

async function orderOf(work: Work, member: Member): Promise<WorkId[]> {
  const rows = await work.tx
    .selectFrom('signpost_work')
    .select('id')
    .where('member_id', '=', member.id)
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
