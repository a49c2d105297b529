import type { Iri } from '../../src/core/id.ts';
import { handleFromActorIri } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { isCollective } from '../../src/domain/affiliations/affiliation.ts';
import {
  guestClaims,
  receiveInviteAnswer,
  receiveJoin,
  receiveLeave,
} from '../../src/domain/affiliations/guests.ts';
import {
  membershipListed,
  receiveInvite,
  receiveJoinAnswer,
  receiveRemoval,
} from '../../src/domain/affiliations/memberships.ts';
import { isMemberElsewhere, membershipsIn } from '../../src/domain/affiliations/queries.ts';
import { requireCollective } from '../../src/domain/collective/queries.ts';
import { isFollowed } from '../../src/domain/follows/queries.ts';
import { isOnNetwork, type Member } from '../../src/domain/members/member.ts';
import { findMemberByHandle } from '../../src/domain/members/queries.ts';
import type { JsonObject } from '../wire/json.ts';
import { claimedCollectives } from '../wire/membership.ts';
import { type Effect, knownSender, ownActor, type Reader, type Reading, senderOf } from './reading.ts';

/** Join: somebody asks to become a member of our collective. */
export const readJoin: Reader<'join'> = async (reading, activity) => {
  if (!(await isUs(reading, activity.object))) return null;
  const person = await senderOf(reading, activity);
  return (work) => receiveJoin(work, person, activity.id, activity.content);
};

/** Leave: a member elsewhere goes, or does not want in any more. Only from our collective, and only themselves. */
export const readLeave: Reader<'leave'> = async (reading, activity) => {
  if (!(await isUs(reading, activity.object))) return null;
  const person = await knownSender(reading, activity);
  return person === undefined ? null : (work) => receiveLeave(work, person);
};

/** Invite: a collective asks one of ours in. It can only ask into itself. One without an id could not be answered. */
export const readInvite: Reader<'invite'> = async (reading, activity) => {
  const { id, object, actor, target } = activity;
  if (object !== actor || id === null) return null;
  const member = await ownMember(reading, target);
  if (member === undefined) return null;
  const collective = await senderOf(reading, activity);
  return (work) => receiveInvite(work, member, collective, id);
};

/** Accept and Reject of a Join of one of ours, or of an Invite of our collective. */
export const readMembershipAnswer: Reader<'accept' | 'reject'> = async (reading, activity) => {
  const from = await knownSender(reading, activity);
  const { id, type, actor, object } = activity.reference;
  if (from === undefined) return null;
  const isYes = activity.kind === 'accept';
  const isAboutJoin = type === 'Join' && actor !== null && object === from.iri;
  const asked = isAboutJoin ? await ownActor(reading, actor) : undefined;
  const isOurs = type === 'Invite' && actor !== null && (await isUs(reading, actor));
  return async (work) => {
    if (type !== 'Invite') await receiveJoinAnswer(work, from, { id, by: asked?.id ?? null }, isYes);
    if (type !== 'Join') await receiveInviteAnswer(work, from, { id, isOurs }, isYes);
  };
};

/**
 * Add and Remove: a collective changed its list of members. Its own word ends a membership; for one to count, its list
 * has to hold the person, and is read. Of a list that is not its own, and of anything else, nothing is taken.
 */
export const readListing: Reader<'add' | 'remove'> = async (reading, activity) => {
  const collective = await knownSender(reading, activity);
  const { relationship } = activity;
  if (collective === undefined || !isCollective(collective) || relationship?.collective !== collective.iri)
    return null;
  if (await isFollowed(reading.db, collective.id)) reading.lookAgain(collective.iri);
  const member = await ownMember(reading, relationship.person);
  if (member === undefined) return null;
  if (activity.kind === 'remove') return (work) => receiveRemoval(work, collective, member);
  const ours = (await membershipsIn(reading.db, collective.id)).filter((one) => one.member === member.id);
  if (ours.length === 0) return null;
  const listed = await reading.remote.affiliates(collective.iri);
  return async (work) => {
    for (const one of ours) await membershipListed(work, one, listed.has(one.person));
  };
};

/** What the document of a member elsewhere now says of our collective; null where the sender is none. */
export async function readClaim(
  reading: Reading,
  sender: Pick<Actor, 'id'>,
  document: JsonObject,
): Promise<Effect> {
  if (!(await isMemberElsewhere(reading.db, sender.id))) return null;
  const claims = await claimsUs(reading, document);
  return (work) => guestClaims(work, sender.id, claims);
}

async function claimsUs(reading: Reading, document: JsonObject): Promise<boolean> {
  for (const claimed of claimedCollectives(document)) if (await isUs(reading, claimed)) return true;
  return false;
}

async function isUs(reading: Reading, address: Iri): Promise<boolean> {
  const actor = await ownActor(reading, address);
  return actor !== undefined && actor.id === (await requireCollective(reading.db)).actor;
}

/** One of ours by the address of their actor; undefined for who is not on the network. */
async function ownMember(reading: Reading, address: Iri): Promise<Member | undefined> {
  const handle = handleFromActorIri(reading.origin, address);
  const member = handle === undefined ? undefined : await findMemberByHandle(reading.db, handle);
  return member !== undefined && isOnNetwork(member) ? member : undefined;
}
