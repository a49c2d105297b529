import { type Context, Hono } from 'hono';
import { createRateLimiter } from '../../core/rate.ts';
import { Refusal } from '../../core/refusal.ts';
import { consumeLink, isLinkOpen } from '../../domain/auth/links.ts';
import { closeSession, openSession } from '../../domain/auth/sessions.ts';
import { inWork, type Work } from '../../domain/work.ts';
import { HttpRefusal } from '../../http/errors.ts';
import { safeNext } from '../../http/next.ts';
import { factsOf } from '../../http/request-facts.ts';
import { giveSession, sessionSecret, takeSession } from '../../http/session.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { bareForm, signInForm, signInLinkForm } from '../forms/small-forms.ts';
import { AskedPage, LinkPage, SignInPage } from './sign-in-page.tsx';
import { frameOf, type PageEnv, type Site, show } from './visit.tsx';

/** Attempts one client may make in 15 minutes, whatever address it names; nobody else is slowed by them. */
const attempts = { capacity: 20, perSeconds: 15 * 60 };

/** Sign in and out. */
export function signInRoutes({ platform }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const limiter = createRateLimiter(attempts);
  const slowDown = (context: Context<PageEnv>): void => {
    const taken = limiter.take(factsOf(context).clientIp, platform.clock.nowMs());
    if (taken.allowed) return;
    const message = 'Too many attempts to sign in came from your address.';
    throw new HttpRefusal(429, 'sign_in.rate', message, taken.retryAfterSeconds);
  };

  routes.get('/sign-in', (context) => {
    if (context.var.viewer !== undefined) return context.redirect(safeNext(context.req.query('next')), 303);
    const frame = frameOf(context.var.visit);
    return show(context, <SignInPage frame={frame} next={safeNext(context.req.query('next'))} />);
  });

  routes.post('/sign-in', (context) => {
    slowDown(context);
    return askForLink(context);
  });

  routes.get('/sign-in/link', async (context) => {
    const token = context.req.query('token') ?? '';
    if (!(await inWork(platform, (work) => isLinkOpen(work, 'sign-in', token)))) throw usedLink();
    return show(context, <LinkPage frame={frameOf(context.var.visit)} token={token} />);
  });

  routes.post('/sign-in/link', async (context) => {
    slowDown(context);
    const form = parseForm(signInLinkForm, await readFields(context));
    if (!form.ok) throw new Refusal('invalid', 'link.unknown', 'This link is not one of ours.');
    const before = sessionSecret(context, platform.origin);
    const secret = await inWork(platform, (work) => exchange(work, form.value.token, before));
    giveSession(context, platform.origin, secret);
    return context.redirect('/', 303);
  });

  routes.post('/sign-out', async (context) => {
    parseForm(bareForm, await readFields(context));
    const secret = sessionSecret(context, platform.origin);
    if (secret !== undefined) await inWork(platform, (work) => closeSession(work, secret));
    takeSession(context, platform.origin);
    return context.redirect('/', 303);
  });

  return routes;
}

/** The same answer for every address, whether somebody has it here or not. */
async function askForLink(context: Context<PageEnv>): Promise<Response> {
  const fields = await readFields(context);
  const form = parseForm(signInForm, fields);
  const frame = frameOf(context.var.visit);
  if (form.ok) return show(context, <AskedPage frame={frame} />);
  const { email, next } = fields;
  const props = { frame, email, next: safeNext(next), errors: form.errors };
  return show(context, <SignInPage {...props} />, 400);
}

/** A link for a session. The session the browser had before, whoever planted it, ends. */
async function exchange(work: Work, token: string, before: string | undefined): Promise<string> {
  const member = await consumeLink(work, 'sign-in', token);
  if (member === null) throw new Refusal('invalid', 'link.unknown', 'This link lets nobody in.');
  if (before !== undefined) await closeSession(work, before);
  return openSession(work, member);
}

function usedLink(): Refusal {
  return new Refusal('gone', 'link.used', 'This link was used or is too old. Ask for a new one.');
}
