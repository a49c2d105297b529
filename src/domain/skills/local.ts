import type { Iri } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { foldName, type SkillKind } from './skill.ts';

/** A skill that was made here and stands for itself. */
export interface LocalSkill {
  readonly uri: Iri;
  readonly label: string;
  readonly kind: SkillKind;
  /** How often it was named here. */
  readonly uses: number;
  readonly aliases: readonly string[];
}

/** One skill that stands for another since a steward said so. */
export interface SkillMerge {
  readonly uri: Iri;
  readonly label: string;
  readonly into: string;
  readonly at: Temporal.Instant;
  /** Who did it; null where they were erased. */
  readonly by: string | null;
}

/** The skills made here, by label; with `text`, those of which a name has it in it, in any spelling. Merged ones are not. */
export async function listLocalSkills(db: Db, text = ''): Promise<LocalSkill[]> {
  const skills = await db
    .selectFrom('skill')
    .select(['uri', 'label', 'kind', 'uses'])
    .where('origin', '=', 'local')
    .where('uri', 'not in', db.selectFrom('skill_redirect').select('from_uri'))
    .orderBy('key')
    .orderBy('uri')
    .execute();
  const rows = await db
    .selectFrom('skill_alias')
    .innerJoin('skill', 'skill.uri', 'skill_alias.skill_uri')
    .select(['skill_alias.skill_uri', 'skill_alias.alias'])
    .where('skill.origin', '=', 'local')
    .orderBy('skill_alias.key')
    .execute();
  const aliases = Map.groupBy(rows, (row) => row.skill_uri);
  const wanted = foldName(text);
  return skills
    .map((skill) => ({ ...skill, aliases: (aliases.get(skill.uri) ?? []).map((row) => row.alias) }))
    .filter(({ label, aliases: names }) => [label, ...names].some((name) => foldName(name).includes(wanted)));
}

/** Every merge, the latest first: what `unmergeSkill` takes back. */
export async function listMerges(db: Db): Promise<SkillMerge[]> {
  const rows = await db
    .selectFrom('skill_redirect')
    .innerJoin('skill', 'skill.uri', 'skill_redirect.from_uri')
    .innerJoin('skill as other', 'other.uri', 'skill_redirect.into_uri')
    .leftJoin('member', 'member.id', 'skill_redirect.merged_by')
    .leftJoin('actor', 'actor.id', 'member.actor_id')
    .select(['skill.uri', 'skill.label', 'other.label as into', 'skill_redirect.merged_at', 'actor.name'])
    .orderBy('skill_redirect.merged_at', 'desc')
    .orderBy('skill.uri')
    .execute();
  return rows.map(({ merged_at: at, name, ...row }) => ({ ...row, at, by: name === '' ? null : name }));
}
