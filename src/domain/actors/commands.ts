import { type ActorId, type Iri, newId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Work } from '../work.ts';
import { type Actor, type ActorType, isUsableHandle, type RemoteActor } from './actor.ts';
import { type StoredActorKey, toActor } from './queries.ts';

/** Makes and seals the key pairs of an actor; the door has the master key, the domain does not. */
export type MakeKeys = (actor: ActorId) => Promise<StoredActorKey[]>;

/** What one of our own actors needs to exist. `summary` is sanitised HTML. */
export interface NewLocalActor {
  readonly type: ActorType;
  readonly handle: string;
  readonly name: string;
  readonly summary: string;
  readonly approvesFollowers: boolean;
}

/**
 * Give this node an actor of its own. Writes actor and keys.
 * @throws Refusal invalid `actor.handle` for a handle other servers would not read; conflict `actor.handle_taken`
 */
export async function addLocalActor(work: Work, actor: NewLocalActor, makeKeys: MakeKeys): Promise<Actor> {
  if (actor.type !== 'Application' && !isUsableHandle(actor.handle)) {
    throw new Refusal(
      'invalid',
      'actor.handle',
      `"${actor.handle}" cannot be a handle. Use 2 to 30 of a-z, 0-9 and _, with . or - between them; some words are reserved.`,
      { handle: actor.handle },
    );
  }
  const row = await insertLocalActor(work, newId<ActorId>(), actor);
  if (row === undefined) {
    throw new Refusal(
      'conflict',
      'actor.handle_taken',
      `The handle "${actor.handle}" is taken here. Choose another.`,
      { handle: actor.handle },
    );
  }
  const keys = await makeKeys(row.id);
  await work.tx
    .insertInto('actor_key')
    .values(
      keys.map((key) => ({
        actor_id: row.id,
        kind: key.kind,
        public_jwk: key.publicJwk,
        sealed_private: key.sealedPrivate,
        created_at: work.now,
      })),
    )
    .execute();
  return row;
}

/** Undefined where the handle is taken, also by a transaction that ends only now. */
async function insertLocalActor(work: Work, id: ActorId, actor: NewLocalActor): Promise<Actor | undefined> {
  const address = (path: string) => iri(work.origin, path);
  const row = await work.tx
    .insertInto('actor')
    .values({
      id,
      iri: address(paths.actor(actor.handle)),
      type: actor.type,
      handle: actor.handle,
      host: new URL(work.origin).host,
      name: actor.name,
      summary: actor.summary,
      url: address(actor.type === 'Application' ? paths.home : paths.actor(actor.handle)),
      inbox: address(paths.inbox(actor.handle)),
      shared_inbox: address(paths.sharedInbox),
      followers: address(paths.followers(actor.handle)),
      is_local: true,
      approves_followers: actor.approvesFollowers,
      created_at: work.now,
      updated_at: work.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  return row && toActor(row);
}

/**
 * Keep what another server says about an actor of its own: insert it, or replace what we knew.
 * @throws Refusal forbidden `actor.local` for an address of this node, taken or not
 */
export async function keepRemoteActor(work: Work, actor: RemoteActor): Promise<Actor> {
  if (actor.iri.startsWith(`${work.origin}/`)) throw localAddress();
  const values = {
    type: actor.type,
    handle: actor.handle,
    host: actor.host,
    name: actor.name,
    summary: actor.summary,
    url: actor.url,
    inbox: actor.inbox,
    shared_inbox: actor.sharedInbox,
    followers: actor.followers,
    is_guildhall: actor.isGuildhall,
    approves_followers: actor.approvesFollowers,
    also_known_as: [...actor.alsoKnownAs],
    moved_to: actor.movedTo,
    updated_at: work.now,
    fetched_at: work.now,
    deleted_at: null,
  };
  const row = await work.tx
    .insertInto('actor')
    .values({ id: newId<ActorId>(), iri: actor.iri, is_local: false, created_at: work.now, ...values })
    .onConflict((conflict) => conflict.column('iri').doUpdateSet(values).where('actor.is_local', '=', false))
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw localAddress();
  return toActor(row);
}

function localAddress(): Refusal {
  return new Refusal('forbidden', 'actor.local', 'That address belongs to this node.');
}

/** Forget a remote actor that deleted itself: everything of it goes with the row's dependants; a tombstone stays. */
export async function forgetRemoteActor(work: Work, address: Iri): Promise<void> {
  await work.tx.deleteFrom('actor').where('iri', '=', address).where('is_local', '=', false).execute();
  await work.tx.deleteFrom('remote_key').where('owner', '=', address).execute();
  await markGone(work, address, address, false);
}

/** Leave a tombstone, one for each who says that it was theirs: only the owner's own counts. The first one dates it. */
export async function markGone(work: Work, address: Iri, owner: string, isLocal: boolean): Promise<void> {
  await work.tx
    .insertInto('gone')
    .values({ iri: address, owner, is_local: isLocal, gone_at: work.now })
    .onConflict((conflict) => conflict.columns(['iri', 'owner']).doNothing())
    .execute();
}
