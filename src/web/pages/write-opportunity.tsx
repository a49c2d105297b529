import { Hono } from 'hono';
import { newId, type OpportunityId } from '../../core/id.ts';
import { paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import type { PostPreview } from '../../domain/federate.ts';
import type { Member } from '../../domain/members/member.ts';
import { changeStatus, editOpportunity, postOpportunity } from '../../domain/opportunities/commands.ts';
import type { Opportunity, OpportunityDraft } from '../../domain/opportunities/opportunity.ts';
import { listOpportunities } from '../../domain/opportunities/queries.ts';
import { skillsToSuggest } from '../../domain/signposts/by-skill.ts';
import { databaseTime, inWork } from '../../domain/work.ts';
import { errorOfRefusal, type FieldErrors, type Fields, noErrors, readFields } from '../forms/fields.ts';
import {
  emptyOpportunity,
  inFormOrder,
  nestOpportunity,
  type OpportunityFields,
  opportunityFieldOf,
  opportunityToFields,
  parseOpportunity,
} from '../forms/opportunity-form.ts';
import { emptyRole } from '../forms/role-form.ts';
import type { Done } from './done.tsx';
import { readableOpportunity } from './opportunity.tsx';
import { OpportunityFormPage } from './opportunity-form.tsx';
import { type PageEnv, requireViewerMay, type Site, show, type Visit } from './visit.tsx';

/** Write a new opportunity, change one. */
export function writeOpportunityRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();

  routes.get('/opportunities/new', async (context) => {
    const { visit } = context.var;
    const steward = requireViewerMay(visit, 'opportunity.write');
    const fields = emptyOpportunity(await usualZone(site), visit.collective.language, steward.name);
    return show(context, draw({ visit, skillNames: await offered(site), fields }));
  });

  routes.post('/opportunities/new', async (context) => {
    const { visit } = context.var;
    const steward = requireViewerMay(visit, 'opportunity.write');
    const sent = readAct(await readFields(context));
    const answer = await handle(site, visit, sent, undefined, (draft, act) =>
      create(site, steward, draft, act),
    );
    if ('fields' in answer)
      return show(context, draw({ visit, skillNames: await offered(site), ...answer }), answer.status);
    return context.redirect(`${paths.opportunity(answer.id)}?done=${answer.done}`, 303);
  });

  routes.get('/opportunities/:id/edit', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'opportunity.write');
    const before = await readableOpportunity(site, visit, context.req.param('id'));
    const fields = opportunityToFields(before, await usualZone(site));
    const preview = site.federate.preview(asPosted(before), visit.collective);
    return show(context, draw({ visit, skillNames: await offered(site), fields, before, preview }));
  });

  routes.post('/opportunities/:id/edit', async (context) => {
    const { visit } = context.var;
    const steward = requireViewerMay(visit, 'opportunity.write');
    const before = await readableOpportunity(site, visit, context.req.param('id'));
    const sent = readAct(await readFields(context));
    const answer = await handle(site, visit, sent, before, (draft, act) =>
      change(site, steward, before.id, draft, act),
    );
    if ('fields' in answer)
      return show(
        context,
        draw({ visit, skillNames: await offered(site), before, ...answer }),
        answer.status,
      );
    return context.redirect(`${paths.opportunity(answer.id)}?done=${answer.done}`, 303);
  });

  return routes;
}

type Act = 'preview' | 'draft' | 'post' | 'save' | 'add-role' | `remove-${number}`;

/** Which button was pressed, and the fields without it. @throws Refusal invalid `form.act` */
function readAct({ do: pressed, ...rest }: Fields): { act: Act; fields: OpportunityFields } {
  const act = pressed ?? 'preview';
  if (/^(?:preview|draft|post|save|add-role|remove-\d{1,2})$/.test(act)) {
    return { act: act as Act, fields: nestOpportunity(rest) };
  }
  throw new Refusal('invalid', 'form.act', 'That is not one of the buttons of this form.');
}

/** The form again, or what became of it. */
type Answer =
  | {
      readonly fields: OpportunityFields;
      readonly errors: FieldErrors;
      readonly preview: PostPreview | undefined;
      readonly status: 200 | 400;
    }
  | { readonly id: OpportunityId; readonly done: Done };

type Commit = (draft: OpportunityDraft, act: Act) => Promise<Answer & { id: OpportunityId }>;

async function handle(
  site: Site,
  visit: Visit,
  { act, fields }: { act: Act; fields: OpportunityFields },
  before: Opportunity | undefined,
  commit: Commit,
): Promise<Answer> {
  if (act === 'add-role' || act.startsWith('remove-')) {
    return { fields: withRoles(fields, act), errors: noErrors, preview: undefined, status: 200 };
  }
  const parsed = parseOpportunity(fields, visit.reader.say);
  if (!parsed.ok) return { fields, errors: inFormOrder(parsed.errors), preview: undefined, status: 400 };
  const previewed = asPosted(await imagine(site, parsed.value, before));
  const preview = site.federate.preview(previewed, visit.collective);
  if (act === 'preview') return { fields, errors: noErrors, preview, status: 200 };
  try {
    return await commit(parsed.value, act);
  } catch (error) {
    return {
      fields,
      errors: errorOfRefusal(error, opportunityFieldOf, visit.reader.say),
      preview,
      status: 400,
    };
  }
}

async function create(site: Site, steward: Member, draft: OpportunityDraft, act: Act) {
  const status = act === 'post' ? 'open' : 'draft';
  const { id } = await inWork(site.platform, (work) => postOpportunity(work, steward, draft, status));
  return { id, done: status === 'open' ? ('posted' as const) : ('drafted' as const) };
}

async function change(site: Site, steward: Member, id: OpportunityId, draft: OpportunityDraft, act: Act) {
  const after = await inWork(site.platform, async (work) => {
    const edited = await editOpportunity(work, steward, id, draft);
    if (act !== 'post' || edited.status !== 'draft') return edited;
    return changeStatus(work, steward, id, 'open', null);
  });
  const done: Done = after.status === 'draft' ? 'drafted' : act === 'post' ? 'posted' : 'saved';
  return { id, done };
}

/** The form with one role more, or one less. Keys are never used twice, because they name the role elsewhere. */
function withRoles(fields: OpportunityFields, act: Act): OpportunityFields {
  const { roles } = fields;
  if (act !== 'add-role') {
    const gone = Number(act.slice('remove-'.length));
    return { ...fields, roles: roles.filter((_, index) => index !== gone || roles.length === 1) };
  }
  const numbers = roles.map((role) => Number(/^role-(\d+)$/.exec(role.key)?.[1] ?? 0));
  const key = `role-${Math.max(0, ...numbers) + 1}`;
  const currency = roles.at(-1)?.currency ?? emptyRole.currency;
  return { ...fields, roles: [...roles, { ...emptyRole, key, currency }] };
}

/** A draft as the opportunity it would become. The address of a new one is settled when it is posted. */
async function imagine(
  site: Site,
  draft: OpportunityDraft,
  before: Opportunity | undefined,
): Promise<Opportunity> {
  if (before !== undefined) return { ...before, ...draft };
  const now = await databaseTime(site.platform.db);
  return {
    ...draft,
    id: newId<OpportunityId>(),
    status: 'open',
    revision: 1,
    reason: null,
    postedBy: newId(),
    createdAt: now,
    publishedAt: now,
    updatedAt: now,
  };
}

function asPosted(opportunity: Opportunity): Opportunity {
  return opportunity.status === 'draft' ? { ...opportunity, status: 'open' } : opportunity;
}

/** The zone of the latest deadline of this collective: it rarely moves. */
async function usualZone({ platform: { db } }: Site): Promise<string> {
  const { items } = await listOpportunities(db, 'member');
  return items.find((opportunity) => opportunity.deadline !== null)?.deadline?.timeZoneId ?? 'UTC';
}

interface Drawn {
  readonly visit: Visit;
  readonly fields: OpportunityFields;
  readonly errors?: FieldErrors;
  readonly preview?: PostPreview | undefined;
  readonly before?: Opportunity;
  readonly skillNames: readonly string[];
}

/** The names of skills that the form offers. */
function offered({ platform: { db } }: Site): Promise<string[]> {
  return skillsToSuggest(db, 60);
}

function draw({ visit, fields, errors = noErrors, preview, before, skillNames }: Drawn) {
  const props = { visit, fields, errors, preview, before, skillNames };
  return <OpportunityFormPage {...props} />;
}
