import { iri, paths } from '../src/core/iri.ts';
import type { Actor } from '../src/domain/actors/actor.ts';
import { findLocalActor } from '../src/domain/actors/queries.ts';
import { requireCollective } from '../src/domain/collective/queries.ts';
import type { Db } from '../src/domain/database.ts';
import { findMemberByHandle, listMembers } from '../src/domain/members/queries.ts';
import type { OwnKeys } from './keys.ts';
import { collectiveToWire, instanceToWire, memberToWire } from './wire/actor.ts';
import type { JsonObject } from './wire/json.ts';

/** What is needed to write our actors down. */
export interface ActorsPlace {
  readonly db: Db;
  readonly origin: string;
  readonly keys: OwnKeys;
}

/** One of ours that the network may see: the node, the collective, and members who chose to be seen; gone ones too. */
export async function findVisibleActor(db: Db, handle: string): Promise<Actor | undefined> {
  const actor = await findLocalActor(db, handle);
  if (actor?.type !== 'Person' || actor.deletedAt !== null) return actor;
  return (await findMemberByHandle(db, handle))?.isFederated === true ? actor : undefined;
}

/** The document of one of our actors; undefined where its keys are missing. */
export async function actorDocument(place: ActorsPlace, actor: Actor): Promise<JsonObject | undefined> {
  const keys = await place.keys.of(actor.handle);
  if (keys === undefined) return undefined;
  const source = { origin: place.origin, actor, keys: keys.published };
  if (actor.type === 'Application') return instanceToWire(source);
  const collective = await requireCollective(place.db);
  if (actor.type === 'Person') {
    const home = iri(place.origin, paths.actor(collective.handle));
    return memberToWire({
      ...source,
      fields: [{ name: 'Collective', href: home }],
      discoverable: true,
      indexable: true,
    });
  }
  const members = await listMembers(place.db);
  return collectiveToWire({ ...source, memberCount: members.length, fields: [] });
}
