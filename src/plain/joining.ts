import { z } from 'zod';
import { type Application, applicationStates } from '../domain/joining/application.ts';
import { firstStages, type Invitation, invitationStates } from '../domain/joining/invitation.ts';
import { engagements, hats, type Member, stages } from '../domain/members/member.ts';
import { Line, Prose } from './text.ts';

const Time = z.string().meta({ format: 'date-time' });
const Id = z.uuid();
const Engagement = z.enum(engagements).describe('How they work with the collective. It changes no right.');
const FirstStage = z.enum(firstStages).describe('A candidate is on no public roster.');

/** An invitation as the API and the command line tell it. */
export const PlainInvitation = z.strictObject({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  engagement: Engagement,
  stage: FirstStage,
  note: z.string(),
  state: z.enum(invitationStates),
  inviter: z.string().describe('The handle of whoever invites, without domain.'),
  question: z.string().describe('What they asked last; empty where they asked nothing.'),
  member: z.string().nullable().describe('The handle of who came of it.'),
  createdAt: Time,
  expiresAt: Time,
});
export type PlainInvitation = z.output<typeof PlainInvitation>;

/** An invitation with its newest link, which is told this once. */
export const PlainMadeInvitation = PlainInvitation.extend({
  url: z.string().meta({ format: 'uri' }).describe('To pass on. Told this once; only its digest is kept.'),
});

/** Whom to invite. */
export const InvitationInput = z.strictObject({
  name: Line.min(1).max(64),
  email: Line.max(254).nullish().describe('A letter with a link of its own goes there.'),
  engagement: Engagement.default('freelancer'),
  stage: FirstStage.default('member'),
  note: Prose.max(1000).default(''),
});

/** An invitation as plain JSON. */
export function invitationToPlain(invitation: Invitation): PlainInvitation {
  const { id, name, email, engagement, stage, note, state, question } = invitation;
  return {
    ...{ id, name, email, engagement, stage, note, state, question },
    inviter: invitation.inviter.handle,
    member: invitation.member?.handle ?? null,
    createdAt: invitation.createdAt.toString(),
    expiresAt: invitation.expiresAt.toString(),
  };
}

/** The address an invitation opens at. The secret stands in the query, which is never logged. */
export function invitationUrl(origin: string, secret: string): string {
  return `${origin}/join?token=${secret}`;
}

/** Somebody who asked to join. */
export const PlainApplication = z.strictObject({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  fediverse: z.string().nullable(),
  does: z.string(),
  why: z.string(),
  links: z.array(z.string()),
  state: z.enum(applicationStates),
  vouches: z.array(z.strictObject({ name: z.string(), sentence: z.string(), at: Time })),
  reason: z.string().describe('What they are told where they were declined.'),
  createdAt: Time,
  decidedAt: Time.nullable(),
});
export type PlainApplication = z.output<typeof PlainApplication>;

/** An application as plain JSON. */
export function applicationToPlain(application: Application): PlainApplication {
  const { id, name, email, fediverse, does, why, links, state, reason } = application;
  return {
    ...{ id, name, email, fediverse, does, why, state, reason },
    links: [...links],
    vouches: application.vouches.map(({ member, sentence, at }) => ({
      name: member.name,
      sentence,
      at: at.toString(),
    })),
    createdAt: application.createdAt.toString(),
    decidedAt: application.decidedAt?.toString() ?? null,
  };
}

/** As what somebody is admitted. */
export const AdmissionInput = z.strictObject({
  engagement: Engagement.default('freelancer'),
  stage: FirstStage.default('candidate'),
});

/** A person on the roster, as stewards see it. */
export const PlainMember = z.strictObject({
  id: Id,
  handle: z.string().describe('Without domain.'),
  name: z.string(),
  email: z.string().nullable(),
  stage: z.enum(stages),
  engagement: Engagement,
  hats: z.array(z.enum(hats)),
  invitedBy: Id.nullable(),
  isFederated: z.boolean().describe('Whether they chose to be on the Fediverse.'),
  joinedAt: Time,
});
export type PlainMember = z.output<typeof PlainMember>;

/** A member as plain JSON. */
export function memberToPlain(member: Member): PlainMember {
  const { id, handle, name, email, stage, engagement, invitedBy, isFederated } = member;
  return {
    ...{ id, handle, name, email, stage, engagement, invitedBy, isFederated },
    hats: [...member.hats],
    joinedAt: member.joinedAt.toString(),
  };
}

/** What changes about how somebody belongs; what is missing stays. */
export const BelongingInput = z.strictObject({
  engagement: Engagement.optional(),
  stage: z.literal('member').optional().describe('Makes a candidate a member.'),
  hats: z
    .array(z.enum(hats))
    .max(hats.length)
    .optional()
    .describe('All of them. Only for a token of the node: a person shows on a page that it is them.'),
});
