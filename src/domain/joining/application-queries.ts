import type { Selectable } from 'kysely';
import type { ApplicationId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import type { Application, ApplicationState, Vouch } from './application.ts';
import { findJoiningLink } from './links.ts';
import type { JoiningTables } from './tables.ts';

type Row = Selectable<JoiningTables['application']>;

function stateOf(row: Row): ApplicationState {
  if (row.withdrawn_at !== null) return 'withdrawn';
  if (row.is_admitted === null) return 'open';
  return row.is_admitted ? 'admitted' : 'declined';
}

function toApplication(row: Row, vouches: readonly Vouch[]): Application {
  const { id, name, email, fediverse, does, why, links, reason } = row;
  return {
    ...{ id, name, email, fediverse, does, why, links, reason, vouches },
    state: stateOf(row),
    createdAt: row.created_at,
    decidedAt: row.decided_at,
  };
}

/** Who asked to join and did not withdraw: those who wait first, the oldest first; then those decided, the newest first. */
export async function listApplications(db: Db): Promise<Application[]> {
  const rows = await db
    .selectFrom('application')
    .selectAll()
    .where('withdrawn_at', 'is', null)
    .orderBy('created_at')
    .limit(500)
    .execute();
  const vouches = await readVouches(db);
  const all = rows.map((row) => toApplication(row, vouches.get(row.id) ?? []));
  const decided = all.filter(({ state }) => state !== 'open').reverse();
  return [...all.filter(({ state }) => state === 'open'), ...decided];
}

/** One application by id, withdrawn or not. @throws Refusal not-found `application.unknown` */
export async function requireApplication(db: Db, id: ApplicationId): Promise<Application> {
  const row = await db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new Refusal('not-found', 'application.unknown', 'There is no such application.');
  return toApplication(row, (await readVouches(db, id)).get(id) ?? []);
}

/** The application behind a secret address; undefined for none of ours. */
export async function findApplication(db: Db, secret: string): Promise<Application | undefined> {
  const link = await findJoiningLink(db, secret);
  if (link === undefined || link.application_id === null) return undefined;
  return requireApplication(db, link.application_id);
}

async function readVouches(db: Db, id?: ApplicationId): Promise<Map<ApplicationId, Vouch[]>> {
  let all = db
    .selectFrom('application_vouch')
    .innerJoin('member', 'member.id', 'application_vouch.member_id')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['application_id', 'member_id', 'sentence', 'application_vouch.created_at', 'actor.name'])
    .where('member.left_at', 'is', null)
    .where('member.stage', '=', 'member');
  if (id !== undefined) all = all.where('application_id', '=', id);
  const rows = await all.orderBy('application_vouch.created_at').execute();
  const found = new Map<ApplicationId, Vouch[]>();
  for (const row of rows) {
    const vouch = {
      member: { id: row.member_id, name: row.name },
      sentence: row.sentence,
      at: row.created_at,
    };
    found.set(row.application_id, [...(found.get(row.application_id) ?? []), vouch]);
  }
  return found;
}
