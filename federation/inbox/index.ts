import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { LoadFailure } from '../net/fetch-document.ts';
import type { InboxItem, ReadItem } from '../storage/inbox.ts';
import { activityFromWire, type IncomingActivity } from '../wire/incoming.ts';
import { isJsonObject } from '../wire/json.ts';
import { readMove } from './actors.ts';
import { readAnswer, readFollow, readUndo } from './follows.ts';
import { readInvite, readJoin, readLeave, readListing, readMembershipAnswer } from './memberships.ts';
import { readBlock, readFlag } from './moderation.ts';
import { readCreateOrUpdate, readDelete, readReaction } from './posts.ts';
import { type Effect, isFinal, type Reading } from './reading.ts';

/** What we accept, by kind. Everything else was answered 202 and is ignored. */
function read(reading: Reading, activity: IncomingActivity): Promise<Effect> {
  switch (activity.kind) {
    case 'follow':
      return readFollow(reading, activity);
    case 'accept':
    case 'reject':
      return both(readAnswer(reading, activity), readMembershipAnswer(reading, activity));
    case 'join':
      return readJoin(reading, activity);
    case 'leave':
      return readLeave(reading, activity);
    case 'invite':
      return readInvite(reading, activity);
    case 'add':
    case 'remove':
      return readListing(reading, activity);
    case 'undo':
      return readUndo(reading, activity);
    case 'create':
    case 'update':
      return readCreateOrUpdate(reading, activity);
    case 'delete':
      return readDelete(reading, activity);
    case 'announce':
    case 'like':
      return readReaction(reading, activity);
    case 'block':
      return readBlock(reading, activity);
    case 'flag':
      return readFlag(reading, activity);
    case 'move':
      return readMove(reading, activity);
    default:
      return Promise.resolve(null);
  }
}

/** One activity that may answer either of two questions. */
async function both(one: Promise<Effect>, other: Promise<Effect>): Promise<Effect> {
  const effects = (await Promise.all([one, other])).filter((effect) => effect !== null);
  if (effects.length === 0) return null;
  return async (work) => {
    for (const effect of effects) await effect(work);
  };
}

/**
 * Read one item of the inbox: gather what it needs (network, no transaction) and decide what it does. Never
 * throws: a refusal ends it with its code, a failing network or database asks for another try.
 */
export async function readItem(reading: Reading, item: InboxItem): Promise<ReadItem> {
  try {
    // What memory holds of its sender may be why it failed: the row can have gone since.
    if (item.attempts > 1) reading.remote.forget(item.actor as Iri);
    const document: unknown = JSON.parse(item.body);
    if (!isJsonObject(document))
      throw new Refusal('invalid', 'shape.object', 'An activity is a JSON object.');
    return { item, effect: await read(reading, activityFromWire(document)), reason: null, tryAgain: false };
  } catch (error) {
    if (error instanceof Refusal) return { item, effect: null, reason: error.code, tryAgain: false };
    if (error instanceof LoadFailure)
      return { item, effect: null, reason: error.code, tryAgain: !isFinal(error) };
    return {
      item,
      effect: null,
      reason: error instanceof Error ? error.message : String(error),
      tryAgain: true,
    };
  }
}
