import type { Iri } from '../../src/core/id.ts';
import { Refusal } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import {
  receiveAnswer,
  receiveFollow,
  receiveUnfollow,
  rememberUndone,
} from '../../src/domain/follows/commands.ts';
import { undoBlock } from '../../src/domain/moderation/commands.ts';
import { undoReaction } from '../../src/domain/posts/commands.ts';
import type { Work } from '../../src/domain/work.ts';
import type { ActivityReference } from '../wire/incoming.ts';
import { knownSender, ownActor, type Reader, senderOf } from './reading.ts';

/** Follow: somebody wants to hear from one of ours, by any of its addresses. */
export const readFollow: Reader<'follow'> = async (reading, activity) => {
  const target = await ownActor(reading, activity.object);
  if (target === undefined || target.type === 'Application') {
    throw new Refusal('not-found', 'actor.unknown', 'Nobody with that address can be followed here.');
  }
  const follower = await senderOf(reading, activity);
  return (work) => receiveFollow(work, target, follower, activity.id);
};

/** Accept and Reject: an answer to a Follow of ours, whatever id it is given. Answers to nothing change nothing. */
export const readAnswer: Reader<'accept' | 'reject'> = async (reading, activity) => {
  const sender = await knownSender(reading, activity);
  if (sender === undefined) return null;
  const { reference } = activity;
  if (reference.type !== null && reference.type !== 'Follow') return null;
  const by = reference.actor === null ? undefined : await ownActor(reading, reference.actor);
  return async (work) => {
    await receiveAnswer(
      work,
      sender,
      by?.id ?? null,
      reference.id,
      activity.kind === 'accept' ? 'accepted' : 'rejected',
    );
  };
};

/**
 * Undo: a follow, a like, a share or a block is taken back, named by id, by what it was about, or both. What has not
 * arrived yet is remembered; for that nobody has to be looked up.
 */
export const readUndo: Reader<'undo'> = async (reading, activity) => {
  const { reference, actor } = activity;
  const from = await knownSender(reading, activity);
  if (from === undefined) {
    const { id } = reference;
    return id === null ? null : (work) => rememberUndone(work, actor, id);
  }
  const target = reference.object === null ? undefined : await ownActor(reading, reference.object);
  return (work) => undo(work, from, reference, target);
};

async function undo(
  work: Work,
  from: Actor,
  { type, id, object }: ActivityReference,
  target: Actor | undefined,
): Promise<void> {
  if (type === 'Block') await takeBackBlock(work, from, target, id);
  else if (type === 'Like' || type === 'EmojiReact') await undoReaction(work, from, 'like', object, id);
  else if (type === 'Announce') await undoReaction(work, from, 'announce', object, id);
  else if (type === 'Follow') await receiveUnfollow(work, from, target?.iri ?? null, id);
  else if (type === null) {
    // Only an address: it is whatever we know by it.
    await takeBackBlock(work, from, undefined, id);
    await receiveUnfollow(work, from, null, id);
    await undoReaction(work, from, null, null, id);
  }
}

async function takeBackBlock(
  work: Work,
  from: Actor,
  target: Actor | undefined,
  block: Iri | null,
): Promise<void> {
  const was = await undoBlock(work, from, target?.id ?? null, block);
  if (!was && block !== null) await rememberUndone(work, from.iri, block);
}
