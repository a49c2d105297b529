import { Refusal } from '../../src/core/refusal.ts';
import { receiveAnswer, receiveFollow, receiveUnfollow } from '../../src/domain/follows/commands.ts';
import { undoBlock } from '../../src/domain/moderation/commands.ts';
import { undoReaction } from '../../src/domain/posts/commands.ts';
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

/** Undo: a follow, a like, a share or a block is taken back, named by id, by what it was about, or both. */
export const readUndo: Reader<'undo'> = async (reading, activity) => {
  const sender = await knownSender(reading, activity);
  const { type, id, object } = activity.reference;
  const from = sender ?? (id === null ? undefined : await senderOf(reading, activity));
  if (from === undefined) return null;
  const blocked = type === 'Block' && object !== null ? await ownActor(reading, object) : undefined;
  const target =
    type === 'Follow' && object !== null ? ((await ownActor(reading, object))?.iri ?? null) : null;
  return async (work) => {
    if (type === 'Block') {
      if (blocked !== undefined) await undoBlock(work, from, blocked.id);
    } else if (type === 'Like' || type === 'Announce') {
      await undoReaction(work, from, type === 'Like' ? 'like' : 'announce', object, id);
    } else if (type === 'Follow') {
      await receiveUnfollow(work, from, target, id);
    } else if (type === null) {
      await receiveUnfollow(work, from, null, id);
      await undoReaction(work, from, null, null, id);
    }
  };
};
