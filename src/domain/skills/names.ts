import type { Iri } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { foldName, type SkillOrigin } from './skill.ts';

/** A skill that a name means exactly. */
export interface NamedSkill {
  readonly uri: Iri;
  readonly label: string;
}

interface Candidate extends NamedSkill {
  readonly key: string;
  readonly origin: SkillOrigin;
  readonly isLabel: boolean;
}

/** Among skills of one label, the first of these. */
const originOrder: readonly SkillOrigin[] = ['shipped', 'local', 'esco'];

/**
 * The skills that names mean exactly: by label, or by an alias that only one skill has; whatever the case, accents and
 * dashes. What was merged counts as what it was merged into. Keys of the map are folded names; a name that is unknown
 * or means several skills is not in it.
 */
export async function skillsNamed(db: Db, names: readonly string[]): Promise<Map<string, NamedSkill>> {
  const keys = [...new Set(names.map(foldName))].filter((key) => key !== '');
  if (keys.length === 0) return new Map();
  const labels = await db
    .selectFrom('skill')
    .select(['uri', 'label', 'key', 'origin'])
    .where('key', 'in', keys)
    .execute();
  const aliases = await db
    .selectFrom('skill_alias')
    .innerJoin('skill', 'skill.uri', 'skill_alias.skill_uri')
    .select(['skill.uri', 'skill.label', 'skill_alias.key', 'skill.origin'])
    .where('skill_alias.key', 'in', keys)
    .execute();
  const candidates = [
    ...labels.map((row) => ({ ...row, isLabel: true })),
    ...aliases.map((row) => ({ ...row, isLabel: false })),
  ];
  const current = await followMerges(db, candidates);
  return new Map(
    keys.flatMap((key) => {
      const meant = chooseOne(current.filter((one) => one.key === key));
      return meant === undefined ? [] : [[key, { uri: meant.uri, label: meant.label }]];
    }),
  );
}

/** Every merge there is: from which skill into which. Few, because stewards make them by hand. */
export async function readRedirects(db: Db): Promise<Map<Iri, Iri>> {
  const rows = await db.selectFrom('skill_redirect').select(['from_uri', 'into_uri']).execute();
  return new Map(rows.map((row) => [row.from_uri, row.into_uri]));
}

/** The skill that stands for another now: itself, or where merges lead. */
export function rootOf(redirects: ReadonlyMap<Iri, Iri>, uri: Iri): Iri {
  let root = uri;
  for (let next = redirects.get(root); next !== undefined; next = redirects.get(root)) root = next;
  return root;
}

/**
 * What the addresses of skills mean now: each with the skill it was merged into, or itself, and that one's label. An
 * address nobody knows here is not in the map.
 */
export async function skillsAt(db: Db, uris: readonly Iri[]): Promise<Map<Iri, NamedSkill>> {
  if (uris.length === 0) return new Map();
  const redirects = await readRedirects(db);
  const roots = new Map(uris.map((uri) => [uri, rootOf(redirects, uri)]));
  const rows = await db
    .selectFrom('skill')
    .select(['uri', 'label'])
    .where('uri', 'in', [...new Set(roots.values())])
    .execute();
  const skills = new Map(rows.map((row) => [row.uri, row]));
  return new Map(
    [...roots].flatMap(([uri, root]) => {
      const skill = skills.get(root);
      return skill === undefined ? [] : [[uri, skill] as const];
    }),
  );
}

async function followMerges(db: Db, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const redirects = candidates.length === 0 ? new Map<Iri, Iri>() : await readRedirects(db);
  const moved = candidates.filter((one) => redirects.has(one.uri)).map((one) => rootOf(redirects, one.uri));
  if (moved.length === 0) return [...candidates];
  const rows = await db.selectFrom('skill').select(['uri', 'label']).where('uri', 'in', moved).execute();
  const labels = new Map(rows.map((row) => [row.uri, row.label]));
  return candidates.map((one) => {
    const uri = rootOf(redirects, one.uri);
    return { ...one, uri, label: labels.get(uri) ?? one.label };
  });
}

function chooseOne(candidates: readonly Candidate[]): Candidate | undefined {
  const labelled = candidates
    .filter((one) => one.isLabel)
    .sort(
      (a, b) => originOrder.indexOf(a.origin) - originOrder.indexOf(b.origin) || (a.uri < b.uri ? -1 : 1),
    );
  if (labelled.length > 0) return labelled[0];
  return new Set(candidates.map((one) => one.uri)).size === 1 ? candidates[0] : undefined;
}
