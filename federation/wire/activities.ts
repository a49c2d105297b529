import type { Iri } from '../../src/core/id.ts';
import { type JsonObject, listOf, timeToWire } from './json.ts';
import { activityContext, actorContext } from './vocabulary.ts';

/** What every activity of ours has: its own address (`paths.activity`), who does it and whom it is for. */
export interface ActivitySource {
  readonly id: Iri;
  readonly actor: Iri;
  readonly to: readonly Iri[];
  readonly cc?: readonly Iri[];
}

/** A Follow as it was first sent. Whoever answers or takes it back must send the same address again. */
export interface FollowSource {
  readonly id: Iri;
  /** Who follows. */
  readonly actor: Iri;
  /** Who is followed, spelled as in the Follow: some servers name an actor by another of its addresses. */
  readonly object: Iri;
}

/** Create{object}: the object is new. Addressed, dated and in the context like the object. */
export function createActivity(source: Pick<ActivitySource, 'id' | 'actor'>, object: JsonObject): JsonObject {
  return { ...carrying('Create', source, object), published: object['published'], ...embedded(object) };
}

/** Update{object}: the whole object again, with a newer `updated`. Addressed like the object. */
export function updateActivity(source: Pick<ActivitySource, 'id' | 'actor'>, object: JsonObject): JsonObject {
  return { ...carrying('Update', source, object), ...embedded(object) };
}

/** Update{actor}: the profile or the keys changed. Readers fetch the actor again. */
export function updateActorActivity(source: Omit<ActivitySource, 'actor'>, actor: JsonObject): JsonObject {
  const { to, cc } = addressees(source);
  const head = { '@context': actorContext, id: source.id, type: 'Update', actor: actor['id'], to, cc };
  return { ...head, ...embedded(actor) };
}

/** Delete{Tombstone}: an object is gone, and its address answers 410 from now on. */
export function deleteActivity(source: ActivitySource, object: Iri, deletedAt: Temporal.Instant): JsonObject {
  return {
    ...beginning('Delete', source),
    object: { id: object, type: 'Tombstone', deleted: timeToWire(deletedAt) },
  };
}

/** Delete{actor}: the actor itself is gone. Named by its address alone, the one form every server takes. */
export function deleteActorActivity(source: ActivitySource): JsonObject {
  return { ...beginning('Delete', source), object: source.actor };
}

/** Follow{actor}: ask to receive what an actor posts. */
export function followActivity(source: FollowSource): JsonObject {
  return { ...beginning('Follow', { ...source, to: [source.object] }), object: source.object };
}

/** Accept{Follow}: the follower is let in. */
export function acceptActivity(source: ActivitySource, follow: FollowSource): JsonObject {
  return { ...beginning('Accept', source), object: followObject(follow) };
}

/** Reject{Follow}: the follower is not let in, or no longer. */
export function rejectActivity(source: ActivitySource, follow: FollowSource): JsonObject {
  return { ...beginning('Reject', source), object: followObject(follow) };
}

/** Undo{Follow}: stop following. Carries the Follow with the address it was first sent under. */
export function undoFollowActivity(source: ActivitySource, follow: FollowSource): JsonObject {
  return { ...beginning('Undo', source), object: followObject(follow) };
}

/** Undo{Announce}: take back a boost, by the address of the Announce and of what it announced. */
export function undoAnnounceActivity(source: ActivitySource, announce: Iri, object: Iri): JsonObject {
  return {
    ...beginning('Undo', source),
    object: { id: announce, type: 'Announce', actor: source.actor, object },
  };
}

/** Announce{object}: pass on somebody's post, by address: readers fetch it from its own server. */
export function announceActivity(
  source: ActivitySource,
  object: Iri,
  publishedAt: Temporal.Instant,
): JsonObject {
  return { ...beginning('Announce', source), published: timeToWire(publishedAt), object };
}

/** Add{object, target}: put an object into a collection of ours, such as the featured posts. */
export function addActivity(source: ActivitySource, object: Iri, target: Iri): JsonObject {
  return { ...beginning('Add', source), object, target };
}

/** Remove{object, target}: take it out again. */
export function removeActivity(source: ActivitySource, object: Iri, target: Iri): JsonObject {
  return { ...beginning('Remove', source), object, target };
}

/** Move{actor, target}: an actor lives elsewhere now. The target must already name the old one in `alsoKnownAs`. */
export function moveActivity(source: ActivitySource, target: Iri): JsonObject {
  return { ...beginning('Move', source), object: source.actor, target };
}

/** Flag{objects}: report an actor and what it wrote to its server. The node sends it, so that reporters stay unnamed. */
export function flagActivity(source: ActivitySource, objects: readonly Iri[], content: string): JsonObject {
  return { ...beginning('Flag', source), object: [...objects], content };
}

function beginning(type: string, source: ActivitySource): JsonObject {
  return { '@context': activityContext, id: source.id, type, actor: source.actor, ...addressees(source) };
}

function addressees(source: Pick<ActivitySource, 'to' | 'cc'>): { to: readonly Iri[]; cc: readonly Iri[] } {
  return { to: [...source.to], cc: [...(source.cc ?? [])] };
}

function carrying(
  type: string,
  source: Pick<ActivitySource, 'id' | 'actor'>,
  object: JsonObject,
): JsonObject {
  const audience = { to: listOf(object['to']), cc: listOf(object['cc']) };
  return { '@context': object['@context'], id: source.id, type, actor: source.actor, ...audience };
}

/** The object inside its activity: the context stands once, at the top. */
function embedded(object: JsonObject): JsonObject {
  const { '@context': _context, ...rest } = object;
  return { object: rest };
}

function followObject(follow: FollowSource): JsonObject {
  return { id: follow.id, type: 'Follow', actor: follow.actor, object: follow.object };
}
