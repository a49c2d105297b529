import type { Context } from '@fedify/fedify';
import {
  Accept,
  type Activity,
  Add,
  Announce,
  Create,
  Delete,
  Follow,
  Invite,
  Join,
  Leave,
  type Recipient,
  Reject,
  Remove,
  Undo,
  Update,
} from '@fedify/vocab';
import { iri, paths } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { requireActor } from '../../src/domain/actors/queries.ts';
import type { Event } from '../../src/domain/outbox.ts';
import type { ActorsPlace } from '../actors.ts';
import type { Spoken, TakenEvent } from '../storage/events.ts';
import type { NewMessage } from '../storage/messages.ts';
import { type Collected, collecting } from '../storage/queue.ts';
import type { JsonObject } from '../wire/json.ts';
import { exactJson, type VocabClass } from '../wire/vocabulary.ts';
import { actorDeleted, actorUpdated } from './actors.ts';
import type { Building, Statement } from './building.ts';
import { announced, announceUndone, followerAnswered, followRequested, followUndone } from './follows.ts';
import {
  guestAnswered,
  guestInvited,
  guestListed,
  guestUnlisted,
  memberListing,
  membershipAnswered,
  membershipAsked,
  membershipLeft,
} from './memberships.ts';
import { opportunityDeleted, opportunityFeatured, opportunityTold } from './opportunities.ts';

/** Which activity each event becomes. */
function build(building: Building, event: Event): Promise<Statement | null> | Statement | null {
  switch (event.kind) {
    case 'opportunity.posted':
      return opportunityTold(building, event.opportunity, 'Create');
    case 'opportunity.changed':
      return opportunityTold(building, event.opportunity, 'Update');
    case 'opportunity.deleted':
      return opportunityDeleted(building, event.opportunity, event.wasPublic);
    case 'opportunity.featured':
      return opportunityFeatured(building, event.opportunity, true);
    case 'opportunity.unfeatured':
      return opportunityFeatured(building, event.opportunity, false);
    case 'follow.requested':
      return followRequested(building, event.target);
    case 'follow.undone':
      return followUndone(building, event.target, event.follow);
    case 'follower.accepted':
      return followerAnswered(building, event.follower, event.follow, 'accepted');
    case 'follower.rejected':
      return followerAnswered(building, event.follower, event.follow, 'rejected');
    case 'announced':
      return announced(building, event.object, event.author);
    case 'announce.undone':
      return announceUndone(building, event.object, event.announce);
    case 'guest.invited':
      return guestInvited(building, event.guest);
    case 'guest.admitted':
    case 'guest.refused':
      return guestAnswered(building, event);
    case 'guest.listed':
      return guestListed(building, event.guest);
    case 'guest.unlisted':
      return guestUnlisted(building, event);
    case 'membership.asked':
      return membershipAsked(building, event);
    case 'membership.answered':
      return membershipAnswered(building, event);
    case 'membership.left':
      return membershipLeft(building, event.collective);
    case 'member.listed':
    case 'member.unlisted':
      return memberListing(building, event);
    case 'actor.updated':
      return actorUpdated(building);
    case 'actor.deleted':
      return actorDeleted(building, event.alsoTo);
    default:
      return unknownEvent(event);
  }
}

/** Only an older process can meet a kind it does not know: it leaves the event to a newer one. */
function unknownEvent(event: never): never {
  throw new Error(`This version does not know the event ${JSON.stringify(event)}.`);
}

const classes: Readonly<Record<string, VocabClass<Activity>>> = {
  Accept,
  Add,
  Announce,
  Create,
  Delete,
  Follow,
  Invite,
  Join,
  Leave,
  Reject,
  Remove,
  Undo,
  Update,
};

/**
 * Say what an event says: build the activity, let Fedify sign it and address it to every inbox, and return what
 * is to be written. The only caller of `sendActivity`; nothing is sent yet. Null where there is nothing left to say.
 */
export async function speak(
  place: ActorsPlace,
  context: Context<void>,
  taken: TakenEvent,
): Promise<Spoken | null> {
  const by = await requireActor(place.db, taken.event.by);
  const id = iri(place.origin, paths.activity(taken.id));
  const statement = await build({ ...place, id, by, at: taken.createdAt }, taken.event);
  if (statement === null) return null;
  const collected: Collected = { messages: [], originals: [] };
  await collecting.run(collected, () => send(context, by, statement));
  const type = String(statement.document['type']);
  const { object, isPublic } = statement;
  return {
    actor: by.id,
    iri: id,
    type,
    object,
    isPublic,
    body: bodyOf(collected, statement.document),
    messages: eachInboxOnce(collected.messages),
  };
}

async function send(
  context: Context<void>,
  by: Actor,
  { document, audience, concerned = [] }: Statement,
): Promise<void> {
  const type = classes[String(document['type'])];
  if (type === undefined) throw new Error(`No class for ${String(document['type'])}.`);
  const activity = await exactJson(type, document);
  const sender = { identifier: by.handle };
  // One order for everything one of ours says to one server.
  const options = {
    preferSharedInbox: true,
    fanout: 'skip',
    orderingKey: by.handle,
    excludeBaseUris: [new URL(context.origin)],
  } as const;
  if (audience === 'followers') {
    await context.sendActivity(sender, 'followers', activity, { ...options, syncCollection: true });
    if (concerned.length > 0)
      await context.sendActivity(sender, concerned.map(recipientOf), activity, options);
    return;
  }
  await context.sendActivity(sender, audience.map(recipientOf), activity, {
    ...options,
    preferSharedInbox: false,
  });
}

function recipientOf({ iri, inbox, sharedInbox }: Actor): Recipient {
  return {
    id: new URL(iri),
    inboxId: new URL(inbox),
    endpoints: sharedInbox === null ? null : { sharedInbox: new URL(sharedInbox) },
  };
}

/** Whoever follows and is concerned as well hears it once. */
function eachInboxOnce(messages: readonly NewMessage[]): NewMessage[] {
  return [...new Map(messages.toReversed().map((message) => [message.inbox, message])).values()].toReversed();
}

/** The signed document as it travels; the unsigned one where nobody was there to hear it. */
function bodyOf(collected: Collected, document: JsonObject): string {
  const [first] = collected.originals;
  const signed =
    typeof first === 'object' && first !== null && 'activity' in first ? first.activity : document;
  return JSON.stringify(signed);
}
