import { z } from 'zod';
import type { OpportunityId } from '../core/id.ts';
import { iri, paths } from '../core/iri.ts';
import { Refusal } from '../core/refusal.ts';
import { goneSince } from '../domain/actors/queries.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import type { Db } from '../domain/database.ts';
import { requireMay } from '../domain/members/can.ts';
import { listFromAllies } from '../domain/opportunities/allies.ts';
import {
  changeStatus,
  deleteOpportunity,
  editOpportunity,
  postOpportunity,
} from '../domain/opportunities/commands.ts';
import { statuses } from '../domain/opportunities/opportunity.ts';
import { listOpportunities, lockOpportunity, requireOpportunity } from '../domain/opportunities/queries.ts';
import { inWork } from '../domain/work.ts';
import {
  allyToPlain,
  opportunityToPlain,
  PlainAllyOpportunity,
  PlainOpportunity,
  parseOpportunityId,
} from '../plain/opportunity.ts';
import { OpportunityInput, refuseOtherStatus, toDraft } from '../plain/opportunity-input.ts';
import { Prose } from '../plain/text.ts';
import { Cursor } from './cursor.ts';
import { noQuery, nothing, type Route, route } from './route.ts';
import { speakerFor } from './speaker.ts';

const path = '/v1/opportunities';
const readers = ['read', 'opportunities'] as const;
const writers = ['opportunities'] as const;

/** A move in the life of an opportunity. Time alone makes one `expired`, and nothing becomes a draft again. */
export const StatusInput = z.strictObject({
  status: z.enum(statuses).exclude(['draft', 'expired']),
  reason: Prose.optional().describe('One sentence its readers will see; needed to close or withdraw.'),
});

/** A page of opportunities: ours or our allies'. */
export const OpportunityList = z.strictObject({
  items: z.array(z.union([PlainOpportunity, PlainAllyOpportunity])),
  next: z.string().nullable().describe('The cursor of the next page; null on the last one.'),
});

const post = route({
  operation: 'postOpportunity',
  method: 'post',
  path,
  summary: 'Post an opportunity, or keep it as a draft. An open one goes to everyone who follows.',
  scopes: writers,
  query: noQuery,
  body: OpportunityInput,
  status: 201,
  answer: PlainOpportunity,
  refuses: [409],
  handle: async ({ platform, asker, body }) => {
    requireMay(asker, 'opportunity.write');
    const opportunity = await inWork(platform, async (work) => {
      const steward = await speakerFor(work, asker);
      const { language } = await requireCollective(work.tx);
      const draft = toDraft(body, {
        contact: steward.name,
        languages: [language],
        audience: 'public',
        roles: [],
      });
      return postOpportunity(work, steward, draft, body.status ?? 'open');
    });
    const location = iri(platform.origin, `/api${path}/${opportunity.id}`);
    return { body: opportunityToPlain(opportunity, platform.origin), location };
  },
});

const list = route({
  operation: 'listOpportunities',
  method: 'get',
  path,
  summary: 'What this collective offers, or what its allies do; newest first.',
  scopes: readers,
  query: z.strictObject({
    from: z.enum(['ours', 'allies']).optional().describe('Whose; ours if missing.'),
    status: z
      .enum(statuses)
      .optional()
      .describe("Only those that stand there. A page of allies' may then hold fewer than usual."),
    cursor: Cursor.optional(),
  }),
  body: nothing,
  status: 200,
  answer: OpportunityList,
  refuses: [],
  handle: async ({ platform, query: { from, status, cursor } }) => {
    if (from === 'allies') {
      const page = await listFromAllies(platform.db, cursor);
      const items = page.items
        .filter(({ opportunity }) => status === undefined || opportunity.status === status)
        .map(({ opportunity, collective }) => allyToPlain(opportunity, collective));
      return { body: { items, next: page.next ?? null } };
    }
    const wanted = status === undefined ? undefined : [status];
    const page = await listOpportunities(platform.db, 'member', { statuses: wanted, cursor });
    const items = page.items.map((opportunity) => opportunityToPlain(opportunity, platform.origin));
    return { body: { items, next: page.next ?? null } };
  },
});

const read = route({
  operation: 'readOpportunity',
  method: 'get',
  path: `${path}/{id}`,
  summary: 'One opportunity of this collective.',
  scopes: readers,
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainOpportunity,
  refuses: [404, 410],
  handle: async ({ platform, params }) => {
    const id = idOf(params, platform.origin);
    await refuseGone(platform.db, platform.origin, id);
    return { body: opportunityToPlain(await requireOpportunity(platform.db, id), platform.origin) };
  },
});

const edit = route({
  operation: 'editOpportunity',
  method: 'put',
  path: `${path}/{id}`,
  summary:
    'Say anew what an opportunity is about. What is missing is taken out, but contact, languages and audience stay.',
  scopes: writers,
  query: noQuery,
  body: OpportunityInput,
  status: 200,
  answer: PlainOpportunity,
  refuses: [404, 409],
  handle: async ({ platform, asker, params, body }) => {
    requireMay(asker, 'opportunity.write');
    const id = idOf(params, platform.origin);
    const opportunity = await inWork(platform, async (work) => {
      const before = await lockOpportunity(work.tx, id);
      refuseOtherStatus(body, before);
      return editOpportunity(work, await speakerFor(work, asker), id, toDraft(body, before));
    });
    return { body: opportunityToPlain(opportunity, platform.origin) };
  },
});

const move = route({
  operation: 'changeOpportunityStatus',
  method: 'post',
  path: `${path}/{id}/status`,
  summary: 'Open, shortlist, fill, close or withdraw an opportunity. Everyone who was told hears of it.',
  scopes: writers,
  query: noQuery,
  body: StatusInput,
  status: 200,
  answer: PlainOpportunity,
  refuses: [404, 409],
  handle: async ({ platform, asker, params, body }) => {
    requireMay(asker, 'opportunity.write');
    const id = idOf(params, platform.origin);
    const opportunity = await inWork(platform, async (work) =>
      changeStatus(work, await speakerFor(work, asker), id, body.status, body.reason ?? null),
    );
    return { body: opportunityToPlain(opportunity, platform.origin) };
  },
});

const remove = route({
  operation: 'deleteOpportunity',
  method: 'delete',
  path: `${path}/{id}`,
  summary: 'Delete an opportunity for good. Servers that have its post are asked to delete it too.',
  scopes: writers,
  query: noQuery,
  body: nothing,
  status: 204,
  answer: nothing,
  refuses: [404, 409],
  handle: async ({ platform, asker, params }) => {
    requireMay(asker, 'opportunity.write');
    const id = idOf(params, platform.origin);
    await inWork(platform, async (work) => deleteOpportunity(work, await speakerFor(work, asker), id));
    return { body: undefined };
  },
});

/** Everything about opportunities. */
export const opportunityRoutes: readonly Route[] = [post, list, read, edit, move, remove];

function idOf(params: Readonly<Record<string, string>>, origin: string): OpportunityId {
  return parseOpportunityId(origin, params['id'] ?? '');
}

async function refuseGone(db: Db, origin: string, id: OpportunityId): Promise<void> {
  if ((await goneSince(db, iri(origin, paths.opportunity(id)))) === undefined) return;
  throw new Refusal('gone', 'opportunity.gone', 'This opportunity was deleted.');
}
