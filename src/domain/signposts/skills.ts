import type { Iri, MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Member } from '../members/member.ts';
import { keepSkillNames } from '../skills/commands.ts';
import { readRedirects, rootOf, skillsNamed } from '../skills/names.ts';
import { checkName, foldName } from '../skills/skill.ts';
import type { Work } from '../work.ts';
import { checkCount, checkExperience, checkLine } from './check.ts';
import { type SkillList, skillLists } from './signpost.ts';
import { keepSaid } from './tell.ts';

/** A skill as a person writes it. */
export interface SkillSaid {
  /** Its address, its label or one of its other names; an unknown name becomes a skill of this collective. */
  readonly name: string;
  /** 1 to 4. */
  readonly level: number | null;
  /** The year it began. */
  readonly since: number | null;
  readonly lastUsed: Temporal.PlainYearMonth | null;
  readonly note: string;
}

/**
 * Say what stands in one of the three lists, in order. A skill stands in one list only: here from now on.
 * @throws Refusal invalid `signpost.too_many`, `signpost.skill_unclear`, `signpost.level`, `signpost.since`,
 * `signpost.last_used`, `signpost.too_long`, `skill.name`
 */
export async function setSkills(
  work: Work,
  member: Member,
  list: SkillList,
  lines: readonly SkillSaid[],
): Promise<void> {
  if (!skillLists.includes(list)) throw new Error(`There is no list of skills called ${list}.`);
  checkCount('skills', lines.length);
  const today = work.now.toZonedDateTimeISO('UTC').toPlainDate();
  const checked = lines.map((line) => ({
    ...line,
    ...checkExperience(line, today),
    note: checkLine('note', line.note),
  }));
  const uris = await keepSkills(
    work,
    member,
    checked.map((line) => line.name),
  );
  const said = new Map(
    checked.flatMap((line, at) => {
      const uri = uris[at];
      return uri === undefined ? [] : [[uri, line] as const];
    }),
  );
  await keepSaid(work, member, list);
  await removeSkills(work, member.id, list, new Set(said.keys()));
  const rows = [...said].map(([skill_uri, line], position) => ({
    ...{ member_id: member.id, skill_uri, list, position, level: line.level, note: line.note },
    since_year: line.since,
    last_used: line.lastUsed?.toPlainDate({ day: 1 }).toString() ?? null,
  }));
  if (rows.length > 0) await work.tx.insertInto('signpost_skill').values(rows).execute();
}

/**
 * The skills that names mean, in their order; made where nobody knew them, counted as used where this person did not
 * name them before.
 * @throws Refusal invalid `signpost.skill_unclear` for a name that several skills have
 */
export async function keepSkills(work: Work, member: Member, names: readonly string[]): Promise<Iri[]> {
  if (names.length === 0) return [];
  const byAddress = await skillsAt(work, names);
  const said = names.map((name) => byAddress.get(name.trim())?.label ?? checkName(name));
  await keepSkillNames(work, said, await labelsBefore(work, member.id));
  const named = await skillsNamed(work.tx, said);
  return names.map((name, at) => {
    const uri = byAddress.get(name.trim())?.uri ?? named.get(foldName(said[at] ?? name))?.uri;
    if (uri !== undefined) return uri;
    throw new Refusal(
      'invalid',
      'signpost.skill_unclear',
      `Several skills are called "${name}". Write the whole name of the one you mean.`,
      { name },
    );
  });
}

/** Of names that are addresses of skills: the skill each stands for now. */
async function skillsAt(
  work: Work,
  names: readonly string[],
): Promise<Map<string, { uri: Iri; label: string }>> {
  const addresses = names
    .map((name) => name.trim())
    .filter((name) => /^[a-z][a-z0-9+.-]*:[^\p{Cc}]*$/iu.test(name)) as Iri[];
  if (addresses.length === 0) return new Map();
  const redirects = await readRedirects(work.tx);
  const roots = new Map(addresses.map((uri) => [uri, rootOf(redirects, uri)]));
  const rows = await work.tx
    .selectFrom('skill')
    .select(['uri', 'label'])
    .where('uri', 'in', [...new Set(roots.values())])
    .execute();
  const skills = new Map(rows.map((row) => [row.uri, row]));
  return new Map(
    [...roots].flatMap(([address, root]) => {
      const skill = skills.get(root);
      return skill === undefined ? [] : [[address as string, skill] as const];
    }),
  );
}

/** What a person named already, so that naming it again does not count twice. */
async function labelsBefore(work: Work, member: MemberId): Promise<string[]> {
  const rows = await work.tx
    .selectFrom('signpost_skill')
    .innerJoin('skill', 'skill.uri', 'signpost_skill.skill_uri')
    .select('skill.label')
    .where('member_id', '=', member)
    .execute();
  const worked = await work.tx
    .selectFrom('signpost_work')
    .select('skills')
    .where('member_id', '=', member)
    .execute();
  const uris = [...new Set(worked.flatMap((row) => row.skills))];
  if (uris.length === 0) return rows.map((row) => row.label);
  const used = await work.tx.selectFrom('skill').select('label').where('uri', 'in', uris).execute();
  return [...rows, ...used].map((row) => row.label);
}

/** Take away what stood in the list, and these skills wherever they stood, also under what was merged into them. */
async function removeSkills(
  work: Work,
  member: MemberId,
  list: SkillList,
  skills: ReadonlySet<Iri>,
): Promise<void> {
  const rows = await work.tx
    .selectFrom('signpost_skill')
    .select(['skill_uri', 'list'])
    .where('member_id', '=', member)
    .execute();
  const redirects = await readRedirects(work.tx);
  const gone = rows.filter((row) => row.list === list || skills.has(rootOf(redirects, row.skill_uri)));
  if (gone.length === 0) return;
  await work.tx
    .deleteFrom('signpost_skill')
    .where('member_id', '=', member)
    .where(
      'skill_uri',
      'in',
      gone.map((row) => row.skill_uri),
    )
    .execute();
}
