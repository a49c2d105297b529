import { randomInt } from 'node:crypto';
import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { postLetter } from '../mail.ts';
import type { Work } from '../work.ts';
import { digestSecret } from './secret.ts';

/** How many codes a person gets at once. */
export const codesAtOnce = 10;
/** Letters and digits that are not taken for one another: without i, l, o and u (Crockford). */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** One new code: 75 random bits as `xxxxx-xxxxx-xxxxx`. */
function newCode(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet.charAt(randomInt(32))).join('');
  return `${group()}-${group()}-${group()}`;
}

/** A code as it is kept: what people mistype (capitals, spaces, O for 0, l for 1) reads the same. */
function canonicalCode(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
}

function digestCode(text: string): Buffer {
  return digestSecret(`recovery ${canonicalCode(text)}`);
}

/** Make ten new codes for a member. The old ones are over. Returned once; only digests are written. */
export async function makeRecoveryCodes(work: Work, member: MemberId): Promise<string[]> {
  const codes = Array.from({ length: codesAtOnce }, newCode);
  await work.tx.deleteFrom('recovery_code').where('member_id', '=', member).execute();
  await work.tx
    .insertInto('recovery_code')
    .values(
      codes.map((code) => ({
        hash: digestCode(code),
        member_id: member,
        created_at: work.now,
        used_at: null,
      })),
    )
    .execute();
  await postLetter(work, { kind: 'account', change: 'codes-made' }, { member });
  return codes;
}

/** How many codes of a member still open something. */
export async function countRecoveryCodes(db: Db, member: MemberId): Promise<number> {
  const rows = await db
    .selectFrom('recovery_code')
    .select('hash')
    .where('member_id', '=', member)
    .where('used_at', 'is', null)
    .execute();
  return rows.length;
}

/**
 * Use a code up, once. `who` is the mail address or the handle of its owner. Returns whose it was; they are told.
 * @throws Refusal invalid `recovery.unknown`, the same for an unknown person, a wrong code and a used one
 */
export async function useRecoveryCode(work: Work, who: string, code: string): Promise<MemberId> {
  const hash = digestCode(code);
  const owner = await work.tx
    .selectFrom('recovery_code')
    .innerJoin('member', 'member.id', 'recovery_code.member_id')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['member.id', 'member.email', 'actor.handle'])
    .where('recovery_code.hash', '=', hash)
    .where('member.left_at', 'is', null)
    .executeTakeFirst();
  const used = owner !== undefined && isNamed(owner, who) ? await useUp(work, owner.id, hash) : undefined;
  if (used === undefined) {
    throw new Refusal(
      'invalid',
      'recovery.unknown',
      'This code and this name do not belong together, or the code was used. Each works once; try the next on your list.',
    );
  }
  await postLetter(work, { kind: 'account', change: 'code-used' }, { member: used });
  return used;
}

function isNamed(owner: { readonly email: string | null; readonly handle: string }, who: string): boolean {
  const name = who.trim().toLowerCase();
  if (owner.email?.toLowerCase() === name) return true;
  return owner.handle.toLowerCase() === name.replace(/^@/, '').replace(/@.*$/, '');
}

async function useUp(work: Work, member: MemberId, hash: Buffer): Promise<MemberId | undefined> {
  const row = await work.tx
    .updateTable('recovery_code')
    .set({ used_at: work.now })
    .where('hash', '=', hash)
    .where('member_id', '=', member)
    .where('used_at', 'is', null)
    .returning('member_id')
    .executeTakeFirst();
  return row?.member_id;
}
