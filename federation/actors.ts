import { iri, paths } from '../src/core/iri.ts';
import type { Actor } from '../src/domain/actors/actor.ts';
import { findLocalActor } from '../src/domain/actors/queries.ts';
import { claimsOf, countListed } from '../src/domain/affiliations/queries.ts';
import type { Collective } from '../src/domain/collective/collective.ts';
import { requireCollective } from '../src/domain/collective/queries.ts';
import type { Db } from '../src/domain/database.ts';
import { isOnNetwork, type Member } from '../src/domain/members/member.ts';
import { findMemberByHandle, listMembers } from '../src/domain/members/queries.ts';
import { readSignpost } from '../src/domain/signposts/queries.ts';
import { viewFor } from '../src/domain/signposts/signpost.ts';
import { databaseTime } from '../src/domain/work.ts';
import type { OwnKeys } from './keys.ts';
import { type ActorSource, collectiveToWire, instanceToWire, memberToWire } from './wire/actor.ts';
import type { JsonObject } from './wire/json.ts';
import { personProfile } from './wire/person.ts';

/** What is needed to write our actors down. */
export interface ActorsPlace {
  readonly db: Db;
  readonly origin: string;
  readonly keys: OwnKeys;
}

/** One of ours that the network may see: the node, the collective, and members who chose to be seen; gone ones too. */
export async function findVisibleActor(db: Db, handle: string): Promise<Actor | undefined> {
  // PostgreSQL takes no NUL, and no handle has one.
  const actor = handle.includes('\0') ? undefined : await findLocalActor(db, handle);
  if (actor?.type !== 'Person' || actor.deletedAt !== null) return actor;
  const member = await findMemberByHandle(db, handle);
  return member !== undefined && isOnNetwork(member) ? actor : undefined;
}

/**
 * The document of one of our actors; undefined where its keys are missing, and for a person who is not on the network.
 */
export async function actorDocument(place: ActorsPlace, actor: Actor): Promise<JsonObject | undefined> {
  const keys = await place.keys.of(actor.handle);
  if (keys === undefined) return undefined;
  const source = { origin: place.origin, actor, keys: keys.published };
  if (actor.type === 'Application') return instanceToWire(source);
  const collective = await requireCollective(place.db);
  if (actor.type !== 'Person') return collectiveDocument(place, source, collective);
  const member = await findMemberByHandle(place.db, actor.handle);
  if (member === undefined || !isOnNetwork(member)) return undefined;
  return personDocument(place, source, collective, member);
}

async function collectiveDocument(
  { db }: ActorsPlace,
  source: ActorSource,
  { logo }: Collective,
): Promise<JsonObject> {
  const members = (await listMembers(db)).filter(({ stage }) => stage === 'member');
  const memberCount = members.length + (await countListed(db));
  return collectiveToWire({ ...source, memberCount, fields: [], logo });
}

/** What is for anyone, and nothing else: other servers keep what they were told. */
async function personDocument(
  { db, origin }: ActorsPlace,
  source: ActorSource,
  collective: Collective,
  member: Member,
): Promise<JsonObject> {
  const now = await databaseTime(db);
  const signpost = await readSignpost(db, member.id, now);
  const view = viewFor(signpost, 'anyone');
  const home = iri(origin, paths.actor(collective.handle));
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  const profile = personProfile({ view, about: member.summary, collective: home, today });
  const { actor } = source;
  const { updatedAt } = signpost;
  const isNewer = updatedAt !== null && Temporal.Instant.compare(updatedAt, actor.updatedAt) > 0;
  return memberToWire({
    ...source,
    actor: { ...actor, summary: profile.summary, updatedAt: isNewer ? updatedAt : actor.updatedAt },
    fields: profile.fields,
    occupations: profile.occupations,
    collectives: [home, ...(await claimsOf(db, member.id))],
    discoverable: signpost.isIndexable,
    indexable: signpost.isIndexable,
    hasProfile: view !== undefined,
  });
}
