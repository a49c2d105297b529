import type { Context } from 'hono';
import { countFollows } from '../../domain/follows/queries.ts';
import type { Member } from '../../domain/members/member.ts';
import { readSignpost } from '../../domain/signposts/queries.ts';
import type { Signpost } from '../../domain/signposts/signpost.ts';
import { type PageEnv, requireViewerMay, type Site, type Visit } from './visit.tsx';

/** What the pages are drawn from on which somebody writes their own signpost. */
export interface Own {
  readonly visit: Visit;
  readonly origin: string;
  readonly member: Member;
  readonly signpost: Signpost;
  readonly now: Temporal.Instant;
  /** How many follow this person; 0 while they are not on the Fediverse. */
  readonly followers: number;
}

/** The signpost of who looks. @throws SignInNeeded for visitors; Refusal forbidden `person.may_not` for who left */
export async function readOwn(site: Site, context: Context<PageEnv>): Promise<Own> {
  const { visit } = context.var;
  const { db, origin, clock } = site.platform;
  const member = requireViewerMay(visit, 'signpost.write', { owner: visit.viewer?.id });
  const now = clock.now();
  const signpost = await readSignpost(db, member.id, now);
  const followers = member.isFederated ? (await countFollows(db, member.actor)).followers : 0;
  return { visit, origin, member, signpost, now, followers };
}
