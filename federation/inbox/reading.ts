import type { Iri } from '../../src/core/id.ts';
import { handleFromActorIri } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { findActorByIri, findLocalActor } from '../../src/domain/actors/queries.ts';
import { findCollective } from '../../src/domain/collective/queries.ts';
import type { Db } from '../../src/domain/database.ts';
import { isOnNetwork } from '../../src/domain/members/member.ts';
import { findMemberByHandle } from '../../src/domain/members/queries.ts';
import type { Work } from '../../src/domain/work.ts';
import type { LoadFailure } from '../net/fetch-document.ts';
import type { Remote } from '../remote.ts';
import type { IncomingActivity } from '../wire/incoming.ts';

/** What a reader may use before the transaction: our rows and, through `remote`, the network. */
export interface Reading {
  readonly db: Db;
  readonly origin: string;
  readonly remote: Remote;
  /** The keys of an actor changed, or it is gone. */
  readonly forgetKeys: (actor: string) => Promise<void>;
  /** What is known of the people of a collective, or of one person, may not be so any more. */
  readonly lookAgain: (collectiveOrPerson: Iri) => void;
}

/** What an activity does, to be run in one transaction. Null: it does not concern us. */
export type Effect = ((work: Work) => Promise<void>) | null;

/** The activities of some kinds, with what those kinds carry. */
export type OfKind<Kind extends IncomingActivity['kind']> = Extract<
  IncomingActivity,
  { readonly kind: Kind }
>;

/** Reads one kind of activity: gathers what it needs, decides, and returns the effect without writing anything. */
export type Reader<Kind extends IncomingActivity['kind']> = (
  reading: Reading,
  activity: OfKind<Kind>,
) => Promise<Effect>;

/** Failures that another try will not mend: the other side said no, or what it has is not what it should be. */
const final = new Set([
  'obj.gone',
  'obj.origin',
  'doc.type',
  'doc.size',
  'doc.url',
  'doc.redirect',
  'ssrf.blocked',
  'host.blocked',
  'key.not_linked',
]);

/** Whether a document that could not be had will not be had later either. */
export function isFinal(failure: LoadFailure): boolean {
  return final.has(failure.code) || /^(?:shape|ld)\./.test(failure.code);
}

/** Who sent an activity, known or fetched. @throws Refusal forbidden `actor.mismatch` if their document is somebody else's */
export async function senderOf(reading: Reading, activity: IncomingActivity): Promise<Actor> {
  const sender = await reading.remote.actor(activity.actor);
  if (sender.iri !== activity.actor) {
    throw new Refusal('forbidden', 'actor.mismatch', 'The actor at that address says it is somebody else.');
  }
  return sender;
}

/** Who sent an activity, if we know them; nothing is fetched. */
export async function knownSender(reading: Reading, activity: IncomingActivity): Promise<Actor | undefined> {
  const actor = await findActorByIri(reading.db, activity.actor);
  return actor?.isLocal === true ? undefined : actor;
}

/**
 * One of ours by any of its addresses: the actor, or the home page for the collective. Members count only while
 * they chose to be on the network.
 */
export async function ownActor(reading: Reading, address: Iri): Promise<Actor | undefined> {
  const home = address === reading.origin || address === `${reading.origin}/`;
  const handle = home
    ? (await findCollective(reading.db))?.handle
    : handleFromActorIri(reading.origin, address);
  const actor = handle === undefined ? undefined : await findLocalActor(reading.db, handle);
  if (actor?.type !== 'Person') return actor;
  const member = await findMemberByHandle(reading.db, actor.handle);
  return member !== undefined && isOnNetwork(member) ? actor : undefined;
}

/** Whether an address is on this node. */
export function isOurs(reading: Pick<Reading, 'origin'>, address: string): boolean {
  return address === reading.origin || address.startsWith(`${reading.origin}/`);
}
