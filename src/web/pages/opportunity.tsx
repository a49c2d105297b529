import { Hono } from 'hono';
import { isId, type OpportunityId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { goneSince } from '../../domain/actors/queries.ts';
import { countDeliveries } from '../../domain/deliveries/queries.ts';
import { can } from '../../domain/members/can.ts';
import { listMembers } from '../../domain/members/queries.ts';
import type { Opportunity } from '../../domain/opportunities/opportunity.ts';
import { findOpportunity, listRevisions, requireReadable } from '../../domain/opportunities/queries.ts';
import { listReplies } from '../../domain/posts/queries.ts';
import { databaseTime } from '../../domain/work.ts';
import { isDone } from './done.tsx';
import { OpportunityPage } from './opportunity-page.tsx';
import { Gone } from './refused.tsx';
import { keepForAMinute, type PageEnv, type Site, show, type Visit } from './visit.tsx';

/** The page of one opportunity, and the address of its post, which leads there. */
export function opportunityRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/opportunities/:id', async (context) => {
    const { visit } = context.var;
    const opportunity = await readableOpportunity(site, visit, context.req.param('id'));
    keepForAMinute(context);
    const props = await gather(site, visit, opportunity);
    const done = context.req.query('done');
    return show(context, <OpportunityPage {...props} visit={visit} done={isDone(done) ? done : undefined} />);
  });
  routes.get('/opportunities/:id/post', async (context) => {
    const opportunity = await readableOpportunity(site, context.var.visit, context.req.param('id'));
    return context.redirect(paths.opportunity(opportunity.id), 302);
  });
  return routes;
}

/**
 * The opportunity at an address, as far as this viewer may read it.
 * @throws Gone if it was deleted; Refusal not-found `opportunity.unknown` if there is none, or none for this viewer
 */
export async function readableOpportunity(site: Site, visit: Visit, id: string): Promise<Opportunity> {
  const { db, origin } = site.platform;
  const known = opportunityId(id);
  const found = await findOpportunity(db, known);
  if (found === undefined) {
    const since = await goneSince(db, iri(origin, paths.opportunity(known)));
    if (since !== undefined) throw new Gone(since);
  }
  return requireReadable(db, known, visit.viewer === undefined ? 'anyone' : 'member');
}

/** The identifier in an address. @throws Refusal not-found `opportunity.unknown` if it cannot be one */
function opportunityId(text: string): OpportunityId {
  if (isId(text)) return text as OpportunityId;
  throw new Refusal('not-found', 'opportunity.unknown', 'There is no such opportunity here.');
}

async function gather(site: Site, visit: Visit, opportunity: Opportunity) {
  const { db, origin } = site.platform;
  const post = iri(origin, paths.post(opportunity.id));
  const isSteward = can(visit.viewer, 'opportunity.write');
  return {
    opportunity,
    now: await databaseTime(db),
    revisions: await listRevisions(db, opportunity.id),
    replies: await listReplies(db, post),
    // Who changed what is the members' business; the public record says what changed.
    names: new Map(
      visit.viewer === undefined
        ? []
        : (await listMembers(db)).map((member) => [member.id, member.name] as const),
    ),
    reach: isSteward ? await countDeliveries(db, post) : undefined,
    addresses: { page: iri(origin, paths.opportunity(opportunity.id)), post },
  };
}
