import { sql } from 'kysely';
import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { digestSecret, newSecret } from '../auth/secret.ts';
import { postLetter } from '../mail.ts';
import type { Member } from '../members/member.ts';
import { findMember } from '../members/queries.ts';
import { type NoticeEvent, type NoticeId, notify } from '../notice.ts';
import { inWork, type Work, type WorkPlace } from '../work.ts';
import { membersWithNews, readChannels, readRhythm } from './queries.ts';
import { type Channels, defaultRhythm, dueNow, noticeEvents, type Rhythm } from './rhythm.ts';

/** Set how events reach a person. Events that are not named stay as they are. */
export async function setChannels(
  work: Work,
  member: Member,
  channels: Partial<Readonly<Record<NoticeEvent, Channels>>>,
): Promise<void> {
  const rows = noticeEvents.flatMap((event) => {
    const set = channels[event];
    if (set === undefined) return [];
    return [{ member_id: member.id, event, on_today: set.today, by_mail: set.mail, in_digest: set.digest }];
  });
  if (rows.length === 0) return;
  await work.tx
    .insertInto('notice_setting')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['member_id', 'event']).doUpdateSet((excluded) => ({
        on_today: excluded.ref('excluded.on_today'),
        by_mail: excluded.ref('excluded.by_mail'),
        in_digest: excluded.ref('excluded.in_digest'),
      })),
    )
    .execute();
}

/** Set when a person wants letters. @throws Refusal invalid `notices.rhythm` for hours and days that are none */
export async function setRhythm(work: Work, member: Member, rhythm: Rhythm): Promise<void> {
  const isHour = (hour: number) => Number.isInteger(hour) && hour >= 0 && hour <= 23;
  const { digestDay: day, quietFrom, quietUntil } = rhythm;
  const isDay = day === null || (Number.isInteger(day) && day >= 1 && day <= 7);
  if (!isDay || !isHour(quietFrom) || !isHour(quietUntil)) {
    throw new Refusal('invalid', 'notices.rhythm', 'A day is 1 to 7 or none, an hour 0 to 23.');
  }
  const columns = { digest_day: day, quiet_from: quietFrom, quiet_until: quietUntil };
  await work.tx
    .insertInto('notice_rhythm')
    .values({ member_id: member.id, ...columns })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(columns))
    .execute();
}

/** Put something away that only happened: it leaves Today and is not mailed any more. */
export async function putAway(work: Work, member: Member, id: string): Promise<void> {
  await work.tx
    .updateTable('notice')
    .set({ seen_at: work.now })
    .where('member_id', '=', member.id)
    .where('id', '=', id as NoticeId)
    .where('seen_at', 'is', null)
    .execute();
}

/** Put everything away that happened until now. */
export async function putAllAway(work: Work, member: Member): Promise<void> {
  await work.tx
    .updateTable('notice')
    .set({ seen_at: work.now })
    .where('member_id', '=', member.id)
    .where('seen_at', 'is', null)
    .execute();
}

/** Put something off for some days, 1 to 30; `key` names it on Today. */
export async function snooze(work: Work, member: Member, key: string, days: number): Promise<void> {
  if (key.length > 200 || key === '' || !Number.isInteger(days) || days < 1 || days > 30) {
    throw new Refusal('invalid', 'notices.snooze', 'Say for how many days, 1 to 30.');
  }
  const until = work.now.add({ hours: 24 * days });
  await work.tx
    .deleteFrom('snooze')
    .where('member_id', '=', member.id)
    .where('until', '<=', work.now)
    .execute();
  await work.tx
    .insertInto('snooze')
    .values({ member_id: member.id, key, until })
    .onConflict((conflict) => conflict.columns(['member_id', 'key']).doUpdateSet({ until }))
    .execute();
}

/** Bring back what was put off: one thing, or everything. */
export async function unsnooze(work: Work, member: Member, key?: string): Promise<void> {
  const all = work.tx.deleteFrom('snooze').where('member_id', '=', member.id);
  await (key === undefined ? all : all.where('key', '=', key)).execute();
}

/** The secret of a "no more letters" link, for the letter that is being sent. An older letter's link is over. */
export async function renewStopSecret(work: Work, member: MemberId): Promise<string> {
  const secret = newSecret();
  const hash = digestSecret(secret);
  await work.tx
    .insertInto('notice_rhythm')
    .values({ member_id: member, digest_day: defaultRhythm.digestDay, stop_hash: hash })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet({ stop_hash: hash }))
    .execute();
  return secret;
}

/**
 * No more letters about what happens, for whoever has a letter in hand. Letters about signing in still come.
 * @throws Refusal gone `notices.stopped` for a secret that opens nothing
 */
export async function stopLetters(work: Work, secret: string): Promise<void> {
  const row = await work.tx
    .selectFrom('notice_rhythm')
    .select('member_id')
    .where('stop_hash', '=', digestSecret(secret))
    .executeTakeFirst();
  const member = row && (await findMember(work.tx, row.member_id));
  if (member === undefined) {
    throw new Refusal(
      'gone',
      'notices.stopped',
      'This link is from an older letter. Use the one in the newest, or your settings.',
    );
  }
  const channels = await readChannels(work.tx, member.id);
  const quieter = noticeEvents.map((event) => [event, { ...channels[event], mail: false, digest: false }]);
  await setChannels(work, member, Object.fromEntries(quieter));
}

/**
 * Write the letters that are due, one for each person at most. Many processes may do it at once: each person is held
 * while their letter is written.
 */
export async function writeNoticeLetters(place: WorkPlace): Promise<number> {
  let written = 0;
  for (const member of await membersWithNews(place.db)) {
    if (await inWork(place, (work) => writeLetterTo(work, member))) written += 1;
  }
  return written;
}

/** What time asks for, now and then: a word to newcomers who said nothing, and to forget what is ninety days old. */
export async function sweepNotices(work: Work): Promise<void> {
  await nudgeNewcomers(work);
  await sql`delete from notice where created_at < now() - interval '90 days'`.execute(work.tx);
}

/** Somebody who came a week ago and said nothing yet hears of it once. */
async function nudgeNewcomers(work: Work): Promise<void> {
  const rows = await work.tx
    .selectFrom('member')
    .select('id')
    .where('left_at', 'is', null)
    .where('email', 'is not', null)
    .where('joined_at', '<', work.now.subtract({ hours: 7 * 24 }))
    .where('joined_at', '>', work.now.subtract({ hours: 21 * 24 }))
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('signpost')
            .select('signpost.member_id')
            .whereRef('signpost.member_id', '=', 'member.id'),
        ),
      ),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('notice')
            .select('notice.id')
            .whereRef('notice.member_id', '=', 'member.id')
            .where('notice.event', '=', 'signpost.empty'),
        ),
      ),
    )
    // Another process may be at it: whom it holds, it tells.
    .forUpdate('member')
    .skipLocked()
    .execute();
  for (const { id } of rows) await notify(work, { member: id }, { event: 'signpost.empty' });
}

async function writeLetterTo(work: Work, id: MemberId): Promise<boolean> {
  await work.tx.selectFrom('member').select('id').where('id', '=', id).forUpdate().execute();
  const member = await findMember(work.tx, id);
  if (member === undefined || member.email === null) return false;
  const [channels, rhythm, last, rows] = await Promise.all([
    readChannels(work.tx, id),
    readRhythm(work.tx, id),
    work.tx
      .selectFrom('notice_rhythm')
      .select(['letter_at', 'digest_at'])
      .where('member_id', '=', id)
      .executeTakeFirst(),
    work.tx
      .selectFrom('notice')
      .select(['id', 'event'])
      .where('member_id', '=', id)
      .where('seen_at', 'is', null)
      .where('mailed_at', 'is', null)
      .where('created_at', '>', work.now.subtract({ hours: 14 * 24 }))
      .orderBy('created_at')
      .limit(100)
      .execute(),
  ]);
  const waiting = {
    rhythm,
    zone: member.timeZone,
    joinedAt: member.joinedAt,
    letterAt: last?.letter_at ?? null,
    digestAt: last?.digest_at ?? null,
  };
  const things = rows.map((row) => ({
    id: row.id,
    channels: channels[row.event] ?? { mail: false, digest: false, today: false },
  }));
  const due = dueNow(waiting, things, work.now);
  if (due.things.length === 0) return false;
  const ids = due.things.map((thing) => thing.id);
  await postLetter(work, { kind: 'notices', notices: ids, isDigest: due.isDigest }, { member: id });
  await work.tx.updateTable('notice').set({ mailed_at: work.now }).where('id', 'in', ids).execute();
  await markLetter(work, id, due.isDigest);
  return true;
}

async function markLetter(work: Work, id: MemberId, isDigest: boolean): Promise<void> {
  const times = { letter_at: work.now, ...(isDigest ? { digest_at: work.now } : {}) };
  await work.tx
    .insertInto('notice_rhythm')
    .values({ member_id: id, digest_day: defaultRhythm.digestDay, ...times })
    .onConflict((conflict) => conflict.column('member_id').doUpdateSet(times))
    .execute();
}

/** Take back that something was put away, within a day of it. */
export async function bringBack(work: Work, member: Member, id: string): Promise<void> {
  await work.tx
    .updateTable('notice')
    .set({ seen_at: null })
    .where('member_id', '=', member.id)
    .where('id', '=', id as NoticeId)
    .where('seen_at', '>', work.now.subtract({ hours: 24 }))
    .execute();
}
