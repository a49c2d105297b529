import type { Iri } from '../../src/core/id.ts';
import { inviteGuest, receiveJoin } from '../../src/domain/affiliations/guests.ts';
import { askToJoin, receiveInvite } from '../../src/domain/affiliations/memberships.ts';
import { createOwnToken } from '../../src/domain/auth/api-tokens.ts';
import { askForMailAddress } from '../../src/domain/auth/mail-address.ts';
import { makeRecoveryCodes } from '../../src/domain/auth/recovery-codes.ts';
import { startReset } from '../../src/domain/auth/resets.ts';
import { openSession } from '../../src/domain/auth/sessions.ts';
import { acceptInvitation } from '../../src/domain/joining/answers.ts';
import { invite } from '../../src/domain/joining/invitations.ts';
import { changeBelonging, setFederated } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { requireMember } from '../../src/domain/members/queries.ts';
import { addPool, addToPool, writeNote } from '../../src/domain/people/pools.ts';
import { readSignpost } from '../../src/domain/signposts/queries.ts';
import { setSkills } from '../../src/domain/signposts/skills.ts';
import { ensureVocabulary } from '../../src/domain/skills/keep.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { oneKeyForAll } from '../bench/pages-house.ts';
import { monday, remote } from '../domain/people/crew.ts';
import { everybody, say } from '../support/people.ts';
import { type FullHouse, liveIn } from '../web/pages/full-house.ts';
import { keepWeaver, openSite, type TestSite } from '../web/pages/site.ts';
import { type Doors, standAtTheDoor } from './doors.ts';

/** Who came by whom: Ana was there first, Kai came last and has said nothing yet. */
const broughtBy = {
  tomas: 'ana',
  ruth: 'ana',
  dao: 'ruth',
  omar: 'tomas',
  mireille: 'tomas',
  kai: 'dao',
} as const;

/** Those who live in the house, by handle. */
export type Crew = Readonly<Record<'ana' | keyof typeof broughtBy, Member>>;

/** A place where everything a page can show is there at least once. */
export interface Lived {
  readonly site: TestSite;
  readonly full: FullHouse;
  readonly crew: Crew;
  readonly doors: Doors;
  /** Pools with people in them, by who owns them. */
  readonly pools: Readonly<Record<'steward' | 'member', string>>;
  /** The path of a skill that is at home here. */
  readonly skill: string;
  /** A piece of work that Tomás shows. */
  readonly work: string;
  /** The address of Ruth as an actor. */
  readonly ruth: string;
  /** The guest who is a member here and lives on another server. */
  readonly guest: string;
  /** Secrets of sessions, by who looks. */
  readonly sessions: Readonly<Record<'steward' | 'member' | 'newcomer', string>>;
}

/** Open a site and live in it; close the site afterwards. */
export async function openHouse(): Promise<Lived> {
  const site = await openSite();
  const { platform } = site;
  await ensureVocabulary(platform);
  const full = await liveIn(site);
  const came = await bringIn(site, full.steward);
  const crew = await inWork(platform, async (work) => {
    for (const one of everybody) await say(work, crewOf(came, one.handle), one);
    for (const one of [came.tomas, came.ruth]) await setFederated(work, one, true);
    await changeBelonging(work, came.ruth.id, { hats: ['moderator'] });
    // Those who came are as they were then.
    const [ana, tomas] = [
      await requireMember(work.tx, came.ana.id),
      await requireMember(work.tx, came.tomas.id),
    ];
    return { ...came, ana, tomas };
  });
  await meetOthers(site, crew);
  const doors = await standAtTheDoor(site, crew);
  const pools = await inWork(platform, async (work) => ({
    steward: await choosePeople(work, crew.ana),
    member: await choosePeople(work, crew.tomas),
  }));
  await inWork(platform, async (work) => {
    await keepKeys(work, crew.ana);
    await keepKeys(work, crew.tomas);
    await askForMailAddress(work, crew.mireille, 'mireille@loom.test');
    await startReset(work, crew.omar.id, crew.ana);
  });
  const { id: guest } = await keepWeaver(platform, 'ida');
  const { work: shown } = await readSignpost(platform.db, crew.tomas.id, platform.clock.now());
  return {
    ...{ site, full, crew, doors, pools, guest, work: shown[0]?.id ?? '' },
    skill: await inWork(platform, (work) => ownSkill(work, crew.dao)),
    ruth: `${site.origin}/@ruth`,
    sessions: {
      steward: await signIn(site, crew.ana),
      member: await signIn(site, crew.tomas),
      newcomer: await signIn(site, crew.kai),
    },
  };
}

function signIn({ platform }: TestSite, { id }: Member): Promise<string> {
  return inWork(platform, (work) => openSession(work, id, { device: 'Firefox on Linux' }));
}

/** A skill that only this collective knows, so it has a page here. */
async function ownSkill(work: Work, member: Member): Promise<string> {
  const name = 'Reading tide tables aloud';
  const line = { level: 3, since: null, lastUsed: null, note: '' };
  await setSkills(
    work,
    member,
    'do',
    ['CSS', 'Illustration', name].map((one) => ({ name: one, ...line })),
  );
  const found = work.tx.selectFrom('skill').select('uri').where('label', '=', name);
  return new URL((await found.executeTakeFirstOrThrow()).uri).pathname;
}

function crewOf(crew: Crew, handle: string): Member {
  const member = Object.values(crew).find((one) => one.handle === handle);
  if (member === undefined) throw new Error(`Nobody here is @${handle}.`);
  return member;
}

/** Everybody comes by an invitation of somebody who is there already, which is what the tree is drawn from. */
async function bringIn({ platform }: TestSite, ana: Member): Promise<Crew> {
  const keys = await oneKeyForAll(platform.seal);
  const come = (inviter: Member, handle: keyof typeof broughtBy) =>
    inWork(platform, async (work) => {
      const one = everybody.find((somebody) => somebody.handle === handle);
      if (one === undefined) throw new Error(`${handle} is not among the people.`);
      const { name, engagement } = one;
      const stage = handle === 'kai' ? 'candidate' : 'member';
      const draft = { name, email: null, engagement, stage, note: 'Come in.' } as const;
      const { secret } = await invite(work, inviter, draft);
      return acceptInvitation(work, secret, { name, handle, email: `${handle}@loom.example` }, keys);
    });
  const tomas = await come(ana, 'tomas');
  const ruth = await come(ana, 'ruth');
  const dao = await come(ruth, 'dao');
  const omar = await come(tomas, 'omar');
  const mireille = await come(tomas, 'mireille');
  const kai = await come(dao, 'kai');
  return { ana, tomas, ruth, dao, omar, mireille, kai };
}

/** People of an ally who let themselves be found, and affiliations in every state, in both directions. */
async function meetOthers({ platform }: TestSite, crew: Crew): Promise<void> {
  const [kiln, reef, quarry, loft] = await Promise.all([
    keepWeaver(platform, 'kiln'),
    keepWeaver(platform, 'reef'),
    keepWeaver(platform, 'quarry'),
    keepWeaver(platform, 'loft'),
  ]);
  await inWork(platform, async (work) => {
    const free = { week: monday(work, 1), state: 'free' as const, hours: 20 };
    const skill = (label: string) => ({ uri: null, label, level: 3 as const });
    await remote(work, kiln.id, '@ines@weave.test', {
      ...{ name: 'Ines Duarte', headline: 'Accessibility engineer', weeks: [free], confirmedAt: work.now },
      skills: { do: [skill('Accessibility'), skill('Portuguese')], learning: [], dont: [] },
    });
    await remote(work, kiln.id, '@joris@weave.test', {
      ...{ name: 'Joris Maes', headline: 'Co-researcher', weeks: [free] },
      confirmedAt: work.now.subtract({ hours: 24 * 45 }),
      skills: { do: [skill('Typography')], learning: [], dont: [] },
    });
    await receiveInvite(work, crew.tomas, reef, 'https://weave.test/invites/1' as Iri);
    await askToJoin(work, crew.tomas, quarry, 'I draw your signs already.');
    await receiveInvite(work, crew.ana, reef, 'https://weave.test/invites/2' as Iri);
    await askToJoin(work, crew.ana, loft, 'I edit your letters already.');
  });
  await beJoined(platform, crew.ana);
}

async function beJoined(platform: TestSite['platform'], ana: Member): Promise<void> {
  for (const name of ['ida', 'jon', 'lou']) {
    const actor = await keepWeaver(platform, name);
    await inWork(platform, async (work) => {
      await work.tx.updateTable('actor').set({ type: 'Person' }).where('id', '=', actor.id).execute();
      const person = { ...actor, type: 'Person' as const };
      if (name !== 'jon') await inviteGuest(work, ana, person);
      if (name !== 'lou')
        await receiveJoin(work, person, null, 'I bind the catalogues you set, and I am in Ghent on Fridays.');
    });
  }
}

async function choosePeople(work: Work, owner: Member): Promise<string> {
  const { origin } = work;
  const pool = await addPool(work, owner, 'Readable forms');
  await addPool(work, owner, 'Arabic and French');
  for (const handle of ['ruth', 'dao', 'mireille'])
    await addToPool(work, owner, pool, `${origin}/@${handle}`);
  await addToPool(work, owner, pool, 'https://weave.test/m/ines');
  await writeNote(
    work,
    owner,
    `${origin}/@ruth`,
    'Asked for the audit in spring; has a room in Lagos for calls.',
  );
  return pool;
}

async function keepKeys(work: Work, member: Member): Promise<void> {
  const lifetime = Temporal.Duration.from({ hours: 24 * 90 });
  await createOwnToken(work, member.id, { name: 'Calendar', scopes: ['read', 'people'], lifetime });
  await createOwnToken(work, member.id, { name: 'Backup at home', scopes: ['read'], lifetime });
  await makeRecoveryCodes(work, member.id);
  await openSession(work, member.id, { device: 'Safari on iPhone' });
}
