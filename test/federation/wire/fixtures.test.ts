import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { actorFromWire } from '../../../federation/wire/actor.ts';
import { collectionFromWire } from '../../../federation/wire/collections.ts';
import { webFingerFromWire } from '../../../federation/wire/discovery.ts';
import {
  type ActivityReference,
  activityFromWire,
  type IncomingActivity,
  type IncomingObject,
} from '../../../federation/wire/incoming.ts';
import { isJsonObject, type JsonObject } from '../../../federation/wire/json.ts';
import type { IncomingNote } from '../../../federation/wire/note.ts';
import { plainText } from '../../../src/core/html.ts';
import { Refusal } from '../../../src/core/refusal.ts';
import type { RemoteActor } from '../../../src/domain/actors/actor.ts';
import { meanings } from './meanings.ts';

const folder = new URL('../../fixtures/activitypub/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);
const documents = files.filter((file) => !file.includes('/http/'));
const requests = files.filter((file) => file.includes('/http/'));

describe('documents other servers really sent', () => {
  test.each(documents)('%s means what it should', (file) => {
    expect(meaningOf(file, read(file))).toBe(meanings[file]);
  });

  test.each(requests)('%s carries the document of the same name', (file) => {
    const twin = file.replace('/http/', '/').replace('.http.json', '.json');
    const body = JSON.parse(String(read(file)['rawBody']));
    expect(body).toEqual(read(twin));
    expect(meaningOf(twin, body)).toBe(meanings[twin]);
  });

  test('the table names no document that is not there', () => {
    expect(Object.keys(meanings).toSorted()).toEqual(documents.toSorted());
  });

  test.each(documents.filter((file) => !file.includes('/00-')))(
    '%s keeps its id, its actor and its date',
    (file) => {
      const document = bodyOf(file, read(file));
      const { id, actor, publishedAt } = activityFromWire(document);
      expect([id, actor]).toEqual([document['id'], document['actor']]);
      const stated = document['published'];
      expect(publishedAt?.epochMilliseconds ?? null).toBe(
        typeof stated === 'string' ? Temporal.Instant.from(stated).epochMilliseconds : null,
      );
    },
  );

  test('an answer with the whole follower in it still names the Follow', () => {
    const document = read('hollo/03-Accept-Follow.json');
    const object = isJsonObject(document['object']) ? document['object'] : {};
    expect(isJsonObject(object['actor']) && isJsonObject(object['object'])).toBe(true);
    expect(activityFromWire(document)).toMatchObject({
      reference: { actor: 'https://tiny.test/users/tiny' },
    });
  });
});

function read(file: string): JsonObject {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}

function bodyOf(file: string, document: JsonObject): JsonObject {
  return file.startsWith('fedify/') ? JSON.parse(String(document['body'])) : document;
}

function meaningOf(file: string, document: JsonObject): string {
  try {
    if (file.endsWith('webfinger.json')) return answer(document);
    if (/00-(?:actor|nodeinfo)/.test(file)) return actorWords(actorFromWire(document));
    if (file.includes('/00-')) return collectionWords(document);
    return activityWords(activityFromWire(bodyOf(file, document)));
  } catch (error) {
    if (error instanceof Refusal) return `refused ${error.code}`;
    throw error;
  }
}

function answer(document: JsonObject): string {
  const { subject, actor } = webFingerFromWire(document);
  return `${subject} is ${bare(actor)}`;
}

function actorWords(actor: RemoteActor): string {
  const shared = actor.sharedInbox === null ? [] : [`shared:${bare(actor.sharedInbox)}`];
  return [actor.type, `${actor.handle}@${actor.host}`, `"${actor.name}"`, bare(actor.url), ...shared].join(
    ' ',
  );
}

function collectionWords(document: JsonObject): string {
  const { totalItems, items, next } = collectionFromWire(document);
  return `collection of ${totalItems ?? 'unknown'}: ${items.length} here${next === null ? '' : ', more'}`;
}

function activityWords(activity: IncomingActivity): string {
  const about = (address: string) => `${activity.kind} ${bare(address)}`;
  switch (activity.kind) {
    case 'accept':
    case 'reject':
    case 'undo':
      return `${activity.kind} ${referenceWords(activity.reference, activity.actor)}`;
    case 'create':
    case 'update':
      return `${activity.kind} ${objectWords(activity.object)}`;
    case 'delete':
      return about(activity.object) + (activity.formerType === null ? '' : ` was ${activity.formerType}`);
    case 'like':
      return about(activity.object) + (activity.reaction === null ? '' : ` with ${activity.reaction}`);
    case 'follow':
    case 'block':
    case 'announce':
      return about(activity.object);
    default:
      return activity.kind;
  }
}

function referenceWords({ type, id, actor, object }: ActivityReference, self: string): string {
  const name = (address: string | null) => (address === self ? 'self' : bare(address ?? 'nobody'));
  return `${type} ${bare(id ?? 'unnamed')} by ${name(actor)} of ${name(object)}`;
}

function objectWords(object: IncomingObject): string {
  if (object.kind === 'actor') return actorWords(object.actor);
  return object.kind === 'note' ? noteWords(object.note) : object.kind;
}

function noteWords(note: IncomingNote): string {
  return [
    `${note.type} ${note.visibility} "${plainText(note.content)}"`,
    ...note.hashtags.map((tag) => `#${tag}`),
    ...note.mentions.map(({ iri }) => `@${bare(iri)}`),
    ...(note.inReplyTo === null ? [] : [`re:${bare(note.inReplyTo)}`]),
    ...(note.warning === null ? [] : [`!${note.warning}`]),
    ...(note.updatedAt === null ? [] : [`edited ${note.updatedAt}`]),
  ].join(' ');
}

function bare(address: string): string {
  return address.replace('https://', '');
}
