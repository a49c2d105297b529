import { type Context, Hono } from 'hono';
import { isId, type MemberId } from '../../core/id.ts';
import { iri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { removeEverywhere } from '../../domain/erasure/departures.ts';
import { listAlumni } from '../../domain/joining/departure-queries.ts';
import { changeBelonging } from '../../domain/members/commands.ts';
import { type Hat, hats, type Member } from '../../domain/members/member.ts';
import { findMember, listMembers, requireMember } from '../../domain/members/queries.ts';
import { inWork } from '../../domain/work.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { belongingForm, reasonForm } from '../forms/joining-forms.ts';
import { MemberCarePage, RemovedPage } from './member-care-page.tsx';
import { MembersPage } from './members-page.tsx';
import { requireProofOfViewer } from './passkeys.tsx';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

/** The roster, for stewards: how everybody belongs, their hats, and putting somebody out. */
export function membersRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get('/members', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'person.change');
    const [members, alumni] = await Promise.all([listMembers(platform.db), listAlumni(platform.db)]);
    const { done } = context.req.query();
    return show(context, <MembersPage {...{ visit, members, alumni, done }} />);
  });
  routes.get('/members/:id', (context) => draw(site, context, {}, noErrors));
  routes.post('/members/:id', (context) => change(site, context));
  routes.post('/members/:id/remove', (context) => remove(site, context));
  return routes;
}

async function change(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { visit } = context.var;
  requireViewerMay(visit, 'person.change');
  const member = await requireMember(site.platform.db, idOf(context));
  const fields = await readFields(context);
  const form = parseForm(belongingForm, fields, visit.reader.say);
  if (!form.ok) return draw(site, context, fields, form.errors);
  const { engagement, stage } = form.value;
  const worn = hats.filter((hat) => form.value[`hat-${hat}`] === 'yes');
  if (!isSame(worn, member.hats)) requireProofOfViewer(site, context, `/members/${member.id}`);
  try {
    await inWork(site.platform, (work) =>
      changeBelonging(work, member.id, {
        engagement,
        hats: worn,
        ...(stage === 'member' ? { stage } : {}),
      }),
    );
  } catch (error) {
    return draw(
      site,
      context,
      fields,
      errorOfRefusal(error, { 'member.last_steward': 'hats' }, visit.reader.say),
    );
  }
  return context.redirect('/members?done=member-saved', 303);
}

function isSame(some: readonly Hat[], others: readonly Hat[]): boolean {
  return some.length === others.length && some.every((hat) => others.includes(hat));
}

async function remove(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { visit } = context.var;
  const steward = requireViewerMay(visit, 'person.remove');
  const member = await requireMember(site.platform.db, idOf(context));
  requireProofOfViewer(site, context, `/members/${member.id}`);
  const fields = await readFields(context);
  const { say } = visit.reader;
  const form = parseForm(reasonForm, fields, say);
  if (!form.ok) return draw(site, context, fields, form.errors);
  try {
    const secret = await inWork(site.platform, (work) =>
      removeEverywhere(work, steward, member, form.value.reason),
    );
    const link = iri(site.platform.origin, `/farewell?token=${secret}`);
    const isMailed = site.platform.config.SMTP_URL !== undefined && member.email !== null;
    return show(context, <RemovedPage {...{ visit, name: member.name, link, isMailed }} />);
  } catch (error) {
    return draw(site, context, fields, errorOfRefusal(error, { 'member.reason': 'reason' }, say));
  }
}

function idOf(context: Context<PageEnv>): MemberId {
  const id = context.req.param('id') ?? '';
  if (isId(id)) return id as MemberId;
  throw new Refusal('not-found', 'member.unknown', 'That person is not a member here.');
}

async function draw(
  site: Site,
  context: Context<PageEnv>,
  fields: Fields,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const viewer = requireViewerMay(visit, 'person.change');
  const { db } = site.platform;
  const member: Member = await requireMember(db, idOf(context));
  const inviter = member.invitedBy === null ? undefined : await findMember(db, member.invitedBy);
  const page = <MemberCarePage {...{ visit, viewer, member, inviter, fields, errors }} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}
