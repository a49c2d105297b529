import type { ActorId } from '../../src/core/id.ts';
import { iri, paths, publicAudience } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { findActor } from '../../src/domain/actors/queries.ts';
import { collectivesOf, followingGuildhalls } from '../../src/domain/affiliations/queries.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import { actorDocument } from '../actors.ts';
import { deleteActorActivity, updateActorActivity } from '../wire/activities.ts';
import type { Building, Statement } from './building.ts';

/**
 * Update{actor}: the profile changed. Collectives elsewhere that the actor is a member of hear it too, and those
 * that follow ours: their directories may hold a copy. Null where it cannot be seen any more.
 */
export async function actorUpdated(building: Building): Promise<Statement | null> {
  const document = building.by.deletedAt === null ? await actorDocument(building, building.by) : undefined;
  if (document === undefined) return null;
  return {
    document: updateActorActivity({ id: building.id, ...toEverybody(building) }, document),
    object: building.by.iri,
    isPublic: true,
    audience: 'followers',
    concerned: await whoElseKnows(building),
  };
}

/** Who holds something about a person of ours without following them: where they belong too, and who lists our people. */
async function whoElseKnows({ db, by }: Building, alsoTo: readonly ActorId[] = []): Promise<Actor[]> {
  if (by.type !== 'Person') return [];
  const us = await requireCollective(db);
  const ids = new Set([...(await collectivesOf(db, by.id)), ...alsoTo]);
  const beside = await Promise.all([...ids].map((id) => findActor(db, id)));
  return [...beside.filter((actor) => actor !== undefined), ...(await followingGuildhalls(db, us.actor))];
}

/**
 * Delete{actor}: the actor leaves the network for good. Collectives elsewhere that may know of it hear it too, those
 * among them that it was a member of until now (`alsoTo`).
 */
export async function actorDeleted(building: Building, alsoTo: readonly ActorId[] = []): Promise<Statement> {
  return {
    document: deleteActorActivity({ id: building.id, actor: building.by.iri, ...toEverybody(building) }),
    object: building.by.iri,
    isPublic: true,
    audience: 'followers',
    concerned: await whoElseKnows(building, alsoTo),
  };
}

function toEverybody(building: Building) {
  return { to: [publicAudience], cc: [iri(building.origin, paths.followers(building.by.handle))] };
}
