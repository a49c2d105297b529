import type { Member } from '../domain/members/member.ts';
import { bringBack, putAllAway, putAway, unsnooze } from '../domain/notices/commands.ts';
import { readToday, type TodayItem } from '../domain/notices/today.ts';
import { databaseTime, inWork, type Work } from '../domain/work.ts';
import { laterDays, putOff, todayToPlain } from '../plain/own.ts';
import { noticeWords } from '../words/notice-words.ts';
import { sayIn } from '../words/say.ts';
import { type CliNode, type Command, type CommandAnswer, numberOf, textOf, UsageError } from './command.ts';
import { requireNamed } from './member.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const show: Command = {
  name: 'today',
  summary: 'What waits for a member, and what happened.',
  words: ['HANDLE'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [handle = ''] }) => {
    const { db } = await openNode(node);
    const member = await requireNamed(db, handle);
    return told(await readToday(db, member, await databaseTime(db)));
  },
};

const later: Command = {
  name: 'today later',
  summary: 'Put off something that waits for a member, by its key.',
  words: ['HANDLE', 'KEY'],
  options: { days: { value: 'DAYS', help: `For how many days, 1 to 30. Default: ${laterDays}.` } },
  opensNode: true,
  run: ({ node, words: [handle = '', key = ''], options }) => {
    const days = numberOf(options, 'days', 1, 30) ?? laterDays;
    return change(node, handle, (work, member) => putOff(work, member, key, days));
  },
};

const back: Command = {
  name: 'today back',
  summary:
    'Bring back what a member put off: one thing by its key, or all of it; or a notice that was put away.',
  words: ['HANDLE', '[KEY]'],
  options: { notice: { value: 'ID', help: 'Take back that this was put away, within a day.' } },
  opensNode: true,
  run: ({ node, words: [handle = '', key], options }) => {
    const notice = textOf(options, 'notice');
    if (key !== undefined && notice !== undefined) throw new UsageError('Write either KEY or --notice ID.');
    return change(node, handle, (work, member) =>
      notice === undefined ? unsnooze(work, member, key) : bringBack(work, member, notice),
    );
  },
};

const away: Command = {
  name: 'today away',
  summary: 'Put away what happened: one thing by its id, or all of it. It is not mailed any more either.',
  words: ['HANDLE', '[ID]'],
  options: {},
  opensNode: true,
  run: ({ node, words: [handle = '', id] }) =>
    change(node, handle, (work, member) =>
      id === undefined ? putAllAway(work, member) : putAway(work, member, id),
    ),
};

async function change(
  node: CliNode,
  handle: string,
  command: (work: Work, member: Member) => Promise<unknown>,
): Promise<CommandAnswer> {
  const platform = await openNode(node);
  return inWork(platform, async (work) => {
    const member = await requireNamed(work.tx, handle);
    await command(work, member);
    return told(await readToday(work.tx, member, work.now));
  });
}

function told(today: Awaited<ReturnType<typeof readToday>>): CommandAnswer {
  const say = sayIn('en');
  const rows = [
    ...today.now.map((item) => ['today', item.key, titleOf(item)]),
    ...today.week.map((item) => ['this week', item.key, titleOf(item)]),
    ...today.whenever.map((item) => ['whenever', item.key, titleOf(item)]),
    ...today.notices.map(({ id, notice }) => ['happened', id, noticeWords(say, notice).words]),
    ...today.putOff.map(({ item, until }) => [
      ...[`back ${until.toString().slice(0, 10)}`, item.key, titleOf(item)],
    ]),
  ];
  const lines = rows.length === 0 ? ['Nothing waits.'] : columns(rows);
  return { json: todayToPlain(today), lines };
}

function titleOf({ task }: TodayItem): string {
  const say = sayIn('en');
  if (task.kind === 'signpost') return say(`today.step_${task.step}_title`);
  const { kind, ...values } = task;
  return say(`today.${kind}_title`, { ...values, opportunity: '' });
}

/** What waits for a member. */
export const todayCommands: readonly Command[] = [show, later, back, away];
