import { escapeHtml } from '../../src/core/html.ts';
import type { ActorId, Iri } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { findActor } from '../../src/domain/actors/queries.ts';
import type { Event } from '../../src/domain/outbox.ts';
import type { ActivitySource } from '../wire/activities.ts';
import type { JsonObject } from '../wire/json.ts';
import {
  acceptJoinActivity,
  affiliationActivity,
  answerActivity,
  askedActivity,
  inviteActivity,
  joinActivity,
  leaveActivity,
  relationshipToWire,
} from '../wire/membership.ts';
import type { Building, Statement } from './building.ts';

type Told<Kind extends Event['kind']> = Extract<Event, { readonly kind: Kind }>;

/** Invite: our collective asks somebody in. Null where they are gone since. */
export function guestInvited(building: Building, guest: ActorId): Promise<Statement | null> {
  return toActor(building, guest, (source, person) => inviteActivity(source, person.iri));
}

/** Accept{Join} with their place in our list, or Reject{Join}. Null where they are gone since. */
export function guestAnswered(
  building: Building,
  event: Told<'guest.admitted'> | Told<'guest.refused'>,
): Promise<Statement | null> {
  return toActor(building, event.guest, (source, person) => {
    // A Join that came without an id is named by the pair it is about.
    const id = event.join ?? (`${person.iri}#join` as Iri);
    const join = askedActivity('Join', { id, actor: person.iri, object: building.by.iri });
    return event.kind === 'guest.admitted'
      ? acceptJoinActivity(source, join, entryOf(building, person))
      : answerActivity('Reject', source, join);
  });
}

/** Add: somebody of another server stands in our list. For followers, and for them. */
export async function guestListed(building: Building, guest: ActorId): Promise<Statement | null> {
  const person = await findActor(building.db, guest);
  return person === undefined ? null : toFollowers(building, 'Add', person, { isTold: true, content: '' });
}

/** Remove: they do not any more. Whom nobody had heard of, only they themselves hear. */
export async function guestUnlisted(
  building: Building,
  event: Told<'guest.unlisted'>,
): Promise<Statement | null> {
  const person = await findActor(building.db, event.guest);
  if (person === undefined) return null;
  const content = paragraph(event.reason);
  if (event.wasListed) return toFollowers(building, 'Remove', person, { isTold: event.isOver, content });
  const source = { id: building.id, actor: building.by.iri, to: [person.iri] };
  const change = { entry: entryOf(building, person), target: listOf(building), content };
  return statement(affiliationActivity('Remove', source, change), person.iri, [person]);
}

/** Add, Remove: one of ours stands in our list, or no more. For followers. No Add for who is gone again since. */
export async function memberListing(
  building: Building,
  { kind, member, role }: Told<'member.listed' | 'member.unlisted'>,
): Promise<Statement | null> {
  const person = await findActor(building.db, member);
  if (person === undefined || (kind === 'member.listed' && person.deletedAt !== null)) return null;
  return ownToFollowers(building, kind === 'member.listed' ? 'Add' : 'Remove', person, role);
}

function ownToFollowers(
  building: Building,
  verb: 'Add' | 'Remove',
  { iri: person, handle }: Actor,
  role: 'steward' | 'member',
): Statement {
  const list = { id: listOf(building), collective: building.by.iri };
  const entry = relationshipToWire(list, { person, role, key: handle });
  const to = [iri(building.origin, paths.followers(building.by.handle))];
  const source = { id: building.id, actor: building.by.iri, to };
  const change = { entry, target: list.id, content: '' };
  return statement(affiliationActivity(verb, source, change), person, 'followers');
}

/** Join: one of ours asks another collective. Null where that is gone since. */
export function membershipAsked(
  building: Building,
  event: Told<'membership.asked'>,
): Promise<Statement | null> {
  return toActor(building, event.collective, (source, collective) =>
    joinActivity(source, collective.iri, paragraph(event.message)),
  );
}

/** Accept{Invite} or Reject{Invite}. Null where the collective is gone since. */
export function membershipAnswered(
  building: Building,
  event: Told<'membership.answered'>,
): Promise<Statement | null> {
  return toActor(building, event.collective, ({ ...source }, { iri: collective }) => {
    const target = building.by.iri;
    const invite = askedActivity('Invite', {
      ...{ id: event.invite, actor: collective, object: collective, target },
    });
    return answerActivity(event.isYes ? 'Accept' : 'Reject', source, invite);
  });
}

/** Leave. Null where the collective is gone since. */
export function membershipLeft(building: Building, collective: ActorId): Promise<Statement | null> {
  return toActor(building, collective, (source, { iri: address }) => leaveActivity(source, address));
}

/** For one actor alone. */
async function toActor(
  building: Building,
  id: ActorId,
  write: (source: ActivitySource, actor: Actor) => JsonObject,
): Promise<Statement | null> {
  const actor = await findActor(building.db, id);
  if (actor === undefined) return null;
  const source = { id: building.id, actor: building.by.iri, to: [actor.iri] };
  return statement(write(source, actor), actor.iri, [actor]);
}

function toFollowers(
  building: Building,
  verb: 'Add' | 'Remove',
  person: Actor,
  how: { readonly isTold: boolean; readonly content: string },
): Statement {
  const followers = iri(building.origin, paths.followers(building.by.handle));
  const cc = how.isTold ? [person.iri] : [];
  const source = { id: building.id, actor: building.by.iri, to: [followers], cc };
  const change = { entry: entryOf(building, person), target: listOf(building), content: how.content };
  const said = statement(affiliationActivity(verb, source, change), person.iri, 'followers');
  return how.isTold ? { ...said, concerned: [person] } : said;
}

function statement(document: JsonObject, object: Iri, audience: Statement['audience']): Statement {
  return { document, object, isPublic: false, audience };
}

function entryOf(building: Building, { iri: person, handle, host }: Actor): JsonObject {
  const list = { id: listOf(building), collective: building.by.iri };
  return relationshipToWire(list, { person, role: 'member', key: `${handle}@${host}` });
}

function listOf({ origin, by }: Building): Iri {
  return iri(origin, paths.affiliations(by.handle));
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${escapeHtml(text)}</p>`;
}
