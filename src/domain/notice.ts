import { type ColumnType, sql } from 'kysely';
import { type Brand, type Iri, type MemberId, newId, type OpportunityId } from '../core/id.ts';
import type { Hat } from './members/member.ts';
import type { Work } from './work.ts';

/** A row of `notice`. */
export type NoticeId = Brand<string, 'NoticeId'>;

/** Something a person is told of. What it names is kept as it was then; the page behind it has what it is now. */
export type Notice =
  | { readonly event: 'application.opened'; readonly application: string; readonly name: string }
  | { readonly event: 'application.ready'; readonly application: string; readonly name: string }
  | { readonly event: 'member.joined'; readonly name: string; readonly handle: string }
  | { readonly event: 'member.left'; readonly name: string; readonly handle: string }
  | { readonly event: 'invitation.declined'; readonly name: string }
  | { readonly event: 'invitation.asked'; readonly name: string; readonly question: string }
  | { readonly event: 'follower.asked'; readonly name: string; readonly handle: string }
  | { readonly event: 'affiliation.asked'; readonly name: string; readonly handle: string }
  | { readonly event: 'affiliation.answered'; readonly name: string; readonly isYes: boolean }
  | { readonly event: 'affiliation.invited'; readonly name: string; readonly handle: string }
  | { readonly event: 'opportunity.posted'; readonly opportunity: OpportunityId; readonly title: string }
  | {
      readonly event: 'opportunity.from_ally';
      readonly address: Iri;
      readonly title: string;
      readonly from: string;
    }
  | { readonly event: 'signpost.empty' }
  | { readonly event: 'link.failed'; readonly url: string };

/** Which of those. */
export type NoticeEvent = Notice['event'];

/** Rows of `notice`. */
export interface NoticeTables {
  notice: {
    id: NoticeId;
    member_id: MemberId;
    event: NoticeEvent;
    payload: ColumnType<Notice, string, never>;
    created_at: Temporal.Instant;
    seen_at: Temporal.Instant | null;
    mailed_at: Temporal.Instant | null;
  };
}

/** Whom a notice is for: one person, everybody who wears a hat, or everybody who belongs; never `but`, who caused it. */
export type NoticeFor =
  | { readonly member: MemberId }
  | { readonly hat: Hat; readonly but?: MemberId | undefined }
  | { readonly everybody: true; readonly but?: MemberId | undefined };

/** Tell people of something, in the transaction that causes it. What each of them wants to hear of is asked later. */
export async function notify(work: Work, to: NoticeFor, notice: Notice): Promise<void> {
  const members = await recipients(work, to);
  if (members.length === 0) return;
  await work.tx
    .insertInto('notice')
    .values(
      members.map((member) => ({
        id: newId<NoticeId>(),
        member_id: member,
        event: notice.event,
        payload: JSON.stringify(notice),
        created_at: work.now,
        seen_at: null,
        mailed_at: null,
      })),
    )
    .execute();
}

async function recipients(work: Work, to: NoticeFor): Promise<MemberId[]> {
  if ('member' in to) return [to.member];
  let members = work.tx.selectFrom('member').select('id').where('left_at', 'is', null);
  if ('hat' in to) members = members.where(sql<boolean>`${to.hat} = any(hats)`);
  if (to.but !== undefined) members = members.where('id', '!=', to.but);
  return (await members.execute()).map(({ id }) => id);
}
