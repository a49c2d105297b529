import { cleanName, cleanText } from '../../core/html.ts';
import type { ApplicationId, InvitationId, MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Engagement, Stage } from '../members/member.ts';

/** How long an invitation is open: seven days. */
export const invitationLasts = Temporal.Duration.from({ hours: 7 * 24 });
/** How many invitations of one steward may be open at a time. */
export const stewardQuota = 50;

/** What becomes of an invitation. `wanted-again`: it is over, and whoever came too late asked for a new one. */
export const invitationStates = ['open', 'wanted-again', 'used', 'declined', 'expired', 'revoked'] as const;
/** One of those. */
export type InvitationState = (typeof invitationStates)[number];

/** The stages somebody may come in at. */
export const firstStages = ['member', 'candidate'] as const;
/** One of those. */
export type FirstStage = Exclude<Stage, 'alum'>;

/** Whom somebody invites, and as what. */
export interface InvitationDraft {
  readonly name: string;
  readonly email: string | null;
  readonly engagement: Engagement;
  readonly stage: FirstStage;
  /** A few words for them, plain text, at most 1,000 characters. */
  readonly note: string;
}

/** Somebody who was asked to join. */
export interface Invitation extends InvitationDraft {
  readonly id: InvitationId;
  readonly inviter: { readonly id: MemberId; readonly name: string; readonly handle: string };
  /** The application it answers; null where nobody applied. */
  readonly application: ApplicationId | null;
  /** What they asked the inviter last; empty where they asked nothing. */
  readonly question: string;
  readonly state: InvitationState;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  /** When it was used, declined or revoked; null where none of that happened. */
  readonly endedAt: Temporal.Instant | null;
  /** Who came of it. */
  readonly member: { readonly id: MemberId; readonly name: string; readonly handle: string } | null;
}

/** What the state of an invitation is read from. */
export interface InvitationDates {
  readonly expires_at: Temporal.Instant;
  readonly used_at: Temporal.Instant | null;
  readonly declined_at: Temporal.Instant | null;
  readonly revoked_at: Temporal.Instant | null;
  readonly wanted_again_at: Temporal.Instant | null;
}

/** What an invitation is at a moment. */
export function invitationState(dates: InvitationDates, now: Temporal.Instant): InvitationState {
  if (dates.used_at !== null) return 'used';
  const isOver = Temporal.Instant.compare(dates.expires_at, now) <= 0;
  const isClosed = isOver || dates.revoked_at !== null || dates.declined_at !== null;
  if (isClosed && dates.wanted_again_at !== null) return 'wanted-again';
  if (dates.revoked_at !== null) return 'revoked';
  if (dates.declined_at !== null) return 'declined';
  return isOver ? 'expired' : 'open';
}

/** Whom, as it is kept. @throws Refusal invalid `invitation.name`, `invitation.email`, `invitation.note` */
export function checkInvitation(draft: InvitationDraft): InvitationDraft {
  const name = cleanName(draft.name);
  if (name === '') {
    throw new Refusal('invalid', 'invitation.name', 'The name is empty. Write what people call them.');
  }
  const note = cleanText(draft.note);
  if (note.length > 1000) {
    throw new Refusal(
      'invalid',
      'invitation.note',
      `The note has ${note.length} characters; at most 1,000 fit.`,
      { length: note.length },
    );
  }
  return { ...draft, name, note, email: checkAddress(draft.email, 'invitation.email') };
}

/** A mail address as it is kept, or null for none. @throws Refusal invalid with the code */
export function checkAddress(text: string | null, code: string): string | null {
  const address = text?.trim() ?? '';
  if (address === '') return null;
  if (/^[^\s@<>"]+@[^\s@<>"]+$/.test(address) && address.length <= 254) return address;
  const typed = address.slice(0, 80);
  throw new Refusal('invalid', code, `"${typed}" is not a mail address.`, { typed });
}
