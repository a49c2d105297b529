import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Work } from '../work.ts';
import { digestSecret, newSecret } from './secret.ts';

/** What a one-time link is for. A link for one purpose opens nothing else. */
export type LinkPurpose = 'setup' | 'sign-in' | 'mail-address' | 'reset';

const lifetimes: Readonly<Record<LinkPurpose, Temporal.Duration>> = {
  setup: Temporal.Duration.from({ minutes: 30 }),
  'sign-in': Temporal.Duration.from({ minutes: 15 }),
  'mail-address': Temporal.Duration.from({ hours: 24 }),
  reset: Temporal.Duration.from({ hours: 1 }),
};

/** What a link opened. */
export interface UsedLink {
  /** Whose it was; null for setup. */
  readonly member: MemberId | null;
  /** Whether it came by mail, or a steward passed it on. */
  readonly isMailed: boolean;
  /** The address it makes theirs; null for every other purpose. */
  readonly email: string | null;
}

/** What a link carries beside whose it is. */
export interface LinkCargo {
  /** Says that only the mailbox stands for whoever uses it. Default: no. */
  readonly isMailed?: boolean | undefined;
  /** For `mail-address` alone, and there always. */
  readonly email?: string | undefined;
}

/** Make a one-time link. Returns the secret; only its digest is written. `member` is null for setup alone. */
export async function issueLink(
  work: Work,
  purpose: LinkPurpose,
  member: MemberId | null,
  { isMailed = false, email }: LinkCargo = {},
): Promise<string> {
  const secret = newSecret();
  await work.tx
    .insertInto('link_token')
    .values({
      hash: digestSecret(secret),
      purpose,
      member_id: member,
      created_at: work.now,
      expires_at: work.now.add(lifetimes[purpose]),
      used_at: null,
      is_mailed: isMailed,
      email: email ?? null,
    })
    .execute();
  return secret;
}

/**
 * Use a link up: the first one wins, by one atomic update. Returns whose it was (null for setup).
 * @throws Refusal gone `link.used` if used or expired; invalid `link.unknown` if it never was one for this purpose
 */
export async function consumeLink(
  work: Work,
  purpose: LinkPurpose,
  secret: string,
): Promise<MemberId | null> {
  return (await useLink(work, purpose, secret)).member;
}

/** The same as `consumeLink`, and says how the link came. @throws the same */
export async function useLink(work: Work, purpose: LinkPurpose, secret: string): Promise<UsedLink> {
  const hash = digestSecret(secret);
  const used = await work.tx
    .updateTable('link_token')
    .set({ used_at: work.now })
    .where('hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', work.now)
    .returning(['member_id', 'is_mailed', 'email'])
    .executeTakeFirst();
  if (used !== undefined) return { member: used.member_id, isMailed: used.is_mailed, email: used.email };
  const known = await work.tx
    .selectFrom('link_token')
    .select('purpose')
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (known?.purpose === purpose) {
    throw new Refusal('gone', 'link.used', 'This link was used or is too old. Ask for a new one.');
  }
  throw new Refusal(
    'invalid',
    'link.unknown',
    'This link is not one of ours. Check that it was copied whole.',
  );
}

/** Whether a link would open now, without using it up: for the page that shows the button. */
export async function isLinkOpen(
  work: Pick<Work, 'tx' | 'now'>,
  purpose: LinkPurpose,
  secret: string,
): Promise<boolean> {
  const row = await work.tx
    .selectFrom('link_token')
    .select('hash')
    .where('hash', '=', digestSecret(secret))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', work.now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Let the unused links of a member for some purposes open nothing any more. */
export async function closeLinks(
  work: Work,
  member: MemberId,
  purposes: readonly LinkPurpose[],
): Promise<void> {
  await work.tx
    .deleteFrom('link_token')
    .where('member_id', '=', member)
    .where('purpose', 'in', purposes)
    .where('used_at', 'is', null)
    .execute();
}
