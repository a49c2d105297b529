import { erasePerson } from '../domain/erasure/commands.ts';
import { requireAnybody } from '../domain/erasure/queries.ts';
import { inWork } from '../domain/work.ts';
import { type Command, isSet, UsageError } from './command.ts';
import { openNode } from './open-node.ts';

const erase: Command = {
  name: 'person erase',
  summary:
    'Erase somebody who belongs or left: all of theirs, for good. Other servers are told to do the same.',
  words: ['HANDLE'],
  options: { certain: { help: 'Yes, erase them.' } },
  opensNode: true,
  run: async ({ node, words: [handle = ''], options }) => {
    if (!isSet(options, 'certain'))
      throw new UsageError(
        `This cannot be undone. Give them their export first: guildhall signpost export ${handle}. If you mean it: guildhall person erase ${handle} --certain`,
      );
    const platform = await openNode(node);
    const member = await inWork(platform, async (work) => {
      const person = await requireAnybody(work.tx, handle);
      await erasePerson(work, person);
      return person;
    });
    return { json: { handle: member.handle, erased: true }, lines: [`Erased @${member.handle}.`] };
  },
};

/** What only the keeper of a node does with a person. */
export const personCommands: readonly Command[] = [erase];
