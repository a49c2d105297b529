import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import type { Collective } from './collective.ts';

/** The collective of this node; undefined before setup. */
export async function findCollective(db: Db): Promise<Collective | undefined> {
  const row = await db.selectFrom('collective').selectAll().executeTakeFirst();
  return (
    row && {
      actor: row.actor_id,
      name: row.name,
      handle: row.handle,
      purpose: row.purpose,
      language: row.language,
      followPolicy: row.follow_policy,
      joinPolicy: row.join_policy,
      colour: row.colour,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }
  );
}

/** @throws Refusal conflict `node.not_set_up` */
export async function requireCollective(db: Db): Promise<Collective> {
  const collective = await findCollective(db);
  if (collective === undefined) {
    throw new Refusal(
      'conflict',
      'node.not_set_up',
      'This node has no collective yet. Run: guildhall setup, or open the setup address the node printed.',
    );
  }
  return collective;
}

/** The origin this database was set up with; undefined before setup. */
export async function findOrigin(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('node').select('origin').executeTakeFirst();
  return row?.origin;
}
