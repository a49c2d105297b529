import { iri, paths, publicAudience } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { findActor } from '../../src/domain/actors/queries.ts';
import { collectivesOf } from '../../src/domain/affiliations/queries.ts';
import { actorDocument } from '../actors.ts';
import { deleteActorActivity, updateActorActivity } from '../wire/activities.ts';
import type { Building, Statement } from './building.ts';

/**
 * Update{actor}: the profile changed. Collectives elsewhere that the actor is a member of hear it too. Null where it
 * cannot be seen any more.
 */
export async function actorUpdated(building: Building): Promise<Statement | null> {
  const document = building.by.deletedAt === null ? await actorDocument(building, building.by) : undefined;
  if (document === undefined) return null;
  return {
    document: updateActorActivity({ id: building.id, ...toEverybody(building) }, document),
    object: building.by.iri,
    isPublic: true,
    audience: 'followers',
    concerned: await collectivesBeside(building),
  };
}

async function collectivesBeside({ db, by }: Building): Promise<Actor[]> {
  if (by.type !== 'Person') return [];
  const found = await Promise.all((await collectivesOf(db, by.id)).map((id) => findActor(db, id)));
  return found.filter((actor) => actor !== undefined);
}

/** Delete{actor}: the actor leaves the network for good. Collectives elsewhere that it was a member of hear it too. */
export async function actorDeleted(building: Building): Promise<Statement> {
  return {
    document: deleteActorActivity({ id: building.id, actor: building.by.iri, ...toEverybody(building) }),
    object: building.by.iri,
    isPublic: true,
    audience: 'followers',
    concerned: await collectivesBeside(building),
  };
}

function toEverybody(building: Building) {
  return { to: [publicAudience], cc: [iri(building.origin, paths.followers(building.by.handle))] };
}
