import { type Context, Hono } from 'hono';
import { type ApplicationId, isId } from '../../core/id.ts';
import { iri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { listApplications, requireApplication } from '../../domain/joining/application-queries.ts';
import { admit, declineApplication, takeBackVouch, vouch } from '../../domain/joining/applications.ts';
import { inWork } from '../../domain/work.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { admitForm, reasonForm, vouchForm } from '../forms/joining-forms.ts';
import { bareForm } from '../forms/small-forms.ts';
import { ApplicationPage } from './application-page.tsx';
import { ApplicationsPage } from './applications-page.tsx';
import { MadeInvitationPage } from './made-invitation-page.tsx';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

/** Who asked to join: members read and vouch, a steward admits or declines. */
export function applicationsRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get('/applications', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'application.read');
    const applications = await listApplications(platform.db);
    const { done } = context.req.query();
    return show(context, <ApplicationsPage {...{ visit, applications, done }} />);
  });
  routes.get('/applications/:id', (context) => draw(site, context, {}, noErrors));

  routes.post('/applications/:id/vouch', async (context) => {
    const member = requireViewerMay(context.var.visit, 'application.vouch');
    const id = idOf(context);
    const fields = await readFields(context);
    const { say } = context.var.visit.reader;
    const form = parseForm(vouchForm, fields, say);
    if (!form.ok) return draw(site, context, fields, form.errors);
    await inWork(platform, (work) => vouch(work, member, id, form.value.sentence));
    return context.redirect(`/applications/${id}?done=vouched`, 303);
  });

  routes.post('/applications/:id/take-back', async (context) => {
    const member = requireViewerMay(context.var.visit, 'application.vouch');
    const id = idOf(context);
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    await inWork(platform, (work) => takeBackVouch(work, member, id));
    return context.redirect(`/applications/${id}?done=unvouched`, 303);
  });

  routes.post('/applications/:id/admit', (context) => admitSomebody(site, context));

  routes.post('/applications/:id/decline', async (context) => {
    const steward = requireViewerMay(context.var.visit, 'application.decide');
    const id = idOf(context);
    const fields = await readFields(context);
    const form = parseForm(reasonForm, fields, context.var.visit.reader.say);
    if (!form.ok) return draw(site, context, fields, form.errors);
    await inWork(platform, (work) => declineApplication(work, steward, id, form.value.reason));
    return context.redirect('/applications?done=application-declined', 303);
  });
  return routes;
}

async function admitSomebody(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { visit } = context.var;
  const { platform } = site;
  const steward = requireViewerMay(visit, 'application.decide');
  const id = idOf(context);
  const fields = await readFields(context);
  const form = parseForm(admitForm, fields, visit.reader.say);
  if (!form.ok) return draw(site, context, fields, form.errors);
  try {
    const { invitation, secret } = await inWork(platform, (work) => admit(work, steward, id, form.value));
    const link = iri(platform.origin, `/join?token=${secret}`);
    const isMailed = platform.config.SMTP_URL !== undefined && invitation.email !== null;
    return show(context, <MadeInvitationPage {...{ visit, invitation, link, isMailed }} />);
  } catch (error) {
    return draw(site, context, fields, errorOfRefusal(error, {}, visit.reader.say));
  }
}

function idOf(context: Context<PageEnv>): ApplicationId {
  const id = context.req.param('id') ?? '';
  if (isId(id)) return id as ApplicationId;
  throw new Refusal('not-found', 'application.unknown', 'There is no such application.');
}

async function draw(
  site: Site,
  context: Context<PageEnv>,
  fields: Fields,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const viewer = requireViewerMay(visit, 'application.read');
  const application = await requireApplication(site.platform.db, idOf(context));
  if (application.state === 'withdrawn') {
    throw new Refusal('not-found', 'application.unknown', 'There is no such application.');
  }
  const { done } = context.req.query();
  const page = <ApplicationPage {...{ visit, viewer, application, fields, errors, done }} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}
