import type { Generated } from 'kysely';
import type { Brand, MemberId } from '../../core/id.ts';
import type { LinkPurpose } from './links.ts';

/** A row of `session`, as the person who has it may see it. It opens nothing. */
export type SessionId = Brand<string, 'SessionId'>;
/** A row of `passkey`. */
export type PasskeyId = Brand<string, 'PasskeyId'>;
/** A row of `api_token`, as the person who has it may see it. It opens nothing. */
export type TokenId = Brand<string, 'TokenId'>;
/** A row of `mail_change`. */
export type MailChangeId = Brand<string, 'MailChangeId'>;
/** A row of `account_reset`. */
export type ResetId = Brand<string, 'ResetId'>;

/** What a challenge for a passkey is for; an answer to one is no answer to another. */
export type ChallengePurpose = 'add' | 'sign-in' | 'prove';

/** Rows that let somebody in: only digests and public keys, never the secrets themselves. */
export interface AuthTables {
  link_token: {
    hash: Uint8Array;
    purpose: LinkPurpose;
    member_id: MemberId | null;
    created_at: Temporal.Instant;
    expires_at: Temporal.Instant;
    used_at: Temporal.Instant | null;
    is_mailed: boolean;
    /** For `mail-address` alone: what becomes the person's address. */
    email: string | null;
  };
  session: {
    id: SessionId;
    hash: Uint8Array;
    member_id: MemberId;
    device: string;
    created_at: Temporal.Instant;
    seen_at: Temporal.Instant;
    proved_at: Temporal.Instant | null;
    expires_at: Temporal.Instant;
  };
  passkey: {
    id: PasskeyId;
    member_id: MemberId;
    credential_id: string;
    public_key: Uint8Array;
    counter: number;
    transports: string[];
    is_synced: boolean;
    is_backed_up: boolean;
    name: string;
    created_at: Temporal.Instant;
    used_at: Temporal.Instant | null;
  };
  passkey_challenge: {
    hash: Uint8Array;
    purpose: ChallengePurpose;
    session_id: SessionId | null;
    expires_at: Temporal.Instant;
  };
  recovery_code: {
    hash: Uint8Array;
    member_id: MemberId;
    created_at: Temporal.Instant;
    used_at: Temporal.Instant | null;
  };
  attempt: { key: Uint8Array; count: number; ends_at: Temporal.Instant };
  api_token: {
    id: Generated<TokenId>;
    hash: Uint8Array;
    /** Whose it is; null for one of the node. */
    member_id: MemberId | null;
    name: string;
    scopes: string[];
    created_at: Temporal.Instant;
    expires_at: Temporal.Instant | null;
    used_at: Temporal.Instant | null;
  };
  mail_change: {
    id: MailChangeId;
    member_id: MemberId;
    email: string;
    created_at: Temporal.Instant;
  };
  account_reset: {
    id: ResetId;
    member_id: MemberId;
    /** The steward who helps; null for the command line. */
    started_by: MemberId | null;
    created_at: Temporal.Instant;
    passed_on_at: Temporal.Instant | null;
  };
}
