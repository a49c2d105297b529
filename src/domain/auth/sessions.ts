import type { MemberId } from '../../core/id.ts';
import { newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import type { Member } from '../members/member.ts';
import { findMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { digestSecret, newSecret } from './secret.ts';
import type { SessionId } from './tables.ts';

const idle = Temporal.Duration.from({ hours: 14 * 24 });
const longest = Temporal.Duration.from({ hours: 90 * 24 });
/** For how long somebody who showed that it is them need not show it again. */
const proofLasts = Temporal.Duration.from({ minutes: 10 });

/** How a session begins. */
export interface SessionStart {
  /** Words for the browser: "Firefox on Linux". */
  readonly device?: string | undefined;
  /** Whether the way in shows that it is them, enough for changing keys. Default: yes. */
  readonly isProof?: boolean | undefined;
}

/** A session that is open: whose it is, and when they last showed that it is them. */
export interface LiveSession {
  readonly id: SessionId;
  readonly member: Member;
  readonly provedAt: Temporal.Instant | null;
}

/** A session as its owner sees it in a list. */
export interface SessionLine {
  readonly id: SessionId;
  readonly device: string;
  readonly createdAt: Temporal.Instant;
  readonly seenAt: Temporal.Instant;
}

/** Let a member in. Returns the secret for the cookie; only its digest is written. A new one at every sign-in. */
export async function openSession(work: Work, member: MemberId, start: SessionStart = {}): Promise<string> {
  const secret = newSecret();
  await work.tx
    .insertInto('session')
    .values({
      id: newId<SessionId>(),
      hash: digestSecret(secret),
      member_id: member,
      device: start.device ?? '',
      created_at: work.now,
      seen_at: work.now,
      proved_at: (start.isProof ?? true) ? work.now : null,
      expires_at: work.now.add(longest),
    })
    .execute();
  return secret;
}

/** The session a secret opens: undefined after 14 idle days, 90 days in all, sign-out, or the member's leaving. */
export async function findSession(
  db: Db,
  secret: string,
  now: Temporal.Instant,
): Promise<LiveSession | undefined> {
  const hash = digestSecret(secret);
  const row = await db
    .selectFrom('session')
    .select(['id', 'member_id', 'seen_at', 'proved_at'])
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('seen_at', '>', now.subtract(idle))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (Temporal.Instant.compare(row.seen_at, now.subtract({ minutes: 10 })) < 0) {
    await db.updateTable('session').set({ seen_at: now }).where('hash', '=', hash).execute();
  }
  const member = await findMember(db, row.member_id);
  return member && { id: row.id, member, provedAt: row.proved_at };
}

/** Whether somebody showed within the last ten minutes that it is them. */
export function isProved(session: LiveSession, now: Temporal.Instant): boolean {
  return session.provedAt !== null && Temporal.Instant.compare(session.provedAt.add(proofLasts), now) > 0;
}

/** Note that the person showed that it is them. The session gets a new secret, which is returned; the old one is over. */
export async function proveSession(work: Work, session: SessionId): Promise<string> {
  const secret = newSecret();
  await work.tx
    .updateTable('session')
    .set({ hash: digestSecret(secret), proved_at: work.now })
    .where('id', '=', session)
    .execute();
  return secret;
}

/** The open sessions of a member, the one seen last first. */
export async function listSessions(db: Db, member: MemberId, now: Temporal.Instant): Promise<SessionLine[]> {
  const rows = await db
    .selectFrom('session')
    .select(['id', 'device', 'created_at', 'seen_at'])
    .where('member_id', '=', member)
    .where('expires_at', '>', now)
    .where('seen_at', '>', now.subtract(idle))
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    device: row.device,
    createdAt: row.created_at,
    seenAt: row.seen_at,
  }));
}

/** Sign out: this session is over at once. */
export async function closeSession(work: Work, secret: string): Promise<void> {
  await work.tx.deleteFrom('session').where('hash', '=', digestSecret(secret)).execute();
}

/** Sign a browser of one's own out. @throws Refusal not-found `session.unknown` for what is not theirs, or over */
export async function revokeSession(work: Work, member: MemberId, id: string): Promise<void> {
  const gone = await work.tx
    .deleteFrom('session')
    .where('id', '=', id as SessionId)
    .where('member_id', '=', member)
    .returning('id')
    .executeTakeFirst();
  if (gone !== undefined) return;
  throw new Refusal(
    'not-found',
    'session.unknown',
    'You have no such browser signed in. It may be out already.',
  );
}

/** Sign a member out everywhere, or everywhere but here. */
export async function closeSessionsOf(work: Work, member: MemberId, but?: SessionId): Promise<void> {
  let gone = work.tx.deleteFrom('session').where('member_id', '=', member);
  if (but !== undefined) gone = gone.where('id', '!=', but);
  await gone.execute();
}
