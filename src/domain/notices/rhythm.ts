import type { NoticeEvent } from '../notice.ts';

/** The ways something reaches a person. */
export interface Channels {
  /** It stands on Today until it is put away. */
  readonly today: boolean;
  /** A letter as soon as the rhythm of the person allows one. */
  readonly mail: boolean;
  /** A line in the weekly letter. */
  readonly digest: boolean;
}

/** Every event with how it reaches a person who said nothing. Calm: only what waits for an answer is mailed at once, and what stands on Today as a task is not told there twice. */
export const defaultChannels: Readonly<Record<NoticeEvent, Channels>> = {
  'application.opened': { today: false, mail: false, digest: true },
  'application.ready': { today: false, mail: true, digest: false },
  'member.joined': { today: true, mail: false, digest: true },
  'member.left': { today: true, mail: false, digest: true },
  'invitation.declined': { today: true, mail: false, digest: true },
  'invitation.asked': { today: true, mail: true, digest: false },
  'follower.asked': { today: false, mail: false, digest: true },
  'affiliation.asked': { today: false, mail: true, digest: false },
  'affiliation.answered': { today: true, mail: true, digest: false },
  'affiliation.invited': { today: false, mail: true, digest: false },
  'opportunity.posted': { today: false, mail: false, digest: true },
  'opportunity.from_ally': { today: false, mail: false, digest: true },
  'signpost.empty': { today: false, mail: true, digest: false },
  'link.failed': { today: false, mail: false, digest: true },
};

/** Every event, in the order settings list them. */
export const noticeEvents = Object.keys(defaultChannels) as NoticeEvent[];

/** When a person wants letters. */
export interface Rhythm {
  /** Monday is 1; null for no weekly letter. */
  readonly digestDay: number | null;
  /** Hours of their own clock between which no letter comes; the same twice: never quiet. */
  readonly quietFrom: number;
  readonly quietUntil: number;
}

/** A weekly letter on Monday, and none by night. */
export const defaultRhythm: Rhythm = { digestDay: 1, quietFrom: 20, quietUntil: 8 };

/** What is known of somebody to whom a letter could go. */
export interface Waiting {
  readonly rhythm: Rhythm;
  readonly zone: string;
  readonly joinedAt: Temporal.Instant;
  /** When the last letter of any kind went, and the last weekly one. */
  readonly letterAt: Temporal.Instant | null;
  readonly digestAt: Temporal.Instant | null;
}

/** What is known of one thing that was not mailed yet. */
export interface Unmailed {
  readonly channels: Channels;
}

/** For how long somebody counts as new: then they get at most one letter a day. */
const newFor = Temporal.Duration.from({ hours: 30 * 24 });

/** Whether the clock of a person stands in their quiet hours. */
export function isQuiet(rhythm: Rhythm, hour: number): boolean {
  const { quietFrom: from, quietUntil: until } = rhythm;
  if (from === until) return false;
  return from < until ? hour >= from && hour < until : hour >= from || hour < until;
}

/**
 * Which of the waiting things go out in a letter now: none in quiet hours, none to somebody new who had one within a
 * day; else those wanted at once, and on the day of the weekly letter everything that is wanted in one.
 */
export function dueNow<T extends Unmailed>(
  waiting: Waiting,
  things: readonly T[],
  now: Temporal.Instant,
): { readonly things: readonly T[]; readonly isDigest: boolean } {
  const none = { things: [], isDigest: false };
  const local = now.toZonedDateTimeISO(waiting.zone);
  if (isQuiet(waiting.rhythm, local.hour)) return none;
  const isNew = Temporal.Instant.compare(waiting.joinedAt.add(newFor), now) > 0;
  // The day they came in they had their welcome.
  if (isNew && isWithin(waiting.letterAt ?? waiting.joinedAt, now, 24)) return none;
  const isDigestDay =
    local.dayOfWeek === waiting.rhythm.digestDay && !isWithin(waiting.digestAt, now, 6 * 24);
  const due = things.filter(({ channels }) => channels.mail || (isDigestDay && channels.digest));
  return due.length === 0
    ? none
    : { things: due, isDigest: isDigestDay && due.some((one) => one.channels.digest) };
}

function isWithin(at: Temporal.Instant | null, now: Temporal.Instant, hours: number): boolean {
  return at !== null && Temporal.Instant.compare(at.add({ hours }), now) > 0;
}
