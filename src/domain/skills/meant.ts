import type { Db } from '../database.ts';
import { findSkills } from './find.ts';
import { skillsNamed } from './names.ts';
import { isNear } from './near.ts';
import { foldName } from './skill.ts';

/** A name that nobody knows, and the skill it is probably a misspelling of. */
export interface MeantSkill {
  readonly typed: string;
  readonly label: string;
}

/** Names shorter than this differ too little from each other to guess. */
const shortestGuessed = 4;

/**
 * Of names that the vocabulary does not have, those that are a slip or two away from one it has. Asked before the
 * names are kept: afterwards they are known. `db` as for `findSkills`.
 */
export async function skillsMeant(db: Db, names: readonly string[]): Promise<MeantSkill[]> {
  const known = await skillsNamed(db, names);
  const unknown = names.filter(
    (name) => foldName(name).length >= shortestGuessed && !known.has(foldName(name)),
  );
  const found = await Promise.all(
    unknown.map(async (typed) => {
      const { items } = await findSkills(db, typed, 5);
      const near = items.find(({ skill }) =>
        [skill.label, ...skill.aliases].some((one) => isNear(typed, one)),
      );
      return near === undefined ? [] : [{ typed, label: near.skill.label }];
    }),
  );
  return found.flat();
}
