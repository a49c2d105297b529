import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { ActorId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { admitGuest, inviteGuest, refuseGuest, removeGuest } from '../../domain/affiliations/guests.ts';
import { acceptInvitation, askToJoin, endMembership } from '../../domain/affiliations/memberships.ts';
import { listGuests, listMemberships, requireGuest } from '../../domain/affiliations/queries.ts';
import { type Action, can } from '../../domain/members/can.ts';
import type { Member } from '../../domain/members/member.ts';
import { inWork, type Work } from '../../domain/work.ts';
import { type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { actorForm } from '../forms/small-forms.ts';
import { optionalText, problem } from '../forms/texts.ts';
import { AffiliationsPage } from './affiliations-page.tsx';
import { RemovePage } from './affiliations-remove-page.tsx';
import type { Done } from './done.tsx';
import { type PageEnv, requireViewer, requireViewerMay, type Site, show } from './visit.tsx';

const who = z.string().trim().min(1, problem('forms.write_handle')).max(2048);
const askForm = z.strictObject({ who, message: optionalText(1000) });
const inviteForm = z.strictObject({ invited: who });
const removeForm = z.strictObject({ actor: z.uuid(), reason: optionalText(500) });

/** Memberships that reach beyond this node: one's own elsewhere, and those of people elsewhere here. */
export function affiliationsRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/affiliations', (context) => {
    const member = requireViewer(context.var.visit);
    return draw(site, context, member, {});
  });
  routes.post('/affiliations/ask', (context) => ask(site, context));
  routes.post('/affiliations/invite', (context) => invite(site, context));
  const own = (done: Done, command: Command) => (context: Context<PageEnv>) =>
    decide(site, context, { action: 'affiliation.act', done, command });
  const ours = (done: Done, command: Command) => (context: Context<PageEnv>) =>
    decide(site, context, { action: 'affiliation.decide', done, command });
  routes.post('/affiliations/accept', own('guest-asked', acceptInvitation));
  routes.post('/affiliations/end', own('guest-ended', endMembership));
  routes.post('/affiliations/admit', ours('guest-admitted', admitGuest));
  routes.post('/affiliations/refuse', ours('guest-ended', refuseGuest));
  routes.get('/affiliations/remove', (context) => askRemove(site, context));
  routes.post('/affiliations/remove', (context) => remove(site, context));
  return routes;
}

type Command = (work: Work, by: Member, other: ActorId) => Promise<void>;

/** What was typed, and what is wrong with it. */
interface Typed {
  readonly who?: string | undefined;
  readonly message?: string | undefined;
  readonly invited?: string | undefined;
  readonly errors?: FieldErrors;
}

async function draw(
  { platform: { db } }: Site,
  context: Context<PageEnv>,
  member: Member,
  { errors = noErrors, ...typed }: Typed,
  status: 200 | 400 = 200,
): Promise<Response> {
  const { visit } = context.var;
  const isSteward = can(member, 'affiliation.decide');
  const memberships = await listMemberships(db, member.id);
  const guests = isSteward ? await listGuests(db, ['asked', 'invited', 'member']) : [];
  const { done } = context.req.query();
  const props = { visit, member, isSteward, memberships, guests, typed, errors, done };
  return show(context, <AffiliationsPage {...props} />, status);
}

/** Ask a collective. Its server is asked first, outside any transaction. */
async function ask(site: Site, context: Context<PageEnv>): Promise<Response> {
  const member = requireOwn(context);
  const fields = await readFields(context);
  const form = parseForm(askForm, fields, context.var.visit.reader.say);
  const typed = { who: fields['who'], message: fields['message'] };
  if (!form.ok) return draw(site, context, member, { ...typed, errors: form.errors }, 400);
  const { value } = form;
  return reach(site, context, member, { field: 'who', typed }, async () => {
    const collective = await site.federate.resolve(value.who);
    await inWork(site.platform, (work) => askToJoin(work, member, collective, value.message ?? ''));
  });
}

async function invite(site: Site, context: Context<PageEnv>): Promise<Response> {
  const member = requireViewerMay(context.var.visit, 'affiliation.decide');
  const fields = await readFields(context);
  const form = parseForm(inviteForm, fields, context.var.visit.reader.say);
  const typed = { invited: fields['invited'] };
  if (!form.ok) return draw(site, context, member, { ...typed, errors: form.errors }, 400);
  return reach(site, context, member, { field: 'invited', typed }, async () => {
    const person = await site.federate.resolve(form.value.invited);
    await inWork(site.platform, (work) => inviteGuest(work, member, person));
  });
}

/** What is refused is said beside the field. */
async function reach(
  site: Site,
  context: Context<PageEnv>,
  member: Member,
  { field, typed }: { readonly field: string; readonly typed: Typed },
  act: () => Promise<void>,
): Promise<Response> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const errors = { [field]: context.var.visit.reader.say.refusal(error) };
    return draw(site, context, member, { ...typed, errors }, 400);
  }
  return context.redirect('/affiliations?done=guest-asked', 303);
}

interface Decision {
  readonly action: Extract<Action, 'affiliation.act' | 'affiliation.decide'>;
  readonly done: Done;
  readonly command: Command;
}

/** One of the small buttons beside somebody. */
async function decide(
  site: Site,
  context: Context<PageEnv>,
  { action, done, command }: Decision,
): Promise<Response> {
  const { visit } = context.var;
  const member = action === 'affiliation.act' ? requireOwn(context) : requireViewerMay(visit, action);
  const form = parseForm(actorForm, await readFields(context), visit.reader.say);
  if (!form.ok) throw new Refusal('invalid', 'actor.id', 'That names no actor this node knows.');
  const other = form.value.actor as ActorId;
  await inWork(site.platform, (work) => command(work, member, other));
  return context.redirect(`/affiliations?done=${done}`, 303);
}

async function askRemove(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { visit } = context.var;
  requireViewerMay(visit, 'affiliation.decide');
  const query = actorForm.safeParse({ actor: context.req.query('actor') });
  if (!query.success) throw new Refusal('invalid', 'actor.id', 'That names no actor this node knows.');
  const guest = await requireGuest(site.platform.db, query.data.actor as ActorId);
  return show(context, <RemovePage visit={visit} guest={guest} reason="" errors={noErrors} />);
}

async function remove(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { visit } = context.var;
  const member = requireViewerMay(visit, 'affiliation.decide');
  const fields = await readFields(context);
  const form = parseForm(removeForm, fields, visit.reader.say);
  if (form.ok) {
    const { actor, reason } = form.value;
    await inWork(site.platform, (work) => removeGuest(work, member, actor as ActorId, reason ?? ''));
    return context.redirect('/affiliations?done=guest-ended', 303);
  }
  if (form.errors['actor'] !== undefined)
    throw new Refusal('invalid', 'actor.id', 'That names no actor this node knows.');
  const guest = await requireGuest(site.platform.db, fields['actor'] as ActorId);
  const props = { visit, guest, reason: fields['reason'] ?? '', errors: form.errors };
  return show(context, <RemovePage {...props} />, 400);
}

function requireOwn(context: Context<PageEnv>): Member {
  const { visit } = context.var;
  return requireViewerMay(visit, 'affiliation.act', { owner: requireViewer(visit).id });
}
