import { speaksForAlly } from '../src/domain/affiliations/queries.ts';
import { requireCollective } from '../src/domain/collective/queries.ts';
import { isOnNetwork } from '../src/domain/members/member.ts';
import { findMemberByHandle } from '../src/domain/members/queries.ts';
import { personOf } from '../src/domain/signposts/export.ts';
import { toJsonResume } from '../src/domain/signposts/json-resume.ts';
import { readSignpost } from '../src/domain/signposts/queries.ts';
import { viewFor } from '../src/domain/signposts/signpost.ts';
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
