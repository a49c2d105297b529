import type { Iri } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { skillsAt, skillsNamed } from '../skills/names.ts';
import { foldName } from '../skills/skill.ts';
import type { SkillSuggestion, Suggestions } from './suggestion.ts';

/**
 * What an import says with every skill under the label it has here. A skill goes by its address first, then by its
 * name; one that nobody here knows keeps its name and becomes a local skill when the import is applied; a name that
 * several skills have is left out. Hints, hashtags and keywords count only where they mean a skill.
 */
export async function nameAsHere(db: Db, said: Suggestions): Promise<Suggestions> {
  const names = [
    ...said.skills.map((one) => one.name),
    ...said.hints,
    ...said.work.flatMap((one) => one.skills),
  ];
  const named = await skillsNamed(db, names);
  const byAddress = await skillsAt(
    db,
    said.skills.flatMap((one) => (one.uri as Iri | null) ?? []),
  );
  const known = (name: string) => named.get(foldName(name))?.label;
  const unclear = await sharedNames(
    db,
    said.skills.map((one) => one.name).filter((name) => known(name) === undefined),
  );
  const skills = said.skills.flatMap((one) => {
    const label = byAddress.get(one.uri as Iri)?.label ?? known(one.name);
    if (label === undefined && unclear.has(foldName(one.name))) return [];
    return [{ ...one, name: label ?? one.name }];
  });
  const made = new Map(skills.map((one) => [foldName(one.name), one.name]));
  return {
    ...said,
    skills: [...skills, ...said.hints.flatMap((name) => known(name) ?? []).map(hinted)],
    hints: [],
    work: said.work.map((one) => ({
      ...one,
      skills: [...new Set(one.skills.flatMap((name) => known(name) ?? made.get(foldName(name)) ?? []))],
    })),
    leftOut: said.leftOut + said.skills.length - skills.length,
  };
}

function hinted(name: string): SkillSuggestion {
  return { name, list: 'do', uri: null, level: null, since: null, lastUsed: null, note: '' };
}

/** Of names that mean no one skill: those that several skills have. */
async function sharedNames(db: Db, names: readonly string[]): Promise<Set<string>> {
  const keys = [...new Set(names.map(foldName))];
  if (keys.length === 0) return new Set();
  const rows = await db.selectFrom('skill_alias').select('key').where('key', 'in', keys).execute();
  return new Set(rows.map((row) => row.key));
}
