import type { Iri } from '../../src/core/id.ts';
import { opportunityFromIri } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import { markGone } from '../../src/domain/actors/commands.ts';
import { isFollowed } from '../../src/domain/follows/queries.ts';
import { forgetAllyOpportunity } from '../../src/domain/opportunities/allies.ts';
import { findOpportunity } from '../../src/domain/opportunities/queries.ts';
import { deletePost, keepPost, keepReaction } from '../../src/domain/posts/commands.ts';
import type { IncomingPost } from '../../src/domain/posts/post.ts';
import { sameOrigin } from '../wire/json.ts';
import type { IncomingNote } from '../wire/note.ts';
import { readActorDelete, readActorUpdate } from './actors.ts';
import { proposalsOf, readProposal } from './opportunities.ts';
import {
  type Effect,
  isOurs,
  knownSender,
  type OfKind,
  type Reader,
  type Reading,
  senderOf,
} from './reading.ts';

type Told = OfKind<'create' | 'update'>;

/** Create and Update: a post, a Proposal or a profile, given whole or by its address. */
export const readCreateOrUpdate: Reader<'create' | 'update'> = async (reading, activity) => {
  const { object } = activity;
  switch (object.kind) {
    case 'note':
      return readNote(reading, activity, object.note);
    case 'reference':
      return readReference(reading, activity, object.iri);
    case 'proposal':
      return readProposal(reading, activity, object.proposal);
    case 'actor':
      return readActorUpdate(reading, activity);
    default:
      return null;
  }
};

/** Delete: of a post, an opportunity, or the actor itself. Only what belongs to the sender goes. */
export const readDelete: Reader<'delete'> = async (reading, activity) => {
  const { object, actor } = activity;
  if (object === actor) return readActorDelete(reading, actor);
  const sender = await knownSender(reading, activity);
  if (sender === undefined) return (work) => markGone(work, object, actor, false);
  return async (work) => {
    await forgetAllyOpportunity(work, sender, object);
    await deletePost(work, sender, object);
  };
};

/** Announce and Like of an opportunity of ours are kept; of anything else, ignored. */
export const readReaction: Reader<'announce' | 'like'> = async (reading, activity) => {
  const id = opportunityFromIri(reading.origin, activity.object);
  const opportunity = id === undefined ? undefined : await findOpportunity(reading.db, id);
  if (opportunity === undefined || opportunity.publishedAt === null) return null;
  const sender = await senderOf(reading, activity);
  return (work) => keepReaction(work, sender, activity.kind, activity.object, activity.id);
};

async function readNote(reading: Reading, activity: Told, note: IncomingNote): Promise<Effect> {
  if (note.attributedTo !== activity.actor) {
    throw new Refusal('forbidden', 'obj.attribution', 'A post can only come from the actor it belongs to.');
  }
  const isAddressed = addressesOf(note).some((address) => isOurs(reading, address));
  const known = await knownSender(reading, activity);
  const isFromAlly = known !== undefined && (await isFollowed(reading.db, known.id));
  if (!isAddressed && !isFromAlly) return null;
  const author = await senderOf(reading, activity);
  const proposals = await proposalsOf(reading, author, note, isFromAlly);
  const post = toPost(note, activity);
  return async (work) => {
    await keepPost(work, author, post);
    for (const keep of proposals) await keep(work);
  };
}

/** Some servers send only the address of what they made: it is read there, if it can concern us at all. */
async function readReference(reading: Reading, activity: Told, address: Iri): Promise<Effect> {
  if (!sameOrigin(address, activity.actor) || isOurs(reading, address)) {
    throw new Refusal('forbidden', 'obj.origin', 'An actor can only tell of what its own server holds.');
  }
  if (address === activity.actor) return readActorUpdate(reading, activity);
  const sender = await knownSender(reading, activity);
  const isFromAlly = sender !== undefined && (await isFollowed(reading.db, sender.id));
  const isAddressed = [...activity.to, ...activity.cc].some((one) => isOurs(reading, one));
  if (!isFromAlly && !isAddressed) return null;
  return readNote(reading, activity, await reading.remote.note(address));
}

function addressesOf(note: IncomingNote): Iri[] {
  const mentioned = note.mentions.map((mention) => mention.iri);
  return [...note.to, ...note.cc, ...mentioned, ...(note.inReplyTo === null ? [] : [note.inReplyTo])];
}

function toPost(note: IncomingNote, activity: Told): IncomingPost {
  const published = note.publishedAt ?? activity.publishedAt ?? Temporal.Now.instant();
  return {
    iri: note.iri,
    attributedTo: note.attributedTo,
    inReplyTo: note.inReplyTo,
    html: note.content,
    language: note.language,
    url: note.url,
    visibility: note.visibility,
    audience: addressesOf(note),
    publishedAt: published,
    updatedAt: note.updatedAt ?? published,
  };
}
