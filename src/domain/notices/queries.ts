import { sql } from 'kysely';
import type { MemberId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import type { Notice, NoticeEvent, NoticeId } from '../notice.ts';
import { type Channels, defaultChannels, defaultRhythm, noticeEvents, type Rhythm } from './rhythm.ts';

/** A notice as its person reads it. */
export interface ReadNotice {
  readonly id: NoticeId;
  readonly notice: Notice;
  readonly at: Temporal.Instant;
}

/** How each event reaches a person: what they set, else the default. */
export async function readChannels(db: Db, member: MemberId): Promise<Record<NoticeEvent, Channels>> {
  const rows = await db.selectFrom('notice_setting').selectAll().where('member_id', '=', member).execute();
  const set = new Map(
    rows.map((row) => [row.event, { today: row.on_today, mail: row.by_mail, digest: row.in_digest }]),
  );
  const entries = noticeEvents.map((event) => [event, set.get(event) ?? defaultChannels[event]] as const);
  return Object.fromEntries(entries) as Record<NoticeEvent, Channels>;
}

/** When a person wants letters. */
export async function readRhythm(db: Db, member: MemberId): Promise<Rhythm> {
  const row = await db
    .selectFrom('notice_rhythm')
    .select(['digest_day', 'quiet_from', 'quiet_until'])
    .where('member_id', '=', member)
    .executeTakeFirst();
  if (row === undefined) return defaultRhythm;
  return { digestDay: row.digest_day, quietFrom: row.quiet_from, quietUntil: row.quiet_until };
}

/** What happened and was not put away, newest first, at most fifty; only what the person wants on Today. */
export async function listNotices(db: Db, member: MemberId): Promise<ReadNotice[]> {
  const channels = await readChannels(db, member);
  const wanted = noticeEvents.filter((event) => channels[event].today);
  if (wanted.length === 0) return [];
  const rows = await db
    .selectFrom('notice')
    .select(['id', 'payload', 'created_at'])
    .where('member_id', '=', member)
    .where('seen_at', 'is', null)
    .where('event', 'in', wanted)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  return rows.map((row) => ({ id: row.id, notice: row.payload, at: row.created_at }));
}

/** Notices by id, oldest first, as a letter tells them; only this person's. */
export async function noticesOf(db: Db, member: MemberId, ids: readonly NoticeId[]): Promise<ReadNotice[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('notice')
    .select(['id', 'payload', 'created_at'])
    .where('member_id', '=', member)
    .where('id', 'in', [...ids])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, notice: row.payload, at: row.created_at }));
}

/** What a person put off, by key, and until when. */
export async function readSnoozes(
  db: Db,
  member: MemberId,
  now: Temporal.Instant,
): Promise<Map<string, Temporal.Instant>> {
  const rows = await db
    .selectFrom('snooze')
    .select(['key', 'until'])
    .where('member_id', '=', member)
    .where('until', '>', now)
    .execute();
  return new Map(rows.map(({ key, until }) => [key, until]));
}

/** Who has an address and something that was not mailed: those a letter could go to. */
export async function membersWithNews(db: Db): Promise<MemberId[]> {
  const { rows } = await sql<{ id: MemberId }>`
    select id from member
    where email is not null and left_at is null and exists (
      select 1 from notice
      where notice.member_id = member.id and seen_at is null and mailed_at is null
        and created_at > now() - interval '14 days'
    )
    order by id`.execute(db);
  return rows.map(({ id }) => id);
}
