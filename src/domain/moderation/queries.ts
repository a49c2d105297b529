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

/** Whether a host, or a domain above it, is shut out. `host` is in canonical spelling. */
export async function isHostBlocked(db: Db, host: string): Promise<boolean> {
  const name = host.replace(/:\d+$/, '');
  const labels = name.split('.');
  const covering = labels.map((_, index) => labels.slice(index).join('.'));
  const row = await db
    .selectFrom('host_block')
    .select('host')
    .where('host', 'in', [host, ...covering])
    .executeTakeFirst();
  return row !== undefined;
}
