import { sql } from 'kysely';
import type { ActorId, MemberId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { endMemberships } from '../affiliations/memberships.ts';
import { requireOtherSteward, setFederated } from '../members/commands.ts';
import type { Member } from '../members/member.ts';
import { toMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { type Fate, holdings } from './erasure.ts';
import { emptyContacts, emptyJoining, forgetLetters, forgetNotices } from './texts.ts';

/**
 * Erase a person: everything `holdings` says, in one transaction, for good. Other servers are told where the person
 * was on the Fediverse. Also for somebody who left. Doors ask for `person.erase` first, and for a proof.
 * @throws Refusal not-found `member.unknown`; conflict `member.last_steward`
 */
export async function erasePerson(work: Work, { id }: Pick<Member, 'id'>): Promise<void> {
  const person = await lockPerson(work, id);
  if (person.leftAt === null) await requireOtherSteward(work, id);
  const isTold = await leaveFediverse(work, person);
  await forgetLetters(work, person);
  await forgetNotices(work, person);
  await emptyJoining(work, person);
  await emptyContacts(work, person);
  await forgetSaid(work, person.actor);
  for (const { table, member = {}, actor = {} } of holdings) {
    for (const [column, fate] of Object.entries(member)) await decide(work, table, column, id, fate);
    for (const [column, fate] of Object.entries(actor)) await decide(work, table, column, person.actor, fate);
  }
  await emptyMember(work, id);
  await emptyActor(work, person.actor, isTold);
}

/**
 * What had to stay until other servers heard that people of ours are gone goes now: keys and followers of those who
 * left the Fediverse more than thirty days ago. Asked from time to time.
 */
export async function finishErasures(work: Work): Promise<void> {
  const before = work.now.subtract({ hours: 30 * 24 });
  const gone = work.tx
    .selectFrom('actor')
    .select('id')
    .where('is_local', '=', true)
    .where('type', '=', 'Person')
    .where('deleted_at', '<', before);
  await work.tx.deleteFrom('actor_key').where('actor_id', 'in', gone).execute();
  await work.tx.deleteFrom('follower').where('actor_id', 'in', gone).execute();
  // What an erased person said is gone; that they left collectives elsewhere was said after that.
  await work.tx
    .deleteFrom('activity')
    .where('type', '<>', 'Delete')
    .where('actor_id', 'in', gone.where('name', '=', ''))
    .execute();
}

async function lockPerson(work: Work, id: MemberId): Promise<Member> {
  const row = await work.tx
    .selectFrom('member')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .selectAll('member')
    .select(['actor.name', 'actor.handle', 'actor.summary'])
    .where('member.id', '=', id)
    .forUpdate('member')
    .executeTakeFirst();
  if (row === undefined)
    throw new Refusal('not-found', 'member.unknown', 'That person is not a member here.');
  return toMember(row);
}

/** Returns whether other servers know the person and have to hear that they are gone. */
async function leaveFediverse(work: Work, person: Member): Promise<boolean> {
  const actor = await work.tx
    .selectFrom('actor')
    .select('deleted_at')
    .where('id', '=', person.actor)
    .executeTakeFirst();
  if (actor !== undefined && actor.deleted_at !== null) return true;
  await setFederated(work, person, false, await endMemberships(work, person));
  return person.isFederated;
}

/** Take back what they had to say and was not said yet, but for that they leave and are gone; and what waits to be sent. */
async function forgetSaid(work: Work, actor: ActorId): Promise<void> {
  const said = work.tx.selectFrom('activity').select('iri').where('actor_id', '=', actor);
  await work.tx
    .deleteFrom('message')
    .where('activity_iri', 'in', said)
    .where('activity_iri', 'not in', said.where('type', '=', 'Delete'))
    .execute();
  await work.tx.deleteFrom('activity').where('actor_id', '=', actor).where('type', '<>', 'Delete').execute();
  await work.tx
    .deleteFrom('outbox')
    .where(sql<boolean>`payload ->> 'by' = ${actor}`)
    .where('kind', 'not in', ['actor.deleted', 'membership.left', 'membership.answered'])
    .where('id', 'not in', work.tx.selectFrom('activity').select('event_id'))
    .execute();
}

async function decide(work: Work, table: string, column: string, id: string, fate: Fate): Promise<void> {
  // A Delete that was said is how others know; it names nothing but the address.
  if (fate === 'keep' || table === 'activity') return;
  const rows = sql`${sql.ref(column)} = ${id}`;
  if (fate === 'delete') await sql`delete from ${sql.table(table)} where ${rows}`.execute(work.tx);
  else await sql`update ${sql.table(table)} set ${sql.ref(column)} = null where ${rows}`.execute(work.tx);
}

async function emptyMember(work: Work, id: MemberId): Promise<void> {
  await work.tx
    .updateTable('member')
    .set({
      ...{ email: null, hats: [], engagement: 'freelancer', stage: 'alum', language: null },
      ...{ time_zone: 'UTC', invited_by: null, is_federated: false, about: '' },
      left_at: sql<Temporal.Instant>`coalesce(left_at, ${work.now}::timestamptz)`,
    })
    .where('id', '=', id)
    .execute();
}

/** Where nobody elsewhere was told of the handle, it goes too and is free again. */
async function emptyActor(work: Work, id: ActorId, isTold: boolean): Promise<void> {
  await work.tx
    .updateTable('actor')
    .set({ name: '', summary: '', also_known_as: [], moved_to: null, updated_at: work.now })
    .where('id', '=', id)
    .execute();
  if (isTold) return;
  await work.tx.deleteFrom('actor_key').where('actor_id', '=', id).execute();
  await work.tx.deleteFrom('follower').where('actor_id', '=', id).execute();
  const handle = `erased-${id.replaceAll('-', '').slice(-12)}`;
  const at = (path: string) => iri(work.origin, path);
  await work.tx
    .updateTable('actor')
    .set({
      ...{ handle, iri: at(paths.actor(handle)), url: at(paths.actor(handle)), deleted_at: work.now },
      ...{ inbox: at(paths.inbox(handle)), followers: at(paths.followers(handle)) },
    })
    .where('id', '=', id)
    .execute();
}
