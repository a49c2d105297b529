import { engagements, type Member } from '../domain/members/member.ts';
import { findPeople } from '../domain/people/find.ts';
import type { Pool } from '../domain/people/pool.ts';
import {
  addPool,
  addToPool,
  deletePool,
  listPools,
  renamePool,
  requirePool,
  restorePool,
  takeFromPool,
} from '../domain/people/pools.ts';
import { readQuestion } from '../domain/people/question.ts';
import { ensureVocabulary } from '../domain/skills/keep.ts';
import { databaseTime, inWork, type Work } from '../domain/work.ts';
import { doesInWords, peopleToPlain, poolToPlain, whyInWords } from '../plain/people.ts';
import {
  type CliNode,
  type Command,
  type CommandOption,
  isSet,
  type Options,
  requireText,
  textOf,
} from './command.ts';
import { requireNamed } from './member.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const filters: Readonly<Record<string, CommandOption>> = {
  skill: { value: 'SKILL', help: 'What they do, in any spelling.' },
  level: { value: 'LEVEL', help: 'How well at least: 1 to 4.', choices: ['1', '2', '3', '4'] },
  from: { value: 'DAY', help: 'Free in the week of this day: 2027-01-11.' },
  until: { value: 'DAY', help: 'And in every week to the one of this day.' },
  hours: { value: 'HOURS', help: 'At least so many hours in each of those weeks.' },
  stale: { help: 'Also those who have not said when they are free, or over 30 days ago.' },
  place: { value: 'PLACE', help: 'A town, a region or a country.' },
  engagement: { value: 'KIND', help: 'How they work with the collective.', choices: engagements },
  stage: { value: 'STAGE', help: 'How far in they are.', choices: ['candidate', 'member'] },
  house: { value: 'HOUSE', help: 'ours, allies, or the host of a collective we follow.' },
  covers: { value: 'HANDLE', help: 'Only who does what this member does not.' },
  cursor: { value: 'CURSOR', help: 'Where the page before ended.' },
};

const find: Command = {
  name: 'people find',
  summary: 'Find people as members see them: the best fit first, twenty at a time.',
  words: ['[TEXT]'],
  options: filters,
  opensNode: true,
  run: async ({ node, words: [text], options }) => {
    const platform = await openNode(node);
    const { db } = platform;
    const now = await databaseTime(db);
    const whose = textOf(options, 'covers');
    const member = whose === undefined ? null : (await requireNamed(db, whose)).id;
    const named = ['skill', 'level', 'from', 'until', 'hours', 'place', 'engagement', 'stage', 'house'];
    const asked = Object.fromEntries(named.map((name) => [name, textOf(options, name)]));
    const question = readQuestion(
      {
        ...asked,
        q: text,
        stale: isSet(options, 'stale') ? '1' : undefined,
        covers: member === null ? undefined : '1',
        after: textOf(options, 'cursor'),
      },
      now.toZonedDateTimeISO('UTC').toPlainDate(),
    );
    await ensureVocabulary(platform);
    const found = await findPeople(db, { seeker: 'members', member }, question, now);
    const rows = found.items.map(({ person, reasons }) => [
      `@${person.handle}@${person.host}`,
      person.name,
      doesInWords(person),
      reasons.map(whyInWords).join('; '),
    ]);
    const leftOut =
      found.leftOut === 0 ? [] : [`${found.leftOut} left out: their availability is unknown or old. --stale`];
    const next = found.next === undefined ? [] : [`More: --cursor ${found.next}`];
    const lines = rows.length === 0 ? ['Nobody fits all of that.'] : columns(rows);
    return { json: peopleToPlain(found), lines: [...lines, ...leftOut, ...next] };
  },
};

const as: Readonly<Record<string, CommandOption>> = {
  as: { value: 'HANDLE', help: 'Whose pools: they are a member’s own.', isRequired: true },
};

const list: Command = {
  name: 'pool list',
  summary: 'The pools of a member, the newest first.',
  words: [],
  options: as,
  opensNode: true,
  run: async ({ node, options }) => {
    const { db } = await openNode(node);
    const found = await listPools(db, await requireNamed(db, requireText(options, 'as')));
    const rows = found.map(({ id, name, people }) => [id, name, `${people.length} people`]);
    return { json: found.map(poolToPlain), lines: rows.length === 0 ? ['No pools yet.'] : columns(rows) };
  },
};

const show: Command = {
  name: 'pool show',
  summary: 'Who is in a pool.',
  words: ['ID'],
  options: as,
  opensNode: true,
  run: async ({ node, options, words: [id = ''] }) => {
    const { db } = await openNode(node);
    return told(await requirePool(db, await requireNamed(db, requireText(options, 'as')), id));
  },
};

const make: Command = {
  name: 'pool make',
  summary: 'Make a pool.',
  words: ['NAME'],
  options: as,
  opensNode: true,
  run: ({ node, options, words: [name = ''] }) =>
    change(node, options, (work, owner) => addPool(work, owner, name)),
};

const rename: Command = {
  name: 'pool rename',
  summary: 'Give a pool another name.',
  words: ['ID', 'NAME'],
  options: as,
  opensNode: true,
  run: ({ node, options, words: [id = '', name = ''] }) =>
    change(node, options, async (work, owner) => {
      await renamePool(work, owner, id, name);
      return id;
    }),
};

const add: Command = {
  name: 'pool add',
  summary: 'Put somebody into a pool: ana, @ines@kiln.example, or an address.',
  words: ['ID', 'PERSON'],
  options: as,
  opensNode: true,
  run: ({ node, options, words: [id = '', person = ''] }) =>
    change(node, options, async (work, owner) => {
      await addToPool(work, owner, id, person);
      return id;
    }),
};

const take: Command = {
  name: 'pool remove',
  summary: 'Take somebody out of a pool.',
  words: ['ID', 'PERSON'],
  options: as,
  opensNode: true,
  run: ({ node, options, words: [id = '', person = ''] }) =>
    change(node, options, async (work, owner) => {
      await takeFromPool(work, owner, id, person);
      return id;
    }),
};

const remove: Command = {
  name: 'pool delete',
  summary: 'Delete a pool; it can be taken back for a day with --undo.',
  words: ['ID'],
  options: { ...as, undo: { help: 'Take back that it was deleted.' } },
  opensNode: true,
  run: async ({ node, options, words: [id = ''] }) => {
    const isBack = isSet(options, 'undo');
    const platform = await openNode(node);
    await inWork(platform, async (work) => {
      const owner = await requireNamed(work.tx, requireText(options, 'as'));
      await (isBack ? restorePool : deletePool)(work, owner, id);
    });
    return { json: { id, deleted: !isBack }, lines: [isBack ? 'The pool is back.' : 'The pool is deleted.'] };
  },
};

/** A change of a pool, and the pool as it is then. */
async function change(
  node: CliNode,
  options: Options,
  command: (work: Work, owner: Member) => Promise<string>,
) {
  const platform = await openNode(node);
  const pool = await inWork(platform, async (work) => {
    const owner = await requireNamed(work.tx, requireText(options, 'as'));
    return requirePool(work.tx, owner, await command(work, owner));
  });
  return told(pool);
}

function told(pool: Pool) {
  const { id, name, people } = pool;
  return { json: poolToPlain(pool), lines: [`${id}  ${name}`, ...people] };
}

/** Finding people, and the lists members keep of them. */
export const peopleCommands: readonly Command[] = [
  ...[find, list, show, make],
  ...[rename, add, take, remove],
];
