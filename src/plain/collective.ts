import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { followPolicies, joinPolicies } from '../domain/collective/collective.ts';
import { changeCollective, setInvitationQuota } from '../domain/collective/commands.ts';
import { lockCollective } from '../domain/collective/queries.ts';
import type { Work } from '../domain/work.ts';
import { Line, Prose } from './text.ts';

/** What the collective says of itself, and its rules. What is missing stays; the handle is permanent. */
export const CollectiveInput = z.strictObject({
  name: Line.optional(),
  purpose: Prose.optional().describe('Why it exists, in Markdown.'),
  language: Line.optional().describe('BCP 47, the language of its posts where nothing else is said.'),
  followPolicy: z.enum(followPolicies).optional(),
  joinPolicy: z.enum(joinPolicies).optional(),
  colour: Line.optional().describe('#rrggbb'),
  invitationQuota: z.int().optional().describe('How many invitations of one member may be open at a time.'),
});
export type CollectiveInput = z.output<typeof CollectiveInput>;

/**
 * Write what the collective says anew, in one transaction. Followers are told where its profile is among it, not of
 * the quota alone.
 * @throws Refusal invalid `collective.<field>`
 */
export async function writeCollective(work: Work, said: CollectiveInput): Promise<void> {
  const { invitationQuota, ...profile } = said;
  if (Object.values(profile).some((value) => value !== undefined)) {
    const before = await lockCollective(work.tx);
    await changeCollective(work, {
      name: profile.name ?? before.name,
      purpose: profile.purpose ?? before.purpose,
      language: profile.language ?? before.language,
      followPolicy: profile.followPolicy ?? before.followPolicy,
      joinPolicy: profile.joinPolicy ?? before.joinPolicy,
      colour: profile.colour ?? before.colour,
    });
  }
  if (invitationQuota !== undefined) await setInvitationQuota(work, invitationQuota);
}

const logoFaults = {
  kind: 'The picture must be PNG, JPEG, WebP or AVIF. What was sent is none of them, whatever its name says.',
  size: 'The picture is larger than 2 MB. Save it smaller and send it again.',
  pixels: 'The picture has more than 40 million pixels. Save it smaller and send it again.',
  broken: 'The picture could not be read to its end. Save it anew and send it again.',
} as const;

/** Why a picture cannot be the logo, by what was wrong with it: invalid `logo.<fault>`. */
export function logoRefusal(fault: keyof typeof logoFaults): Refusal {
  return new Refusal('invalid', `logo.${fault}`, logoFaults[fault]);
}
