import type { Iri } from '../../src/core/id.ts';
import { createLru } from '../../src/core/lru.ts';
import type { OwnKeys } from '../keys.ts';
import { LoadFailure } from '../net/fetch-document.ts';
import type { Packing } from '../storage/queue.ts';
import type { StorageDb } from '../storage/tables.ts';
import { isJsonObject } from '../wire/json.ts';
import type { Parcel } from './deliver.ts';

/**
 * How a delivery lies in the queue. Fedify's message carries the sender's private keys and a copy of the activity
 * for each recipient; the row keeps neither: only who sends, to which inbox, with which headers, since when. Keys
 * and the activity join it when it is delivered.
 */
export function deliveryPacking(db: StorageDb, keys: OwnKeys): Packing {
  const bodies = createLru<Buffer>(64);
  const bodyOf = async (activityIri: Iri): Promise<Buffer> => {
    const held = bodies.get(activityIri);
    if (held !== undefined) return held;
    const row = await db
      .selectFrom('activity')
      .select('body')
      .where('iri', '=', activityIri)
      .executeTakeFirst();
    if (row === undefined) throw new LoadFailure('activity.unknown');
    const body = Buffer.from(row.body);
    bodies.set(activityIri, body);
    return body;
  };
  return {
    pack: (message) => {
      const { activityId, inbox, sender, headers, started } = readMessage(message);
      return { body: JSON.stringify({ sender, headers, started }), activityIri: activityId, inbox };
    },
    unpack: async (taken): Promise<Parcel> => {
      const {
        sender,
        headers,
        started,
      }: { sender: string; headers: Record<string, string>; started: string } = JSON.parse(taken.body);
      const open = await keys.of(sender);
      if (open === undefined || taken.activityIri === null || taken.inbox === null)
        throw new Error(`${sender} has no keys here.`);
      return {
        inbox: taken.inbox,
        body: await bodyOf(taken.activityIri),
        headers,
        key: { id: open.keyId, rsa: open.rsa },
        startedAt: Temporal.Instant.from(started),
      };
    },
  };
}

/** What we use of Fedify's outbox message. Anything else in it is its own business. */
function readMessage(message: unknown) {
  if (!isJsonObject(message) || message['type'] !== 'outbox')
    throw new TypeError('Only deliveries go through this queue.');
  const { activityId, inbox, headers, started, keys } = message;
  const keyId: unknown = Array.isArray(keys) && isJsonObject(keys[0]) ? keys[0]['keyId'] : undefined;
  const sender = typeof keyId === 'string' ? /\/@([^/#]+)#/.exec(keyId)?.[1] : undefined;
  if (
    typeof activityId !== 'string' ||
    typeof inbox !== 'string' ||
    typeof started !== 'string' ||
    sender === undefined
  ) {
    throw new TypeError('A delivery names its activity, inbox, time and sender.');
  }
  return {
    activityId: activityId as Iri,
    inbox,
    started,
    sender,
    headers: isJsonObject(headers) ? headers : {},
  };
}
