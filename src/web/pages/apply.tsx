import { type Context, Hono } from 'hono';
import { type AttemptLimit, countAttempt } from '../../domain/auth/attempts.ts';
import { newSecret } from '../../domain/auth/secret.ts';
import { findApplication } from '../../domain/joining/application-queries.ts';
import { apply, openAdmission, withdrawApplication } from '../../domain/joining/applications.ts';
import { unknownLink } from '../../domain/joining/links.ts';
import { inWork } from '../../domain/work.ts';
import { HttpRefusal } from '../../http/errors.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { applyForm, tokenForm } from '../forms/joining-forms.ts';
import { ApplicationStatusPage, ApplyPage, HowToJoinPage } from './apply-page.tsx';
import { slowDown } from './sign-in.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

/** Applications by the address of the client, then by what is written as the way to answer: the same for strangers and members. */
const applyLimit: AttemptLimit = { what: 'apply', most: 6, minutes: 60 };
const addressLimit: AttemptLimit = { what: 'apply-address', most: 3, minutes: 24 * 60 };

/** Ask to join, see at a secret address what became of it, and take it back. */
export function applyRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get('/apply', (context) => {
    const { visit } = context.var;
    if (visit.collective.joinPolicy !== 'application') return show(context, <HowToJoinPage visit={visit} />);
    return show(context, <ApplyPage visit={visit} fields={{}} errors={noErrors} />);
  });

  routes.post('/apply', (context) => sendApplication(site, context));

  routes.get('/apply/status', async (context) => {
    const { visit } = context.var;
    const { token = '', done } = context.req.query();
    const application = await findApplication(platform.db, token);
    if (application === undefined) throw unknownLink();
    return show(context, <ApplicationStatusPage {...{ visit, application, token, done }} />);
  });

  routes.post('/apply/withdraw', async (context) => {
    const token = await readToken(site, context);
    await inWork(platform, (work) => withdrawApplication(work, token));
    return context.redirect(statusPath(token), 303);
  });

  routes.post('/apply/open', async (context) => {
    const token = await readToken(site, context);
    const link = await inWork(platform, (work) => openAdmission(work, token));
    if (link === undefined) return context.redirect(statusPath(token), 303);
    return context.redirect(`/join?${new URLSearchParams({ token: link })}`, 303);
  });
  return routes;
}

async function readToken(site: Site, context: Context<PageEnv>): Promise<string> {
  await slowDown(site, context);
  const form = parseForm(tokenForm, await readFields(context), context.var.visit.reader.say);
  if (!form.ok) throw unknownLink();
  return form.value.token;
}

function statusPath(token: string, done?: string): string {
  return `/apply/status?${new URLSearchParams({ token, ...(done === undefined ? {} : { done }) })}`;
}

const fieldOf = {
  'application.name': 'name',
  'application.email': 'email',
  'application.reach': 'email',
  'application.fediverse': 'fediverse',
  'application.does': 'does',
  'application.why': 'why',
  'application.links': 'links',
};

/** Written down for whoever asks; no address is looked up, so the answer is the same for a member's. */
async function sendApplication(site: Site, context: Context<PageEnv>): Promise<Response> {
  await slowDown(site, context, applyLimit);
  const { visit } = context.var;
  const { say } = visit.reader;
  const fields = await readFields(context);
  const again = (errors: FieldErrors, shown: Fields = fields) =>
    show(context, <ApplyPage visit={visit} fields={shown} errors={errors} />, 400);
  const form = parseForm(applyForm, fields, say);
  if (!form.ok) return again(form.errors);
  const { website, links, email, fediverse, ...rest } = form.value;
  // What fills in a field nobody sees gets an answer that looks like any other, and opens nothing.
  if (website !== '') return context.redirect(statusPath(newSecret(), 'applied'), 303);
  await countAddress(site, email || fediverse);
  const draft = { ...rest, email: email || null, fediverse: fediverse || null, links: links.split('\n') };
  try {
    const secret = await inWork(site.platform, (work) => apply(work, draft));
    return context.redirect(statusPath(secret, 'applied'), 303);
  } catch (error) {
    return again(errorOfRefusal(error, fieldOf, say));
  }
}

async function countAddress({ platform }: Site, address: string): Promise<void> {
  if (address === '') return;
  const waitSeconds = await countAttempt(platform.db, addressLimit, address);
  if (waitSeconds === undefined) return;
  throw new HttpRefusal(429, 'apply.rate', 'Three applications a day come from one address.', waitSeconds);
}
