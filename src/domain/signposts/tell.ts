import { type Insertable, sql } from 'kysely';
import { requireMay } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import { type Audience, defaultAudiences, type Field } from './signpost.ts';
import type { SignpostTables } from './tables.ts';

/** Columns of a signpost that a command sets. */
export type Said = Partial<Omit<Insertable<SignpostTables['signpost']>, 'member_id' | 'updated_at'>>;

/**
 * Write down that a person said something about `field`, with the columns that changed. Those who follow them are told
 * if anyone may see that part.
 * @throws Refusal forbidden `person.may_not` for somebody who left
 */
export async function keepSaid(work: Work, member: Member, field: Field, said: Said = {}): Promise<void> {
  const audiences = await writeSignpost(work, member, said);
  if (audiences.page === 'anyone' && audiences[field] === 'anyone') await tellFollowers(work, member);
}

/** Write columns of the signpost of a person and the time. Returns who may see what. */
export async function writeSignpost(
  work: Work,
  member: Member,
  said: Said,
): Promise<Readonly<Record<Field, Audience>>> {
  requireMay(member, 'signpost.write', { owner: member.id });
  const row = await work.tx
    .insertInto('signpost')
    .values({ ...said, member_id: member.id, updated_at: work.now })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ ...said, updated_at: work.now }))
    .returning('audiences')
    .executeTakeFirstOrThrow();
  return { ...defaultAudiences, ...row.audiences };
}

/** Tell the followers of a federated person that their profile changed: once for all that one transaction changes. */
export async function tellFollowers(work: Work, member: Member): Promise<void> {
  if (!member.isFederated) return;
  const told = await work.tx
    .selectFrom('outbox')
    .select('id')
    .where('done_at', 'is', null)
    .where('kind', '=', 'actor.updated')
    .where('created_at', '=', work.now)
    .where(sql<boolean>`payload ->> 'by' = ${member.actor}`)
    .executeTakeFirst();
  if (told === undefined) await record(work, { kind: 'actor.updated', by: member.actor });
}
