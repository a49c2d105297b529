import type { ActorId } from '../../src/core/id.ts';
import { admitGuest, receiveJoin } from '../../src/domain/affiliations/guests.ts';
import { issueLink } from '../../src/domain/auth/links.ts';
import type { ApplicationDraft } from '../../src/domain/joining/application.ts';
import { apply } from '../../src/domain/joining/applications.ts';
import type { InvitationDraft } from '../../src/domain/joining/invitation.ts';
import { invite } from '../../src/domain/joining/invitations.ts';
import { leave } from '../../src/domain/joining/leaving.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { listMembers } from '../../src/domain/members/queries.ts';
import { addPool, addToPool } from '../../src/domain/people/pools.ts';
import { readSignpost } from '../../src/domain/signposts/queries.ts';
import { setSkills } from '../../src/domain/signposts/skills.ts';
import { ensureVocabulary } from '../../src/domain/skills/keep.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { pageRoutes } from '../../src/web/pages/routes.tsx';
import { createWaitingCounts } from '../../src/web/waiting.ts';
import { weaveNetwork } from '../api/api-node.ts';
import { moveIn, oneKeyForAll } from '../bench/pages-house.ts';
import { crowdOf } from '../bench/pages-people.ts';
import { everybody, say } from '../support/people.ts';
import { type FullHouse, liveIn } from './pages/full-house.ts';
import { keepWeaver, type TestSite } from './pages/site.ts';

const seed = 20261120;

/** A whole house: everything `liveIn` gives, and so many people more, each with a whole signpost. */
export async function fillHouse(site: TestSite, people: number): Promise<FullHouse> {
  const { platform } = site;
  await ensureVocabulary(platform);
  const house = await liveIn(site);
  const [ana] = everybody;
  if (ana !== undefined) await inWork(platform, (work) => say(work, house.steward, ana));
  const keys = await oneKeyForAll(platform.seal);
  for (const [n, one] of crowdOf(people, seed).entries())
    await inWork(platform, (work) => moveIn(work, one, keys, n));
  await inWork(platform, async ({ tx }) => {
    await tx.updateTable('collective').set({ join_policy: 'application' }).execute();
  });
  return house;
}

/** The paths of every page, as the routes write them, in order. */
export function pagePaths({ platform }: TestSite): string[] {
  const waiting = createWaitingCounts(platform);
  const { routes } = pageRoutes({ platform, federate: weaveNetwork(platform), waiting });
  const asked = routes.filter(({ method, path }) => method === 'GET' && path !== '/*');
  return [...new Set(asked.map(({ path }) => path))].sort();
}

/** Where pages are that are about something, by the path of their route; those of `fillHouse`. */
export async function addressesOf(site: TestSite, house: FullHouse): Promise<Record<string, string[]>> {
  const { platform } = site;
  const { steward, open } = house;
  const members = await listMembers(platform.db);
  const about = members.filter(({ id }) => id !== steward.id);
  const [first, second, third] = about;
  if (first === undefined || second === undefined || third === undefined) throw new Error('nobody is here');
  const doing = <T>(act: (work: Work) => Promise<T>) => inWork(platform, act);
  const person = `${site.origin}/@${first.handle}`;
  const invited = await doing((work) => invite(work, steward, guest));
  const applied = await doing((work) => apply(work, applicant));
  const application = await platform.db.selectFrom('application').select('id').executeTakeFirstOrThrow();
  const pool = await doing((work) => addPool(work, steward, 'Readable forms'));
  await doing((work) => addToPool(work, steward, pool, person));
  const { work } = await readSignpost(platform.db, steward.id, platform.clock.now());
  const skill = await doing((work) => ownSkill(work, second));
  const link = (purpose: 'sign-in' | 'reset') => doing((work) => issueLink(work, purpose, first.id));
  const email = 'new@loom.test';
  const mail = await doing((work) => issueLink(work, 'mail-address', first.id, { email }));
  const gone = await doing((work) => leave(work, third, 'known'));
  const visiting = await keepGuest(site, steward);
  const page = `/opportunities/${open.id}`;
  return {
    '/:handle{@[^/]+}': [...members, { handle: 'loom' }].map(({ handle }) => `/@${handle}`),
    '/affiliations/remove': [`/affiliations/remove?actor=${visiting}`],
    '/allies/opportunity': [`/allies/opportunity?iri=${encodeURIComponent(house.fromAlly)}`],
    '/applications/:id': [`/applications/${application.id}`],
    '/apply/status': [`/apply/status?token=${applied}`],
    '/farewell/export': [`/farewell/export?token=${gone}&file=nothing`],
    '/farewell': [`/farewell?token=${gone}`],
    '/join': [`/join?token=${invited.secret}`],
    '/mail-address': [`/mail-address?token=${mail}`],
    '/me/export/:file': ['/me/export/ana.html'],
    '/me/preview': ['/me/preview', '/me/preview?as=anyone', '/me/preview?as=mastodon'],
    '/me/work/:id': work.map(({ id }) => `/me/work/${id}`),
    '/media/:file': ['/media/logo-0.png'],
    '/members/:id': [`/members/${first.id}`],
    '/opportunities': ['/opportunities', '/opportunities?from=allies', '/opportunities?state=withdrawn'],
    '/opportunities/:id': [page, `/opportunities/${house.draft.id}`],
    '/opportunities/:id/delete': [`${page}/delete`],
    '/opportunities/:id/edit': [`${page}/edit`],
    '/opportunities/:id/post': [`${page}/post`],
    '/opportunities/:id/status': [`${page}/status`],
    '/people': ['/people', '/people?skill=TypeScript', '/people?covers=me', '/people?q=explains'],
    '/people/capacity': ['/people/capacity', '/people/capacity?after=50'],
    '/people/keep': [`/people/keep?who=${encodeURIComponent(person)}`],
    '/people/pools/:id': [`/people/pools/${pool}`],
    '/settings/skills/merge': [`/settings/skills/merge?from=${encodeURIComponent(site.origin + skill)}`],
    '/sign-in/link': [`/sign-in/link?token=${await link('sign-in')}`],
    '/sign-in/reset': [`/sign-in/reset?token=${await link('reset')}`],
    '/skills/:id': [skill],
    '/tags/:tag': ['/tags/boats'],
  };
}

const guest: InvitationDraft = {
  ...{ name: 'Lin Guest', email: 'lin@loom.test' },
  engagement: 'freelancer',
  stage: 'member',
  note: 'We built the ferry boards together.',
};

const applicant: ApplicationDraft = {
  ...{ name: 'Ada Asker', email: 'ada@loom.test', fediverse: null },
  does: 'I set timetables in type.',
  why: 'You ask first, and so do I.',
  links: ['https://ada.example/'],
};

/** Somebody of another server who is a member here too. */
async function keepGuest(site: TestSite, steward: Member): Promise<ActorId> {
  const ida = await keepWeaver(site.platform, 'ida');
  await inWork(site.platform, async (work) => {
    await work.tx.updateTable('actor').set({ type: 'Person' }).where('id', '=', ida.id).execute();
    await receiveJoin(work, { ...ida, type: 'Person' }, null, 'I bind the catalogues.');
    await admitGuest(work, steward, ida.id);
  });
  return ida.id;
}

/** A skill that only this collective knows, which has a page here. */
async function ownSkill(work: Work, member: Member): Promise<string> {
  const line = { name: 'Reading tide tables aloud', level: 3, since: 2011, lastUsed: null, note: '' };
  await setSkills(work, member, 'learning', [line]);
  const { uri } = await work.tx
    .selectFrom('skill')
    .select('uri')
    .where('label', '=', line.name)
    .executeTakeFirstOrThrow();
  return new URL(uri).pathname;
}
