import { iri, paths } from '../src/core/iri.ts';
import { findMemberByHandle } from '../src/domain/members/queries.ts';
import { type LinkOutcome, linkChecked } from '../src/domain/signposts/links.ts';
import { type DueLink, dueLinks } from '../src/domain/signposts/queries.ts';
import { tellFollowers } from '../src/domain/signposts/tell.ts';
import { databaseTime, inWork, type Work, type WorkPlace } from '../src/domain/work.ts';
import { LoadFailure } from './net/fetch-document.ts';
import type { FetchPage } from './net/page.ts';
import { linksBack } from './wire/rel-me.ts';

/** How many pages one round looks at. */
const mostAtOnce = 20;
const sideBySide = 4;

/**
 * Look at the pages people named as theirs that are due: does each link back with rel=me? Writes what came of it, and
 * tells followers where a page became, or is no longer, theirs. Returns how many were looked at.
 */
export async function lookAtLinks(
  place: WorkPlace,
  fetchPage: FetchPage,
  signal?: AbortSignal,
): Promise<number> {
  const due = await dueLinks(place.db, await databaseTime(place.db), mostAtOnce);
  const left = [...due];
  const lane = async (): Promise<void> => {
    for (let link = left.shift(); link !== undefined; link = left.shift()) {
      if (signal?.aborted === true) return;
      const outcome = await lookAt(place.origin, link, fetchPage);
      const seen = link;
      await inWork(place, (work) => settle(work, seen, outcome));
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, lane));
  return due.length;
}

async function lookAt(origin: string, link: DueLink, fetchPage: FetchPage): Promise<LinkOutcome> {
  // Our own pages would vouch for themselves.
  if (new URL(link.url).origin === origin) return { kind: 'failed', failure: 'refused' };
  try {
    const page = await fetchPage(link.url);
    const isTheirs = linksBack(page.text, iri(origin, paths.actor(link.handle)), page.url);
    return isTheirs ? { kind: 'verified' } : { kind: 'failed', failure: 'no_link_back' };
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error;
    return { kind: 'failed', failure: failures[error.code] ?? 'refused' };
  }
}

/** What a failure of the network means here; all others mean that the page was not to be had. */
const failures: Readonly<Record<string, Extract<LinkOutcome, { kind: 'failed' }>['failure']>> = {
  'doc.timeout': 'timeout',
  'doc.unreachable': 'timeout',
  'doc.type': 'not_html',
  'doc.encoding': 'not_html',
  'obj.gone': 'no_link_back',
};

async function settle(work: Work, link: DueLink, outcome: LinkOutcome): Promise<void> {
  const before = await verifiedAt(work, link.id);
  if (before === undefined) return;
  await linkChecked(work, link.id, outcome);
  const after = await verifiedAt(work, link.id);
  if ((before === null) === (after === null)) return;
  const member = await findMemberByHandle(work.tx, link.handle);
  if (member !== undefined) await tellFollowers(work, member);
}

/** Undefined where the link was taken away meanwhile. */
async function verifiedAt(work: Work, id: DueLink['id']): Promise<Temporal.Instant | null | undefined> {
  const row = await work.tx
    .selectFrom('signpost_link')
    .select('verified_at')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.verified_at;
}
