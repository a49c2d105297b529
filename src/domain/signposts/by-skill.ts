import type { Iri, MemberId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { readRedirects, rootOf } from '../skills/names.ts';

/**
 * Who says to do a skill, under its address or one that was merged into it, candidates included. It says nothing of who
 * may see that: ask `viewFor` of each.
 */
export async function membersDoing(db: Db, skill: Iri): Promise<MemberId[]> {
  const redirects = await readRedirects(db);
  const merged = [...redirects.keys()].filter((from) => rootOf(redirects, from) === skill);
  const rows = await db
    .selectFrom('signpost_skill')
    .innerJoin('member', 'member.id', 'signpost_skill.member_id')
    .select('signpost_skill.member_id')
    .distinct()
    .where('signpost_skill.list', '=', 'do')
    .where('signpost_skill.skill_uri', 'in', [skill, ...merged])
    .where('member.left_at', 'is', null)
    .execute();
  return rows.map((row) => row.member_id);
}
