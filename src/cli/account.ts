import type { Member } from '../domain/members/member.ts';
import { requireMember } from '../domain/members/queries.ts';
import { readChannels, readRhythm } from '../domain/notices/queries.ts';
import { noticeEvents } from '../domain/notices/rhythm.ts';
import { inWork } from '../domain/work.ts';
import { readInput } from '../plain/input.ts';
import {
  AccountInput,
  accountToPlain,
  NoticesInput,
  noticesToPlain,
  type PlainNotices,
  writeAccount,
  writeNotices,
} from '../plain/own.ts';
import {
  type Command,
  type CommandAnswer,
  isSet,
  manyOf,
  numberOf,
  type Options,
  textOf,
  UsageError,
} from './command.ts';
import { requireNamed } from './member.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const show: Command = {
  name: 'account show',
  summary: 'Language, time zone and mail address of a member, and whether they are on the Fediverse.',
  words: ['HANDLE'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [handle = ''] }) => {
    const { db } = await openNode(node);
    return toldAccount(await requireNamed(db, handle));
  },
};

const set: Command = {
  name: 'account set',
  summary: 'Choose language and time zone for a member, or whether they are on the Fediverse.',
  words: ['HANDLE'],
  options: {
    language: { value: 'TAG', help: 'en, de, …; or: collective, for the one of the collective.' },
    zone: { value: 'ZONE', help: 'Where their clock is: Europe/Lisbon.' },
    fediverse: { value: 'WHETHER', help: 'Leaving is for good.', choices: ['on', 'off'] },
    certain: { help: 'Yes, leave the Fediverse.' },
  },
  opensNode: true,
  run: async ({ node, words: [handle = ''], options }) => {
    const said = readAccount(options);
    const platform = await openNode(node);
    const member = await inWork(platform, async (work) => {
      const person = await requireNamed(work.tx, handle);
      await writeAccount(work, person, said);
      return requireMember(work.tx, person.id);
    });
    return toldAccount(member);
  },
};

function readAccount(options: Options): AccountInput {
  const language = textOf(options, 'language');
  const fediverse = textOf(options, 'fediverse');
  const said = {
    ...(language === undefined ? {} : { language: language === 'collective' ? null : language }),
    timeZone: textOf(options, 'zone'),
    ...(fediverse === undefined ? {} : { isFederated: fediverse === 'on' }),
  };
  if (Object.values(said).every((value) => value === undefined))
    throw new UsageError('Say what to change. See: guildhall account set --help');
  if (fediverse === 'off' && !isSet(options, 'certain'))
    throw new UsageError('Leaving the Fediverse is for good. If you mean it, add: --certain');
  return readInput(AccountInput, { ...said, ...(isSet(options, 'certain') ? { isCertain: true } : {}) });
}

function toldAccount(member: Member): CommandAnswer {
  const plain = accountToPlain(member);
  const lines = columns([
    [`@${plain.handle}`, plain.name],
    ['mail', plain.email ?? 'none'],
    ['language', plain.language ?? 'as the collective'],
    ['time zone', plain.timeZone],
    ['Fediverse', plain.isFederated ? 'on it' : 'not on it'],
    ['belongs', [plain.stage, plain.engagement, ...plain.hats].join(', ')],
  ]);
  return { json: plain, lines };
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const ways = ['today', 'mail', 'digest'];

const notices: Command = {
  name: 'notices',
  summary: 'What a member hears of, in which way, and when letters come.',
  words: ['HANDLE'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [handle = ''] }) => {
    const { db } = await openNode(node);
    const { id } = await requireNamed(db, handle);
    return toldNotices(noticesToPlain(await readChannels(db, id), await readRhythm(db, id)));
  },
};

const setNotices: Command = {
  name: 'notices set',
  summary: 'Set what a member hears of and when letters come. What is missing stays.',
  words: ['HANDLE'],
  options: {
    event: { value: 'EVENT', help: `Of what: ${noticeEvents.join(', ')}.`, isMany: true },
    by: { value: 'WAY', help: `How they hear of it: ${ways.join(', ')}; or none.`, isMany: true },
    digest: { value: 'DAY', help: 'The day of the weekly letter, or none.', choices: [...weekdays, 'none'] },
    'quiet-from': { value: 'HOUR', help: 'From which hour of their clock no letter comes.' },
    'quiet-until': { value: 'HOUR', help: 'From which hour letters come again.' },
  },
  opensNode: true,
  run: async ({ node, words: [handle = ''], options }) => {
    const digest = textOf(options, 'digest');
    const said = readInput(NoticesInput, {
      channels: readChannelsOf(options),
      digestDay: digest === undefined ? undefined : digest === 'none' ? null : weekdays.indexOf(digest) + 1,
      quietFrom: numberOf(options, 'quiet-from', 0, 23),
      quietUntil: numberOf(options, 'quiet-until', 0, 23),
    });
    if (Object.values(said).every((value) => value === undefined))
      throw new UsageError('Say what to change. See: guildhall notices set --help');
    const platform = await openNode(node);
    return toldNotices(
      await inWork(platform, async (work) => writeNotices(work, await requireNamed(work.tx, handle), said)),
    );
  },
};

function readChannelsOf(options: Options): Record<string, unknown> | undefined {
  const [events, by] = [manyOf(options, 'event'), manyOf(options, 'by')];
  if (events.length === 0 && by.length === 0) return undefined;
  if (events.length === 0 || by.length === 0) throw new UsageError('Write --event EVENT with --by WAY.');
  const wrong = by.find((way) => way !== 'none' && !ways.includes(way));
  if (wrong !== undefined) throw new UsageError(`--by takes ${ways.join(', ')} or none, not "${wrong}".`);
  const chosen = Object.fromEntries(ways.map((way) => [way, by.includes(way)]));
  return Object.fromEntries(events.map((event) => [event, chosen]));
}

function toldNotices(plain: PlainNotices): CommandAnswer {
  const { channels, digestDay, quietFrom, quietUntil } = plain;
  const rows = Object.entries(channels).map(([event, { today, mail, digest }]) => [
    event,
    [...(today ? ['today'] : []), ...(mail ? ['mail'] : []), ...(digest ? ['digest'] : [])].join(' ') ||
      'none',
  ]);
  const day = digestDay === null ? 'none' : (weekdays[digestDay - 1] ?? '');
  const quiet = quietFrom === quietUntil ? 'never' : `${quietFrom} to ${quietUntil}`;
  return { json: plain, lines: columns([...rows, ['weekly letter', day], ['quiet hours', quiet]]) };
}

/** How a member stands here, and what they hear of. */
export const accountCommands: readonly Command[] = [show, set, notices, setNotices];
