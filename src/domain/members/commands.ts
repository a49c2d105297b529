import { cleanName, markdownToHtml } from '../../core/html.ts';
import { type MemberId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { addLocalActor, type MakeKeys, markGone } from '../actors/commands.ts';
import { requireActor } from '../actors/queries.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import type { Hat, Member } from './member.ts';
import { findMemberByEmail, requireMember } from './queries.ts';

/** A person who joins. */
export interface NewMember {
  readonly name: string;
  readonly handle: string;
  readonly email: string | null;
  readonly hat: Hat;
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
      hat: person.hat,
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
  if (introduction.about.length > 2000) {
    throw new Refusal(
      'invalid',
      'member.about',
      `The text has ${introduction.about.length} characters; at most 2,000 fit.`,
    );
  }
  await work.tx
    .updateTable('actor')
    .set({ name, summary: markdownToHtml(introduction.about), updated_at: work.now })
    .where('id', '=', member.actor)
    .execute();
  await work.tx
    .updateTable('member')
    .set({ about: introduction.about })
    .where('id', '=', member.id)
    .execute();
  if (member.isFederated) await record(work, { kind: 'actor.updated', by: member.actor });
}

/**
 * A person chooses to be on the Fediverse, or to leave it. Leaving is final for this handle: other servers
 * are told that the actor is gone and do not take it back.
 * @throws Refusal gone `member.left_fediverse` if they left before
 */
export async function setFederated(work: Work, member: Member, isFederated: boolean): Promise<void> {
  if (member.isFederated === isFederated) return;
  const actor = await requireActor(work.tx, member.actor);
  if (actor.deletedAt !== null) {
    throw new Refusal(
      'gone',
      'member.left_fediverse',
      `${member.name} left the Fediverse. Other servers do not take the same handle back.`,
    );
  }
  await work.tx
    .updateTable('member')
    .set({ is_federated: isFederated })
    .where('id', '=', member.id)
    .execute();
  if (isFederated) {
    await record(work, { kind: 'actor.updated', by: member.actor });
    return;
  }
  await record(work, { kind: 'actor.deleted', by: member.actor });
  await work.tx.updateTable('actor').set({ deleted_at: work.now }).where('id', '=', member.actor).execute();
  await markGone(work, actor.iri, actor.iri, true);
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
    throw new Refusal('invalid', 'member.email', `"${address.slice(0, 80)}" is not a mail address.`);
  }
  if ((await findMemberByEmail(work.tx, address)) !== undefined) throw emailTaken();
}

function emailTaken(): Refusal {
  return new Refusal('conflict', 'member.email_taken', 'Somebody here already has that mail address.');
}
