import { type Context, Hono } from 'hono';
import type { ActorId, Iri } from '../../core/id.ts';
import { parseIri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { acceptFollower, rejectFollower, requestFollow, unfollow } from '../../domain/follows/commands.ts';
import { listFollowers, listFollowing } from '../../domain/follows/queries.ts';
import {
  announceAlly,
  findAnnouncement,
  findFromAlly,
  takeBackAlly,
} from '../../domain/opportunities/allies.ts';
import { inWork, type Work } from '../../domain/work.ts';
import { type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { actorForm, addressForm, followForm } from '../forms/small-forms.ts';
import { AlliesPage } from './allies-page.tsx';
import { AllyOpportunityPage } from './ally-opportunity-page.tsx';
import type { Done } from './done.tsx';
import { type PageEnv, requireViewer, requireViewerMay, type Site, show, type Visit } from './visit.tsx';

/** Whom we follow, who follows us, and what an ally offers. */
export function alliesRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/allies', async (context) => {
    const { visit } = context.var;
    requireViewer(visit);
    const { done, followers, following } = context.req.query();
    const lists = await readLists(site, visit, { followers, following });
    return show(context, <AlliesPage visit={visit} {...lists} who="" errors={noErrors} done={done} />);
  });
  routes.post('/allies/follow', (context) => follow(site, context));
  routes.post('/allies/unfollow', (context) => decide(site, context, 'unfollowed', unfollow));
  routes.post('/allies/accept', (context) => decide(site, context, 'accepted', acceptFollower));
  routes.post('/allies/reject', (context) => decide(site, context, 'rejected', rejectFollower));
  routes.get('/allies/opportunity', (context) => showOne(site, context));
  routes.post('/allies/pass-on', (context) => passOn(site, context, announceAlly, 'passed'));
  routes.post('/allies/take-back', (context) => passOn(site, context, takeBackAlly, 'taken-back'));
  return routes;
}

/** Ask to follow a collective. Its server is asked first, outside any transaction. */
async function follow(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { visit } = context.var;
  requireViewerMay(visit, 'network.act');
  const fields = await readFields(context);
  const again = async (errors: FieldErrors): Promise<Response> => {
    const lists = await readLists(site, visit, {});
    const props = { visit, ...lists, who: fields['who'] ?? '', errors, done: undefined };
    return show(context, <AlliesPage {...props} />, 400);
  };
  const form = parseForm(followForm, fields, context.var.visit.reader.say);
  if (!form.ok) return again(form.errors);
  try {
    const actor = await site.federate.resolve(form.value.who);
    await inWork(site.platform, (work) => requestFollow(work, visit.collective.actor, actor));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return again({ who: visit.reader.say.refusal(error) });
  }
  return context.redirect('/allies?done=asked', 303);
}

/** One of the small buttons beside an actor. */
async function decide(
  site: Site,
  context: Context<PageEnv>,
  done: Done,
  command: (work: Work, by: ActorId, other: ActorId) => Promise<void>,
): Promise<Response> {
  const { visit } = context.var;
  requireViewerMay(visit, 'network.act');
  const form = parseForm(actorForm, await readFields(context), context.var.visit.reader.say);
  if (!form.ok) throw new Refusal('invalid', 'actor.id', 'That names no actor this node knows.');
  const other = form.value.actor as ActorId;
  await inWork(site.platform, (work) => command(work, visit.collective.actor, other));
  return context.redirect(`/allies?done=${done}`, 303);
}

async function showOne(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { visit } = context.var;
  requireViewer(visit);
  const { iri = '', done } = context.req.query();
  const address = parseIri(iri);
  const found = address && (await findFromAlly(site.platform.db, address));
  if (found === undefined) throw new Refusal('not-found', 'ally.unknown', 'No ally offers that.');
  const { post } = found.opportunity;
  const isPassedOn =
    post !== null && (await findAnnouncement(site.platform, visit.collective.actor, post)) !== undefined;
  return show(context, <AllyOpportunityPage {...{ visit, found, done, isPassedOn }} />);
}

async function passOn(
  site: Site,
  context: Context<PageEnv>,
  command: typeof announceAlly,
  done: Done,
): Promise<Response> {
  const steward = requireViewerMay(context.var.visit, 'network.act');
  const form = parseForm(addressForm, await readFields(context), context.var.visit.reader.say);
  if (!form.ok) throw new Refusal('invalid', 'ally.address', 'That is not the address of an opportunity.');
  const address = form.value.iri as Iri;
  await inWork(site.platform, (work) => command(work, steward, address));
  return context.redirect(`/allies/opportunity?iri=${encodeURIComponent(address)}&done=${done}`, 303);
}

interface Cursors {
  readonly followers?: string | undefined;
  readonly following?: string | undefined;
}

async function readLists({ platform: { db } }: Site, { collective }: Visit, cursors: Cursors) {
  return {
    following: await listFollowing(db, collective.actor, cursors.following),
    waiting: await listFollowers(db, collective.actor, 'pending'),
    followers: await listFollowers(db, collective.actor, 'accepted', cursors.followers),
  };
}
