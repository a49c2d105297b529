import { wasUndone } from '../../src/domain/follows/commands.ts';
import { receiveBlock, receiveReport } from '../../src/domain/moderation/commands.ts';
import { isOurs, ownActor, type Reader, senderOf } from './reading.ts';

/** Block: somebody wants nothing more to do with one of ours. Kept, obeyed, shown to nobody. */
export const readBlock: Reader<'block'> = async (reading, activity) => {
  const blocked = await ownActor(reading, activity.object);
  if (blocked === undefined) return null;
  const blocker = await senderOf(reading, activity);
  return async (work) => {
    if (activity.id !== null && (await wasUndone(work, blocker.iri, activity.id))) return;
    await receiveBlock(work, blocker, blocked.id, activity.id);
  };
};

/** Flag: a report about something of ours, for the stewards to look at. */
export const readFlag: Reader<'flag'> = async (reading, activity) => {
  const objects = activity.objects.filter((object) => isOurs(reading, object));
  const { id, actor, content } = activity;
  if (objects.length === 0 || id === null) return null;
  return (work) => receiveReport(work, { reporter: actor, activity: id, objects, content });
};
