import type { ActorId, Iri } from '../../core/id.ts';
import type { Db } from '../database.ts';

/** A host a steward shut out. */
export interface HostBlock {
  readonly host: string;
  readonly reason: string;
  readonly createdAt: Temporal.Instant;
}

/** Hosts that are shut out, alphabetically. A block covers the host and everything below it. */
export async function listHostBlocks(db: Db): Promise<HostBlock[]> {
  const rows = await db.selectFrom('host_block').selectAll().orderBy('host').execute();
  return rows.map((row) => ({ host: row.host, reason: row.reason, createdAt: row.created_at }));
}

/** The names under which a host may be shut out: its own and those of the domains above it, with its port and without. */
export function coveringHosts(host: string): string[] {
  const [, name = host, port = ''] = /^(.*?)\.?(:\d+)?$/.exec(host) ?? [];
  const labels = name.split('.');
  const covering = labels.map((_, index) => labels.slice(index).join('.'));
  return port === '' ? covering : [...covering, ...covering.map((above) => above + port)];
}

/** Whether a host, or a domain above it, is shut out. `host` is in lower case, as addresses spell it. */
export async function isHostBlocked(db: Db, host: string): Promise<boolean> {
  const row = await db
    .selectFrom('host_block')
    .select('host')
    .where('host', 'in', coveringHosts(host))
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether somebody asked not to hear from one of ours. Decides what is sent; never shown. */
export async function isBlockedBy(db: Db, ours: ActorId, who: ActorId): Promise<boolean> {
  const row = await db
    .selectFrom('blocked_by')
    .select('blocker_id')
    .where('actor_id', '=', ours)
    .where('blocker_id', '=', who)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether an inbox belongs to somebody who asked not to hear from one of ours. */
export async function isInboxClosed(db: Db, ours: ActorId, inbox: string): Promise<boolean> {
  const row = await db
    .selectFrom('blocked_by')
    .innerJoin('actor', 'actor.id', 'blocked_by.blocker_id')
    .select('blocked_by.blocker_id')
    .where('blocked_by.actor_id', '=', ours)
    .where('actor.inbox', '=', inbox as Iri)
    .executeTakeFirst();
  return row !== undefined;
}
