import { iri, paths } from '../src/core/iri.ts';
import { speaksForAlly } from '../src/domain/affiliations/queries.ts';
import type { Collective } from '../src/domain/collective/collective.ts';
import { requireCollective } from '../src/domain/collective/queries.ts';
import { isOnNetwork, type Member } from '../src/domain/members/member.ts';
import { findMemberByHandle } from '../src/domain/members/queries.ts';
import { type SignpostPerson, toJsonResume } from '../src/domain/signposts/json-resume.ts';
import { readSignpost } from '../src/domain/signposts/queries.ts';
import { type Signpost, type SignpostView, viewFor } from '../src/domain/signposts/signpost.ts';
import { databaseTime } from '../src/domain/work.ts';
import type { ActorsPlace } from './actors.ts';
import type { Asked } from './documents.ts';
import type { JsonObject } from './wire/json.ts';

/** The profile of a person for who asks. `isPublic`: anybody may have it and keep it for a minute. */
export interface FoundProfile {
  readonly document: JsonObject;
  readonly isPublic: boolean;
}

const profilePath = /^\/@([^/]+)\/profile\.json$/;

/** The handle in the path of a profile document; undefined for any other path. */
export function profileHandle(path: string): string | undefined {
  return profilePath.exec(path)?.[1];
}

/**
 * The profile document of one of ours (`wire.md` §6.2): what is for anyone, or for allies where who asks speaks for one.
 * Undefined for everybody who is neither on the network nor has a page for anyone, and for candidates.
 */
export async function findProfile(
  { db, origin }: ActorsPlace,
  handle: string,
  viewer: Asked['viewer'],
): Promise<FoundProfile | undefined> {
  const member = await findMemberByHandle(db, handle);
  if (member?.stage !== 'member') return undefined;
  const now = await databaseTime(db);
  const signpost = await readSignpost(db, member.id, now);
  if (!isOnNetwork(member) && signpost.audiences.page !== 'anyone') return undefined;
  const collective = await requireCollective(db);
  const who = await viewer();
  const isForAlly = who !== undefined && (await speaksForAlly(db, collective.actor, who));
  const view = viewFor(signpost, isForAlly ? 'allies' : 'anyone');
  if (view === undefined) return undefined;
  const person = personOf(origin, { member, signpost, collective }, view);
  return { document: toJsonResume(view, person), isPublic: !isForAlly };
}

interface Whose {
  readonly member: Member;
  readonly signpost: Signpost;
  readonly collective: Collective;
}

/** Whose it is, as far as the view lets on. */
function personOf(origin: string, whose: Whose, view: SignpostView): SignpostPerson {
  const { member, signpost, collective } = whose;
  const actor = iri(origin, paths.actor(member.handle));
  return {
    name: member.name,
    handle: `${member.handle}@${new URL(origin).host}`,
    actor,
    url: actor,
    about: view.hasIntroduction ? member.about : undefined,
    timeZone: view.hasZone ? member.timeZone : undefined,
    engagement: view.hasEngagement ? member.engagement : undefined,
    collective: { name: collective.name, iri: iri(origin, paths.actor(collective.handle)) },
    updatedAt: signpost.updatedAt,
  };
}
