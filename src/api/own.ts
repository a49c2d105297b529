import { z } from 'zod';
import { requireMay } from '../domain/members/can.ts';
import type { Member } from '../domain/members/member.ts';
import { requireMember } from '../domain/members/queries.ts';
import { bringBack, putAllAway, putAway, unsnooze } from '../domain/notices/commands.ts';
import { readChannels, readRhythm } from '../domain/notices/queries.ts';
import { readToday } from '../domain/notices/today.ts';
import { databaseTime, inWork, type Work } from '../domain/work.ts';
import {
  AccountInput,
  accountToPlain,
  laterDays,
  NoticesInput,
  noticesToPlain,
  PlainAccount,
  PlainNotices,
  PlainToday,
  putOff,
  todayToPlain,
  writeAccount,
  writeNotices,
} from '../plain/own.ts';
import { Line } from '../plain/text.ts';
import { forPerson, requireOwn } from './people-own.ts';
import { type ApiPlace, nothing, type Route, route } from './route.ts';

const own = z.strictObject(forPerson);
const readers = ['read', 'people'] as const;

/** What to put off, and for how many days. */
export const LaterInput = z.strictObject({
  key: Line.min(1).max(200).describe('The key of a task on Today.'),
  days: z.int().min(1).max(30).default(laterDays),
});

/** What to bring back: a task that was put off, or what happened and was put away within a day; else all put off. */
export const BackInput = z
  .strictObject({ key: Line.min(1).max(200).optional(), notice: z.uuid().optional() })
  .refine(({ key, notice }) => key === undefined || notice === undefined, 'send a key or a notice');

/** What to put away of what happened; everything if missing. */
export const AwayInput = z.strictObject({ notice: z.uuid().optional() });

const today = route({
  operation: 'readToday',
  method: 'get',
  path: '/v1/me/today',
  summary: 'Only what waits for the person, by when, and what happened.',
  scopes: readers,
  query: own,
  body: nothing,
  status: 200,
  answer: PlainToday,
  refuses: [404],
  handle: async ({ platform, asker, query }) => {
    const person = await requireOwn(platform.db, asker, query.person);
    requireMay(asker, 'own.read', { owner: person.id });
    const now = await databaseTime(platform.db);
    return { body: todayToPlain(await readToday(platform.db, person, now)) };
  },
});

const later = route({
  operation: 'putOffToday',
  method: 'post',
  path: '/v1/me/today/later',
  summary: 'Put off something that waits. It comes back by itself.',
  scopes: ['people'],
  query: own,
  body: LaterInput,
  status: 200,
  answer: PlainToday,
  refuses: [404],
  handle: ({ body: { key, days }, ...call }) =>
    changeToday(call, (work, person) => putOff(work, person, key, days)),
});

const back = route({
  operation: 'bringBackToday',
  method: 'post',
  path: '/v1/me/today/back',
  summary: 'Bring back what was put off, or take back that something was put away.',
  scopes: ['people'],
  query: own,
  body: BackInput,
  status: 200,
  answer: PlainToday,
  refuses: [404],
  handle: ({ body: { key, notice }, ...call }) =>
    changeToday(call, (work, person) =>
      notice === undefined ? unsnooze(work, person, key) : bringBack(work, person, notice),
    ),
});

const away = route({
  operation: 'putAwayToday',
  method: 'post',
  path: '/v1/me/today/away',
  summary: 'Put away something that happened, or all of it: it is not mailed any more either.',
  scopes: ['people'],
  query: own,
  body: AwayInput,
  status: 200,
  answer: PlainToday,
  refuses: [404],
  handle: ({ body: { notice }, ...call }) =>
    changeToday(call, (work, person) =>
      notice === undefined ? putAllAway(work, person) : putAway(work, person, notice),
    ),
});

const notices = route({
  operation: 'readNoticeSettings',
  method: 'get',
  path: '/v1/me/notices',
  summary: 'What the person hears of, in which way, and when letters come.',
  scopes: readers,
  query: own,
  body: nothing,
  status: 200,
  answer: PlainNotices,
  refuses: [404],
  handle: async ({ platform: { db }, asker, query }) => {
    const person = await requireOwn(db, asker, query.person);
    requireMay(asker, 'own.read', { owner: person.id });
    return { body: noticesToPlain(await readChannels(db, person.id), await readRhythm(db, person.id)) };
  },
});

const setNotices = route({
  operation: 'changeNoticeSettings',
  method: 'put',
  path: '/v1/me/notices',
  summary: 'Set what the person hears of and when letters come. What is missing stays.',
  scopes: ['people'],
  query: own,
  body: NoticesInput,
  status: 200,
  answer: PlainNotices,
  refuses: [404],
  handle: async (call) => ({
    body: await asPerson(call, (work, person) => writeNotices(work, person, call.body)),
  }),
});

const account = route({
  operation: 'readAccount',
  method: 'get',
  path: '/v1/me/account',
  summary: 'Language, time zone, address and whether the person is on the Fediverse.',
  scopes: readers,
  query: own,
  body: nothing,
  status: 200,
  answer: PlainAccount,
  refuses: [404],
  handle: async ({ platform, asker, query }) => {
    const person = await requireOwn(platform.db, asker, query.person);
    requireMay(asker, 'own.read', { owner: person.id });
    return { body: accountToPlain(person) };
  },
});

const setAccount = route({
  operation: 'changeAccount',
  method: 'put',
  path: '/v1/me/account',
  summary: 'Choose language and time zone, go on the Fediverse or leave it. What is missing stays.',
  scopes: ['people'],
  query: own,
  body: AccountInput,
  status: 200,
  answer: PlainAccount,
  refuses: [404, 409, 410],
  handle: async (call) => ({
    body: await asPerson(call, async (work, person) => {
      await writeAccount(work, person, call.body);
      return accountToPlain(await requireMember(work.tx, person.id));
    }),
  }),
});

interface OwnCall extends ApiPlace {
  readonly asker: Member | 'node';
  readonly query: z.output<typeof own>;
}

/** A change of what is a person's own, in one transaction. */
function asPerson<T>(
  { platform, asker, query }: OwnCall,
  command: (work: Work, person: Member) => Promise<T>,
): Promise<T> {
  return inWork(platform, async (work) => {
    const person = await requireOwn(work.tx, asker, query.person);
    requireMay(asker, 'own.write', { owner: person.id });
    return command(work, person);
  });
}

function changeToday(call: OwnCall, command: (work: Work, person: Member) => Promise<unknown>) {
  return asPerson(call, async (work, person) => {
    await command(work, person);
    return { body: todayToPlain(await readToday(work.tx, person, work.now)) };
  });
}

/** What waits for a person, what they hear of, and how they stand here. */
export const ownRoutes: readonly Route[] = [
  ...[today, later, back, away],
  ...[notices, setNotices, account, setAccount],
];
