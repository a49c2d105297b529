import type { ActorId } from '../../core/id.ts';

/** Who may follow: anyone at once, or each one after a steward agrees. */
export const followPolicies = ['anyone', 'approve'] as const;
/** One of those rules about following. */
export type FollowPolicy = (typeof followPolicies)[number];

/** Who may join: nobody now, people a member invites, or anybody who applies. */
export const joinPolicies = ['closed', 'invitation', 'application'] as const;
/** One of those rules about joining. */
export type JoinPolicy = (typeof joinPolicies)[number];

/** The forms a logo is served in: WebP of 512 px for our pages, PNG of 256 px for everybody else. */
export const logoForms = ['webp', 'png'] as const;
/** One of those. */
export type LogoForm = (typeof logoForms)[number];

/** Where a form of the logo is: its name says what is in it, so it may be kept for ever. */
export function logoPath(hash: string, form: LogoForm): string {
  return `/media/logo-${hash}.${form}`;
}

/** Where another form of the logo at a path is. */
export function otherForm(path: string, form: LogoForm): string {
  return path.replace(/\w+$/, form);
}

/** The collective whose node this is. There is exactly one. */
export interface Collective {
  readonly actor: ActorId;
  readonly name: string;
  /** Permanent, like the domain. */
  readonly handle: string;
  /** Why it exists, in Markdown. */
  readonly purpose: string;
  /** BCP 47, the language of its posts where nothing else is said. */
  readonly language: string;
  readonly followPolicy: FollowPolicy;
  readonly joinPolicy: JoinPolicy;
  /** The one colour it chose, as `#rrggbb`. */
  readonly colour: string;
  /** How many invitations of one member may be open at a time. */
  readonly invitationQuota: number;
  /** The path of its logo as a PNG of 256 px; `otherForm` says where the WebP is. Null where the mark will do. */
  readonly logo: string | null;
  readonly createdAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
}
