import { z } from 'zod';
import { type Actor, fullHandle } from '../domain/actors/actor.ts';
import {
  type Guest,
  guestStates,
  type Membership,
  membershipStates,
} from '../domain/affiliations/affiliation.ts';

const Address = z.string().meta({ format: 'uri' });
const Time = z.string().meta({ format: 'date-time' });

const somebody = { id: Address, handle: z.string(), name: z.string(), url: Address };

/** A person of another server who asked to join, was invited, or is a member. */
export const PlainGuest = z.strictObject({
  ...somebody,
  state: z.enum(guestStates),
  message: z.string().describe('What they wrote when they asked.'),
  since: Time,
  claimedAt: Time.nullable().describe(
    'When their own profile last said so. The membership counts only then.',
  ),
});
export type PlainGuest = z.output<typeof PlainGuest>;

/** A collective elsewhere that one of ours asked, is invited by, or is a member of. */
export const PlainMembership = z.strictObject({
  ...somebody,
  state: z.enum(membershipStates),
  since: Time,
  listedAt: Time.nullable().describe('When its list last held the person. The membership counts only then.'),
});
export type PlainMembership = z.output<typeof PlainMembership>;

/** A person of another server as plain JSON. */
export function guestToPlain({ actor, state, message, since, claimedAt }: Guest): PlainGuest {
  const claimed = claimedAt?.toString() ?? null;
  return { ...nameOf(actor), state, message, since: since.toString(), claimedAt: claimed };
}

/** A membership elsewhere as plain JSON. */
export function membershipToPlain({ collective, state, since, listedAt }: Membership): PlainMembership {
  const listed = listedAt?.toString() ?? null;
  return { ...nameOf(collective), state, since: since.toString(), listedAt: listed };
}

function nameOf(actor: Actor): { id: string; handle: string; name: string; url: string } {
  return { id: actor.iri, handle: fullHandle(actor), name: actor.name, url: actor.url };
}
