import { sql } from 'kysely';
import { createOwnToken } from '../../src/domain/auth/api-tokens.ts';
import { askInviter } from '../../src/domain/joining/answers.ts';
import { apply, vouch } from '../../src/domain/joining/applications.ts';
import { invite } from '../../src/domain/joining/invitations.ts';
import { removeMember } from '../../src/domain/joining/leaving.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { notify } from '../../src/domain/notice.ts';
import { addPool, addToPool, writeNote } from '../../src/domain/people/pools.ts';
import { introduce, setContact, setPlace, setTerms } from '../../src/domain/signposts/commands.ts';
import { addLink } from '../../src/domain/signposts/links.ts';
import { setSkills } from '../../src/domain/signposts/skills.ts';
import { addWork } from '../../src/domain/signposts/work.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { remote } from '../domain/people/crew.ts';
import { keepWeaver, type TestSite } from '../web/pages/site.ts';

/** Markup that runs where it is not escaped, in content as in an attribute. */
export const markup = '<img src=x onerror=alert(7)>"onfocus=alert(7) \'';
/** Characters that turn a line round or cannot be seen. */
export const unseen = '\u202e\u2066\u200b\u200f';

/** Where what was written here can be looked at. */
export interface HostileHouse {
  readonly ana: Member;
  readonly eve: Member;
  /** Paths, with secrets where they need one: for visitors, for members, for the steward Ana. */
  readonly pages: Readonly<Record<'visitor' | 'member' | 'steward', readonly string[]>>;
}

/** A house in which everybody writes the same hostile words everywhere they can. `words` fits into 60 characters. */
export async function openHostileHouse(site: TestSite, words: string): Promise<HostileHouse> {
  const { steward: ana } = await site.found();
  const eve = await site.addPerson(`E ${words}`, 'eve');
  const { db } = site.platform;
  const doing = <T>(command: (work: Work) => Promise<T>) => inWork(site.platform, command);
  await sql`update collective set join_policy = 'application'`.execute(db);
  await doing((work) => writeSignpost(work, eve, words));
  const who = `${site.origin}/@eve`;
  const [pool, invited, applied] = await doing(async (work) => {
    const into = await addPool(work, ana, markup);
    await addToPool(work, ana, into, who);
    await writeNote(work, ana, who, markup);
    const guest = {
      name: words,
      email: 'guest@away.test',
      engagement: 'freelancer',
      stage: 'member',
    } as const;
    const made = await invite(work, eve, { ...guest, note: `${words}\r\nBcc: all@evil.test` });
    const asking = { name: words, email: null, fediverse: '@eve@evil.test', does: words, why: words };
    return [into, made.secret, await apply(work, { ...asking, links: ['https://evil.test/'] })] as const;
  });
  await doing((work) => askInviter(work, invited, `${words}\r\nBcc: all@evil.test`));
  const { id: application } = await db.selectFrom('application').select('id').executeTakeFirstOrThrow();
  await doing((work) => vouch(work, eve, application, words));
  await doing((work) => tellOfEverything(work, ana));
  await doing((work) =>
    createOwnToken(work, eve.id, {
      name: words,
      scopes: ['read'],
      lifetime: Temporal.Duration.from({ hours: 9 }),
    }),
  );
  const gone = await site.addPerson(`G ${words}`, 'gone');
  const farewell = await doing((work) => removeMember(work, ana, gone, words));
  await keepAlly(site);
  const member = await doing((work) => requireMember(work.tx, eve.id));
  return { ana, eve: member, pages: pagesOf({ who, pool, invited, applied, application, farewell }) };
}

async function writeSignpost(work: Work, eve: Member, words: string): Promise<void> {
  await introduce(work, eve, { name: `E ${words}`, headline: words, about: words });
  for (const list of ['do', 'learning', 'dont'] as const) {
    const line = { name: `${list} ${words}`, level: 2, since: 2010, lastUsed: null, note: words };
    await setSkills(work, eve, list, [line]);
  }
  await setTerms(work, eve, [{ kind: 'barter', floor: null, note: words }]);
  await setPlace(work, eve, { grain: 'town', country: 'BE', region: words, town: words });
  await setContact(work, eve, { policy: 'anyone', how: words });
  const dates = { url: null, began: null, ended: null };
  await addWork(work, eve, {
    title: words,
    role: words,
    summary: words,
    skills: [`work ${words}`],
    ...dates,
  });
  await addLink(work, eve, { url: 'https://evil.test/"onfocus=alert(7)', label: words });
}

/** Every notice whose words come from others, as if a door had let them through. */
async function tellOfEverything(work: Work, ana: Member): Promise<void> {
  const words = markup;
  const to = { member: ana.id };
  await notify(work, to, { event: 'application.opened', application: 'x', name: words });
  await notify(work, to, { event: 'member.joined', name: words, handle: 'eve' });
  await notify(work, to, {
    event: 'invitation.asked',
    name: words,
    question: `${words}\r\nBcc: all@evil.test`,
  });
  await notify(work, to, { event: 'follower.asked', name: words, handle: '@eve@evil.test' });
  await notify(work, to, { event: 'affiliation.asked', name: words, handle: '@eve@evil.test' });
  await notify(work, to, { event: 'link.failed', url: `https://evil.test/${words}` });
}

async function keepAlly(site: TestSite): Promise<void> {
  const words = markup;
  const kiln = await keepWeaver(site.platform, 'kiln');
  const skill = { uri: null, label: `far ${words}`, level: null };
  await inWork(site.platform, (work) =>
    remote(work, kiln.id, '@far@weave.test', {
      ...{ name: words, headline: words, url: 'javascript:alert(7)' as never },
      skills: { do: [skill], learning: [skill], dont: [skill] },
    }),
  );
}

function pagesOf(at: Record<'who' | 'pool' | 'invited' | 'applied' | 'application' | 'farewell', string>) {
  const asked = encodeURIComponent(markup);
  const query = `/people?q=${asked}&skill=${asked}&place=${asked}`;
  const visitor = [
    ...[
      '/',
      '/@eve',
      '/people',
      '/people/skills',
      query,
      `/${asked}`,
      `/sign-in?next=${asked}`,
      `/tags/${asked}`,
    ],
    ...[`/join?token=${at.invited}`, `/apply/status?token=${at.applied}`, `/farewell?token=${at.farewell}`],
  ];
  const own = ['do', 'dont', 'learning'].map((list) => `/me/skills/${list}`);
  const member = [
    ...['/me', '/me/work', '/me/terms', '/me/place', '/me/contact', '/me/links', '/me/introduction', ...own],
    ...['/me/preview?as=anyone', '/me/preview?as=mastodon', '/me/export/eve.html', '/@eve', '/people', query],
    ...[
      '/people/skills',
      '/people/capacity',
      '/invitations',
      '/applications',
      `/applications/${at.application}`,
    ],
    ...['/settings', '/settings/tokens', '/settings/sign-in', '/leave', '/me/erase', '/today', '/members/x'],
  ];
  const steward = [
    ...[
      '/today',
      '/people/pools',
      `/people/pools/${at.pool}`,
      `/people/keep?who=${encodeURIComponent(at.who)}`,
    ],
    ...[
      '/members',
      '/invitations',
      '/settings/resets',
      '/settings/mail',
      `/applications/${at.application}`,
      '/people',
    ],
    ...['/affiliations', '/allies', '/people/skills', query],
  ];
  return { visitor, member, steward };
}
