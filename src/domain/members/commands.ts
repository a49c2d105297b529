import { sql } from 'kysely';
import { cleanName, cleanText, markdownToHtml } from '../../core/html.ts';
import { type ActorId, type MemberId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { addLocalActor, type MakeKeys, markGone } from '../actors/commands.ts';
import { requireActor } from '../actors/queries.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import { tellListed } from './listed.ts';
import type { Engagement, Hat, Member, Stage } from './member.ts';
import { findMemberByEmail, requireMember } from './queries.ts';

/** A person who joins. */
export interface NewMember {
  readonly name: string;
  readonly handle: string;
  readonly email: string | null;
  readonly hats: readonly Hat[];
  /** Default: freelancer. */
  readonly engagement?: Engagement | undefined;
  /** Default: member. */
  readonly stage?: Exclude<Stage, 'alum'> | undefined;
  readonly invitedBy?: MemberId | undefined;
}

/**
 * Take a person in. They are not on the Fediverse until they choose to be.
 * @throws Refusal invalid `member.name`, `member.email`; conflict `member.email_taken`; what `addLocalActor` refuses
 */
export async function addMember(work: Work, person: NewMember, makeKeys: MakeKeys): Promise<Member> {
  const name = requireName(person.name);
  if (person.email !== null) await requireFreeEmail(work, person.email);
  const actor = await addLocalActor(
    work,
    { type: 'Person', handle: person.handle, name, summary: '', approvesFollowers: false },
    makeKeys,
  );
  const id = newId<MemberId>();
  const { numInsertedOrUpdatedRows } = await work.tx
    .insertInto('member')
    .values({
      id,
      actor_id: actor.id,
      email: person.email?.trim() ?? null,
      hats: [...new Set(person.hats)],
      engagement: person.engagement ?? 'freelancer',
      stage: person.stage ?? 'member',
      invited_by: person.invitedBy ?? null,
      joined_at: work.now,
      left_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  // Somebody with the same address came in while the keys were made.
  if (numInsertedOrUpdatedRows === 0n) throw emailTaken();
  return requireMember(work.tx, id);
}

/** What a person says of themselves. `about` is Markdown, at most 2,000 characters. */
export interface Introduction {
  readonly name: string;
  readonly about: string;
}

/** Change how a person is introduced; those who follow them are told. */
export async function introduceMember(work: Work, member: Member, introduction: Introduction): Promise<void> {
  const name = requireName(introduction.name);
  const about = cleanText(introduction.about);
  if (about.length > 2000) {
    throw new Refusal(
      'invalid',
      'member.about',
      `The text has ${about.length} characters; at most 2,000 fit.`,
      { length: about.length },
    );
  }
  await work.tx
    .updateTable('actor')
    .set({ name, summary: markdownToHtml(about), updated_at: work.now })
    .where('id', '=', member.actor)
    .execute();
  await work.tx.updateTable('member').set({ about }).where('id', '=', member.id).execute();
  if (member.isFederated) await record(work, { kind: 'actor.updated', by: member.actor });
}

/**
 * A person chooses to be on the Fediverse, or to leave it. Leaving is final for this handle: other servers
 * are told that the actor is gone and do not take it back. `alsoTo` hears of the leaving beside followers.
 * @throws Refusal gone `member.left_fediverse` if they left before; conflict `member.candidate` for a candidate, who is
 * on no public page
 */
export async function setFederated(
  work: Work,
  member: Member,
  isFederated: boolean,
  alsoTo: readonly ActorId[] = [],
): Promise<void> {
  if (member.isFederated === isFederated) return;
  const actor = await requireActor(work.tx, member.actor);
  if (actor.deletedAt !== null) {
    throw new Refusal(
      'gone',
      'member.left_fediverse',
      `${member.name} left the Fediverse. Other servers do not take the same handle back.`,
      { name: member.name },
    );
  }
  if (isFederated && member.stage === 'candidate') throw notForCandidates(member.name);
  await work.tx
    .updateTable('member')
    .set({ is_federated: isFederated })
    .where('id', '=', member.id)
    .execute();
  if (isFederated) {
    await record(work, { kind: 'actor.updated', by: member.actor });
    return tellListed(work, member, { ...member, isFederated });
  }
  await record(work, { kind: 'actor.deleted', by: member.actor, ...(alsoTo.length > 0 && { alsoTo }) });
  await tellListed(work, member, { ...member, isFederated });
  await work.tx.updateTable('actor').set({ deleted_at: work.now }).where('id', '=', member.actor).execute();
  await markGone(work, actor.iri, actor.iri, true);
}

/** What stewards change about how somebody belongs; what is missing stays. */
export interface Belonging {
  readonly engagement?: Engagement | undefined;
  /** A candidate becomes a member. There is no way back but leaving. */
  readonly stage?: 'member' | undefined;
  readonly hats?: readonly Hat[] | undefined;
}

/**
 * Change how somebody belongs.
 * @throws Refusal conflict `member.last_steward` where nobody would wear that hat any more, `member.candidate` for hats
 * of a candidate
 */
export async function changeBelonging(work: Work, id: MemberId, change: Belonging): Promise<Member> {
  // The stewards first, always in this order, then the person: two changes at once do not lock each other out.
  if (change.hats !== undefined && !change.hats.includes('steward')) await requireOtherSteward(work, id);
  await work.tx.selectFrom('member').select('id').where('id', '=', id).forUpdate().execute();
  const before = await requireMember(work.tx, id);
  const stage = change.stage ?? before.stage;
  const hats = [...new Set(change.hats ?? before.hats)];
  if (stage === 'candidate' && hats.length > 0) throw notForCandidates(before.name);
  const engagement = change.engagement ?? before.engagement;
  await work.tx.updateTable('member').set({ stage, hats, engagement }).where('id', '=', id).execute();
  const after = await requireMember(work.tx, id);
  await tellListed(work, before, after);
  return after;
}

/** Holds the stewards against others, and lets go on only where one remains besides. @throws Refusal conflict `member.last_steward` */
export async function requireOtherSteward(work: Work, id: MemberId): Promise<void> {
  const stewards = await work.tx
    .selectFrom('member')
    .select('id')
    .where('left_at', 'is', null)
    .where('stage', '=', 'member')
    .where(sql<boolean>`'steward' = any(hats)`)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (stewards.some((steward) => steward.id !== id)) return;
  if (stewards.length === 0) return;
  throw new Refusal(
    'conflict',
    'member.last_steward',
    'That is the last steward here. Make somebody else a steward first.',
  );
}

function notForCandidates(name: string): Refusal {
  return new Refusal(
    'conflict',
    'member.candidate',
    `${name} is a candidate: no hat and no public page before they are a member.`,
    { name },
  );
}

function requireName(text: string): string {
  const name = cleanName(text);
  if (name.length === 0)
    throw new Refusal('invalid', 'member.name', 'The name is empty. Write what people call you.');
  return name;
}

async function requireFreeEmail(work: Work, email: string): Promise<void> {
  const address = email.trim();
  if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(address) || address.length > 254) {
    const typed = address.slice(0, 80);
    throw new Refusal('invalid', 'member.email', `"${typed}" is not a mail address.`, { typed });
  }
  if ((await findMemberByEmail(work.tx, address)) !== undefined) throw emailTaken();
}

function emailTaken(): Refusal {
  return new Refusal('conflict', 'member.email_taken', 'Somebody here already has that mail address.');
}

/**
 * The language a person reads pages and letters in; null for the collective's.
 * @throws Refusal invalid `member.language` for what is no language tag
 */
export async function chooseLanguage(work: Work, member: Member, language: string | null): Promise<void> {
  if (language !== null && !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)) {
    const typed = language.slice(0, 40);
    throw new Refusal('invalid', 'member.language', `"${typed}" is not a language tag.`, { typed });
  }
  await work.tx.updateTable('member').set({ language }).where('id', '=', member.id).execute();
}

/**
 * Where a person's clock is: deadlines and dates are shown by it.
 * @throws Refusal invalid `member.time_zone` for what is no IANA zone
 */
export async function chooseTimeZone(work: Work, member: Member, zone: string): Promise<void> {
  if (zone.length > 60 || !isZone(zone)) {
    throw new Refusal(
      'invalid',
      'member.time_zone',
      `"${zone.slice(0, 60)}" is not a time zone. Write for example Europe/Lisbon.`,
      { typed: zone.slice(0, 60) },
    );
  }
  await work.tx.updateTable('member').set({ time_zone: zone }).where('id', '=', member.id).execute();
}

/** Offsets are no zones: they know nothing of summer. */
function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
