import { sql } from 'kysely';
import type { MemberId } from '../../core/id.ts';
import { requireCollective } from '../collective/queries.ts';
import type { Member } from '../members/member.ts';
import { isLive } from '../opportunities/opportunity.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';

/** Delete letters to the address of a person, and those of others that are about them. */
export async function forgetLetters(work: Work, { id, email }: Member): Promise<void> {
  await work.tx
    .deleteFrom('mail')
    .where((where) =>
      where.or([
        sql<boolean>`payload ->> 'member' = ${id}`,
        sql<boolean>`recipient = lower(${email}::text)`,
        sql<boolean>`recipient in (select lower(email) from invitation where member_id = ${id} and email is not null)`,
      ]),
    )
    .execute();
}

/** Delete what others were told about a person: by handle, and by the names they came under. */
export async function forgetNotices(work: Work, { id, name, handle }: Member): Promise<void> {
  await sql`
    delete from notice
    where payload ->> 'handle' = ${handle} and event like 'member.%'
      or (event like 'application.%' or event like 'invitation.%' or event like 'member.%')
        and payload ->> 'name' in (
          select ${name}::text
          union select invitation.name from invitation where member_id = ${id}
          union select application.name from application join invitation on invitation.application_id = application.id
            where invitation.member_id = ${id})`.execute(work.tx);
}

/** Empty the invitation and the application a person came by; others to their address go. */
export async function emptyJoining(work: Work, { id, email }: Member): Promise<void> {
  const applications = await applicationsOf(work, id, email);
  if (applications.length > 0) {
    await work.tx.deleteFrom('application_vouch').where('application_id', 'in', applications).execute();
    await work.tx.deleteFrom('joining_link').where('application_id', 'in', applications).execute();
    await work.tx
      .updateTable('application')
      .set({ name: '', email: null, fediverse: null, does: '', why: '', links: [], reason: '' })
      .where('id', 'in', applications)
      .execute();
  }
  await work.tx
    .deleteFrom('invitation')
    .where('member_id', 'is', null)
    .where(sql<boolean>`lower(email) = lower(${email}::text)`)
    .execute();
  await work.tx
    .updateTable('invitation')
    .set({ name: '', email: null, note: '', question: '' })
    .where('member_id', '=', id)
    .execute();
}

async function applicationsOf(work: Work, member: MemberId, email: string | null) {
  const rows = await work.tx
    .selectFrom('application')
    .leftJoin('invitation', 'invitation.application_id', 'application.id')
    .select('application.id')
    .where((where) =>
      where.or([
        where('invitation.member_id', '=', member),
        sql<boolean>`lower(application.email) = lower(${email}::text)`,
      ]),
    )
    .execute();
  return rows.map((row) => row.id);
}

/** Where the person is the one to ask about an opportunity, the collective is; those who were told hear of it. */
export async function emptyContacts(work: Work, person: Member): Promise<void> {
  const collective = await requireCollective(work.tx);
  const rows = await work.tx
    .selectFrom('opportunity')
    .select(['id', 'status', 'revision', 'contact'])
    .forUpdate()
    .execute();
  for (const { id, status, revision, contact } of rows) {
    if (!namesPerson(contact, person)) continue;
    await work.tx
      .updateTable('opportunity')
      .set({ contact: collective.name, revision: revision + 1, updated_at: work.now })
      .where('id', '=', id)
      .execute();
    await work.tx
      .insertInto('opportunity_revision')
      .values({
        ...{ opportunity_id: id, revision: revision + 1, member_id: null },
        ...{ what: 'edited: contact', changed_at: work.now },
      })
      .execute();
    if (isLive(status))
      await record(work, { kind: 'opportunity.changed', by: collective.actor, opportunity: id });
  }
}

/** Whether a line names somebody: by name as whole words, by handle, by mail address; in any case of letters. */
export function namesPerson(
  line: string,
  { name, handle, email }: Pick<Member, 'name' | 'handle' | 'email'>,
) {
  const text = line.toLowerCase();
  const isPartOfWord = (character: string | undefined) => /^[\p{L}\p{N}\p{M}_]$/u.test(character ?? '');
  return [name, `@${handle}`, email ?? ''].some((one) => {
    const words = one.trim().toLowerCase();
    if (words === '') return false;
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
      if (!isPartOfWord(text[at - 1]) && !isPartOfWord(text[at + words.length])) return true;
    return false;
  });
}
