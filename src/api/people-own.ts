import { Refusal } from '../core/refusal.ts';
import type { Db } from '../domain/database.ts';
import { requireMay } from '../domain/members/can.ts';
import type { Member } from '../domain/members/member.ts';
import { findMember, findMemberByHandle } from '../domain/members/queries.ts';
import type { Audience } from '../domain/signposts/signpost.ts';
import { Line } from '../plain/text.ts';

/** The query of routes under `/v1/me`: a token of the node says for whom it asks. */
export const forPerson = {
  person: Line.max(80)
    .optional()
    .describe('A handle. Only for a token of the node; a person’s own is theirs.'),
};

/**
 * The person a request under `/v1/me` is about: whose token it is; with a token of the node, whom `person` names.
 * @throws Refusal invalid `person.missing`; not-found `member.unknown`; forbidden `person.may_not` for anybody else
 */
export async function requireOwn(
  db: Db,
  asker: Member | 'node',
  person: string | undefined,
): Promise<Member> {
  if (asker === 'node') {
    if (person !== undefined) return requireHandle(db, person);
    throw new Refusal('invalid', 'person.missing', 'This token is of the node. Say for whom: ?person=HANDLE');
  }
  const own = (await findMember(db, asker.id)) ?? asker;
  const isOther = person !== undefined && plainHandle(person) !== own.handle;
  // The keeper of the node and the person themselves: nobody has this right over somebody else.
  requireMay(own, 'signpost.write', { owner: isOther ? null : own.id });
  return own;
}

/** Somebody who belongs, by handle with or without `@`. @throws Refusal not-found `member.unknown` */
export async function requireHandle(db: Db, handle: string): Promise<Member> {
  const member = await findMemberByHandle(db, plainHandle(handle));
  if (member !== undefined) return member;
  throw new Refusal('not-found', 'member.unknown', 'Nobody here has that handle.');
}

/** As what somebody reads the signpost of a person. A token of the node reads as members do. */
export function readerOf(asker: Member | 'node', person: Member): Audience {
  return asker !== 'node' && asker.id === person.id ? 'me' : 'members';
}

function plainHandle(text: string): string {
  return text.trim().replace(/^@/, '').toLowerCase();
}
