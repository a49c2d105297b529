import { sql } from 'kysely';
import type { Iri, MemberId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { readRedirects, rootOf } from '../skills/names.ts';
import { suggestedSkills } from '../skills/queries.ts';

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

/**
 * Names for a form to suggest: those of the vocabulary, without words of this collective that only stand in lists
 * whose people keep them to themselves.
 */
export async function skillsToSuggest(db: Db, limit: number): Promise<string[]> {
  const names = await suggestedSkills(db, limit);
  if (names.length === 0) return [];
  const { rows } = await sql<{ label: string }>`
    select label from skill
    where origin = 'local' and label in (${sql.join(names)})
      and exists (select 1 from signpost_skill said where said.skill_uri = skill.uri)
      and not exists (
        select 1 from signpost_skill said join signpost using (member_id)
        where said.skill_uri = skill.uri and coalesce(signpost.audiences ->> said.list, 'members') <> 'me'
      )`.execute(db);
  const hidden = new Set(rows.map(({ label }) => label));
  return names.filter((name) => !hidden.has(name));
}
