import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { forgetRemoteActor } from '../../src/domain/actors/commands.ts';
import { followMoved } from '../../src/domain/follows/commands.ts';
import { isFollowed } from '../../src/domain/follows/queries.ts';
import type { IncomingActivity } from '../wire/incoming.ts';
import { type Effect, knownSender, type Reader, type Reading } from './reading.ts';

/**
 * An actor says that its own profile or keys changed. What counts is the document at its address, read anew;
 * strangers are not looked up, but the keys they had do not count any more.
 */
export async function readActorUpdate(reading: Reading, activity: IncomingActivity): Promise<Effect> {
  const address = activity.actor;
  await reading.forgetKeys(address);
  reading.remote.forget(address);
  if ((await knownSender(reading, activity)) === undefined) return null;
  // Written by the reader itself: a picture of somebody else's document, the same whenever it is taken.
  await reading.remote.freshActor(address);
  return null;
}

/** An actor is gone, and everything of it with it. */
export async function readActorDelete(reading: Reading, address: Iri): Promise<Effect> {
  await reading.forgetKeys(address);
  reading.remote.forget(address);
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
