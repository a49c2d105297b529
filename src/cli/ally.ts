import type { Iri } from '../core/id.ts';
import { requireSteward } from '../domain/members/queries.ts';
import { announceAlly, takeBackAlly } from '../domain/opportunities/allies.ts';
import { inWork } from '../domain/work.ts';
import type { Command } from './command.ts';
import { openNode } from './open-node.ts';

const passOn: Command = {
  name: 'opportunity pass-on',
  summary: 'Pass an ally’s opportunity on to everyone who follows, as the ally’s own post.',
  words: ['ADDRESS'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [address = ''] }) => {
    const platform = await openNode(node);
    await inWork(platform, async (work) => announceAlly(work, await requireSteward(work.tx), address as Iri));
    return { json: { opportunity: address, passedOn: true }, lines: ['Passed on.'] };
  },
};

const takeBack: Command = {
  name: 'opportunity take-back',
  summary: 'Take back what was passed on: servers of followers are asked to forget it.',
  words: ['ADDRESS'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [address = ''] }) => {
    const platform = await openNode(node);
    await inWork(platform, async (work) => takeBackAlly(work, await requireSteward(work.tx), address as Iri));
    return { json: { opportunity: address, passedOn: false }, lines: ['Taken back.'] };
  },
};

/** What the collective does with the opportunities of its allies. */
export const allyCommands: readonly Command[] = [passOn, takeBack];
