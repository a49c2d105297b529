import { z } from 'zod';
import { iri, paths } from '../core/iri.ts';
import { type Actor, fullHandle } from '../domain/actors/actor.ts';
import { type Collective, followPolicies, joinPolicies } from '../domain/collective/collective.ts';
import { type Delivery, deliveryStates } from '../domain/deliveries/delivery.ts';

const Address = z.string().meta({ format: 'uri' });
const Time = z.string().meta({ format: 'date-time' });

/** A receipt as the API and the command line tell it. */
export const PlainDelivery = z.strictObject({
  activity: Address,
  host: z.string(),
  state: z.enum(deliveryStates),
  status: z.int().nullable().describe('The last HTTP status the other server answered.'),
  attempts: z.int(),
  nextAt: Time.nullable().describe('When the next attempt is due.'),
  error: z.string().nullable(),
  inbox: Address,
  type: z.string().describe('Create, Update, …'),
  object: Address,
  createdAt: Time,
  updatedAt: Time,
});
export type PlainDelivery = z.output<typeof PlainDelivery>;

/** A receipt as plain JSON. */
export function deliveryToPlain(delivery: Delivery): PlainDelivery {
  return {
    activity: delivery.activity,
    host: delivery.host,
    state: delivery.state,
    status: delivery.status,
    attempts: delivery.attempts,
    nextAt: delivery.nextAt?.toString() ?? null,
    error: delivery.error,
    inbox: delivery.inbox,
    type: delivery.type,
    object: delivery.object,
    createdAt: delivery.createdAt.toString(),
    updatedAt: delivery.updatedAt.toString(),
  };
}

/** Somebody who follows the collective, or whom it follows. */
export const PlainFollow = z.strictObject({
  id: Address,
  handle: z.string(),
  name: z.string(),
  url: Address,
  state: z.enum(['pending', 'requested', 'accepted', 'rejected']),
  since: Time,
});
export type PlainFollow = z.output<typeof PlainFollow>;

/** A follow, in either direction, as plain JSON. */
export function followToPlain(follow: {
  readonly actor: Actor;
  readonly state: PlainFollow['state'];
  readonly since: Temporal.Instant;
}): PlainFollow {
  const { actor, state, since } = follow;
  return {
    id: actor.iri,
    handle: fullHandle(actor),
    name: actor.name,
    url: actor.url,
    state,
    since: since.toString(),
  };
}

/** Whether a text names an actor: its address, its page, or its handle with or without the first `@`. */
export function isNamed(actor: Pick<Actor, 'iri' | 'url' | 'handle' | 'host'>, text: string): boolean {
  const name = text.trim();
  if (name === actor.iri || name === actor.url) return true;
  return fullHandle(actor).toLowerCase() === `@${name.replace(/^@/, '').toLowerCase()}`;
}

/** The collective of this node. */
export const PlainCollective = z.strictObject({
  id: Address,
  handle: z.string(),
  url: Address,
  name: z.string(),
  purpose: z.string().describe('Markdown.'),
  language: z.string(),
  followPolicy: z.enum(followPolicies),
  joinPolicy: z.enum(joinPolicies),
  colour: z.string(),
  invitationQuota: z.int().describe('How many invitations of one member may be open at a time.'),
  logo: Address.nullable().describe('A PNG of 256 px; null where the mark stands in its place.'),
  followers: z.int(),
  pending: z.int().describe('Followers who wait for a decision.'),
  following: z.int(),
});
export type PlainCollective = z.output<typeof PlainCollective>;

/** The collective as plain JSON, with how many follow it. */
export function collectiveToPlain(
  collective: Collective,
  counts: { readonly followers: number; readonly pending: number; readonly following: number },
  origin: string,
): PlainCollective {
  const { name, purpose, language, followPolicy, joinPolicy, colour, invitationQuota, logo } = collective;
  return {
    ...addressOf(collective, origin),
    name,
    purpose,
    language,
    followPolicy,
    joinPolicy,
    colour,
    invitationQuota,
    logo: logo === null ? null : iri(origin, logo),
    ...counts,
  };
}

/** Who one of ours is on the network: address, full handle and page. */
export function addressOf(
  actor: Pick<Actor, 'handle'>,
  origin: string,
): { id: string; handle: string; url: string } {
  const address = iri(origin, paths.actor(actor.handle));
  return {
    id: address,
    handle: fullHandle({ handle: actor.handle, host: new URL(origin).host }),
    url: address,
  };
}
