import type { Lived } from './house.ts';
import type { Bare, Fresh } from './other-places.ts';

/** Who looks: nobody we know, somebody who said everything, a steward, or somebody who has said nothing yet. */
export type Looker = 'visitor' | 'member' | 'steward' | 'newcomer';

/** Places to look at: one that is lived in, one with nobody but its steward, one that nobody set up. */
export interface Places {
  readonly house: Lived;
  readonly bare: Bare;
  readonly fresh: Fresh;
}

/** A page somebody looks at. */
export interface Shown {
  /** Short and of its own: the name of its picture. */
  readonly name: string;
  /** The path its route is written with. */
  readonly route: string;
  readonly at: keyof Places;
  readonly who: Looker;
  /** Where it is, once the places are there. */
  readonly path: (places: Places) => string;
  /** What the server answers with. */
  readonly status: number;
  /** What is sent before one looks: the form of that action, with these fields changed and all others as they are. */
  readonly send?: { readonly action: string; readonly fields: Readonly<Record<string, string>> };
}

/** What is typed where a page asks for its own host, which is another one each time. */
export const ownHost = '{host}';

/** Routes that answer GET and are no page, with what they are. */
export const noPages: Readonly<Record<string, string>> = {
  '/farewell/export': 'a file',
  '/me/export/:file': 'a file',
  '/media/:file': 'a picture',
  '/opportunities/:id/post': 'leads to the opportunity',
  '/tags/:tag': 'leads to the opportunities',
};

type Line = string | readonly [route: string, path: (house: Lived) => string];
type Sent = readonly [page: Line, action: string, fields: Readonly<Record<string, string>>];

/** What is not answered with 200. */
const statuses: Readonly<Record<string, number>> = {
  'join-over': 410,
  'error-not-found': 404,
  'error-sign-in': 401,
  'error-forbidden': 403,
  'error-gone': 410,
};

function lines(who: Looker, all: Readonly<Record<string, Line>>, at: 'house' | 'bare' = 'house'): Shown[] {
  return Object.entries(all).map(([name, line]) => {
    const [route, path] = typeof line === 'string' ? [line, () => line] : line;
    return { name, route, at, who, path: ({ house }) => path(house), status: statuses[name] ?? 200 };
  });
}

function sent(who: Looker, all: Readonly<Record<string, Sent>>): Shown[] {
  return Object.entries(all).flatMap(([name, [line, action, fields]]) =>
    lines(who, { [name]: line }).map((shown) => ({
      ...shown,
      ...{ status: name.endsWith('-wrong') ? 400 : 200, send: { action, fields } },
    })),
  );
}

const profile = '/:handle{@[^/]+}';
const join: Line = ['/join', ({ doors }) => `/join?token=${doors.invitation}`];
const status: Line = ['/apply/status', ({ doors }) => `/apply/status?token=${doors.status}`];
const application: Line = ['/applications/:id', ({ doors }) => `/applications/${doors.ready}`];
const open = (rest: string): Line => [
  `/opportunities/:id${rest}`,
  ({ full }) => `/opportunities/${full.open.id}${rest}`,
];

const visitor = lines('visitor', {
  home: '/',
  'opportunities-visitor': '/opportunities',
  'opportunity-visitor': open(''),
  'people-visitor': '/people',
  'people-visitor-found': ['/people', () => '/people?skill=typography'],
  'skills-visitor': '/people/skills',
  'signpost-visitor': [profile, () => '/@ana'],
  'skill-visitor': ['/skills/:id', ({ skill }) => skill],
  follow: '/follow',
  'sign-in': '/sign-in',
  'sign-in-code': '/sign-in/code',
  'sign-in-link': ['/sign-in/link', ({ doors }) => `/sign-in/link?token=${doors.signIn}`],
  'sign-in-reset': ['/sign-in/reset', ({ doors }) => `/sign-in/reset?token=${doors.reset}`],
  'mail-address-link': ['/mail-address', ({ doors }) => `/mail-address?token=${doors.mailAddress}`],
  'letters-stop': ['/letters/stop', ({ doors }) => `/letters/stop?token=${doors.stop}`],
  join,
  'join-over': ['/join', ({ doors }) => `/join?token=${doors.revoked}`],
  apply: '/apply',
  'apply-status': status,
  'apply-declined': ['/apply/status', ({ doors }) => `/apply/status?token=${doors.declinedStatus}`],
  farewell: ['/farewell', ({ doors }) => `/farewell?token=${doors.farewell}`],
  erased: '/erased',
  'error-not-found': [profile, () => '/@nobody'],
  'error-sign-in': ['/today', () => '/today'],
  'error-gone': ['/sign-in/link', () => '/sign-in/link?token=used'],
});

const member = lines('member', {
  'home-member': '/',
  today: '/today',
  people: '/people',
  'people-found': ['/people', () => '/people?skill=typescript'],
  'people-none': ['/people', () => '/people?skill=glassblowing'],
  capacity: '/people/capacity',
  skills: '/people/skills',
  pools: '/people/pools',
  pool: ['/people/pools/:id', ({ pools }) => `/people/pools/${pools.member}`],
  'people-keep': ['/people/keep', ({ ruth }) => `/people/keep?who=${encodeURIComponent(ruth)}`],
  'signpost-member': [profile, () => '/@ruth'],
  'signpost-own': [profile, () => '/@tomas'],
  me: '/me',
  'me-introduction': '/me/introduction',
  'me-skills-do': '/me/skills/do',
  'me-skills-learning': '/me/skills/learning',
  'me-skills-dont': '/me/skills/dont',
  'me-availability': '/me/availability',
  'me-terms': '/me/terms',
  'me-place': '/me/place',
  'me-languages': '/me/languages',
  'me-contact': '/me/contact',
  'me-work': '/me/work',
  'me-work-new': '/me/work/new',
  'me-work-one': ['/me/work/:id', ({ work }) => `/me/work/${work}`],
  'me-links': '/me/links',
  'me-audiences': '/me/audiences',
  'me-preview': '/me/preview',
  'me-preview-mastodon': ['/me/preview', () => '/me/preview?as=mastodon'],
  'me-export': '/me/export',
  'me-import': '/me/import',
  'me-erase': '/me/erase',
  'opportunities-member': '/opportunities',
  'opportunity-member': open(''),
  allies: '/allies',
  affiliations: '/affiliations',
  applications: '/applications',
  application,
  invitations: '/invitations',
  settings: '/settings',
  'settings-access': '/settings/access',
  'settings-sign-in': '/settings/sign-in',
  'settings-mail-address': '/settings/mail-address',
  'settings-notices': '/settings/notices',
  'settings-tokens': '/settings/tokens',
  leave: '/leave',
  'sign-in-again': '/sign-in/again',
  'error-forbidden': ['/members', () => '/members'],
});

const newcomer = lines('newcomer', {
  'today-newcomer': '/today',
  'signpost-newcomer': [profile, () => '/@kai'],
  'me-newcomer': '/me',
  'me-start': '/me/start',
  'me-skills-do-newcomer': '/me/skills/do',
  'me-availability-newcomer': '/me/availability',
  'me-work-newcomer': '/me/work',
  'me-preview-newcomer': '/me/preview',
  'pools-newcomer': '/people/pools',
  'settings-sign-in-newcomer': '/settings/sign-in',
  'affiliations-newcomer': '/affiliations',
});

const steward = lines('steward', {
  'today-steward': '/today',
  'home-steward': '/',
  members: '/members',
  'member-care': ['/members/:id', ({ crew }) => `/members/${crew.tomas.id}`],
  'invitations-steward': '/invitations',
  'applications-steward': '/applications',
  'application-steward': application,
  'application-fresh': ['/applications/:id', ({ doors }) => `/applications/${doors.fresh}`],
  'affiliations-steward': '/affiliations',
  'affiliation-remove': ['/affiliations/remove', ({ guest }) => `/affiliations/remove?actor=${guest}`],
  'allies-steward': '/allies',
  'ally-opportunity': [
    '/allies/opportunity',
    ({ full }) => `/allies/opportunity?iri=${encodeURIComponent(full.fromAlly)}`,
  ],
  opportunities: '/opportunities',
  'opportunities-allies': ['/opportunities', () => '/opportunities?from=allies'],
  opportunity: open(''),
  'opportunity-new': '/opportunities/new',
  'opportunity-edit': open('/edit'),
  'opportunity-status': [
    '/opportunities/:id/status',
    ({ full }) => `/opportunities/${full.open.id}/status?to=withdrawn`,
  ],
  'opportunity-delete': open('/delete'),
  deliveries: '/deliveries',
  node: '/node',
  'settings-collective': '/settings/collective',
  'settings-blocks': '/settings/blocks',
  'settings-mail': '/settings/mail',
  'settings-skills': '/settings/skills',
  'settings-skills-merge': [
    '/settings/skills/merge',
    ({ site, skill }) => `/settings/skills/merge?from=${encodeURIComponent(site.origin + skill)}`,
  ],
  'settings-resets': '/settings/resets',
  'setup-done': '/setup/done',
});

const bare = lines(
  'steward',
  {
    'bare-home': '/',
    'bare-today': '/today',
    'bare-people': '/people',
    'bare-capacity': '/people/capacity',
    'bare-skills': '/people/skills',
    'bare-signpost': [profile, () => '/@ana'],
    'bare-opportunities': '/opportunities',
    'bare-allies': '/allies',
    'bare-affiliations': '/affiliations',
    'bare-invitations': '/invitations',
    'bare-applications': '/applications',
    'bare-members': '/members',
    'bare-deliveries': '/deliveries',
    'bare-blocks': '/settings/blocks',
    'bare-resets': '/settings/resets',
    'bare-tokens': '/settings/tokens',
  },
  'bare',
);

const mistakes = [
  ...sent('visitor', {
    'sign-in-wrong': ['/sign-in', '/sign-in', { email: 'ana' }],
    'sign-in-code-wrong': ['/sign-in/code', '/sign-in/code', { who: '', code: 'x' }],
    'follow-wrong': ['/follow', '/follow', { address: 'nothing' }],
    'join-wrong': [join, '/join/accept', { name: '', handle: 'ana', email: 'x' }],
    'apply-wrong': ['/apply', '/apply', { name: '', does: '', why: '', links: 'nothing' }],
  }),
  ...sent('member', {
    'me-introduction-wrong': ['/me/introduction', '/me/introduction', { name: '' }],
    'me-skills-wrong': ['/me/skills/do', '/me/skills/do', { 'skills.0.since': '1700' }],
    'me-terms-wrong': ['/me/terms', '/me/terms', { 'hourly.amount': 'many' }],
    'me-place-wrong': ['/me/place', '/me/place', { zone: 'Mars/Olympus' }],
    'me-work-wrong': ['/me/work/new', '/me/work/new', { title: '', url: 'nowhere' }],
    'me-links-wrong': ['/me/links', '/me/links', { url: 'nowhere' }],
    'settings-tokens-wrong': ['/settings/tokens', '/settings/tokens', { name: '' }],
    'settings-tokens-made': [
      '/settings/tokens',
      '/settings/tokens',
      { name: 'Calendar at work', 'scope-read': 'yes' },
    ],
    'settings-recovery-made': ['/settings/sign-in', '/settings/recovery', {}],
    'mail-address-wrong': ['/settings/mail-address', '/settings/mail-address', { email: 'tomas' }],
    'pools-wrong': ['/people/pools', '/people/pools', { name: '' }],
  }),
  ...sent('steward', {
    'invitations-wrong': ['/invitations', '/invitations', { name: '', email: 'lin' }],
    'invitations-made': ['/invitations', '/invitations', { name: 'Mira Okafor' }],
    'allies-wrong': ['/allies', '/allies/follow', { who: '' }],
    'opportunity-wrong': ['/opportunities/new', '/opportunities/new', { title: '', outcome: '', date: '' }],
    'collective-wrong': ['/settings/collective', '/settings/collective', { name: '', own: '#12' }],
    'blocks-wrong': ['/settings/blocks', '/settings/blocks', { host: '' }],
  }),
];

const setup = { route: '/setup', at: 'fresh', who: 'visitor', path: setupPath } as const;
const answers = { name: 'Loom', handle: 'loom', purpose: 'We make public words readable.', domain: ownHost };
const firstStart: Shown[] = [
  { ...setup, name: 'error-not-set-up', route: '/', path: () => '/', status: 503 },
  { ...setup, name: 'setup', status: 200 },
  { ...setup, name: 'setup-wrong', status: 400, send: { action: '/setup', fields: { name: '' } } },
  { ...setup, name: 'setup-steward', status: 200, send: { action: '/setup', fields: answers } },
];

function setupPath({ fresh }: Places): string {
  return `/setup?token=${fresh.token}`;
}

/** Every page in every state worth looking at. A route that answers GET without a line here makes a test fail. */
export const pages: readonly Shown[] = [
  ...visitor,
  ...member,
  ...newcomer,
  ...steward,
  ...bare,
  ...mistakes,
  ...firstStart,
];
