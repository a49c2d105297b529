import { type MemberId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { postLetter } from '../mail.ts';
import { type Asker, requireMay } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import { requireMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { closeLinks, issueLink, useLink } from './links.ts';
import { closeSessionsOf } from './sessions.ts';
import type { ResetId } from './tables.ts';

/** How long whoever is helped, or somebody else in their place, can stop it. */
const waits = Temporal.Duration.from({ hours: 24 });
/** Help nobody used after a week is over. */
const lasts = Temporal.Duration.from({ hours: 7 * 24 });

/** Help for somebody who lost every way in. */
export interface Reset {
  readonly id: ResetId;
  readonly member: MemberId;
  readonly name: string;
  readonly handle: string;
  /** The steward who helps, by name; null for the command line. */
  readonly startedBy: string | null;
  readonly startedAt: Temporal.Instant;
  /** From then on the link can be made. */
  readonly opensAt: Temporal.Instant;
  /** When a link was made last; null before. */
  readonly passedOnAt: Temporal.Instant | null;
}

/** What time it is, and where to look: a `Work`, or a database with a clock beside it. */
interface Look {
  readonly tx: Db;
  readonly now: Temporal.Instant;
}

function running({ tx, now }: Look) {
  return tx
    .selectFrom('account_reset')
    .innerJoin('member', 'member.id', 'account_reset.member_id')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .leftJoin('member as helper', 'helper.id', 'account_reset.started_by')
    .leftJoin('actor as helping', 'helping.id', 'helper.actor_id')
    .select(['account_reset.id', 'account_reset.member_id as member', 'actor.name', 'actor.handle'])
    .select(['account_reset.created_at as startedAt', 'account_reset.passed_on_at as passedOnAt'])
    .select('helping.name as startedBy')
    .where('member.left_at', 'is', null)
    .where('account_reset.created_at', '>', now.subtract(lasts));
}

/** All help that runs, the first first. */
export async function listResets(look: Look): Promise<Reset[]> {
  const rows = await running(look).orderBy('account_reset.created_at').execute();
  return rows.map((row) => ({ ...row, opensAt: row.startedAt.add(waits) }));
}

/** The help that runs for a member; undefined where none does. Asked on every page they open. */
export async function findReset(look: Look, member: MemberId): Promise<Reset | undefined> {
  const row = await running(look).where('account_reset.member_id', '=', member).executeTakeFirst();
  return row && { ...row, opensAt: row.startedAt.add(waits) };
}

/**
 * Begin to help somebody back in who lost every way. They are told by mail and on every page; for a day anybody who is
 * still signed in as them can stop it.
 * @throws Refusal what `requireMay` refuses; not-found `member.unknown`; conflict `reset.running`
 */
export async function startReset(work: Work, member: MemberId, by: Asker): Promise<Reset> {
  requireMay(by, 'sign-in.reset', { owner: member });
  await requireMember(work.tx, member);
  await work.tx.deleteFrom('account_reset').where('created_at', '<=', work.now.subtract(lasts)).execute();
  const added = await work.tx
    .insertInto('account_reset')
    .values({
      id: newId<ResetId>(),
      member_id: member,
      started_by: by === 'node' || by === undefined ? null : by.id,
      created_at: work.now,
      passed_on_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  const reset = await findReset(work, member);
  if (added === undefined || reset === undefined) {
    throw new Refusal('conflict', 'reset.running', 'Somebody helps this person back in already.');
  }
  await postLetter(work, { kind: 'account', change: 'reset-started' }, { member });
  return reset;
}

/**
 * Stop it: whoever is helped, or a steward. The link opens nothing any more. Whoever is helped is told by mail.
 * @throws Refusal not-found `reset.unknown`; what `requireMay` refuses
 */
export async function stopReset(work: Work, member: MemberId, by: Asker): Promise<void> {
  const isOwn = by !== 'node' && by?.id === member;
  if (!isOwn) requireMay(by, 'sign-in.reset', { owner: member });
  const gone = await work.tx
    .deleteFrom('account_reset')
    .where('member_id', '=', member)
    .returning('id')
    .executeTakeFirst();
  if (gone === undefined) throw unknown();
  await closeLinks(work, member, ['reset']);
  await postLetter(work, { kind: 'account', change: 'reset-stopped' }, { member });
}

/**
 * Make the one-time link, a day after it began; one made before opens nothing any more. Returns the secret.
 * @throws Refusal what `requireMay` refuses; not-found `reset.unknown`; conflict `reset.too_early`
 */
export async function makeResetLink(work: Work, member: MemberId, by: Asker): Promise<string> {
  requireMay(by, 'sign-in.reset', { owner: member });
  const reset = await findReset(work, member);
  if (reset === undefined) throw unknown();
  if (Temporal.Instant.compare(work.now, reset.opensAt) < 0) {
    const at = reset.opensAt.toString({ smallestUnit: 'minute' });
    throw new Refusal(
      'conflict',
      'reset.too_early',
      `The link can be made from ${at} on: until then the person can stop it.`,
      { at },
    );
  }
  await closeLinks(work, member, ['reset']);
  await work.tx
    .updateTable('account_reset')
    .set({ passed_on_at: work.now })
    .where('id', '=', reset.id)
    .execute();
  return issueLink(work, 'reset', member);
}

/**
 * Use the link up: every passkey, code, session, token and open link of that person goes first. Returns whose it was;
 * the door then lets them in and leads to a new passkey.
 * @throws Refusal what `useLink` refuses; gone `reset.stopped`
 */
export async function useReset(work: Work, secret: string): Promise<Member> {
  const { member: id } = await useLink(work, 'reset', secret);
  const reset = id === null ? undefined : await findReset(work, id);
  if (reset === undefined) {
    throw new Refusal('gone', 'reset.stopped', 'This help was stopped, or ended after a week.');
  }
  const { member } = reset;
  await work.tx.deleteFrom('passkey').where('member_id', '=', member).execute();
  await work.tx.deleteFrom('recovery_code').where('member_id', '=', member).execute();
  await work.tx.deleteFrom('api_token').where('member_id', '=', member).execute();
  await work.tx.deleteFrom('mail_change').where('member_id', '=', member).execute();
  await closeSessionsOf(work, member);
  await closeLinks(work, member, ['sign-in', 'mail-address', 'reset']);
  await work.tx.deleteFrom('account_reset').where('id', '=', reset.id).execute();
  await postLetter(work, { kind: 'account', change: 'reset-done' }, { member });
  return requireMember(work.tx, member);
}

function unknown(): Refusal {
  return new Refusal('not-found', 'reset.unknown', 'Nobody helps that person back in. It may be over.');
}
