import type { MemberId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import type { Member } from '../members/member.ts';
import { findMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { digestSecret, newSecret } from './secret.ts';

const idle = Temporal.Duration.from({ hours: 14 * 24 });
const longest = Temporal.Duration.from({ hours: 90 * 24 });

/** Let a member in. Returns the secret for the cookie; only its digest is written. A new one at every sign-in. */
export async function openSession(work: Work, member: MemberId): Promise<string> {
  const secret = newSecret();
  await work.tx
    .insertInto('session')
    .values({
      hash: digestSecret(secret),
      member_id: member,
      created_at: work.now,
      seen_at: work.now,
      expires_at: work.now.add(longest),
    })
    .execute();
  return secret;
}

/** Who holds a session: undefined after 14 idle days, 90 days in all, sign-out, or the member's leaving. */
export async function findSession(
  db: Db,
  secret: string,
  now: Temporal.Instant,
): Promise<Member | undefined> {
  const hash = digestSecret(secret);
  const row = await db
    .selectFrom('session')
    .select(['member_id', 'seen_at'])
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('seen_at', '>', now.subtract(idle))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (Temporal.Instant.compare(row.seen_at, now.subtract({ minutes: 10 })) < 0) {
    await db.updateTable('session').set({ seen_at: now }).where('hash', '=', hash).execute();
  }
  return findMember(db, row.member_id);
}

/** Sign out: this session is over at once. */
export async function closeSession(work: Work, secret: string): Promise<void> {
  await work.tx.deleteFrom('session').where('hash', '=', digestSecret(secret)).execute();
}
