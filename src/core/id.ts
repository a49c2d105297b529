import { randomUUIDv7 } from 'node:crypto';

declare const brand: unique symbol;

/** A string that may not be mixed up with other strings: `Brand<string, 'OpportunityId'>`. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** A row of `actor`: anyone on the network, local or remote. */
export type ActorId = Brand<string, 'ActorId'>;
/** A row of `member`: a person of this collective. */
export type MemberId = Brand<string, 'MemberId'>;
/** A row of `opportunity`: work this collective offers. */
export type OpportunityId = Brand<string, 'OpportunityId'>;
/** A row of `invitation`: somebody asked to join. */
export type InvitationId = Brand<string, 'InvitationId'>;
/** A row of `application`: somebody who asks to join. */
export type ApplicationId = Brand<string, 'ApplicationId'>;
/** A row of `outbox`: something that must leave the node. It names the activity it becomes. */
export type EventId = Brand<string, 'EventId'>;
/** An address on the network: absolute, http or https, as its owner spells it. */
export type Iri = Brand<string, 'Iri'>;

/** A new identifier: UUIDv7 (RFC 9562), so rows sort by age and the address exists before the insert. */
export function newId<T extends Brand<string, string>>(): T {
  return randomUUIDv7() as T;
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text from outside can be one of our identifiers; asked before it reaches SQL. */
export function isId(text: string): boolean {
  return uuidShape.test(text);
}
