import { plainText, sanitizeHtml } from '../../src/core/html.ts';
import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { actorTypes, type RemoteActor } from '../../src/domain/actors/actor.ts';
import { actorFromWire } from './actor.ts';
import {
  contentOf,
  hrefOf,
  instantOf,
  iriOf,
  irisOf,
  isJsonObject,
  type JsonObject,
  lineOf,
  sameOrigin,
  typesOf,
} from './json.ts';
import { type IncomingRelationship, relationshipFromWire } from './membership.ts';
import { audienceOf, type IncomingNote, isNote, noteFromWire } from './note.ts';
import { type IncomingProposal, proposalFromWire } from './opportunity.ts';
import { isProposal } from './valueflows.ts';

/** What every activity has once it is read. */
export interface IncomingBase {
  /** Null where the sender gave none; what may then be done with it is the inbox's rule (`peers.md`). */
  readonly id: Iri | null;
  /** Who did it; exactly one. */
  readonly actor: Iri;
  readonly to: readonly Iri[];
  readonly cc: readonly Iri[];
  readonly publishedAt: Temporal.Instant | null;
}

/**
 * An activity that another one is about: the Follow in an Accept, what an Undo takes back. Each part is null where the
 * sender left it out; a bare address is only an `id`. Compare by `actor` and `object` as well as by `id`: some servers
 * invent the id, others repeat it.
 */
export interface ActivityReference {
  readonly type: string | null;
  readonly id: Iri | null;
  readonly actor: Iri | null;
  readonly object: Iri | null;
}

/** What was created or updated. A `reference` or an `other` has to be fetched, or left alone. */
export type IncomingObject =
  | { readonly kind: 'note'; readonly note: IncomingNote }
  | { readonly kind: 'proposal'; readonly proposal: IncomingProposal }
  | { readonly kind: 'actor'; readonly actor: RemoteActor; readonly updatedAt: Temporal.Instant | null }
  | { readonly kind: 'reference'; readonly iri: Iri }
  | { readonly kind: 'other'; readonly iri: Iri | null; readonly type: string };

/** An activity of another server, read to what it means to us. */
export type IncomingActivity = IncomingBase &
  (
    | { readonly kind: 'follow'; readonly object: Iri }
    | { readonly kind: 'block'; readonly object: Iri }
    | { readonly kind: 'accept'; readonly reference: ActivityReference }
    | { readonly kind: 'reject'; readonly reference: ActivityReference }
    | { readonly kind: 'undo'; readonly reference: ActivityReference }
    | { readonly kind: 'create'; readonly object: IncomingObject }
    | { readonly kind: 'update'; readonly object: IncomingObject }
    /** `formerType` is what the object was, where the sender says; deleting `actor` itself ends the account. */
    | { readonly kind: 'delete'; readonly object: Iri; readonly formerType: string | null }
    | { readonly kind: 'announce'; readonly object: Iri }
    /** `reaction` is the emoji or text some servers send with it. */
    | { readonly kind: 'like'; readonly object: Iri; readonly reaction: string | null }
    /** `content` is plain text. */
    | { readonly kind: 'flag'; readonly objects: readonly Iri[]; readonly content: string }
    | { readonly kind: 'move'; readonly object: Iri; readonly target: Iri }
    /** `relationship` is the entry itself, where it is one of a list of members and given whole. */
    | {
        readonly kind: 'add' | 'remove';
        readonly object: Iri;
        readonly target: Iri;
        readonly relationship: IncomingRelationship | null;
      }
    /** `content` is plain text on one line. */
    | { readonly kind: 'join'; readonly object: Iri; readonly content: string }
    | { readonly kind: 'leave'; readonly object: Iri }
    /** `object` is what somebody is asked into, `target` who is asked. */
    | { readonly kind: 'invite'; readonly object: Iri; readonly target: Iri }
    /** Anything else: answered, and then ignored. */
    | { readonly kind: 'other'; readonly type: string }
  );

/**
 * Reads an activity as plain JSON. Only for documents that passed the gate, which refuses aliases, keywords and
 * redefined terms; it also checked who signed. An object that belongs to somebody else than the actor is refused here.
 * @throws Refusal invalid `activity.type`, `activity.actor` (none or several), `activity.object`, `activity.target`;
 * forbidden `activity.owner`; and what `actorFromWire`, `noteFromWire` and `proposalFromWire` refuse
 */
export function activityFromWire(document: JsonObject): IncomingActivity {
  const types = typesOf(document);
  const type = types.find((known) => readers.has(known)) ?? types[0];
  if (type === undefined) throw refusal('type', 'This activity has no type.');
  const actors = irisOf(document['actor']);
  const [actor] = actors;
  if (actor === undefined || actors.length > 1)
    throw refusal('actor', 'An activity needs exactly one actor.');
  const { to, cc } = audienceOf(document);
  const id = iriOf(document) ?? null;
  const base: IncomingBase = { id, actor, to, cc, publishedAt: instantOf(document['published']) ?? null };
  return readers.get(type)?.(document, base) ?? { ...base, kind: 'other', type: lineOf(type, 200) };
}

type Reader = (document: JsonObject, base: IncomingBase) => IncomingActivity;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['Follow', (document, base) => ({ ...base, kind: 'follow', object: requireObject(document) })],
  ['Block', (document, base) => ({ ...base, kind: 'block', object: requireObject(document) })],
  ['Accept', (document, base) => ({ ...base, kind: 'accept', reference: referenceOf(document) })],
  ['Reject', (document, base) => ({ ...base, kind: 'reject', reference: referenceOf(document) })],
  ['Undo', (document, base) => ({ ...base, kind: 'undo', reference: ownReference(document, base.actor) })],
  ['Create', (document, base) => ({ ...base, kind: 'create', object: objectOf(document, base.actor) })],
  ['Update', (document, base) => ({ ...base, kind: 'update', object: objectOf(document, base.actor) })],
  ['Delete', deletion],
  ['Announce', (document, base) => ({ ...base, kind: 'announce', object: requireObject(document) })],
  ['Like', liking],
  ['EmojiReact', liking],
  ['Flag', flagging],
  ['Move', (document, base) => ({ ...base, kind: 'move', ...objectAndTarget(document) })],
  ['Add', (document, base) => ({ ...base, kind: 'add', ...listed(document) })],
  ['Remove', (document, base) => ({ ...base, kind: 'remove', ...listed(document) })],
  ['Join', joining],
  ['Leave', (document, base) => ({ ...base, kind: 'leave', object: requireObject(document) })],
  ['Invite', (document, base) => ({ ...base, kind: 'invite', ...objectAndTarget(document) })],
]);

function deletion(document: JsonObject, base: IncomingBase): IncomingActivity {
  const object = requireObject(document);
  if (!sameOrigin(object, base.actor)) throw notOwner(object);
  const whole = firstObject(document);
  const type = whole === undefined ? undefined : typesOf(whole)[0];
  const former = type === 'Tombstone' ? lineOf(whole?.['formerType'], 100) : (type ?? '');
  return { ...base, kind: 'delete', object, formerType: former === '' ? null : former };
}

function liking(document: JsonObject, base: IncomingBase): IncomingActivity {
  const reaction = lineOf(document['content'], 40);
  return {
    ...base,
    kind: 'like',
    object: requireObject(document),
    reaction: reaction === '' ? null : reaction,
  };
}

function flagging(document: JsonObject, base: IncomingBase): IncomingActivity {
  const objects = irisOf(document['object']).slice(0, 100);
  if (objects.length === 0) throw refusal('object', 'This report names nothing.');
  const content = plainLines(contentOf(document).html);
  return { ...base, kind: 'flag', objects, content };
}

/** A report is text, but some servers wrap it in HTML. */
function plainLines(text: string): string {
  const plain = text.includes('<') ? sanitizeHtml(text).replace(/<[^>]*>/g, ' ') : text;
  return lineOf(plain, 5000);
}

function objectOf(document: JsonObject, actor: Iri): IncomingObject {
  const object = firstObject(document);
  if (object === undefined) return { kind: 'reference', iri: requireObject(document) };
  const iri = iriOf(object) ?? null;
  if (actorTypes.some((type) => typesOf(object).includes(type))) {
    const described = actorFromWire(object);
    if (described.iri !== actor) throw notOwner(described.iri);
    return { kind: 'actor', actor: described, updatedAt: instantOf(object['updated']) ?? null };
  }
  if (isProposal(object)) {
    const proposal = proposalFromWire(object, iri ?? actor);
    if (proposal.attributedTo !== actor) throw notOwner(proposal.iri);
    return { kind: 'proposal', proposal };
  }
  if (isNote(object)) {
    const note = noteFromWire(object);
    if (note.attributedTo !== actor) throw notOwner(note.iri);
    return { kind: 'note', note };
  }
  return { kind: 'other', iri, type: lineOf(typesOf(object)[0], 200) };
}

function referenceOf(document: JsonObject): ActivityReference {
  const whole = firstObject(document);
  if (whole === undefined) return { type: null, id: requireObject(document), actor: null, object: null };
  const type = typesOf(whole)[0] ?? null;
  // Some servers answer a Follow with the follower itself.
  if (type !== null && actorTypes.some((known) => known === type)) {
    return { type: null, id: null, actor: iriOf(whole) ?? null, object: null };
  }
  return {
    type: type === null ? null : lineOf(type, 200),
    id: iriOf(whole) ?? null,
    actor: iriOf(whole['actor']) ?? null,
    object: iriOf(whole['object']) ?? null,
  };
}

/** What is taken back must be the actor's own. */
function ownReference(document: JsonObject, actor: Iri): ActivityReference {
  const reference = referenceOf(document);
  if (reference.actor !== null && reference.actor !== actor) throw notOwner(reference.id ?? reference.actor);
  return reference;
}

function joining(document: JsonObject, base: IncomingBase): IncomingActivity {
  const content = lineOf(plainText(sanitizeHtml(contentOf(document).html), 1000), 1000);
  return { ...base, kind: 'join', object: requireObject(document), content };
}

function listed(document: JsonObject) {
  const relationship = relationshipFromWire(firstObject(document)) ?? null;
  return { ...objectAndTarget(document), relationship };
}

function objectAndTarget(document: JsonObject): { readonly object: Iri; readonly target: Iri } {
  const target = iriOf(document['target']);
  if (target === undefined) throw refusal('target', 'This activity has no target.');
  return { object: requireObject(document), target };
}

function requireObject(document: JsonObject): Iri {
  const object = iriOf(document['object']) ?? hrefOf(firstObject(document));
  if (object === undefined) throw refusal('object', 'This activity has no object.');
  return object;
}

function firstObject(document: JsonObject): JsonObject | undefined {
  const object = document['object'];
  const first = Array.isArray(object) ? object[0] : object;
  return isJsonObject(first) ? first : undefined;
}

function notOwner(object: Iri): Refusal {
  return new Refusal(
    'forbidden',
    'activity.owner',
    `${object} does not belong to the actor of this activity.`,
  );
}

function refusal(code: string, message: string): Refusal {
  return new Refusal('invalid', `activity.${code}`, message);
}
