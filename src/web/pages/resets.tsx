import { type Context, Hono } from 'hono';
import type { MemberId } from '../../core/id.ts';
import { iri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { isLinkOpen } from '../../domain/auth/links.ts';
import { listResets, makeResetLink, startReset, stopReset, useReset } from '../../domain/auth/resets.ts';
import { can } from '../../domain/members/can.ts';
import { listMembers, requireMember } from '../../domain/members/queries.ts';
import { inWork } from '../../domain/work.ts';
import { linkForm, personIdForm } from '../forms/account-forms.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { requireProofOfViewer } from './passkeys.tsx';
import { MadeResetPage, ResetLinkPage, ResetsPage } from './resets-page.tsx';
import { firstKeyPath, letIn, slowDown } from './sign-in.tsx';
import { type PageEnv, requireViewer, requireViewerMay, type Site, show } from './visit.tsx';

const path = '/settings/resets';

/** Help for people who lost every way in: begun by a steward, a day in which it can be stopped, then a link. */
export function resetsRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get(path, async (context) => {
    const { visit } = context.var;
    const viewer = requireViewerMay(visit, 'sign-in.pass_on');
    const now = platform.clock.now();
    const resets = await listResets({ tx: platform.db, now });
    const helped = new Set(resets.map(({ member }) => member));
    const people = (await listMembers(platform.db)).filter(
      ({ id }) => !helped.has(id) && can(viewer, 'sign-in.reset', { owner: id }),
    );
    const done = context.req.query('done');
    return show(context, <ResetsPage {...{ visit, viewer, resets, people, now, done }} />);
  });
  routes.post(path, async (context) => {
    const viewer = requireViewerMay(context.var.visit, 'sign-in.pass_on');
    requireProofOfViewer(site, context, path);
    const person = await readPerson(context);
    await inWork(platform, (work) => startReset(work, person, viewer));
    return context.redirect(`${path}?done=reset-started`, 303);
  });
  routes.post('/settings/resets/stop', async (context) => {
    const viewer = requireViewer(context.var.visit);
    // Needs no proof: whoever fears a thief must be able to at once.
    const person = await readPerson(context);
    await inWork(platform, (work) => stopReset(work, person, viewer));
    const back = person === viewer.id ? '/settings/access' : path;
    return context.redirect(`${back}?done=reset-stopped`, 303);
  });
  routes.post('/settings/resets/link', async (context) => {
    const { visit } = context.var;
    const viewer = requireViewerMay(visit, 'sign-in.pass_on');
    requireProofOfViewer(site, context, path);
    const person = await readPerson(context);
    const { name, secret } = await inWork(platform, async (work) => ({
      secret: await makeResetLink(work, person, viewer),
      name: (await requireMember(work.tx, person)).name,
    }));
    const link = iri(platform.origin, `/sign-in/reset?token=${secret}`);
    return show(context, <MadeResetPage {...{ visit, name, link }} />);
  });
  useRoutes(site, routes);
  return routes;
}

function useRoutes(site: Site, routes: Hono<PageEnv>): void {
  const { platform } = site;
  routes.get('/sign-in/reset', async (context) => {
    const token = context.req.query('token') ?? '';
    if (!(await inWork(platform, (work) => isLinkOpen(work, 'reset', token)))) {
      throw new Refusal('gone', 'link.used', 'This link was used or is too old. Ask for a new one.');
    }
    return show(context, <ResetLinkPage visit={context.var.visit} token={token} />);
  });
  routes.post('/sign-in/reset', async (context) => {
    await slowDown(site, context);
    const form = parseForm(linkForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'link.unknown', 'This link is not one of ours.');
    await letIn(site, context, async (work) => ({
      member: (await useReset(work, form.value.token)).id,
      isProof: true,
    }));
    return context.redirect(firstKeyPath('/settings/access', 'in'), 303);
  });
}

async function readPerson(context: Context<PageEnv>): Promise<MemberId> {
  const form = parseForm(personIdForm, await readFields(context), context.var.visit.reader.say);
  if (form.ok) return form.value.person as MemberId;
  throw new Refusal('not-found', 'member.unknown', 'That person is not a member here.');
}
