import { z } from 'zod';
import { firstStages } from '../../domain/joining/invitation.ts';
import { engagements } from '../../domain/members/member.ts';
import { optionalText, problem, requiredText } from './texts.ts';

const id = z.uuid();
const token = z.string().min(1).max(200);
const engagement = z.enum(engagements, problem('joining.choose_engagement'));
const stage = z.enum(firstStages, problem('joining.choose_stage'));
const yes = z.literal('yes').optional();

/** Invite somebody. */
export const inviteForm = z.strictObject({
  name: requiredText(64),
  email: optionalText(254),
  engagement,
  stage,
  note: optionalText(1000),
});

/** Something about one invitation. */
export const invitationForm = z.strictObject({ invitation: id });

/** Only the secret of a page. */
export const tokenForm = z.strictObject({ token });

/** Accept an invitation. */
export const acceptForm = z.strictObject({
  token,
  name: requiredText(64, 'forms.empty_name'),
  handle: requiredText(60, 'forms.empty_handle'),
  email: optionalText(254),
});

/** Ask whoever invites. */
export const questionForm = z.strictObject({ token, question: requiredText(1000) });

/** Ask to join. `website` is a field nobody sees: what fills it in is no person. */
export const applyForm = z.strictObject({
  name: requiredText(64, 'forms.empty_name'),
  email: optionalText(254),
  fediverse: optionalText(300),
  does: requiredText(2000, 'forms.empty_does'),
  why: requiredText(2000, 'forms.empty_why'),
  links: optionalText(2600),
  website: z.string().max(2000).default(''),
});

/** Vouch for somebody. */
export const vouchForm = z.strictObject({ sentence: requiredText(500) });

/** Admit somebody. */
export const admitForm = z.strictObject({ engagement, stage });

/** Decline somebody, or put them out: they read why. */
export const reasonForm = z.strictObject({ reason: requiredText(1000) });

/** How somebody belongs. A hat that is not ticked is not sent. */
export const belongingForm = z.strictObject({
  engagement,
  stage,
  'hat-steward': yes,
  'hat-moderator': yes,
  'hat-ledger': yes,
});

/** Leave. */
export const leaveForm = z.strictObject({
  going: z.enum(['known', 'gone'], problem('joining.choose_going')),
});
