import type { Selectable } from 'kysely';
import type { ActorId, Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import type { Actor } from './actor.ts';
import type { ActorTables } from './tables.ts';

/** A private key as it lies in the database, with its public half. */
export interface StoredActorKey {
  readonly kind: 'rsa' | 'ed25519';
  readonly publicJwk: string;
  readonly sealedPrivate: Uint8Array;
}

/** A row as the noun. */
export function toActor(row: Selectable<ActorTables['actor']>): Actor {
  return {
    id: row.id,
    iri: row.iri,
    type: row.type,
    handle: row.handle,
    host: row.host,
    name: row.name,
    summary: row.summary,
    url: row.url,
    inbox: row.inbox,
    sharedInbox: row.shared_inbox,
    followers: row.followers,
    isLocal: row.is_local,
    approvesFollowers: row.approves_followers,
    alsoKnownAs: row.also_known_as,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  };
}

/** Anyone by address, deleted ones included. */
export async function findActorByIri(db: Db, iri: Iri): Promise<Actor | undefined> {
  const row = await db.selectFrom('actor').selectAll().where('iri', '=', iri).executeTakeFirst();
  return row && toActor(row);
}

/** One of ours by handle, deleted ones included. */
export async function findLocalActor(db: Db, handle: string): Promise<Actor | undefined> {
  const row = await db
    .selectFrom('actor')
    .selectAll()
    .where('is_local', '=', true)
    .where('handle', '=', handle)
    .executeTakeFirst();
  return row && toActor(row);
}

/** Anyone by row; undefined where the row went since, as with an actor of another server that deleted itself. */
export async function findActor(db: Db, id: ActorId): Promise<Actor | undefined> {
  const row = await db.selectFrom('actor').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toActor(row);
}

/** @throws Refusal not-found `actor.unknown` */
export async function requireActor(db: Db, id: ActorId): Promise<Actor> {
  const actor = await findActor(db, id);
  if (actor === undefined)
    throw new Refusal('not-found', 'actor.unknown', 'This node does not know that actor.');
  return actor;
}

/** The key pairs of one of ours: RSA first, then Ed25519, the order Fedify numbers their ids by. */
export async function actorKeys(db: Db, id: ActorId): Promise<StoredActorKey[]> {
  const rows = await db
    .selectFrom('actor_key')
    .select(['kind', 'public_jwk', 'sealed_private'])
    .where('actor_id', '=', id)
    .orderBy('kind', 'desc')
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    publicJwk: row.public_jwk,
    sealedPrivate: row.sealed_private,
  }));
}

/** When something was first said to be deleted, ours or another's; undefined if it was not. */
export async function goneSince(db: Db, iri: Iri): Promise<Temporal.Instant | undefined> {
  const row = await db
    .selectFrom('gone')
    .select('gone_at')
    .where('iri', '=', iri)
    .orderBy('gone_at')
    .limit(1)
    .executeTakeFirst();
  return row?.gone_at;
}

/** Whether an actor's server said that it is a Guildhall (FEP-844e). */
export async function isGuildhallActor(db: Db, id: ActorId): Promise<boolean> {
  const row = await db.selectFrom('actor').select('is_guildhall').where('id', '=', id).executeTakeFirst();
  return row?.is_guildhall === true;
}
