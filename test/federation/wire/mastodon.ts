import { isJsonObject, type JsonObject, listOf } from '../../../federation/wire/json.ts';

const activityStreams = 'https://www.w3.org/ns/activitystreams';
const everybody = `${activityStreams}#Public`;
const actorTypes = ['Application', 'Group', 'Organization', 'Person', 'Service'];
const activityTypes =
  'Accept Add Announce Block Create Delete Flag Follow Like Move Reject Remove Undo Update'.split(' ');
const keptElements =
  'p br a del pre code b strong u i em h1 h2 h3 h4 h5 ul ol li blockquote sub sup span ruby rt rp abbr'.split(
    ' ',
  );

/**
 * Why Mastodon (and with it GoToSocial, Misskey and the like) would drop or garble a document, by the rules of
 * `wire.md` §3.1–3.3; empty if nothing is wrong. Documents they ignore on purpose (Proposals, collections) only have
 * to keep the rules for all.
 */
export function mastodonObjections(document: JsonObject): readonly string[] {
  const type = document['type'];
  if (typeof type !== 'string') return ['type is not a single string'];
  const general = [...objectionsToAny(document)];
  if (actorTypes.includes(type)) return [...general, ...objectionsToActor(document)];
  if (type === 'Note') return [...general, ...objectionsToNote(document)];
  if (/Collection|Proposal/.test(type)) return general;
  return [...general, ...objectionsToActivity(document)];
}

function* objectionsToAny(document: JsonObject): Generator<string> {
  if (!listOf(document['@context']).includes(activityStreams)) yield 'no ActivityStreams context';
  const text = JSON.stringify(document);
  if (Buffer.byteLength(text) > 1_000_000) yield 'larger than 1 MB';
  if (/"@(?:graph|included|reverse)"/.test(text)) yield 'uses a refused keyword';
  if (/"(?:as:)?Public"/.test(text)) yield 'names everybody in short';
  for (const part of objectsIn(document)) {
    for (const field of ['to', 'cc']) {
      if (part[field] !== undefined && !Array.isArray(part[field])) yield `${field} is not a list`;
    }
  }
}

function* objectionsToActor(actor: JsonObject): Generator<string> {
  const id = String(actor['id']);
  const name = String(actor['preferredUsername']);
  if (!/^[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*$/.test(name)) yield 'unusable preferredUsername';
  if (actor['webfinger'] !== `${name}@${hostOf(id)}`) yield 'webfinger is not the handle';
  for (const field of ['inbox', 'outbox', 'followers', 'featured', 'url']) {
    if (hostOf(actor[field]) !== hostOf(id)) yield `${field} is not on the actor's host`;
  }
  const key = actor['publicKey'];
  if (!isJsonObject(key) || key['owner'] !== id || hostOf(key['id']) !== hostOf(id))
    yield 'key without its owner';
  if (isJsonObject(key) && !/^-----BEGIN PUBLIC KEY-----\n/.test(String(key['publicKeyPem'])))
    yield 'key is not PEM';
  const endpoints = actor['endpoints'];
  if (!isJsonObject(endpoints) || hostOf(endpoints['sharedInbox']) !== hostOf(id)) yield 'no shared inbox';
  for (const field of ['discoverable', 'indexable', 'manuallyApprovesFollowers']) {
    if (typeof actor[field] !== 'boolean') yield `${field} is not yes or no`;
  }
  const inline = listOf(actor['@context']).filter(isJsonObject)[0];
  if (inline?.['schema'] !== 'http://schema.org#') yield 'fields are not in the namespace Mastodon expects';
  yield* objectionsToFields(listOf(actor['attachment']));
}

function* objectionsToFields(fields: readonly unknown[]): Generator<string> {
  if (fields.length > 50) yield 'too many fields';
  // Links to documents for machines are passed over without harm.
  for (const field of fields.filter((one) => !isJsonObject(one) || one['rel'] === undefined)) {
    const literal =
      isJsonObject(field) && field['type'] === 'PropertyValue' && typeof field['value'] === 'string';
    if (!literal) yield 'a field is not a PropertyValue';
  }
}

function* objectionsToNote(note: JsonObject): Generator<string> {
  if (note['name'] !== undefined) yield 'Note with a name';
  if (note['summary'] !== undefined) yield 'Note with a summary';
  if (hostOf(note['attributedTo']) !== hostOf(note['id'])) yield 'author on another host';
  if (hostOf(note['url']) !== hostOf(note['id'])) yield 'page on another host';
  if (note['updated'] !== undefined && String(note['updated']) < String(note['published']))
    yield 'edited before it was published';
  const attached = listOf(note['attachment']).filter(
    (item) => !isJsonObject(item) || item['url'] === undefined,
  );
  if (attached.length > 0) yield 'attachment without url';
  yield* objectionsToText(note);
  yield* objectionsToTags(listOf(note['tag']).filter(isJsonObject));
  const addressed = [...listOf(note['to']), ...listOf(note['cc'])];
  if (!addressed.some((one) => one === everybody || String(one).endsWith('/followers')))
    yield 'would be shown as a direct message';
}

function* objectionsToText(note: JsonObject): Generator<string> {
  const content = note['content'];
  if (typeof content !== 'string' || content === '') return yield 'no content';
  const map = note['contentMap'];
  if (!isJsonObject(map) || Object.keys(map).length !== 1 || Object.values(map)[0] !== content) {
    yield 'contentMap is not the content in one language';
  }
  const elements = content.matchAll(/<\/?([a-z0-9]+)/g);
  for (const [, element] of elements)
    if (!keptElements.includes(element ?? '')) yield `<${element}> would be dropped`;
  if (/<a href="([^"]*)"/.exec(content)?.[1] !== note['url'])
    yield 'the first link, which makes the card, is not the page';
}

function* objectionsToTags(tags: readonly JsonObject[]): Generator<string> {
  for (const tag of tags) {
    if (typeof tag['type'] !== 'string' || !['Hashtag', 'Mention', 'Link'].includes(tag['type']))
      yield 'unknown tag';
    if (typeof tag['href'] !== 'string') yield 'tag without href';
    if (
      tag['type'] === 'Hashtag' &&
      !/^#[\p{L}\p{M}\p{N}_]*[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(String(tag['name']))
    ) {
      yield `${tag['name']} is no hashtag`;
    }
  }
}

function* objectionsToActivity(activity: JsonObject): Generator<string> {
  const type = String(activity['type']);
  const actor = activity['actor'];
  // What it has no use for and drops without an error, as it may.
  if (['Invite', 'Join', 'Leave'].includes(type)) return;
  if (!activityTypes.includes(type)) yield `${type} is dropped without an error`;
  if (typeof actor !== 'string') return yield 'actor is not an address';
  if (hostOf(activity['id']) !== hostOf(actor)) yield 'id on another host than the actor';
  if (!Array.isArray(activity['to']) || !Array.isArray(activity['cc'])) yield 'not addressed by lists';
  const object = activity['object'];
  const address = isJsonObject(object) ? object['id'] : object;
  if (type !== 'Flag' && typeof address !== 'string') yield 'object without address';
  if (['Create', 'Update', 'Delete'].includes(type) && hostOf(address) !== hostOf(actor))
    yield 'object on another host than the actor';
  if (type === 'Move' && address !== actor) yield 'moves somebody else';
  const isMember = isJsonObject(object) && object['type'] === 'Relationship';
  if (['Add', 'Remove'].includes(type) && !isMember && activity['target'] !== `${actor}/featured`)
    yield 'target is not the featured collection';
  if (type === 'Flag' && String(activity['content']).length > 5000) yield 'report too long';
  if (['Create', 'Update'].includes(type) && isJsonObject(object)) {
    yield* mastodonObjections({ '@context': activity['@context'], ...object });
  }
}

function hostOf(address: unknown): string | undefined {
  return URL.parse(String(address))?.host;
}

function objectsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isJsonObject(value)) return [];
  const { '@context': _context, ...rest } = value;
  return [value, ...Object.values(rest).flatMap(objectsIn)];
}
