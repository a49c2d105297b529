import type { Generated } from 'kysely';
import type { MemberId } from '../../core/id.ts';
import type { NoticeEvent } from '../notice.ts';

/** Rows of when and how people want to hear of things, and of what they put off. */
export interface NoticesTables {
  notice_setting: {
    member_id: MemberId;
    event: NoticeEvent;
    on_today: boolean;
    by_mail: boolean;
    in_digest: boolean;
  };
  notice_rhythm: {
    member_id: MemberId;
    digest_day: number | null;
    quiet_from: Generated<number>;
    quiet_until: Generated<number>;
    letter_at: Temporal.Instant | null;
    digest_at: Temporal.Instant | null;
    stop_hash: Uint8Array | null;
  };
  snooze: {
    member_id: MemberId;
    key: string;
    until: Temporal.Instant;
  };
}
