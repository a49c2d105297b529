import { iri, paths } from '../../core/iri.ts';
import { goneSince } from '../../domain/actors/queries.ts';
import { listAlumni } from '../../domain/joining/departure-queries.ts';
import { can } from '../../domain/members/can.ts';
import type { Member } from '../../domain/members/member.ts';
import { findMemberByHandle } from '../../domain/members/queries.ts';
import { readSignpost } from '../../domain/signposts/queries.ts';
import { isShown } from '../../domain/signposts/shown.ts';
import { type Audience, viewFor } from '../../domain/signposts/signpost.ts';
import { Gone } from './refused.tsx';
import { AlumPage } from './signpost-alum.tsx';
import { SignpostPage } from './signpost-page.tsx';
import type { Site, Visit } from './visit.tsx';

/**
 * The signpost of a person, as whoever looks may see it; undefined where even that they are here is not for them, so
 * that nothing tells such a page from one that never was.
 * @throws Gone if they left the Fediverse and show no page
 */
export async function memberPage(site: Site, visit: Visit, handle: string) {
  const { db, origin, clock } = site.platform;
  const member = await findMemberByHandle(db, handle);
  const now = clock.now();
  const signpost = member && (await readSignpost(db, member.id, now));
  const reader = member && readerOf(visit, member);
  if (member !== undefined && signpost !== undefined && reader !== undefined) {
    const view = isShown(member, signpost, reader) ? viewFor(signpost, reader) : undefined;
    const audiences = reader === 'me' ? signpost.audiences : undefined;
    if (view !== undefined)
      return <SignpostPage {...{ visit, origin, member, view, now, reader, audiences }} />;
  }
  const alum = member === undefined ? await findAlum(site, visit, handle, now) : undefined;
  if (alum !== undefined) return <AlumPage visit={visit} alum={alum} />;
  const since = await goneSince(db, iri(origin, paths.actor(handle)));
  if (since !== undefined) throw new Gone(since);
  return undefined;
}

/** Who left under a handle and stays known, if whoever looks may see that they had a page. */
async function findAlum({ platform: { db } }: Site, visit: Visit, handle: string, now: Temporal.Instant) {
  const alum = (await listAlumni(db)).find((one) => one.handle === handle);
  if (alum === undefined) return undefined;
  const reader = can(visit.viewer, 'person.read') ? 'members' : 'anyone';
  return viewFor(await readSignpost(db, alum.id, now), reader) === undefined ? undefined : alum;
}

/** As whom somebody reads the signpost of a member. */
export function readerOf({ viewer }: Pick<Visit, 'viewer'>, member: Member): Audience {
  if (viewer?.id === member.id) return 'me';
  return can(viewer, 'person.read') ? 'members' : 'anyone';
}
