import { randomBytes } from 'node:crypto';
import { cleanName } from '../../core/html.ts';
import { type MemberId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { postLetter } from '../mail.ts';
import type { Work } from '../work.ts';
import { countRecoveryCodes } from './recovery-codes.ts';
import { digestSecret } from './secret.ts';
import type { ChallengePurpose, PasskeyId, SessionId } from './tables.ts';
import { checkPasskey, type MadePasskey, type PasskeyAnswer } from './webauthn.ts';

const challengeLasts = Temporal.Duration.from({ minutes: 5 });
/** Passkeys one person may have. */
const mostPasskeys = 20;

/** A passkey as its owner sees it. */
export interface Passkey {
  readonly id: PasskeyId;
  readonly credentialId: string;
  readonly transports: readonly string[];
  readonly name: string;
  /** Whether the device keeps a copy elsewhere, so that losing the device does not lose it. */
  readonly isBackedUp: boolean;
  readonly createdAt: Temporal.Instant;
  readonly usedAt: Temporal.Instant | null;
}

/** The passkeys of a member, oldest first. */
export async function listPasskeys(db: Db, member: MemberId): Promise<Passkey[]> {
  const rows = await db
    .selectFrom('passkey')
    .select(['id', 'credential_id', 'transports', 'name', 'is_backed_up', 'created_at', 'used_at'])
    .where('member_id', '=', member)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    credentialId: row.credential_id,
    transports: row.transports,
    name: row.name,
    isBackedUp: row.is_backed_up,
    createdAt: row.created_at,
    usedAt: row.used_at,
  }));
}

/**
 * A new challenge, as base64url: five minutes, once, for one purpose, and where somebody is signed in for their
 * session alone. Only its digest is written.
 */
export async function beginChallenge(
  work: Work,
  purpose: ChallengePurpose,
  session: SessionId | null,
): Promise<string> {
  const challenge = randomBytes(32).toString('base64url');
  await work.tx.deleteFrom('passkey_challenge').where('expires_at', '<', work.now).execute();
  await work.tx
    .insertInto('passkey_challenge')
    .values({
      hash: digestSecret(challenge),
      purpose,
      session_id: session,
      expires_at: work.now.add(challengeLasts),
    })
    .execute();
  return challenge;
}

/**
 * Use a challenge up. In a transaction of its own, before the answer is checked: a wrong answer uses it up as well.
 * @throws Refusal invalid `passkey.challenge` if it is used, old, for something else, or somebody else's
 */
export async function takeChallenge(
  work: Work,
  purpose: ChallengePurpose,
  session: SessionId | null,
  challenge: string,
): Promise<void> {
  const taken = await work.tx
    .deleteFrom('passkey_challenge')
    .where('hash', '=', digestSecret(challenge))
    .where('purpose', '=', purpose)
    .where('session_id', session === null ? 'is' : '=', session)
    .where('expires_at', '>', work.now)
    .returning('hash')
    .executeTakeFirst();
  if (taken !== undefined) return;
  throw new Refusal(
    'invalid',
    'passkey.challenge',
    'This took longer than five minutes, or was sent twice. Open the page again and try once more.',
  );
}

/**
 * Keep a passkey that was made and checked. Its owner is told by mail.
 * @throws Refusal conflict `passkey.known` if it is kept already, `passkey.many` beyond twenty
 */
export async function addPasskey(
  work: Work,
  member: MemberId,
  made: MadePasskey,
  name: string,
): Promise<PasskeyId> {
  const id = newId<PasskeyId>();
  if ((await listPasskeys(work.tx, member)).length >= mostPasskeys) {
    throw new Refusal(
      'conflict',
      'passkey.many',
      `You have ${mostPasskeys} passkeys. Remove one you do not use.`,
      { most: mostPasskeys },
    );
  }
  const added = await work.tx
    .insertInto('passkey')
    .values({
      id,
      member_id: member,
      credential_id: made.credentialId,
      public_key: made.publicKey,
      counter: made.counter,
      transports: [...made.transports],
      is_synced: made.isSynced,
      is_backed_up: made.isBackedUp,
      name: cleanName(name) || 'A passkey',
      created_at: work.now,
      used_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added === undefined)
    throw new Refusal('conflict', 'passkey.known', 'This passkey is on your list already.');
  await postLetter(work, { kind: 'account', change: 'passkey-added' }, { member });
  return id;
}

/** @throws Refusal not-found `passkey.unknown` for what is not theirs; invalid `passkey.name` if it is empty */
export async function renamePasskey(
  work: Work,
  member: MemberId,
  id: PasskeyId,
  name: string,
): Promise<void> {
  const clean = cleanName(name);
  if (clean === '')
    throw new Refusal('invalid', 'passkey.name', 'The name is empty. Write where this passkey is.');
  const renamed = await work.tx
    .updateTable('passkey')
    .set({ name: clean })
    .where('id', '=', id)
    .where('member_id', '=', member)
    .returning('id')
    .executeTakeFirst();
  if (renamed === undefined) throw unknown();
}

/**
 * Remove a passkey. Its owner is told by mail.
 * @throws Refusal not-found `passkey.unknown` for what is not theirs; conflict `passkey.last` for the last way in
 */
export async function removePasskey(work: Work, member: MemberId, id: PasskeyId): Promise<void> {
  // Two removals at once would each see the other's passkey.
  const row = await work.tx
    .selectFrom('member')
    .select('email')
    .where('id', '=', member)
    .forUpdate()
    .executeTakeFirst();
  const removed = await work.tx
    .deleteFrom('passkey')
    .where('id', '=', id)
    .where('member_id', '=', member)
    .returning('id')
    .executeTakeFirst();
  if (removed === undefined) throw unknown();
  const hasOther =
    (row?.email ?? null) !== null ||
    (await listPasskeys(work.tx, member)).length > 0 ||
    (await countRecoveryCodes(work.tx, member)) > 0;
  if (!hasOther) {
    throw new Refusal(
      'conflict',
      'passkey.last',
      'This passkey is your only way in. Add another one or make recovery codes first.',
    );
  }
  await postLetter(work, { kind: 'account', change: 'passkey-removed' }, { member });
}

/**
 * Who a passkey says it is, after everything about its answer was checked; the challenge must be taken already.
 * @throws Refusal invalid `passkey.refused`, the same for a passkey nobody has here
 */
export async function usePasskey(work: Work, answer: PasskeyAnswer, challenge: string): Promise<MemberId> {
  const row = await work.tx
    .selectFrom('passkey')
    .innerJoin('member', 'member.id', 'passkey.member_id')
    .selectAll('passkey')
    .where('credential_id', '=', answer.id)
    .where('member.left_at', 'is', null)
    .forUpdate('passkey')
    .executeTakeFirst();
  const claimed = answer.response.userHandle;
  const isTheirs = row !== undefined && (claimed === undefined || claimed === handleOf(row.member_id));
  if (!isTheirs) {
    throw new Refusal(
      'invalid',
      'passkey.refused',
      'This passkey opens nothing here. It may have been removed from your list; use another way in.',
    );
  }
  const kept = { credentialId: row.credential_id, publicKey: row.public_key, counter: row.counter };
  const { counter, isBackedUp } = await checkPasskey(work.origin, answer, challenge, kept);
  await work.tx
    .updateTable('passkey')
    .set({ counter, is_backed_up: isBackedUp, used_at: work.now })
    .where('id', '=', row.id)
    .execute();
  return row.member_id;
}

/** The user handle of a member: the bytes of their id. */
function handleOf(member: MemberId): string {
  return Buffer.from(member.replaceAll('-', ''), 'hex').toString('base64url');
}

function unknown(): Refusal {
  return new Refusal('not-found', 'passkey.unknown', 'You have no such passkey. It may be removed already.');
}
