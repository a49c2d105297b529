import { iri, paths, publicAudience } from '../../src/core/iri.ts';
import { actorDocument } from '../actors.ts';
import { deleteActorActivity, updateActorActivity } from '../wire/activities.ts';
import type { Building, Statement } from './building.ts';

/** Update{actor}: the profile changed. Null where it cannot be seen any more. */
export async function actorUpdated(building: Building): Promise<Statement | null> {
  const document = building.by.deletedAt === null ? await actorDocument(building, building.by) : undefined;
  if (document === undefined) return null;
  return {
    document: updateActorActivity({ id: building.id, ...toEverybody(building) }, document),
    object: building.by.iri,
    isPublic: true,
    audience: 'followers',
  };
}

/** Delete{actor}: the actor leaves the network for good. */
export function actorDeleted(building: Building): Statement {
  return {
    document: deleteActorActivity({ id: building.id, actor: building.by.iri, ...toEverybody(building) }),
    object: building.by.iri,
    isPublic: true,
    audience: 'followers',
  };
}

function toEverybody(building: Building) {
  return { to: [publicAudience], cc: [iri(building.origin, paths.followers(building.by.handle))] };
}
