import type { Selectable } from 'kysely';
import { Refusal } from '../../core/refusal.ts';
import type { Db, Tx } from '../database.ts';
import { type Collective, type LogoForm, logoPath } from './collective.ts';
import type { CollectiveTables } from './tables.ts';

/** The collective of this node; undefined before setup. */
export async function findCollective(db: Db): Promise<Collective | undefined> {
  const row = await db.selectFrom('collective').selectAll().executeTakeFirst();
  return row && toCollective(row);
}

/** @throws Refusal conflict `node.not_set_up` */
export async function requireCollective(db: Db): Promise<Collective> {
  const collective = await findCollective(db);
  if (collective === undefined) throw notSetUp();
  return collective;
}

/** The collective, held against others until the transaction ends. @throws Refusal conflict `node.not_set_up` */
export async function lockCollective(tx: Tx): Promise<Collective> {
  const row = await tx.selectFrom('collective').selectAll().forUpdate().executeTakeFirst();
  if (row === undefined) throw notSetUp();
  return toCollective(row);
}

/** The picture of a logo as it is served; undefined for one that was never there or is gone. */
export async function findLogo(db: Db, hash: string, form: LogoForm): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('logo_picture')
    .select('body')
    .where('hash', '=', hash)
    .where('form', '=', form)
    .executeTakeFirst();
  return row?.body;
}

/** The origin this database was set up with; undefined before setup. */
export async function findOrigin(db: Db): Promise<string | undefined> {
  const row = await db.selectFrom('node').select('origin').executeTakeFirst();
  return row?.origin;
}

function toCollective(row: Selectable<CollectiveTables['collective']>): Collective {
  return {
    actor: row.actor_id,
    name: row.name,
    handle: row.handle,
    purpose: row.purpose,
    language: row.language,
    followPolicy: row.follow_policy,
    joinPolicy: row.join_policy,
    colour: row.colour,
    invitationQuota: row.invitation_quota,
    logo: row.logo === null ? null : logoPath(row.logo, 'png'),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function notSetUp(): Refusal {
  return new Refusal(
    'conflict',
    'node.not_set_up',
    'This node has no collective yet. Run: guildhall setup, or open the setup address the node printed.',
  );
}
