import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { chooseLanguage, chooseTimeZone } from '../domain/members/commands.ts';
import type { Member } from '../domain/members/member.ts';
import { engagements, hats, stages } from '../domain/members/member.ts';
import type { NoticeEvent } from '../domain/notice.ts';
import { setChannels, setRhythm, snooze } from '../domain/notices/commands.ts';
import { readChannels, readRhythm } from '../domain/notices/queries.ts';
import { type Channels, noticeEvents, type Rhythm } from '../domain/notices/rhythm.ts';
import { countToday, readToday, type Today, type TodayItem } from '../domain/notices/today.ts';
import { chooseFediverse } from '../domain/signposts/commands.ts';
import type { Work } from '../domain/work.ts';
import { Line } from './text.ts';

const Time = z.string().meta({ format: 'date-time' });

/** Something that waits for a person. */
export const PlainTask = z.strictObject({
  key: z.string().describe('Names it for putting it off.'),
  kind: z.string().describe('followers, vouch, admit, guests, sign_in, deliveries, passkeys, signpost, …'),
  due: Time.nullable().describe('By when; null where no day is set.'),
  count: z.int().optional().describe('How many of the kind wait.'),
  name: z.string().optional().describe('Who asks.'),
  opportunity: z.string().optional().describe('The id of the opportunity it is about.'),
  title: z.string().optional(),
  step: z.string().optional().describe('What the signpost wants most.'),
});

/** Something that happened. */
export const PlainNotice = z.strictObject({
  id: z.uuid(),
  event: z.string().describe('member.joined, application.opened, …'),
  at: Time,
  about: z.record(z.string(), z.union([z.string(), z.boolean()])).describe('What it names, as it was then.'),
});

/** Everything that waits for a person. */
export const PlainToday = z.strictObject({
  count: z.int().describe('How many things wait; what was put off does not count.'),
  now: z.array(PlainTask).describe('Due within a day.'),
  week: z.array(PlainTask),
  whenever: z.array(PlainTask),
  notices: z.array(PlainNotice).describe('What happened and was not put away, newest first, at most fifty.'),
  putOff: z.array(PlainTask.extend({ until: Time })),
});
export type PlainToday = z.output<typeof PlainToday>;

/** Today as plain JSON. */
export function todayToPlain(today: Today): PlainToday {
  return {
    count: countToday(today),
    now: today.now.map(taskToPlain),
    week: today.week.map(taskToPlain),
    whenever: today.whenever.map(taskToPlain),
    notices: today.notices.map(({ id, notice: { event, ...about }, at }) => ({
      ...{ id, event, about },
      at: at.toString(),
    })),
    putOff: today.putOff.map(({ item, until }) => ({ ...taskToPlain(item), until: until.toString() })),
  };
}

function taskToPlain({ key, due, task }: TodayItem): z.output<typeof PlainTask> {
  const common = { key, kind: task.kind, due: due?.toString() ?? null };
  switch (task.kind) {
    case 'signpost':
      return { ...common, step: task.step };
    case 'invited':
      return { ...common, name: task.name };
    case 'choose':
    case 'outcome':
      return { ...common, opportunity: task.opportunity, title: task.title };
    default:
      return { ...common, count: task.count };
  }
}

/** How long "later" puts something off where nothing else is said. */
export const laterDays = 3;

/** Put something off that stands on Today. @throws Refusal not-found `today.unknown`; invalid `notices.snooze` */
export async function putOff(work: Work, member: Member, key: string, days: number): Promise<void> {
  const { now, week, whenever, putOff: before } = await readToday(work.tx, member, work.now);
  const known = [...now, ...week, ...whenever, ...before.map(({ item }) => item)];
  if (!known.some((item) => item.key === key))
    throw new Refusal('not-found', 'today.unknown', 'Nothing on Today has that key.');
  await snooze(work, member, key, days);
}

const ChannelsInput = z.strictObject({ today: z.boolean(), mail: z.boolean(), digest: z.boolean() });

/** What a person hears of and when letters come. */
export const PlainNotices = z.strictObject({
  channels: z
    .record(z.string(), ChannelsInput)
    .describe('By event: on Today, by mail, in the weekly letter.'),
  digestDay: z.int().nullable().describe('Monday is 1; null for no weekly letter.'),
  quietFrom: z.int().describe('An hour of their own clock, from which no letter comes.'),
  quietUntil: z.int().describe('The hour from which letters come again; the same as quietFrom: never quiet.'),
});
export type PlainNotices = z.output<typeof PlainNotices>;

/** What changes about it; what is missing stays. */
export const NoticesInput = z.strictObject({
  channels: z.partialRecord(z.enum(noticeEvents), ChannelsInput).optional(),
  digestDay: z.int().min(1).max(7).nullable().optional(),
  quietFrom: z.int().min(0).max(23).optional(),
  quietUntil: z.int().min(0).max(23).optional(),
});
export type NoticesInput = z.output<typeof NoticesInput>;

/** What a person hears of, as plain JSON. */
export function noticesToPlain(channels: Record<NoticeEvent, Channels>, rhythm: Rhythm): PlainNotices {
  return { channels, ...rhythm };
}

/** Set what a person hears of. Returns all of it as it is then. */
export async function writeNotices(work: Work, member: Member, said: NoticesInput): Promise<PlainNotices> {
  const { channels, digestDay, quietFrom, quietUntil } = said;
  if (channels !== undefined) await setChannels(work, member, channels);
  const before = await readRhythm(work.tx, member.id);
  const rhythm = {
    digestDay: digestDay === undefined ? before.digestDay : digestDay,
    quietFrom: quietFrom ?? before.quietFrom,
    quietUntil: quietUntil ?? before.quietUntil,
  };
  await setRhythm(work, member, rhythm);
  return noticesToPlain(await readChannels(work.tx, member.id), rhythm);
}

/** How a person stands here and reads: what the settings show of them. */
export const PlainAccount = z.strictObject({
  handle: z.string().describe('Without domain.'),
  name: z.string(),
  email: z.string().nullable(),
  language: z.string().nullable().describe('BCP 47; null where that of the collective will do.'),
  timeZone: z.string().describe('Europe/Lisbon'),
  isFederated: z.boolean().describe('Whether they chose to be on the Fediverse.'),
  stage: z.enum(stages),
  engagement: z.enum(engagements),
  hats: z.array(z.enum(hats)),
});
export type PlainAccount = z.output<typeof PlainAccount>;

/** What changes about it; what is missing stays. */
export const AccountInput = z.strictObject({
  language: Line.max(40).nullable().optional(),
  timeZone: Line.max(60).optional(),
  isFederated: z.boolean().optional().describe('Leaving is for good: the handle cannot come back.'),
  isCertain: z.literal(true).optional().describe('Needed to leave the Fediverse.'),
});
export type AccountInput = z.output<typeof AccountInput>;

/** The account of a person as plain JSON. */
export function accountToPlain(member: Member): PlainAccount {
  const { handle, name, email, language, timeZone, isFederated, stage, engagement } = member;
  return {
    ...{ handle, name, email, language, timeZone, isFederated, stage, engagement },
    hats: [...member.hats],
  };
}

/** Change an account. @throws Refusal invalid `account.certain`; what language, time zone and Fediverse refuse */
export async function writeAccount(work: Work, member: Member, said: AccountInput): Promise<void> {
  const { language, timeZone, isFederated, isCertain } = said;
  if (timeZone !== undefined) await chooseTimeZone(work, member, timeZone);
  if (language !== undefined) await chooseLanguage(work, member, language);
  if (isFederated === undefined) return;
  if (member.isFederated && !isFederated && isCertain !== true) {
    throw new Refusal(
      'invalid',
      'account.certain',
      'Leaving the Fediverse is for good: other servers do not take the same handle back. Say that it is certain.',
    );
  }
  await chooseFediverse(work, member, isFederated);
}
