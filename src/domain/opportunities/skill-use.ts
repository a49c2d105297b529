import type { Iri } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { listMembers } from '../members/queries.ts';
import { readSignposts } from '../signposts/queries.ts';
import { viewFor } from '../signposts/signpost.ts';
import { skillsNamed } from '../skills/names.ts';
import { foldName } from '../skills/skill.ts';

/** How many name a skill now. */
export interface SkillUse {
  /** People who show it to members, in any of their lists or beside their work. */
  readonly people: number;
  /** Roles of our opportunities, in any state. */
  readonly roles: number;
}

/**
 * Who names which skill, under whatever stands for it now; one that nobody names is not in the map. What people keep for
 * themselves does not count: a figure of one would give it away.
 */
export async function readSkillUse(db: Db, now: Temporal.Instant): Promise<Map<Iri, SkillUse>> {
  const people = await namedByPeople(db, now);
  const roles = await namedByRoles(db);
  return new Map(
    [...new Set([...people.keys(), ...roles.keys()])].map((uri) => [
      uri,
      { people: people.get(uri) ?? 0, roles: roles.get(uri) ?? 0 },
    ]),
  );
}

async function namedByPeople(db: Db, now: Temporal.Instant): Promise<Map<Iri, number>> {
  const members = await listMembers(db);
  const signposts = await readSignposts(
    db,
    members.map(({ id }) => id),
    now,
  );
  return count(
    [...signposts.values()].map((signpost) => {
      const view = viewFor(signpost, 'members');
      const lists = [view?.do, view?.learning, view?.dont, view?.work?.flatMap((line) => line.skills)];
      return lists.flatMap((list) => (list ?? []).map(({ skill }) => skill));
    }),
  );
}

async function namedByRoles(db: Db): Promise<Map<Iri, number>> {
  const rows = await db.selectFrom('opportunity').select('roles').execute();
  const roles = rows.flatMap((row) => row.roles);
  const named = await skillsNamed(
    db,
    roles.flatMap((role) => role.skills),
  );
  return count(roles.map((role) => role.skills.flatMap((name) => named.get(foldName(name))?.uri ?? [])));
}

/** How many of the lists have each, however often. */
function count(lists: readonly (readonly Iri[])[]): Map<Iri, number> {
  const counted = new Map<Iri, number>();
  for (const list of lists) for (const uri of new Set(list)) counted.set(uri, (counted.get(uri) ?? 0) + 1);
  return counted;
}
