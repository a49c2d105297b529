import type { Iri } from '../../src/core/id.ts';
import { namespace } from '../../src/core/iri.ts';
import type { ActivitySource } from './activities.ts';
import { hrefOf, iriOf, irisOf, isJsonObject, type JsonObject, listOf, sameOrigin, typesOf } from './json.ts';
import { activityContext, memberRelationship, profileRelation } from './vocabulary.ts';

/** Somebody's place in the collective, as the public list of members shows it (FEP-5219). */
export interface Affiliation {
  readonly person: Iri;
  readonly role: 'steward' | 'member';
  /** Names the entry within the list: the person's handle, with the host where it is not ours. */
  readonly key: string;
}

/** The list of a collective: its own address, and whose it is. */
export interface AffiliationList {
  readonly id: Iri;
  readonly collective: Iri;
}

/** One entry of that list, without `@context`. */
export function relationshipToWire({ id, collective }: AffiliationList, entry: Affiliation): JsonObject {
  return {
    id: `${id}/${encodeURIComponent(entry.key)}`,
    type: 'Relationship',
    attributedTo: collective,
    subject: entry.person,
    object: collective,
    // `admin` is what Mitra reads; our own word is an address.
    relationship: entry.role === 'steward' ? 'admin' : memberRelationship,
  };
}

/** Join{collective}: a person asks to become a member. `content` is sanitised HTML, empty for none. */
export function joinActivity(source: ActivitySource, collective: Iri, content: string): JsonObject {
  return { ...beginning('Join', source), object: collective, ...(content === '' ? {} : { content }) };
}

/** Invite{collective, target: person}: a collective asks somebody in. */
export function inviteActivity(source: ActivitySource, person: Iri): JsonObject {
  return { ...beginning('Invite', source), object: source.actor, target: person };
}

/** Leave{collective}: a person goes, or does not want in any more. Nobody has to agree. */
export function leaveActivity(source: ActivitySource, collective: Iri): JsonObject {
  return { ...beginning('Leave', source), object: collective };
}

/** Accept{Join}: the person is let in; `entry` is their place in the list. */
export function acceptJoinActivity(source: ActivitySource, join: JsonObject, entry: JsonObject): JsonObject {
  return { ...beginning('Accept', source), object: join, result: entry };
}

/** Accept or Reject of something somebody asked: an Invite, or (Reject alone) a Join. */
export function answerActivity(
  verb: 'Accept' | 'Reject',
  source: ActivitySource,
  asked: JsonObject,
): JsonObject {
  return { ...beginning(verb, source), object: asked };
}

/** Add or Remove of an entry of the list. `content` says why, as sanitised HTML; empty where nobody said. */
export function affiliationActivity(
  verb: 'Add' | 'Remove',
  source: ActivitySource,
  change: { readonly entry: JsonObject; readonly target: Iri; readonly content: string },
): JsonObject {
  const { entry, target, content } = change;
  const head = { ...beginning(verb, source), object: entry, target };
  return content === '' ? head : { ...head, content };
}

/** An asking activity as it stands inside its answer. */
export function askedActivity(
  type: 'Join' | 'Invite',
  asked: { readonly id: Iri; readonly actor: Iri; readonly object: Iri; readonly target?: Iri },
): JsonObject {
  return { id: asked.id, type, actor: asked.actor, object: asked.object, ...targetOf(asked.target) };
}

function targetOf(target: Iri | undefined): JsonObject {
  return target === undefined ? {} : { target };
}

function beginning(type: string, source: ActivitySource): JsonObject {
  const { id, actor, to, cc = [] } = source;
  return { '@context': activityContext, id, type, actor, to: [...to], cc: [...cc] };
}

/** An entry of a list of members, whole: who is a member of which collective. */
export interface IncomingRelationship {
  readonly person: Iri;
  readonly collective: Iri;
}

/** What an entry says; undefined for what is no entry, or only the address of one. */
export function relationshipFromWire(value: unknown): IncomingRelationship | undefined {
  if (!isJsonObject(value) || !typesOf(value).includes('Relationship')) return undefined;
  const person = iriOf(value['subject']);
  const collective = iriOf(value['object']);
  return person === undefined || collective === undefined ? undefined : { person, collective };
}

/**
 * The collectives somebody's own document says they are a member of, each once, at most fifty. It counts only where
 * the collective says so too (FEP-fe34).
 */
export function claimedCollectives(document: JsonObject): readonly Iri[] {
  const spellings = [document['gh:collective'], document[`${namespace}collective`]];
  return [...new Set(spellings.flatMap((value) => irisOf(value)))].slice(0, 50);
}

/** Whether an actor may be listed by others: it said so, and silence is no (FEP-5feb). */
export function isIndexableActor(document: JsonObject): boolean {
  return document['indexable'] === true || document['toot:indexable'] === true;
}

/** Where a person's profile document is: a link on its own server; undefined where it names none. */
export function profileAddress(document: JsonObject, address: Iri): Iri | undefined {
  const links = listOf(document['attachment']).filter(isJsonObject);
  const href = hrefOf(links.find((one) => listOf(one['rel']).includes(profileRelation)));
  return href !== undefined && sameOrigin(href, address) ? href : undefined;
}

/** Where a collective lists its people (FEP-5219), on its own server; undefined where it says nothing. */
export function affiliationsAddress(document: JsonObject, address: Iri): Iri | undefined {
  const list = iriOf(document['affiliations']);
  return list !== undefined && sameOrigin(list, address) ? list : undefined;
}
