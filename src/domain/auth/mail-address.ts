import { type MemberId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { postLetter } from '../mail.ts';
import type { Member } from '../members/member.ts';
import { findMemberByEmail, requireMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { closeLinks, issueLink, useLink } from './links.ts';
import type { MailChangeId } from './tables.ts';

/** How long somebody may take to confirm an address. */
const changeLasts = Temporal.Duration.from({ hours: 24 });

/** An address that shall become a member's. */
export interface MailChange {
  readonly id: MailChangeId;
  readonly email: string;
  readonly askedAt: Temporal.Instant;
}

/** The same, as stewards see it who pass links on. */
export interface WaitingMailChange extends MailChange {
  readonly member: MemberId;
  readonly name: string;
  readonly handle: string;
  /** Somebody else has that address already: no link can be made, and who asked must not learn of it. */
  readonly isTaken: boolean;
}

/**
 * Ask for another mail address. Nothing changes until the link in the letter to it is used; the address they have now
 * is told. An address somebody else has is treated the same. A new question takes the place of an older one.
 * @throws Refusal invalid `member.email` for what is no address; conflict `mail_address.same`
 */
export async function askForMailAddress(work: Work, member: Member, email: string): Promise<void> {
  const address = email.trim();
  if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(address) || address.length > 254) {
    const typed = address.slice(0, 80);
    throw new Refusal('invalid', 'member.email', `"${typed}" is not a mail address.`, { typed });
  }
  if (member.email?.toLowerCase() === address.toLowerCase()) {
    throw new Refusal('conflict', 'mail_address.same', 'That is your address already.');
  }
  await closeLinks(work, member.id, ['mail-address']);
  await work.tx.deleteFrom('mail_change').where('member_id', '=', member.id).execute();
  await work.tx
    .insertInto('mail_change')
    .values({ id: newId<MailChangeId>(), member_id: member.id, email: address, created_at: work.now })
    .execute();
  await postLetter(work, { kind: 'mail-address', member: member.id }, { address });
  if (member.email === null) return;
  await postLetter(work, { kind: 'mail-moved', member: member.id, step: 'asked' }, { address: member.email });
}

/** The address a member waits to confirm; undefined where they wait for none, or asked a day ago. */
export async function findMailChange(
  { tx, now }: { readonly tx: Db; readonly now: Temporal.Instant },
  member: MemberId,
): Promise<MailChange | undefined> {
  const row = await tx
    .selectFrom('mail_change')
    .selectAll()
    .where('member_id', '=', member)
    .where('created_at', '>', now.subtract(changeLasts))
    .executeTakeFirst();
  return row && { id: row.id, email: row.email, askedAt: row.created_at };
}

/** Think better of it: the link opens nothing any more. */
export async function dropMailChange(work: Work, member: MemberId): Promise<void> {
  await closeLinks(work, member, ['mail-address']);
  await work.tx.deleteFrom('mail_change').where('member_id', '=', member).execute();
}

/** Everybody who waits to confirm an address, the first first; for stewards, where the node sends no mail. */
export async function listMailChanges(db: Db, now: Temporal.Instant): Promise<WaitingMailChange[]> {
  const rows = await db
    .selectFrom('mail_change')
    .innerJoin('member', 'member.id', 'mail_change.member_id')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['mail_change.id', 'mail_change.email', 'mail_change.created_at', 'mail_change.member_id'])
    .select(['actor.name', 'actor.handle'])
    .where('mail_change.created_at', '>', now.subtract(changeLasts))
    .where('member.left_at', 'is', null)
    .orderBy('mail_change.created_at')
    .execute();
  return Promise.all(
    rows.map(async ({ id, email, name, handle, member_id: member, created_at: askedAt }) => ({
      ...{ id, email, name, handle, member, askedAt },
      isTaken: await isOthers(db, email, member),
    })),
  );
}

/**
 * A steward makes the link that confirms an address, to pass on where the node sends no mail.
 * @throws Refusal not-found `mail_address.not_asked`; conflict `mail_address.taken`
 */
export async function answerMailChange(
  work: Work,
  id: string,
): Promise<{ readonly secret: string; readonly change: WaitingMailChange }> {
  const change = (await listMailChanges(work.tx, work.now)).find((one) => one.id === id);
  if (change === undefined) {
    throw new Refusal('not-found', 'mail_address.not_asked', 'Nobody waits for this link any more.');
  }
  if (change.isTaken) throw taken();
  await closeLinks(work, change.member, ['mail-address']);
  const secret = await issueLink(work, 'mail-address', change.member, { email: change.email });
  return { secret, change };
}

/**
 * Use the link up: the address becomes theirs. Links to sign in that went to the old one open nothing any more, and
 * the old one is told. Returns whose it is.
 * @throws Refusal what `useLink` refuses; gone `link.used` where they thought better of it; conflict
 * `mail_address.taken` if somebody else has the address by now
 */
export async function confirmMailAddress(work: Work, secret: string): Promise<Member> {
  const { member: id, email } = await useLink(work, 'mail-address', secret);
  if (id === null || email === null) throw over();
  const member = await requireMember(work.tx, id);
  const change = await findMailChange(work, id);
  if (change?.email !== email) throw over();
  if (await isOthers(work.tx, email, id)) throw taken();
  await work.tx.updateTable('member').set({ email }).where('id', '=', id).execute();
  await work.tx.deleteFrom('mail_change').where('member_id', '=', id).execute();
  await closeLinks(work, id, ['sign-in', 'mail-address']);
  if (member.email !== null) {
    await postLetter(work, { kind: 'mail-moved', member: id, step: 'done' }, { address: member.email });
  }
  return { ...member, email };
}

async function isOthers(db: Db, email: string, member: MemberId): Promise<boolean> {
  const owner = await findMemberByEmail(db, email);
  return owner !== undefined && owner.id !== member;
}

function over(): Refusal {
  return new Refusal('gone', 'link.used', 'This link was used or is too old. Ask for a new one.');
}

function taken(): Refusal {
  return new Refusal('conflict', 'mail_address.taken', 'Somebody else here has this address.');
}
