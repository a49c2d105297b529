import type { Iri, OpportunityId } from '../../src/core/id.ts';
import { iri, paths, publicAudience } from '../../src/core/iri.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import type { Opportunity } from '../../src/domain/opportunities/opportunity.ts';
import { findOpportunity } from '../../src/domain/opportunities/queries.ts';
import {
  addActivity,
  createActivity,
  deleteActivity,
  removeActivity,
  updateActivity,
} from '../wire/activities.ts';
import type { JsonObject } from '../wire/json.ts';
import { opportunityNote } from '../wire/post.ts';
import type { Building, Statement } from './building.ts';

/** Create{Note} or Update{Note}: the post as it is now. Null where the opportunity is gone again. */
export async function opportunityTold(
  building: Building,
  id: OpportunityId,
  verb: 'Create' | 'Update',
): Promise<Statement | null> {
  const opportunity = await findOpportunity(building.db, id);
  if (opportunity === undefined || opportunity.publishedAt === null) return null;
  const note = await noteOf(building, opportunity);
  const source = { id: building.id, actor: building.by.iri };
  return {
    document: verb === 'Create' ? createActivity(source, note) : updateActivity(source, note),
    object: postOf(building, id),
    isPublic: opportunity.audience === 'public',
    audience: 'followers',
  };
}

/** Delete{Tombstone}: the post is gone, and with it, for allies, the Proposal it led to. */
export async function opportunityDeleted(
  building: Building,
  id: OpportunityId,
  wasPublic: boolean,
): Promise<Statement> {
  const object = postOf(building, id);
  const followers = iri(building.origin, paths.followers(building.by.handle));
  const addressed = wasPublic ? { to: [publicAudience], cc: [followers] } : { to: [followers] };
  return {
    document: deleteActivity({ id: building.id, actor: building.by.iri, ...addressed }, object, building.at),
    object,
    isPublic: wasPublic,
    audience: 'followers',
  };
}

/** Add or Remove: the post goes on, or off, the top of the collective's profile. */
export async function opportunityFeatured(
  building: Building,
  id: OpportunityId,
  isFeatured: boolean,
): Promise<Statement> {
  const object = postOf(building, id);
  const followers = iri(building.origin, paths.followers(building.by.handle));
  const source = { id: building.id, actor: building.by.iri, to: [publicAudience], cc: [followers] };
  const target = iri(building.origin, paths.featured(building.by.handle));
  return {
    document: isFeatured ? addActivity(source, object, target) : removeActivity(source, object, target),
    object,
    isPublic: true,
    audience: 'followers',
  };
}

async function noteOf(building: Building, opportunity: Opportunity): Promise<JsonObject> {
  const { name, handle } = await requireCollective(building.db);
  return opportunityNote(opportunity, { origin: building.origin, handle, collective: name });
}

function postOf(building: Building, id: OpportunityId): Iri {
  return iri(building.origin, paths.post(id));
}
