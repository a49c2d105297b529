import { Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { closeSessionsOf, revokeSession } from '../../domain/auth/sessions.ts';
import { inWork } from '../../domain/work.ts';
import { requireSession } from '../../http/proof.ts';
import { takeSession } from '../../http/session.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { sessionForm } from '../forms/sign-in-forms.ts';
import { bareForm } from '../forms/small-forms.ts';
import { waysInPath } from './passkeys.tsx';
import { type PageEnv, requireViewer, type Site } from './visit.tsx';

/** Sign browsers out: one, all others, or all. Needs no proof: whoever fears a thief must be able to at once. */
export function sessionsRoutes({ platform }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.post('/settings/sessions/revoke', async (context) => {
    const member = requireViewer(context.var.visit);
    const form = parseForm(sessionForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('not-found', 'session.unknown', 'That names no browser of yours.');
    await inWork(platform, (work) => revokeSession(work, member.id, form.value.session));
    return context.redirect(`${waysInPath}?done=out`, 303);
  });
  routes.post('/settings/sessions/others', async (context) => {
    const member = requireViewer(context.var.visit);
    const { id } = requireSession(context);
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    await inWork(platform, (work) => closeSessionsOf(work, member.id, id));
    return context.redirect(`${waysInPath}?done=alone`, 303);
  });
  routes.post('/settings/sessions/all', async (context) => {
    const member = requireViewer(context.var.visit);
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    await inWork(platform, (work) => closeSessionsOf(work, member.id));
    takeSession(context, platform.origin);
    return context.redirect('/', 303);
  });
  return routes;
}
