import { setTimeout } from 'node:timers/promises';
import type { ActorId, Iri } from '../src/core/id.ts';
import { Refusal } from '../src/core/refusal.ts';
import type { Actor } from '../src/domain/actors/actor.ts';
import { followedGuildhalls } from '../src/domain/affiliations/queries.ts';
import { findCollective } from '../src/domain/collective/queries.ts';
import { forgetPeopleOf, forgetRemotePerson, keepRemotePerson } from '../src/domain/people/commands.ts';
import type { RemotePerson } from '../src/domain/people/remote-person.ts';
import { databaseTime, inWork, type WorkPlace } from '../src/domain/work.ts';
import { LoadFailure } from './net/fetch-document.ts';
import type { FetchJson } from './net/json.ts';
import { readProfile } from './read-profile.ts';
import type { Remote } from './remote.ts';
import { sameOrigin } from './wire/json.ts';
import { claimedCollectives, isIndexableActor, profileAddress } from './wire/membership.ts';

/** Keeps what our directory knows of the people of collectives we follow. */
export interface PeopleWatch {
  /** Something about a collective, or one person, may have changed: it is read anew in the next round. */
  lookAgain(collectiveOrPerson: Iri): void;
  /** Read what is due, and forget who withdrew, left, or is of no collective that is still followed. */
  round(signal?: AbortSignal): Promise<void>;
}

/** What it works with. `pauseMs` is waited after every twenty people. */
export interface PeopleWatchOptions {
  readonly place: WorkPlace;
  readonly remote: Pick<Remote, 'described' | 'affiliates'>;
  readonly fetchJson: FetchJson;
  readonly nowMs: () => number;
  readonly pauseMs?: number;
}

const mostPeople = 1_000;
const mostAtOnce = 20;
const dayMs = 24 * 60 * 60_000;
/** Whoever says more often that something changed is heard at this pace. */
const restMs = 60_000;
/** One that could not be read is tried again then. */
const awayMs = 60 * 60_000;
const mostWaiting = 1_000;

/** The watch of one process. Every collective is read once a day, and within a minute of saying that it changed. */
export function createPeopleWatch(options: PeopleWatchOptions): PeopleWatch {
  const { place, nowMs } = options;
  const dueAt = new Map<Iri, number>();
  const changed = new Set<Iri>();
  return {
    lookAgain: (iri) => {
      if (changed.size < mostWaiting) changed.add(iri);
    },
    round: async (signal) => {
      const us = await findCollective(place.db);
      if (us === undefined) return;
      const allies = await followedGuildhalls(place.db, us.actor);
      await forgetOthers(place, allies);
      const again = new Set(changed);
      changed.clear();
      for (const ally of allies) {
        const isDue = (dueAt.get(ally.iri) ?? 0) <= nowMs();
        const isRested = (dueAt.get(ally.iri) ?? 0) - dayMs + restMs <= nowMs();
        if (!isDue && !(again.has(ally.iri) && isRested)) {
          if (again.has(ally.iri)) changed.add(ally.iri);
          continue;
        }
        dueAt.set(ally.iri, nowMs() + dayMs);
        const isRead = await readCollective(options, ally, signal);
        if (!isRead) dueAt.set(ally.iri, nowMs() + awayMs);
      }
      const known = new Map((await peopleKept(place)).map((one) => [one.actor, one.collective]));
      for (const iri of again) {
        const ally = allies.find(({ id }) => id === known.get(iri)) ?? homeOf(iri, allies);
        if (ally !== undefined && signal?.aborted !== true) await readPerson(options, ally, iri);
      }
    },
  };
}

/** The collective on whose server somebody is whom we do not know yet: they may have begun to let others find them. */
function homeOf(person: Iri, allies: readonly Actor[]): Actor | undefined {
  return allies.find((ally) => ally.iri !== person && sameOrigin(person, ally.iri));
}

/** False where its list could not be had. */
async function readCollective(
  options: PeopleWatchOptions,
  ally: Actor,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { place, remote } = options;
  const listed = await unlessAway(() => remote.affiliates(ally.iri));
  if (listed === undefined) return false;
  const kept = (await peopleKept(place)).filter(({ collective }) => collective === ally.id);
  const gone = kept.filter(({ actor }) => listed === 'gone' || !listed.has(actor));
  for (const { actor } of gone) await inWork(place, (work) => forgetRemotePerson(work, actor));
  if (listed === 'gone') return true;
  const theirs = [...listed].filter((person) => !sameOrigin(person, place.origin)).slice(0, mostPeople);
  for (const [index, person] of theirs.entries()) {
    if (signal?.aborted === true) return true;
    if (index > 0 && index % mostAtOnce === 0)
      await setTimeout(options.pauseMs ?? 5_000, undefined, { signal }).catch(() => undefined);
    await readPerson(options, ally, person);
  }
  return true;
}

/** Keeps a person who says to be of that collective and lets others find them; forgets everybody else. */
async function readPerson(
  { place, remote, fetchJson }: PeopleWatchOptions,
  ally: Actor,
  iri: Iri,
): Promise<void> {
  const found = await unlessAway(async () => {
    const { actor, document } = await remote.described(iri);
    const isTheirs = actor.type === 'Person' && claimedCollectives(document).includes(ally.iri);
    const address = profileAddress(document, iri);
    if (!isTheirs || !isIndexableActor(document) || address === undefined) return 'gone' as const;
    return toPerson(actor, ally, readProfile(await fetchJson(address)));
  });
  if (found === undefined) return;
  await inWork(place, async (work) => {
    if (found === 'gone') await forgetRemotePerson(work, iri);
    else await keepRemotePerson(work, { ...found, fetchedAt: await databaseTime(work.tx) });
  });
}

function toPerson(
  { iri, name, handle, host, url }: Actor,
  ally: Actor,
  profile: ReturnType<typeof readProfile>,
): Omit<RemotePerson, 'fetchedAt'> {
  return { actor: iri, collective: ally.id, name, handle, host, url, ...profile };
}

async function forgetOthers(place: WorkPlace, allies: readonly Actor[]): Promise<void> {
  const followed = new Set<ActorId>(allies.map(({ id }) => id));
  const kept = new Set((await peopleKept(place)).map(({ collective }) => collective));
  for (const collective of kept)
    if (!followed.has(collective)) await inWork(place, (work) => forgetPeopleOf(work, collective));
}

async function peopleKept({ db }: WorkPlace): Promise<{ actor: Iri; collective: ActorId }[]> {
  return db.selectFrom('remote_person').select(['actor', 'collective_id as collective']).execute();
}

/** What is read; `gone` where it is not there any more or may not be read, undefined where it could not be had. */
async function unlessAway<T>(read: () => Promise<T>): Promise<T | 'gone' | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof LoadFailure) return error.code === 'obj.gone' ? 'gone' : undefined;
    if (error instanceof Refusal) return 'gone';
    throw error;
  }
}
