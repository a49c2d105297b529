import type { ApplicationId, InvitationId, MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { digestSecret, newSecret } from '../auth/secret.ts';
import type { Db } from '../database.ts';
import type { Work } from '../work.ts';

/** What a secret address opens: exactly one of these. */
export type LinkTarget =
  | { readonly invitation: InvitationId }
  | { readonly application: ApplicationId }
  | { readonly farewell: MemberId };

/** Make a secret for an address. Returned once; only its digest is written. `expiresAt` null: for as long as what it opens is kept. */
export async function issueJoiningLink(
  work: Work,
  target: LinkTarget,
  expiresAt: Temporal.Instant | null,
): Promise<string> {
  const secret = newSecret();
  await work.tx
    .insertInto('joining_link')
    .values({
      hash: digestSecret(secret),
      invitation_id: 'invitation' in target ? target.invitation : null,
      application_id: 'application' in target ? target.application : null,
      member_id: 'farewell' in target ? target.farewell : null,
      created_at: work.now,
      expires_at: expiresAt,
    })
    .execute();
  return secret;
}

/** What a secret stands for, whether it is over or not; undefined for none of ours. */
export async function findJoiningLink(db: Db, secret: string) {
  return db
    .selectFrom('joining_link')
    .select(['invitation_id', 'application_id', 'member_id', 'expires_at'])
    .where('hash', '=', digestSecret(secret))
    .executeTakeFirst();
}

/** An address that opens nothing here, or something else. */
export function unknownLink(): Refusal {
  return new Refusal(
    'invalid',
    'link.unknown',
    'This link is not one of ours. Check that it was copied whole.',
  );
}
