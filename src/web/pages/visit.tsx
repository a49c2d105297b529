import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { paths } from '../../core/iri.ts';
import { findReset, type Reset } from '../../domain/auth/resets.ts';
import type { Collective } from '../../domain/collective/collective.ts';
import { requireCollective } from '../../domain/collective/queries.ts';
import type { Database } from '../../domain/database.ts';
import type { Federate } from '../../domain/federate.ts';
import { countFollows } from '../../domain/follows/queries.ts';
import { type Action, can, requireMay, type Subject } from '../../domain/members/can.ts';
import type { Member } from '../../domain/members/member.ts';
import { listPublicStewards } from '../../domain/members/queries.ts';
import type { WebEnv } from '../../http/request-facts.ts';
import type { Platform } from '../../platform/platform.ts';
import { type House, houseOf, isColour } from '../components/house.ts';
import type { Frame, NavItem } from '../layout.tsx';
import { ReadBy, type Reader } from '../reader.tsx';
import { readerOf } from '../reader-of.ts';
import type { WaitingCounts } from '../waiting.ts';
import { ResetNotice } from './reset-notice.tsx';
import { software } from './software.ts';

/** What every page may use: the machine, and what federation can do for it. */
export interface Site {
  readonly platform: Platform<Database>;
  readonly federate: Federate;
  readonly waiting: WaitingCounts;
}

/** One look at this place: whose it is, and who looks. */
export interface Visit {
  readonly collective: Collective;
  readonly house: House;
  /** `loom.example`. */
  readonly host: string;
  /** `@loom@loom.example`. */
  readonly handle: string;
  readonly viewer: Member | undefined;
  /** Language and zone of who looks. */
  readonly reader: Reader;
  /** The page itself, with its query: where small forms come back to. */
  readonly here: string;
  /** The help back in that somebody began for who looks; they see it on every page. */
  readonly reset: Reset | undefined;
  /** Who answers for this place. */
  readonly answers: readonly { readonly name: string; readonly href: string }[];
  /** How many things wait for who looks; undefined for visitors. */
  readonly waiting: number | undefined;
  /** Accepted followers, and those who wait for a steward; read for stewards only. */
  readonly follows: { readonly followers: number; readonly pending: number } | undefined;
}

/** The context of a page. */
export interface PageEnv extends WebEnv {
  Variables: WebEnv['Variables'] & { visit: Visit };
}

/** Somebody has to sign in first. The page at this address then is the one for signing in, with status 401. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}

/** Whose place it is and who looks. @throws Refusal conflict `node.not_set_up` */
export async function readVisit<E extends WebEnv>(site: Site, context: Context<E>): Promise<Visit> {
  const { viewer } = context.var as WebEnv['Variables'];
  const { db, origin } = site.platform;
  const collective = await requireCollective(db);
  const { host } = new URL(origin);
  const colour = collective.colour.toLowerCase();
  const [stewards, waiting, reset, follows] = await Promise.all([
    listPublicStewards(db),
    viewer && site.waiting.countFor(viewer),
    viewer && findReset({ tx: db, now: site.platform.clock.now() }, viewer.id),
    can(viewer, 'network.act') ? countFollows(db, collective.actor) : undefined,
  ]);
  return {
    collective,
    house: houseOf(host, isColour(colour) ? { colour } : {}),
    host,
    handle: `@${collective.handle}@${host}`,
    viewer,
    answers: stewards.map(({ name, handle }) => ({ name, href: paths.actor(handle) })),
    waiting,
    reader: readerOf(context, viewer, collective.language),
    here: `${context.req.path}${new URL(context.req.url).search}`,
    reset,
    follows,
  };
}

/** Reads the visit before a page, and says after it who may keep the page: nobody, unless the page said otherwise. */
export function loadVisit(site: Site) {
  return createMiddleware<PageEnv>(async (context, next) => {
    context.set('visit', await readVisit(site, context));
    await next();
    context.header('vary', 'Accept, Accept-Language, Cookie');
    const isKept = context.get('viewer') === undefined && context.res.headers.has('cache-control');
    if (!isKept) context.header('cache-control', 'no-store');
  });
}

/** Let anybody keep this answer for a minute, unless somebody is signed in. */
export function keepForAMinute(context: Context<PageEnv>): void {
  context.header('cache-control', 'public, max-age=60');
}

/** The frame of a page; `current` is the address of the navigation it belongs to. */
export function frameOf(visit: Visit, current?: string): Frame {
  const {
    collective,
    house,
    viewer,
    reader: { say },
  } = visit;
  return {
    collective: { name: collective.name, house, logo: collective.logo ?? undefined, answers: visit.answers },
    urgent: visit.reset && <ResetNotice reset={visit.reset} />,
    viewer: viewer && { name: viewer.name, href: '/me' },
    nav: navFor(visit),
    current,
    tools: can(viewer, 'opportunity.write')
      ? [{ href: '/opportunities/new', label: say('frame.new_opportunity'), icon: 'plus' }]
      : undefined,
    signIn: viewer === undefined ? '/sign-in' : undefined,
    here: visit.here,
    software,
  };
}

/** The frame before there is a collective, or while nobody can say which. */
export const bareFrame: Frame = { software };

function navFor({ viewer, follows, waiting, reader: { say } }: Visit): NavItem[] {
  const work = { href: '/opportunities', label: say('frame.opportunities') };
  const people = { href: '/people', label: say('frame.people') };
  if (viewer === undefined) return [{ href: '/', label: say('frame.about') }, work, people];
  return [
    { href: '/today', label: say('frame.today'), count: waiting },
    work,
    people,
    { href: '/allies', label: say('frame.allies'), count: follows?.pending },
    { href: '/invitations', label: say('frame.invitations') },
    { href: '/affiliations', label: say('people.nav') },
    ...(can(viewer, 'delivery.act') ? [{ href: '/deliveries', label: say('frame.receipts') }] : []),
    ...(can(viewer, 'health.read') ? [{ href: '/node', label: say('frame.node') }] : []),
    { href: '/settings', label: say('frame.settings') },
  ];
}

/** The member who looks. @throws SignInNeeded for visitors */
export function requireViewer(visit: Visit): Member {
  if (visit.viewer === undefined) throw new SignInNeeded('Sign in first.');
  return visit.viewer;
}

/** The member who looks, if they may do that. @throws SignInNeeded for visitors; what `requireMay` refuses */
export function requireViewerMay(visit: Visit, action: Action, subject: Subject = {}): Member {
  const member = requireViewer(visit);
  requireMay(member, action, subject);
  return member;
}

/** Answer with a page. */
export function show(
  context: Context<PageEnv>,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  return context.html(<ReadBy value={context.var.visit.reader}>{page}</ReadBy>, status);
}
