import { type Context, Hono } from 'hono';
import type { MemberId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { clientLimit, countAttempt, linkLimit } from '../../domain/auth/attempts.ts';
import { deviceWords } from '../../domain/auth/device.ts';
import { askForLink } from '../../domain/auth/link-requests.ts';
import { isLinkOpen, useLink } from '../../domain/auth/links.ts';
import { listPasskeys } from '../../domain/auth/passkeys.ts';
import { closeSession, openSession } from '../../domain/auth/sessions.ts';
import { inWork, type Work } from '../../domain/work.ts';
import { rateKeyOf } from '../../http/client-address.ts';
import { HttpRefusal } from '../../http/errors.ts';
import { safeNext } from '../../http/next.ts';
import { factsOf } from '../../http/request-facts.ts';
import { giveSession, sessionSecret, takeSession } from '../../http/session.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { signInForm, signInLinkForm } from '../forms/sign-in-forms.ts';
import { bareForm } from '../forms/small-forms.ts';
import { AskedPage, LinkPage, SignInPage } from './sign-in-page.tsx';
import { frameOf, type PageEnv, type Site, show } from './visit.tsx';

/** Sign in by a link, and out. */
export function signInRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get('/sign-in', (context) => {
    const next = safeNext(context.req.query('next'));
    if (context.var.viewer !== undefined) return context.redirect(next, 303);
    return show(context, <SignInPage frame={frameOf(context.var.visit)} next={next} />);
  });

  routes.post('/sign-in', async (context) => {
    await slowDown(site, context);
    return askFor(site, context);
  });

  routes.get('/sign-in/link', async (context) => {
    const token = context.req.query('token') ?? '';
    if (!(await inWork(platform, (work) => isLinkOpen(work, 'sign-in', token)))) throw usedLink();
    const next = safeNext(context.req.query('next'));
    return show(context, <LinkPage frame={frameOf(context.var.visit)} token={token} next={next} />);
  });

  routes.post('/sign-in/link', async (context) => {
    await slowDown(site, context);
    const form = parseForm(signInLinkForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'link.unknown', 'This link is not one of ours.');
    const { token, next } = form.value;
    const { hasPasskey } = await letIn(site, context, (work) => byLink(work, token));
    return context.redirect(hasPasskey ? safeNext(next) : firstKeyPath(next, 'in'), 303);
  });

  routes.post('/sign-out', async (context) => {
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    const secret = sessionSecret(context, platform.origin);
    if (secret !== undefined) await inWork(platform, (work) => closeSession(work, secret));
    takeSession(context, platform.origin);
    return context.redirect('/', 303);
  });

  return routes;
}

/** Who comes in, and whether their way in shows enough for changing keys. */
export interface Entrant {
  readonly member: MemberId;
  readonly isProof: boolean;
}

/**
 * Let somebody in and give their browser a new session. The session it had before, whoever planted it, ends.
 * @throws what `find` refuses
 */
export async function letIn(
  { platform }: Site,
  context: Context<PageEnv>,
  find: (work: Work) => Promise<Entrant>,
): Promise<{ readonly hasPasskey: boolean }> {
  const before = sessionSecret(context, platform.origin);
  const device = deviceWords(context.req.header('user-agent'));
  const { secret, hasPasskey } = await inWork(platform, async (work) => {
    const { member, isProof } = await find(work);
    if (before !== undefined) await closeSession(work, before);
    const passkeys = await listPasskeys(work.tx, member);
    return {
      secret: await openSession(work, member, { device, isProof }),
      hasPasskey: passkeys.length > 0,
    };
  });
  giveSession(context, platform.origin, secret);
  return { hasPasskey };
}

/** Where somebody without a passkey is led first; the page leads on to `next`. */
export function firstKeyPath(next: string, done: 'in' | 'code'): string {
  return `/settings/sign-in?${new URLSearchParams({ done, next: safeNext(next) })}`;
}

/** Count an attempt of this client, whatever becomes of it. @throws HttpRefusal 429 `sign_in.rate` */
export async function slowDown(
  { platform }: Site,
  context: Context<PageEnv>,
  limit = clientLimit,
): Promise<void> {
  const client = rateKeyOf(factsOf(context).clientIp);
  const waitSeconds = await countAttempt(platform.db, limit, client);
  if (waitSeconds === undefined) return;
  const message = 'Too many attempts to sign in came from your address.';
  throw new HttpRefusal(429, 'sign_in.rate', message, waitSeconds);
}

/** The same answer, and the same work, for every address, whether somebody has it here or not. */
async function askFor({ platform }: Site, context: Context<PageEnv>): Promise<Response> {
  const fields = await readFields(context);
  const form = parseForm(signInForm, fields, context.var.visit.reader.say);
  const frame = frameOf(context.var.visit);
  if (!form.ok) {
    const { email, next } = fields;
    return show(
      context,
      <SignInPage {...{ frame, email, next: safeNext(next), errors: form.errors }} />,
      400,
    );
  }
  const { email, next } = form.value;
  const waitSeconds = await countAttempt(platform.db, linkLimit, email);
  if (waitSeconds !== undefined) {
    throw new HttpRefusal(429, 'link.rate', 'Three links an hour go to one address.', waitSeconds);
  }
  await inWork(platform, (work) => askForLink(work, email, safeNext(next)));
  return show(context, <AskedPage frame={frame} isMailed={platform.config.SMTP_URL !== undefined} />);
}

/** A mailbox alone does not stand for somebody who has passkeys: who reads the mail could take them away. */
async function byLink(work: Work, token: string): Promise<Entrant> {
  const { member, isMailed } = await useLink(work, 'sign-in', token);
  if (member === null) throw new Refusal('invalid', 'link.unknown', 'This link lets nobody in.');
  return { member, isProof: !isMailed || (await listPasskeys(work.tx, member)).length === 0 };
}

function usedLink(): Refusal {
  return new Refusal('gone', 'link.used', 'This link was used or is too old. Ask for a new one.');
}
