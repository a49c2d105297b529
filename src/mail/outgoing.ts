import { setTimeout } from 'node:timers/promises';
import { iri } from '../core/iri.ts';
import { issueLink } from '../domain/auth/links.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import type { Database } from '../domain/database.ts';
import {
  finishLetter,
  forgetOldLetters,
  mailQueue,
  postponeLetter,
  type TakenLetter,
  takeLetter,
} from '../domain/mail.ts';
import type { Member } from '../domain/members/member.ts';
import { findMember, findMemberByEmail } from '../domain/members/queries.ts';
import { wakeChannel } from '../domain/outbox.ts';
import { inWork } from '../domain/work.ts';
import { logFor } from '../platform/log.ts';
import type { Platform } from '../platform/platform.ts';
import { type OutgoingMail, openSmtp, type Smtp } from '../platform/smtp.ts';
import { accountLetter, signInLetter, type WrittenLetter } from './letters.ts';

const log = logFor('mail');

/** How long to sleep where nothing waits and no wake is heard. */
const idleMs = 5_000;
/** Who asked for a link this long ago has asked again, or gone. */
const linkLasts = Temporal.Duration.from({ minutes: 15 });
/** News that is older than this is none. */
const newsLasts = Temporal.Duration.from({ hours: 48 });
/** Seconds until the next try, by how many there were. */
const waits = [30, 120, 600, 3600, 4 * 3600, 12 * 3600];

/**
 * Send what waits in `mail` until told to stop. Without SMTP_URL nothing is sent: questions for a link wait for a
 * steward. Resolves once stopped and the letter under way is done.
 */
export async function sendLetters(platform: Platform<Database>, signal: AbortSignal): Promise<void> {
  const smtp = openSmtp(platform.config);
  if (smtp === undefined) return;
  let wakeUp: () => void = () => undefined;
  const stopListening = await platform.store
    .listen(wakeChannel, (queue) => queue === mailQueue && wakeUp())
    .catch(() => async () => undefined);
  try {
    while (!signal.aborted) {
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      wakeUp = resolve;
      if (await sendOne(platform, smtp)) continue;
      const sleep = new AbortController();
      const until = AbortSignal.any([signal, sleep.signal]);
      await Promise.race([woken, setTimeout(idleMs, undefined, { signal: until }).catch(() => undefined)]);
      sleep.abort();
    }
  } finally {
    await stopListening();
    smtp.close();
  }
}

/** Send the letter that is due first. False where none is, or the database is away. */
async function sendOne(platform: Platform<Database>, smtp: Smtp): Promise<boolean> {
  try {
    const taken = await takeLetter(platform.db);
    if (taken === undefined) {
      await forgetOldLetters(platform.db);
      return false;
    }
    await handle(platform, smtp, taken);
    return true;
  } catch (error) {
    log.warning('Letters could not be read', { error });
    return false;
  }
}

async function handle(platform: Platform<Database>, smtp: Smtp, taken: TakenLetter): Promise<void> {
  const { db } = platform;
  const mail = await compose(platform, taken);
  // Nobody here has the address, they have none, or it is too late: the letter is done.
  if (mail === undefined) return finishLetter(db, taken.id);
  const { isSent, isFinal, answer } = await smtp.send(mail);
  if (isSent) return finishLetter(db, taken.id);
  const wait = waits[taken.attempts - 1];
  const isOver = isFinal || wait === undefined;
  log.warning('A letter was not taken', {
    kind: taken.letter.kind,
    attempts: taken.attempts,
    reason: answer,
  });
  await postponeLetter(db, taken.id, answer, isOver ? 'for ever' : wait);
}

/** The mail a letter becomes, for somebody who is here and has an address. */
async function compose(platform: Platform<Database>, taken: TakenLetter): Promise<OutgoingMail | undefined> {
  const { db, origin } = platform;
  const person = await recipientOf(platform, taken);
  if (person === undefined || person.email === null || (await isTooLate(platform, taken))) return undefined;
  const collective = await requireCollective(db);
  const head = { place: collective.name, origin, name: person.name, language: collective.language };
  const written =
    taken.letter.kind === 'sign-in'
      ? signInLetter(head, await newLink(platform, person, taken.letter.next))
      : accountLetter(head, taken.letter.change);
  return addressed(taken.id, person.name, person.email, written);
}

async function recipientOf({ db }: Platform<Database>, taken: TakenLetter): Promise<Member | undefined> {
  if (taken.member !== null) return findMember(db, taken.member);
  return taken.address === null ? undefined : findMemberByEmail(db, taken.address);
}

async function isTooLate(platform: Platform<Database>, { letter, createdAt }: TakenLetter): Promise<boolean> {
  const until = createdAt.add(letter.kind === 'sign-in' ? linkLasts : newsLasts);
  const now = await inWork(platform, async (work) => work.now);
  return Temporal.Instant.compare(until, now) < 0;
}

/** Made only now, so that no row but the digest ever holds it. A try that failed leaves one that nobody has. */
async function newLink(platform: Platform<Database>, member: Member, next: string): Promise<string> {
  const secret = await inWork(platform, (work) => issueLink(work, 'sign-in', member.id, true));
  const query = new URLSearchParams(next === '/' ? { token: secret } : { token: secret, next });
  return iri(platform.origin, `/sign-in/link?${query}`);
}

function addressed(id: string, name: string, address: string, written: WrittenLetter): OutgoingMail {
  return { id, to: { name, address }, ...written };
}
