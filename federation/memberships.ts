import type { Iri } from '../src/core/id.ts';
import { iri, paths } from '../src/core/iri.ts';
import { Refusal } from '../src/core/refusal.ts';
import type { DueMembership } from '../src/domain/affiliations/affiliation.ts';
import { guestClaims, guestUnread } from '../src/domain/affiliations/guests.ts';
import { membershipListed, membershipUnread } from '../src/domain/affiliations/memberships.ts';
import { dueGuests, dueMemberships } from '../src/domain/affiliations/queries.ts';
import { requireCollective } from '../src/domain/collective/queries.ts';
import { databaseTime, inWork, type WorkPlace } from '../src/domain/work.ts';
import { LoadFailure } from './net/fetch-document.ts';
import type { Remote } from './remote.ts';
import { claimedCollectives } from './wire/membership.ts';

/** What is asked of other servers. */
type Asking = Pick<Remote, 'described' | 'affiliates'>;

/** How many one round asks. */
const mostAtOnce = 20;

/**
 * Ask whether what both sides said of memberships is still so: the documents of members elsewhere, and the lists of
 * collectives where ours are members, as far as they are due. What cannot be read stays as it was.
 */
export async function checkMemberships(place: WorkPlace, remote: Asking): Promise<void> {
  const now = await databaseTime(place.db);
  await checkGuests(place, remote, now);
  const due = await dueMemberships(place.db, now, mostAtOnce);
  for (const [collective, ours] of Map.groupBy(due, (one) => one.collectiveIri))
    await checkLists(place, remote, collective, ours);
}

async function checkGuests(place: WorkPlace, remote: Asking, now: Temporal.Instant): Promise<void> {
  const due = await dueGuests(place.db, now, mostAtOnce);
  if (due.length === 0) return;
  const us = iri(place.origin, paths.actor((await requireCollective(place.db)).handle));
  for (const guest of due) {
    const document = await unlessAway(() => remote.described(guest.iri));
    const claims =
      document === 'gone' ? false : document && claimedCollectives(document.document).includes(us);
    await inWork(place, (work) =>
      claims === undefined ? guestUnread(work, guest.actor) : guestClaims(work, guest.actor, claims),
    );
  }
}

async function checkLists(
  place: WorkPlace,
  remote: Asking,
  collective: Iri,
  ours: readonly DueMembership[],
): Promise<void> {
  const found = await unlessAway(() => remote.affiliates(collective));
  const listed = found === 'gone' ? new Set<Iri>() : found;
  await inWork(place, async (work) => {
    for (const one of ours) {
      if (listed === undefined) await membershipUnread(work, one);
      else await membershipListed(work, one, listed.has(one.person));
    }
  });
}

/** What is read; `gone` where it says that it is not there any more, undefined where it could not be had. */
async function unlessAway<T>(read: () => Promise<T>): Promise<T | 'gone' | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof LoadFailure) return error.code === 'obj.gone' ? 'gone' : undefined;
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
