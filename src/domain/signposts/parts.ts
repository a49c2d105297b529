import { type Selectable, sql } from 'kysely';
import type { MemberId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import type { SignpostTables } from './tables.ts';

type Rows<Name extends keyof SignpostTables> = Map<MemberId, Selectable<SignpostTables[Name]>[]>;

/** Rows of several signposts, by member. */
export interface Parts {
  readonly signposts: ReadonlyMap<MemberId, Selectable<SignpostTables['signpost']>>;
  readonly skills: Rows<'signpost_skill'>;
  readonly weeks: Rows<'signpost_week'>;
  readonly terms: Rows<'signpost_terms'>;
  readonly languages: Rows<'signpost_language'>;
  readonly work: Rows<'signpost_work'>;
  readonly links: Rows<'signpost_link'>;
}

/** Read the rows of several signposts, one question for each table; weeks only from the given one on. */
export async function readParts(
  db: Db,
  members: readonly MemberId[],
  from: Temporal.PlainDate,
): Promise<Parts> {
  const signposts = await db.selectFrom('signpost').selectAll().where('member_id', 'in', members).execute();
  return {
    signposts: new Map(signposts.map((row) => [row.member_id, row])),
    skills: grouped(await readSkills(db, members)),
    weeks: grouped(await readWeeks(db, members, from)),
    terms: grouped(
      await db.selectFrom('signpost_terms').selectAll().where('member_id', 'in', members).execute(),
    ),
    languages: grouped(
      await db
        .selectFrom('signpost_language')
        .selectAll()
        .where('member_id', 'in', members)
        .orderBy('position')
        .execute(),
    ),
    work: grouped(await readWork(db, members)),
    links: grouped(
      await db
        .selectFrom('signpost_link')
        .selectAll()
        .where('member_id', 'in', members)
        .orderBy('position')
        .orderBy('id')
        .execute(),
    ),
  };
}

function grouped<T extends { member_id: MemberId }>(rows: readonly T[]): Map<MemberId, T[]> {
  return Map.groupBy(rows, (row) => row.member_id);
}

// Days are read as text: one of the drivers would make them moments in a zone of its own.

function readSkills(db: Db, members: readonly MemberId[]) {
  return db
    .selectFrom('signpost_skill')
    .select(['member_id', 'skill_uri', 'list', 'position', 'level', 'since_year', 'note'])
    .select(sql<string | null>`last_used::text`.as('last_used'))
    .where('member_id', 'in', members)
    .orderBy('position')
    .orderBy('skill_uri')
    .execute();
}

function readWeeks(db: Db, members: readonly MemberId[], from: Temporal.PlainDate) {
  return db
    .selectFrom('signpost_week')
    .select(['member_id', 'state', 'hours'])
    .select(sql<string>`week::text`.as('week'))
    .where('member_id', 'in', members)
    .where(sql<boolean>`week >= ${from.toString()}::text::date`)
    .orderBy(sql`signpost_week.week`)
    .execute();
}

function readWork(db: Db, members: readonly MemberId[]) {
  return db
    .selectFrom('signpost_work')
    .select([
      'id',
      'member_id',
      'title',
      'role',
      'url',
      'summary',
      'skills',
      'source',
      'position',
      'created_at',
      'removed_at',
    ])
    .select([sql<string | null>`began::text`.as('began'), sql<string | null>`ended::text`.as('ended')])
    .where('member_id', 'in', members)
    .where('removed_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute();
}
