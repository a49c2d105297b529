import type { MemberId } from '../../core/id.ts';

/** Rows that let somebody in: only digests, never the secrets themselves. */
export interface AuthTables {
  link_token: {
    hash: Uint8Array;
    purpose: 'setup' | 'sign-in';
    member_id: MemberId | null;
    created_at: Temporal.Instant;
    expires_at: Temporal.Instant;
    used_at: Temporal.Instant | null;
  };
  session: {
    hash: Uint8Array;
    member_id: MemberId;
    created_at: Temporal.Instant;
    seen_at: Temporal.Instant;
    expires_at: Temporal.Instant;
  };
  api_token: {
    hash: Uint8Array;
    name: string;
    scopes: string[];
    created_at: Temporal.Instant;
    expires_at: Temporal.Instant | null;
    used_at: Temporal.Instant | null;
  };
}
