import { sql } from 'kysely';
import type { Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { skillsNamed } from './names.ts';
import { foldName, type SkillKind, type SkillOrigin } from './skill.ts';

/** A skill in a list. */
export interface SkillLine {
  readonly uri: Iri;
  readonly label: string;
  readonly kind: SkillKind;
  readonly origin: SkillOrigin;
  /** How often it was named here. */
  readonly uses: number;
  /** The label of the skill that stands for it now; null if it stands for itself. */
  readonly mergedInto: string | null;
}

/** Which skills to list: all, or only those this collective made, named or merged. */
export interface SkillFilter {
  readonly kind?: SkillKind | undefined;
  readonly isOurs: boolean;
}

/** The vocabulary by label. Not paged: for the command line and for a steward who tidies up. */
export async function listSkills(db: Db, filter: SkillFilter): Promise<SkillLine[]> {
  const { kind } = filter;
  const rows = await db
    .selectFrom('skill')
    .leftJoin('skill_redirect', 'skill_redirect.from_uri', 'skill.uri')
    .leftJoin('skill as other', 'other.uri', 'skill_redirect.into_uri')
    .select(['skill.uri', 'skill.label', 'skill.kind', 'skill.origin', 'skill.uses', 'other.label as into'])
    .$if(kind !== undefined, (query) => query.where('skill.kind', '=', kind ?? 'other'))
    .$if(filter.isOurs, (query) =>
      query.where((where) =>
        where.or([
          where('skill.origin', '=', 'local'),
          where('skill.uses', '>', 0),
          where('other.uri', 'is not', null),
        ]),
      ),
    )
    .orderBy('skill.key')
    .orderBy('skill.uri')
    .execute();
  return rows.map(({ into, ...row }) => ({ ...row, mergedInto: into }));
}

/** The labels that are named most here, then trades in the order of the alphabet; for a form to suggest. */
export async function suggestedSkills(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('skill')
    .select('label')
    .where((where) => where.or([where('uses', '>', 0), where('kind', '=', 'trade')]))
    .where('uri', 'not in', db.selectFrom('skill_redirect').select('from_uri'))
    .where((where) => where.or([where('uses', '>', 0), where('origin', '=', 'shipped')]))
    .orderBy('uses', 'desc')
    .orderBy(sql`key collate "C"`)
    .limit(limit)
    .execute();
  return rows.map((row) => row.label);
}

/**
 * The address of a skill that is named by its address or exactly by one of its names. A merged one keeps its own
 * address; its names mean the other.
 * @throws Refusal not-found `skill.unknown`
 */
export async function requireSkillUri(db: Db, name: string): Promise<Iri> {
  const row = await db
    .selectFrom('skill')
    .select('uri')
    .where('uri', '=', name.trim() as Iri)
    .executeTakeFirst();
  const uri = row?.uri ?? (await skillsNamed(db, [name])).get(foldName(name))?.uri;
  if (uri === undefined)
    throw new Refusal(
      'not-found',
      'skill.unknown',
      `No one skill is called "${name}". Look for it: guildhall skills find ${name}`,
      { name },
    );
  return uri;
}
