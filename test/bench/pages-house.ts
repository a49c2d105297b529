import { readConfig } from '../../src/config.ts';
import type { OpportunityId } from '../../src/core/id.ts';
import type { MakeKeys } from '../../src/domain/actors/commands.ts';
import { openSession } from '../../src/domain/auth/sessions.ts';
import type { Database } from '../../src/domain/database.ts';
import { addMember, setFederated } from '../../src/domain/members/commands.ts';
import type { Member } from '../../src/domain/members/member.ts';
import { listMembers } from '../../src/domain/members/queries.ts';
import { changeStatus, postOpportunity } from '../../src/domain/opportunities/commands.ts';
import type { OpportunityDraft } from '../../src/domain/opportunities/opportunity.ts';
import { addWork } from '../../src/domain/signposts/work.ts';
import { shippedSkills } from '../../src/domain/skills/shipped.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import { generateActorKeys, openPrivateJwk } from '../../src/platform/actor-keys.ts';
import { openPlatform, type Platform } from '../../src/platform/platform.ts';
import type { Seal } from '../../src/platform/seal.ts';
import { type Somebody, say } from '../support/people.ts';
import { crowdOf, skillsOfCrowd } from './pages-people.ts';

/** A house that is lived in, by what its pages are asked with. */
export interface LivedIn {
  readonly handles: readonly string[];
  /** Those everybody may read. */
  readonly opportunities: readonly OpportunityId[];
  /** As people write them, the commonest first. */
  readonly skills: readonly string[];
  /** Secrets of open sessions of members who are no stewards. */
  readonly sessions: readonly string[];
}

/** How much of everything there is. */
export interface HouseSize {
  readonly members: number;
  readonly opportunities: number;
  readonly sessions: number;
}

const seed = 20261120;

/**
 * Fills a node that was set up and does not run, through the domain: members with whole signposts, half of them on the
 * Fediverse, and opportunities of which every fourth is withdrawn and every tenth a draft. `env` is that of the node.
 */
export async function liveIn(env: Record<string, string>, size: HouseSize): Promise<LivedIn> {
  const platform = await openPlatform<Database>(readConfig(env));
  try {
    const [steward] = await listMembers(platform.db);
    if (steward === undefined) throw new Error('the node has no steward');
    const keys = await oneKeyForAll(platform.seal);
    const people = crowdOf(size.members - 1, seed);
    const members: Member[] = [];
    for (const [n, one] of people.entries())
      members.push(await inWork(platform, (work) => moveIn(work, one, keys, n)));
    const opportunities = await offerWork(platform, steward, size.opportunities);
    const sessions: string[] = [];
    for (const member of members.slice(0, size.sessions))
      sessions.push(await inWork(platform, (work) => openSession(work, member.id)));
    return { handles: people.map(({ handle }) => handle), opportunities, sessions, skills: commonSkills() };
  } finally {
    await platform.close();
  }
}

/** Makes keys for many: five hundred pairs would take a minute and change no page, so all share one, sealed for each. */
export async function oneKeyForAll(seal: Seal): Promise<MakeKeys> {
  const made = await generateActorKeys(seal, 'everybody');
  const opened = made.map((pair) => ({
    ...pair,
    jwk: JSON.stringify(openPrivateJwk(seal, 'everybody', pair)),
  }));
  return async (actor) =>
    opened.map(({ kind, publicJwk, jwk }) => ({
      kind,
      publicJwk,
      sealedPrivate: seal.seal(Buffer.from(jwk), `${actor}/${kind}`),
    }));
}

/** Take somebody in who says everything about themselves; every other one (by `n`) is on the Fediverse. */
export async function moveIn(work: Work, one: Somebody, keys: MakeKeys, n: number): Promise<Member> {
  const { name, handle, engagement } = one;
  const member = await addMember(work, { name, handle, engagement, email: null, hats: [] }, keys);
  await say(work, member, one);
  const today = work.now.toZonedDateTimeISO('UTC').toPlainDate().toPlainYearMonth();
  for (const years of [2, 4])
    await addWork(work, member, {
      title: `A place people could find their way through, ${years} years ago`,
      role: one.headline,
      url: null,
      began: today.subtract({ years, months: 4 }),
      ended: today.subtract({ years }),
      summary: 'Asked twelve people, drew it, built it, and *measured* it again after a year.',
      skills: one.do.slice(0, 3).map(([skill]) => skill),
    });
  if (n % 2 === 0) await setFederated(work, member, true);
  return member;
}

async function offerWork(
  platform: Platform<Database>,
  steward: Member,
  count: number,
): Promise<OpportunityId[]> {
  const everybodys: OpportunityId[] = [];
  for (let n = 0; n < count; n += 1) {
    const status = n % 10 === 9 ? 'draft' : 'open';
    const { id } = await inWork(platform, (work) => postOpportunity(work, steward, draftOf(n), status));
    if (status === 'draft') continue;
    everybodys.push(id);
    if (n % 4 === 3)
      await inWork(platform, (work) => changeStatus(work, steward, id, 'withdrawn', 'The budget was cut'));
  }
  return everybodys;
}

function draftOf(n: number): OpportunityDraft {
  const day = Temporal.Now.plainDateISO('Europe/Brussels').add({ days: 14 + (n % 40) });
  const skills = commonSkills();
  const role = (key: string, name: string, minor: bigint) => ({
    ...{ key, name, headcount: 1 + (n % 3), minutes: (60 + n) * 60 },
    skills: [0, 1, 2].flatMap((more) => skills[(n * 3 + more) % skills.length] ?? []),
    terms: { kind: 'fixed', amount: { minor, currency: 'EUR' } } as const,
  });
  return {
    title: `Timetables people can read, harbour ${n + 1}`,
    outcome:
      'Anyone on the quay can find the next ferry in *ten seconds*.\n\n- 40 boards drawn, printed and hung\n- The data behind them in one place\n- A text that the harbour can keep up to date itself',
    roles: [role('role-1', 'Information designer', 680_000n), role('role-2', 'Developer', 920_000n)],
    deadline: day.toZonedDateTime({ timeZone: 'Europe/Brussels', plainTime: '18:00' }),
    place: n % 3 === 0 ? { kind: 'hybrid', name: 'Ghent' } : { kind: 'remote', name: null },
    languages: ['en', 'nl'],
    contact: 'Bea',
    audience: 'public',
  };
}

/** By name, as people type them. */
function commonSkills(): string[] {
  const labels = new Map(
    [...shippedSkills().values()].flat().map(({ uri, label }) => [uri as string, label]),
  );
  return skillsOfCrowd()
    .slice(0, 40)
    .flatMap((uri) => labels.get(uri) ?? []);
}
