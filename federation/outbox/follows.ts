import type { ActorId, Iri } from '../../src/core/id.ts';
import { iri, paths, publicAudience } from '../../src/core/iri.ts';
import { findActor } from '../../src/domain/actors/queries.ts';
import {
  acceptActivity,
  announceActivity,
  followActivity,
  rejectActivity,
  undoAnnounceActivity,
  undoFollowActivity,
} from '../wire/activities.ts';
import type { Building, Statement } from './building.ts';

/** Follow{actor}. Its address is remembered: an Undo must name it (`peers.md`). Null where they are gone since. */
export async function followRequested(building: Building, target: ActorId): Promise<Statement | null> {
  const actor = await findActor(building.db, target);
  if (actor === undefined) return null;
  return {
    document: followActivity({ id: building.id, actor: building.by.iri, object: actor.iri }),
    object: actor.iri,
    isPublic: false,
    audience: [actor],
  };
}

/** Undo{Follow}, with the Follow's own address. Null where they are gone since. */
export async function followUndone(
  building: Building,
  target: ActorId,
  follow: Iri,
): Promise<Statement | null> {
  const actor = await findActor(building.db, target);
  if (actor === undefined) return null;
  const source = { id: building.id, actor: building.by.iri, to: [actor.iri] };
  return {
    document: undoFollowActivity(source, { id: follow, actor: building.by.iri, object: actor.iri }),
    object: actor.iri,
    isPublic: false,
    audience: [actor],
  };
}

/** Accept{Follow} or Reject{Follow}: the answer to somebody who asked. Null where they are gone since. */
export async function followerAnswered(
  building: Building,
  follower: ActorId,
  follow: Iri | null,
  answer: 'accepted' | 'rejected',
): Promise<Statement | null> {
  const actor = await findActor(building.db, follower);
  if (actor === undefined) return null;
  const source = { id: building.id, actor: building.by.iri, to: [actor.iri] };
  // A Follow that came without an id is named by the pair it is about.
  const asked = { id: follow ?? (`${actor.iri}#follow` as Iri), actor: actor.iri, object: building.by.iri };
  return {
    document: answer === 'accepted' ? acceptActivity(source, asked) : rejectActivity(source, asked),
    object: actor.iri,
    isPublic: false,
    audience: [actor],
  };
}

/** Announce{post}: an ally's post for our followers, by its address. Its author is told too. */
export async function announced(building: Building, object: Iri, author: ActorId): Promise<Statement> {
  const followers = iri(building.origin, paths.followers(building.by.handle));
  const concerned = await findActor(building.db, author);
  const cc = concerned === undefined ? [followers] : [followers, concerned.iri];
  const source = { id: building.id, actor: building.by.iri, to: [publicAudience], cc };
  return {
    document: announceActivity(source, object, building.at),
    object,
    isPublic: true,
    audience: 'followers',
    concerned: concerned === undefined ? [] : [concerned],
  };
}

/** Undo{Announce}. */
export function announceUndone(building: Building, object: Iri, announce: Iri): Statement {
  const followers = iri(building.origin, paths.followers(building.by.handle));
  const source = { id: building.id, actor: building.by.iri, to: [publicAudience], cc: [followers] };
  return {
    document: undoAnnounceActivity(source, announce, object),
    object,
    isPublic: true,
    audience: 'followers',
  };
}
