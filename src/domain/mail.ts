import { type ColumnType, type Generated, sql } from 'kysely';
import { type Brand, type InvitationId, type MemberId, newId } from '../core/id.ts';
import type { Db } from './database.ts';
import type { NoticeId } from './notice.ts';
import { wake } from './outbox.ts';
import type { Work } from './work.ts';

/** A row of `mail`: one letter to one person. */
export type LetterId = Brand<string, 'LetterId'>;

/** What changed about how a person signs in, for the letter that tells them. */
export type AccountChange =
  | 'passkey-added'
  | 'passkey-removed'
  | 'codes-made'
  | 'code-used'
  | 'token-made'
  | 'reset-started'
  | 'reset-stopped'
  | 'reset-done';

/**
 * What a letter says. `sign-in` asks for a link, for whoever has the address; nobody has to. No letter holds a
 * secret: what opens something is made when it is sent.
 */
export type Letter =
  | { readonly kind: 'sign-in'; readonly next: string }
  | { readonly kind: 'welcome'; readonly inviter: MemberId }
  | { readonly kind: 'notices'; readonly notices: readonly NoticeId[]; readonly isDigest: boolean }
  | { readonly kind: 'invitation'; readonly invitation: InvitationId }
  | { readonly kind: 'farewell'; readonly member: MemberId; readonly isRemoved: boolean }
  | { readonly kind: 'account'; readonly change: AccountChange }
  /** To the address that shall become theirs, with the link that makes it so. */
  | { readonly kind: 'mail-address'; readonly member: MemberId }
  /** To the address they had: another was asked for, or took its place. */
  | { readonly kind: 'mail-moved'; readonly member: MemberId; readonly step: 'asked' | 'done' };

/** Rows of `mail`. One of `member_id` and `recipient` says to whom. */
export interface MailTables {
  mail: {
    id: LetterId;
    position: Generated<number>;
    kind: Letter['kind'];
    member_id: MemberId | null;
    /** As it was typed, in lower case. */
    recipient: string | null;
    payload: ColumnType<Letter, string, never>;
    created_at: Temporal.Instant;
    run_at: Temporal.Instant;
    locked_until: Temporal.Instant | null;
    attempts: Generated<number>;
    is_dead: Generated<boolean>;
    error: string | null;
    done_at: Temporal.Instant | null;
  };
}

/** The queue whose wakes say that a letter waits. */
export const mailQueue = 'mail';

/** Write a letter, in the transaction that causes it. Wakes the worker that sends mail at commit. */
export async function postLetter(
  work: Work,
  letter: Letter,
  to: { readonly member: MemberId } | { readonly address: string },
): Promise<void> {
  await work.tx
    .insertInto('mail')
    .values({
      id: newId<LetterId>(),
      kind: letter.kind,
      member_id: 'member' in to ? to.member : null,
      recipient: 'address' in to ? to.address.trim().toLowerCase() : null,
      payload: JSON.stringify(letter),
      created_at: work.now,
      run_at: work.now,
    })
    .execute();
  await wake(work, mailQueue);
}

/** A letter under lease: two minutes, longer than any mail server may take to answer. */
export interface TakenLetter {
  readonly id: LetterId;
  readonly letter: Letter;
  readonly member: MemberId | null;
  readonly address: string | null;
  readonly createdAt: Temporal.Instant;
  /** This one included. */
  readonly attempts: number;
}

/** Lease the oldest letter that is due; undefined if none is. Many processes may ask at once. */
export async function takeLetter(db: Db): Promise<TakenLetter | undefined> {
  const { rows } = await sql<{
    id: LetterId;
    payload: Letter;
    member_id: MemberId | null;
    recipient: string | null;
    created_at: Temporal.Instant;
    attempts: number;
  }>`
    update mail set locked_until = now() + interval '2 minutes', attempts = attempts + 1
    where id = (
      select id from mail
      where done_at is null and not is_dead and run_at <= now() and (locked_until is null or locked_until < now())
      order by position limit 1 for update skip locked
    )
    returning id, payload, member_id, recipient, created_at, attempts`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { id, payload: letter, member_id: member, recipient: address, attempts } = row;
  return { id, letter, member, address, createdAt: row.created_at, attempts };
}

/** The letter was sent, or nobody is there to read it. */
export async function finishLetter(db: Db, id: LetterId): Promise<void> {
  await db
    .updateTable('mail')
    .set({ done_at: sql`now()`, locked_until: null, error: null })
    .where('id', '=', id)
    .execute();
}

/** The letter could not be sent: it is tried again later, or set aside with the reason. */
export async function postponeLetter(
  db: Db,
  id: LetterId,
  reason: string,
  waitSeconds: number | 'for ever',
): Promise<void> {
  const change =
    waitSeconds === 'for ever'
      ? { is_dead: true }
      : { run_at: sql<Temporal.Instant>`now() + make_interval(secs => ${waitSeconds})` };
  await db
    .updateTable('mail')
    .set({ locked_until: null, error: reason.slice(0, 500), ...change })
    .where('id', '=', id)
    .execute();
}

/** Forget letters that are a week old, sent or not (none is news by then), and questions for a link after a day. */
export async function forgetOldLetters(db: Db): Promise<void> {
  await sql`
    delete from mail
    where created_at < now() - interval '7 days'
      or (kind = 'sign-in' and created_at < now() - interval '1 day')`.execute(db);
}
