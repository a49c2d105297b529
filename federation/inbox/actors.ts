import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { forgetRemoteActor } from '../../src/domain/actors/commands.ts';
import { followMoved } from '../../src/domain/follows/commands.ts';
import { isFollowed } from '../../src/domain/follows/queries.ts';
import type { IncomingActivity } from '../wire/incoming.ts';
import { isJsonObject, type JsonObject, listOf, textOf } from '../wire/json.ts';
import { readClaim } from './memberships.ts';
import { type Effect, knownSender, type Reader, type Reading } from './reading.ts';

/**
 * An actor says that its own profile or keys changed. What counts is the document at its address, read anew;
 * strangers are not looked up, but the keys they had do not count any more.
 */
export async function readActorUpdate(reading: Reading, activity: IncomingActivity): Promise<Effect> {
  const address = activity.actor;
  reading.remote.forget(address);
  reading.lookAgain(address);
  const sender = await knownSender(reading, activity);
  if (sender === undefined) {
    await reading.forgetKeys(address);
    return null;
  }
  // Written by the reader itself: a picture of somebody else's document, the same whenever it is taken.
  const { document } = await reading.remote.described(address).catch(async (error: unknown) => {
    await reading.forgetKeys(address);
    throw error;
  });
  // What is still listed is kept: the last word of an actor can be verified with nothing else.
  if (!(await listsKnownKeys(reading, address, document))) await reading.forgetKeys(address);
  return readClaim(reading, sender, document);
}

async function listsKnownKeys({ db }: Reading, owner: Iri, document: JsonObject): Promise<boolean> {
  const known = await db.selectFrom('remote_key').select('public_pem').where('owner', '=', owner).execute();
  const listed = listOf(document['publicKey']).filter(isJsonObject);
  const pems = new Set(listed.map((key) => withoutSpace(textOf(key['publicKeyPem']) ?? '')));
  return known.every((key) => pems.has(withoutSpace(key.public_pem)));
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '');
}

/** An actor is gone, and everything of it with it. */
export async function readActorDelete(reading: Reading, address: Iri): Promise<Effect> {
  await reading.forgetKeys(address);
  reading.remote.forget(address);
  reading.lookAgain(address);
  return (work) => forgetRemoteActor(work, address);
}

/**
 * Move: an account we follow continues elsewhere. Believed only from the account itself, and only if the new
 * one, read fresh, names the old one among its aliases.
 */
export const readMove: Reader<'move'> = async (reading, activity) => {
  if (activity.object !== activity.actor) {
    throw new Refusal('forbidden', 'authz.not_owner', 'Only the account itself can say that it moved.');
  }
  const from = await knownSender(reading, activity);
  if (from === undefined || !(await isFollowed(reading.db, from.id))) return null;
  const to = await reading.remote.freshActor(activity.target);
  if (!to.alsoKnownAs.includes(from.iri)) {
    throw new Refusal('forbidden', 'move.no_alias', 'The new account does not name the old one as its own.');
  }
  return (work) => followMoved(work, from, to);
};
