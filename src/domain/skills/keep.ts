import { sql } from 'kysely';
import type { Work, WorkPlace } from '../work.ts';
import { inWork } from '../work.ts';
import { type ListedSkill, shippedDigest, shippedSkills } from './shipped.ts';
import { foldName, type SkillOrigin } from './skill.ts';

/**
 * Take the vocabulary for a change, until the transaction ends: changes come one after another, each with a number
 * higher than the last. Returns that number.
 */
export async function nextVersion(work: Work): Promise<number> {
  const row = await work.tx
    .updateTable('vocabulary')
    .set((set) => ({ version: set('version', '+', 1) }))
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

/** Load the shipped skills where that was not done yet, or an older list was loaded. Asked at every start: cheap if not. */
export async function ensureVocabulary(place: WorkPlace): Promise<void> {
  const row = await place.db.selectFrom('vocabulary').select('shipped').executeTakeFirst();
  if (row?.shipped !== shippedDigest()) await inWork(place, loadVocabulary);
}

/**
 * Write the shipped skills, one statement for each kind and table. What is there already stays, and what an older list
 * had remains with its uses and merges; aliases and neighbours become those of the list. Returns whether anything was
 * written.
 */
export async function loadVocabulary(work: Work): Promise<boolean> {
  const digest = shippedDigest();
  const known = await work.tx.selectFrom('vocabulary').select('shipped').forUpdate().executeTakeFirst();
  if (known?.shipped === digest) return false;
  const version = await nextVersion(work);
  await work.tx.deleteFrom('skill_alias').where('origin', '=', 'shipped').execute();
  for (const skills of shippedSkills().values()) {
    await keepListed(work, version, 'shipped', skills);
    await keepNeighbours(work, skills);
  }
  await work.tx.updateTable('vocabulary').set({ shipped: digest }).execute();
  return true;
}

/** Write skills of a list with their other names: new ones, and those whose label or description changed. */
export async function keepListed(
  work: Work,
  version: number,
  origin: SkillOrigin,
  skills: readonly ListedSkill[],
): Promise<void> {
  const rows = skills.map(({ uri, label, kind, description }) => ({
    uri,
    label,
    kind,
    description,
    key: foldName(label),
  }));
  await sql`
    insert into skill (uri, label, key, kind, origin, description, version, created_at)
    select uri, label, key, kind, ${origin}, description, ${version}::bigint, ${work.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as listed (uri text, label text, key text, kind text, description text)
    on conflict (uri) do update
    set label = excluded.label, key = excluded.key, kind = excluded.kind,
        description = excluded.description, version = excluded.version`.execute(work.tx);
  const aliases = skills.flatMap(({ uri, aliases: names }) =>
    names.map((alias) => ({ uri, alias, key: foldName(alias) })),
  );
  await sql`
    insert into skill_alias (skill_uri, alias, key, origin)
    select uri, alias, key, ${origin}
    from jsonb_to_recordset(${JSON.stringify(aliases)}::text::jsonb) as listed (uri text, alias text, key text)
    on conflict (skill_uri, key) do nothing`.execute(work.tx);
}

/** Write what lies above and beside skills that are here already. Neighbours that are not here are left out. */
export async function keepNeighbours(
  work: Work,
  skills: readonly Pick<ListedSkill, 'uri' | 'broader' | 'related'>[],
): Promise<void> {
  const broader = skills.flatMap(({ uri, broader: uris }) => uris.map((other) => ({ uri, other })));
  const related = skills.flatMap(({ uri, related: uris }) => uris.map((other) => ({ uri, other })));
  if (broader.length > 0)
    await sql`
      insert into skill_broader (skill_uri, broader_uri)
      select one.uri, other.uri
      from jsonb_to_recordset(${JSON.stringify(broader)}::text::jsonb) as pair (uri text, other text)
      join skill one on one.uri = pair.uri join skill other on other.uri = pair.other
      where one.uri <> other.uri
      on conflict do nothing`.execute(work.tx);
  if (related.length > 0)
    await sql`
      insert into skill_related (skill_uri, related_uri)
      select one.uri, other.uri
      from jsonb_to_recordset(${JSON.stringify(related)}::text::jsonb) as pair (uri text, other text)
      join skill one on one.uri = pair.uri join skill other on other.uri = pair.other
      where one.uri <> other.uri
      on conflict do nothing`.execute(work.tx);
}
