import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Db } from '../database.ts';
import { forgetOldLetters, type LetterId, postLetter } from '../mail.ts';
import type { Work } from '../work.ts';
import { issueLink } from './links.ts';

/** A member who asked for a way in and waits for it. */
export interface LinkRequest {
  readonly id: LetterId;
  readonly member: MemberId;
  readonly name: string;
  readonly handle: string;
  readonly askedAt: Temporal.Instant;
}

/**
 * Ask for a link, for whoever has this address. Nobody is looked up: for a stranger exactly the same is written, so
 * neither the answer nor its time says who belongs here.
 */
export async function askForLink(work: Work, address: string, next: string): Promise<void> {
  await forgetOldLetters(work.tx);
  await postLetter(work, { kind: 'sign-in', next }, { address });
}

function waiting(db: Db) {
  return db
    .selectFrom('mail')
    .innerJoin('member', (join) =>
      join.on((on) => on(on.fn<string>('lower', ['member.email']), '=', on.ref('mail.recipient'))),
    )
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['mail.id', 'mail.created_at', 'member.id as member', 'actor.name', 'actor.handle'])
    .where('mail.kind', '=', 'sign-in')
    .where('mail.done_at', 'is', null)
    .where('member.left_at', 'is', null);
}

/** Who waits for a link, the first first, each once; for stewards, where the node sends no mail. */
export async function listLinkRequests(db: Db): Promise<LinkRequest[]> {
  const rows = await waiting(db).orderBy('mail.position').execute();
  const first = new Map<MemberId, LinkRequest>();
  for (const { id, member, name, handle, created_at: askedAt } of rows) {
    if (!first.has(member)) first.set(member, { id, member, name, handle, askedAt });
  }
  return [...first.values()];
}

/**
 * A steward makes the link somebody waits for, to pass on. Whatever else they asked for is answered with it.
 * @throws Refusal not-found `link.not_asked` if nobody waits by this id
 */
export async function answerLinkRequest(
  work: Work,
  id: LetterId,
): Promise<{ readonly secret: string; readonly request: LinkRequest }> {
  const row = await waiting(work.tx).where('mail.id', '=', id).executeTakeFirst();
  if (row === undefined) {
    throw new Refusal(
      'not-found',
      'link.not_asked',
      'Nobody waits for this link any more. Another steward may have made it.',
    );
  }
  const mine = await waiting(work.tx).where('member.id', '=', row.member).execute();
  await work.tx
    .updateTable('mail')
    .set({ done_at: work.now })
    .where(
      'id',
      'in',
      mine.map((one) => one.id),
    )
    .execute();
  const { member, name, handle, created_at: askedAt } = row;
  return { secret: await issueLink(work, 'sign-in', member), request: { id, member, name, handle, askedAt } };
}
