import {
  Accept,
  type Activity,
  Add,
  Create,
  Delete,
  Flag,
  Follow,
  Move,
  Reject,
  Remove,
  Undo,
  Update,
} from '@fedify/vocab';
import {
  acceptActivity,
  addActivity,
  createActivity,
  deleteActivity,
  flagActivity,
  followActivity,
  moveActivity,
  rejectActivity,
  removeActivity,
  undoFollowActivity,
  updateActivity,
  updateActorActivity,
} from '../../../federation/wire/activities.ts';
import { type ActorKeys, collectiveToWire } from '../../../federation/wire/actor.ts';
import type { JsonObject } from '../../../federation/wire/json.ts';
import { proposalToWire } from '../../../federation/wire/opportunity.ts';
import { opportunityNote } from '../../../federation/wire/post.ts';
import type { VocabClass } from '../../../federation/wire/vocabulary.ts';
import { markdownToHtml } from '../../../src/core/html.ts';
import type { Iri } from '../../../src/core/id.ts';
import { iri, paths, publicAudience } from '../../../src/core/iri.ts';
import { localActor, opportunity, source } from './documents.ts';

/** A node that really runs: its origin, and what its collective's document says of its keys. */
export interface Node {
  readonly origin: string;
  readonly keys: ActorKeys;
}

/** The address of the collective of a node. */
export function collectiveIri(node: Pick<Node, 'origin'>): Iri {
  return iri(node.origin, paths.actor('loom'));
}

/** Its document. */
export function collectiveDocument({ origin, keys }: Node): JsonObject {
  const actor = localActor('loom', { type: 'Group', name: 'Loom Collective' }, origin);
  return collectiveToWire({ origin, actor, keys, memberCount: 3, fields: [], logo: null });
}

/** The post about an opportunity of it. */
export function noteDocument({ origin }: Node): JsonObject {
  return opportunityNote(opportunity(), { ...source, origin });
}

/** That opportunity. */
export function proposalDocument({ origin }: Node): JsonObject {
  const filled = opportunity({ status: 'filled', reason: 'Kiln' });
  return proposalToWire(filled, { ...source, origin }, markdownToHtml('Done.'));
}

/** One activity of every kind the node sends, to a peer at `peer`, with its Fedify class. */
export function sendable(node: Node, peer: string): Record<SendableKind, [VocabClass<Activity>, JsonObject]> {
  const { origin } = node;
  const self = { id: `${origin}/activities/1` as Iri, actor: collectiveIri(node) };
  const kiln = `${peer}/@kiln` as Iri;
  const to = { ...self, to: [kiln] };
  const everybody = { ...self, to: [publicAudience], cc: [iri(origin, paths.followers('loom'))] };
  const follow = { id: `${peer}/activities/9` as Iri, actor: kiln, object: self.actor };
  const post = iri(origin, paths.post(opportunity().id));
  const featured = iri(origin, paths.featured('loom'));
  return {
    create: [Create, createActivity(self, noteDocument(node))],
    'update-note': [Update, updateActivity(self, noteDocument(node))],
    'update-proposal': [Update, updateActivity(self, proposalDocument(node))],
    'update-actor': [Update, updateActorActivity(everybody, collectiveDocument(node))],
    delete: [Delete, deleteActivity(everybody, post, Temporal.Instant.from('2027-03-01T00:00:00Z'))],
    follow: [Follow, followActivity({ ...self, object: kiln })],
    accept: [Accept, acceptActivity(to, follow)],
    reject: [Reject, rejectActivity(to, follow)],
    undo: [Undo, undoFollowActivity(to, { ...self, object: kiln })],
    add: [Add, addActivity(everybody, post, featured)],
    remove: [Remove, removeActivity(everybody, post, featured)],
    move: [Move, moveActivity(everybody, `${peer}/@loom` as Iri)],
    flag: [Flag, flagActivity(to, [kiln], 'Unpaid trial work.')],
  };
}

/** Those kinds. */
export const sendableKinds = [
  ...(['create', 'update-note', 'update-proposal', 'update-actor', 'delete', 'follow', 'accept'] as const),
  ...(['reject', 'undo', 'add', 'remove', 'move', 'flag'] as const),
];
export type SendableKind = (typeof sendableKinds)[number];
