import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';

/** Somebody who belongs or left, by handle with or without `@`. @throws Refusal not-found `member.unknown` */
export async function requireAnybody(db: Db, handle: string): Promise<{ id: MemberId; handle: string }> {
  const row = await db
    .selectFrom('member')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['member.id', 'actor.handle'])
    .where('actor.handle', '=', handle.trim().replace(/^@/, '').toLowerCase())
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new Refusal('not-found', 'member.unknown', `Nobody here has or had the handle "${handle}".`);
}
