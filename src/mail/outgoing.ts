import { setTimeout } from 'node:timers/promises';
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
import { writeNoticeLetters } from '../domain/notices/commands.ts';
import { wakeChannel } from '../domain/outbox.ts';
import { inWork } from '../domain/work.ts';
import { logFor } from '../platform/log.ts';
import type { Platform } from '../platform/platform.ts';
import { type OutgoingMail, openSmtp, type Smtp } from '../platform/smtp.ts';
import { languageOf } from '../words/language.ts';
import { sayIn } from '../words/say.ts';
import { formLetter } from './letter.ts';
import { draftLetter, rulesOf } from './letters.ts';

const log = logFor('mail');

/** How long to sleep where nothing waits and no wake is heard. */
const idleMs = 5_000;
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

/** Send the letter that is due first; where none is, write those about what happened. False where nothing is left to do, or the database is away. */
async function sendOne(platform: Platform<Database>, smtp: Smtp): Promise<boolean> {
  try {
    const taken = await takeLetter(platform.db);
    if (taken === undefined) {
      await forgetOldLetters(platform.db);
      return (await writeNoticeLetters(platform)) > 0;
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
  const { lasts, toAnybody = false } = rulesOf(taken.letter);
  const person = await recipientOf(platform, taken);
  const address = taken.member === null ? (taken.address ?? undefined) : person?.email;
  if ((person === undefined && !toAnybody) || address === undefined || address === null) return undefined;
  const isGone = await inWork(
    platform,
    async ({ now }) => Temporal.Instant.compare(taken.createdAt.add(lasts), now) < 0,
  );
  if (isGone) return undefined;
  const { name: place, language } = await requireCollective(platform.db);
  const sayTo = (member: Member | undefined) =>
    sayIn(languageOf(member?.language) ?? languageOf(language) ?? 'en');
  const { origin } = platform;
  const post = { platform, place, origin, address, person, say: sayTo(person), sayTo };
  const draft = await draftLetter(taken.letter.kind, taken.letter, post);
  if (draft === undefined) return undefined;
  const to = draft.to ?? { name: person?.name ?? '', say: post.say };
  // Somebody who belongs gets it as they wrote their address; the row has it in lower case.
  const mailbox = person?.email ?? address;
  return { id: taken.id, to: { name: to.name, address: mailbox }, ...formLetter(post, to, draft) };
}

async function recipientOf({ db }: Platform<Database>, taken: TakenLetter): Promise<Member | undefined> {
  if (taken.member !== null) return findMember(db, taken.member);
  return taken.address === null ? undefined : findMemberByEmail(db, taken.address);
}
