import { newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Member } from '../members/member.ts';
import { notify } from '../notice.ts';
import type { Work } from '../work.ts';
import { checkAddress, checkCount, checkLine } from './check.ts';
import type { LinkId } from './signpost.ts';
import { keepSaid } from './tell.ts';

/** What came of looking at a page: that it links back here, or why not. */
export type LinkOutcome =
  | { readonly kind: 'verified' }
  | { readonly kind: 'failed'; readonly failure: 'timeout' | 'no_link_back' | 'refused' | 'not_html' };

const day = 24;
const week = 7 * day;

/**
 * Add a page one has elsewhere, as the last. It is looked at soon. One that is there already keeps its place and takes
 * the label.
 * @throws Refusal invalid `signpost.address`, `signpost.too_long`, `signpost.too_many`
 */
export async function addLink(
  work: Work,
  member: Member,
  said: { readonly url: string; readonly label: string },
): Promise<LinkId> {
  const url = checkAddress(said.url);
  const label = checkLine('link', said.label);
  await keepSaid(work, member, 'links');
  const rows = await work.tx
    .selectFrom('signpost_link')
    .select(['id', 'url', 'position'])
    .where('member_id', '=', member.id)
    .forUpdate()
    .execute();
  const known = rows.find((row) => row.url === url);
  if (known !== undefined) {
    await work.tx.updateTable('signpost_link').set({ label }).where('id', '=', known.id).execute();
    return known.id;
  }
  checkCount('links', rows.length + 1);
  const id = newId<LinkId>();
  const position = Math.max(-1, ...rows.map((row) => row.position)) + 1;
  await work.tx
    .insertInto('signpost_link')
    .values({ id, member_id: member.id, url, label, position, created_at: work.now, check_at: work.now })
    .execute();
  return id;
}

/** Take a page away. @throws Refusal not-found `signpost.link_unknown` */
export async function removeLink(work: Work, member: Member, id: LinkId): Promise<void> {
  await keepSaid(work, member, 'links');
  const { numDeletedRows } = await work.tx
    .deleteFrom('signpost_link')
    .where('id', '=', id)
    .where('member_id', '=', member.id)
    .executeTakeFirst();
  if (numDeletedRows === 0n)
    throw new Refusal('not-found', 'signpost.link_unknown', 'That link is not on this signpost.');
}

/**
 * Write down what came of looking at a page, and when to look again: in a week, or the next day where it failed; after a
 * week of failing, in a week too. A page
 * that could not be reached stays verified as of when it was; one that was read and does not link back does not.
 */
export async function linkChecked(work: Work, link: LinkId, outcome: LinkOutcome): Promise<void> {
  const isVerified = outcome.kind === 'verified';
  const wasRead = isVerified || outcome.failure === 'no_link_back' || outcome.failure === 'not_html';
  const before = await work.tx
    .selectFrom('signpost_link')
    .select(['member_id', 'url', 'verified_at', 'failing_since'])
    .where('id', '=', link)
    .executeTakeFirst();
  if (before !== undefined && before.verified_at !== null && wasRead && !isVerified) {
    await notify(work, { member: before.member_id }, { event: 'link.failed', url: before.url });
  }
  const failingSince = isVerified ? null : (before?.failing_since ?? work.now);
  const isNewFailure = failingSince !== null && work.now.since(failingSince).total('hours') < week;
  await work.tx
    .updateTable('signpost_link')
    .set({
      checked_at: work.now,
      check_at: work.now.add({ hours: isNewFailure ? day : week }),
      failing_since: failingSince,
      failure: isVerified ? null : outcome.failure,
      ...(wasRead ? { verified_at: isVerified ? work.now : null } : {}),
    })
    .where('id', '=', link)
    .execute();
}
