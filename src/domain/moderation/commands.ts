import { type Expression, type SqlBool, sql } from 'kysely';
import { type ActorId, type Brand, type Iri, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Actor } from '../actors/actor.ts';
import type { Work } from '../work.ts';
import { isHostBlocked } from './queries.ts';

/** @throws Refusal forbidden `host.blocked` if the host is shut out */
export async function refuseIfBlocked(work: Work, host: string): Promise<void> {
  if (await isHostBlocked(work.tx, host)) {
    throw new Refusal('forbidden', 'host.blocked', `${host} is blocked by this collective.`, { host });
  }
}

/**
 * Shut a host out: nothing is taken from it or sent to it any more, its followers and its opportunities go.
 * @throws Refusal invalid `host.invalid` if it is not a host name
 */
export async function blockHost(work: Work, host: string, reason: string): Promise<void> {
  const name = spell(host);
  if (!/^[a-z0-9.-]+(?::\d+)?$/.test(name)) {
    throw new Refusal(
      'invalid',
      'host.invalid',
      `"${host}" is not a host name. Write for example spam.example.`,
      { host },
    );
  }
  await work.tx
    .insertInto('host_block')
    .values({ host: name, reason, created_at: work.now })
    .onConflict((conflict) => conflict.column('host').doUpdateSet({ reason }))
    .execute();
  await work.tx.deleteFrom('actor').where('is_local', '=', false).where(isCovered(name)).execute();
  await dropDeliveries(work, isCovered(name), 'This collective blocks the server.');
}

/** Let a host in again. What was removed does not come back by itself. */
export async function unblockHost(work: Work, host: string): Promise<boolean> {
  const result = await work.tx.deleteFrom('host_block').where('host', '=', spell(host)).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Whether a row's host is the blocked one or below it; a name without a port covers every port, as in `isHostBlocked`. */
function isCovered(name: string) {
  const host = name.includes(':')
    ? sql.ref<string>('host')
    : sql<string>`regexp_replace(host, '[.]?(:[0-9]+)?$', '')`;
  return sql<boolean>`(${host} = ${name} or ${host} like ${`%.${name.replace(/[%_]/g, '\\$&')}`})`;
}

/** Of the deliveries that still wait, those of these rows are not made any more. */
async function dropDeliveries(work: Work, which: Expression<SqlBool>, reason: string | null): Promise<void> {
  const open = work.tx
    .updateTable('delivery')
    .set({ state: 'refused', next_at: null, error: reason, updated_at: work.now })
    .where('state', 'in', ['queued', 'retrying'])
    .where(which)
    .returning(['activity_iri', 'inbox']);
  // The letters stay as dead ones, so that one can be sent again should the block be taken back.
  for (const { activity_iri, inbox } of await open.execute()) {
    await work.tx
      .updateTable('message')
      .set({ is_dead: true, locked_until: null, error: reason })
      .where('activity_iri', '=', activity_iri)
      .where('inbox', '=', inbox)
      .execute();
  }
}

/** A host as it is kept: lower case, without the dot that ends a full name. */
function spell(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, '');
}

/**
 * Somebody blocks one of ours: both follows end, and nothing is sent to them again, not even what still waits.
 * Shown to nobody: the receipts say that it was refused, and not why.
 */
export async function receiveBlock(
  work: Work,
  blocker: Actor,
  blocked: ActorId,
  activity: Iri | null,
): Promise<void> {
  await work.tx
    .insertInto('blocked_by')
    .values({ actor_id: blocked, blocker_id: blocker.id, activity_iri: activity, created_at: work.now })
    .onConflict((conflict) => conflict.columns(['actor_id', 'blocker_id']).doNothing())
    .execute();
  await work.tx
    .deleteFrom('follower')
    .where('actor_id', '=', blocked)
    .where('follower_id', '=', blocker.id)
    .execute();
  await work.tx
    .deleteFrom('following')
    .where('actor_id', '=', blocked)
    .where('target_id', '=', blocker.id)
    .execute();
  await dropDeliveries(work, sql<boolean>`inbox = ${blocker.inbox}`, null);
}

/** Somebody takes their block back, named by its id or by whom it was about. The follows stay ended. Returns whether there was one. */
export async function undoBlock(
  work: Work,
  blocker: Actor,
  blocked: ActorId | null,
  activity: Iri | null,
): Promise<boolean> {
  const { numDeletedRows } = await work.tx
    .deleteFrom('blocked_by')
    .where('blocker_id', '=', blocker.id)
    .where((where) =>
      where.or([
        ...(blocked === null ? [] : [where('actor_id', '=', blocked)]),
        ...(activity === null ? [] : [where('activity_iri', '=', activity)]),
      ]),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** A report from another server, for the stewards. At most 5,000 characters and 50 objects are kept. */
export interface IncomingReport {
  readonly reporter: Iri;
  readonly activity: Iri;
  readonly objects: readonly Iri[];
  /** Plain text. */
  readonly content: string;
}

/** Keep a report about something of ours. */
export async function receiveReport(work: Work, report: IncomingReport): Promise<void> {
  await work.tx
    .insertInto('report')
    .values({
      id: newId<Brand<string, 'ReportId'>>(),
      reporter: report.reporter,
      activity_iri: report.activity,
      objects: report.objects.slice(0, 50),
      content: report.content.slice(0, 5000),
      created_at: work.now,
      closed_at: null,
    })
    .onConflict((conflict) => conflict.column('activity_iri').doNothing())
    .execute();
}
