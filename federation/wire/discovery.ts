import type { Iri } from '../../src/core/id.ts';
import { parseIri } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { isJsonObject, type JsonObject, listOf, textOf } from './json.ts';

/** What a server says about a handle or an address (RFC 7033). */
export interface WebFingerAnswer {
  /** The canonical handle, without `acct:`: `loom@loom.example`. Its host must be asked too, if it is another one. */
  readonly subject: string;
  readonly actor: Iri;
}

/**
 * The actor behind a WebFinger answer: the link `self` in an ActivityStreams type.
 * @throws Refusal invalid `webfinger.subject`, `webfinger.actor`
 */
export function webFingerFromWire(document: JsonObject): WebFingerAnswer {
  // Asked for a page, some servers repeat its address as the subject and name the account among the aliases.
  const names = [document['subject'], ...listOf(document['aliases'])].map((name) => textOf(name) ?? '');
  const subject = names.map((name) => account.exec(name)?.[1]).find((name) => name !== undefined);
  if (subject === undefined)
    throw new Refusal('invalid', 'webfinger.subject', 'This answer names no account.');
  const self = listOf(document['links']).filter(isJsonObject).find(isActorLink);
  const actor = parseIri(self?.['href']);
  if (actor === undefined)
    throw new Refusal('invalid', 'webfinger.actor', `${subject} is not on the Fediverse.`);
  return { subject, actor };
}

const account = /^acct:([^@\s/]{1,128}@[^@\s/]{1,300})$/i;

function isActorLink(link: JsonObject): boolean {
  const type = (textOf(link['type']) ?? '').toLowerCase();
  const streams =
    type.startsWith('application/activity+json') || /^application\/ld\+json\s*;.*activitystreams/.test(type);
  return link['rel'] === 'self' && streams;
}
