import type { Iri } from '../src/core/id.ts';
import { handleFromActorIri, hostOf, parseIri } from '../src/core/iri.ts';
import { createLru } from '../src/core/lru.ts';
import { Refusal } from '../src/core/refusal.ts';
import type { Actor } from '../src/domain/actors/actor.ts';
import { keepRemoteActor } from '../src/domain/actors/commands.ts';
import { findActorByIri, findLocalActor } from '../src/domain/actors/queries.ts';
import type { Db } from '../src/domain/database.ts';
import { isHostBlocked } from '../src/domain/moderation/queries.ts';
import { inWork } from '../src/domain/work.ts';
import { readAffiliates } from './affiliates.ts';
import { LoadFailure } from './net/fetch-document.ts';
import { actorFromWire } from './wire/actor.ts';
import type { WebFingerAnswer } from './wire/discovery.ts';
import type { JsonObject } from './wire/json.ts';
import { sameOrigin } from './wire/json.ts';
import { type IncomingNote, noteFromWire } from './wire/note.ts';
import { type IncomingProposal, proposalFromWire } from './wire/opportunity.ts';

/** Every network read goes through here: signed by the instance actor, bounded, and checked for whose document it is. */
export interface Remote {
  /** Somebody on another server: as we know them, or fetched. At most a day old. */
  actor(iri: Iri): Promise<Actor>;
  /** The same, fetched now. */
  freshActor(iri: Iri): Promise<Actor>;
  /** The same, with the document it was read from. */
  described(iri: Iri): Promise<{ readonly actor: Actor; readonly document: JsonObject }>;
  /** The people a collective lists as its own (FEP-5219): at most ten pages of its list. Empty where it has none. */
  affiliates(collective: Iri): Promise<ReadonlySet<Iri>>;
  /** A Proposal from its own address. */
  proposal(iri: Iri): Promise<IncomingProposal>;
  /** A post from its own address. */
  note(iri: Iri): Promise<IncomingNote>;
  /** Someone by handle or address, as a person types it. @throws Refusal invalid `actor.address`; not-found `actor.not_found` */
  resolve(handleOrAddress: string): Promise<Actor>;
  /** Forget what memory holds of an actor, after it changed or went. */
  forget(iri: Iri): void;
}

/** What reading needs. `fetchDocument` and `fingerOf` are the loader's. */
export interface RemoteOptions {
  readonly db: Db;
  readonly origin: string;
  readonly nowMs: () => number;
  readonly fetchDocument: (url: string) => Promise<JsonObject>;
  readonly finger: (host: string, resource: string) => Promise<WebFingerAnswer>;
}

const memoryMs = 60_000;
const staleAfter = Temporal.Duration.from({ hours: 24 });

/** The reader of one process. What it remembers, it remembers for a minute. */
export function createRemote(options: RemoteOptions): Remote {
  const memory = createLru<{ actor: Actor; untilMs: number }>(10_000);
  const remember = (actor: Actor): Actor => {
    memory.set(actor.iri, { actor, untilMs: options.nowMs() + memoryMs });
    return actor;
  };
  const described: Remote['described'] = async (iri) => {
    const document = await fetchOwn(options, iri);
    const read = actorFromWire(document);
    const actor = remember(await inWork(options, (work) => keepRemoteActor(work, read)));
    return { actor, document };
  };
  const freshActor = async (iri: Iri): Promise<Actor> => (await described(iri)).actor;
  const actor = async (iri: Iri): Promise<Actor> => {
    const held = memory.get(iri);
    if (held !== undefined && held.untilMs > options.nowMs()) return held.actor;
    const known = await findActorByIri(options.db, iri);
    if (known === undefined) return freshActor(iri);
    const isStale =
      Temporal.Instant.compare(
        known.updatedAt.add(staleAfter),
        Temporal.Instant.fromEpochMilliseconds(options.nowMs()),
      ) < 0;
    if (!isStale || known.isLocal) return remember(known);
    // An old picture is better than none while the other server is away.
    return freshActor(iri).catch(() => remember(known));
  };
  return {
    actor,
    freshActor,
    described,
    affiliates: (collective) => readAffiliates(collective, (iri) => fetchOwn(options, iri)),
    proposal: async (iri) => proposalFromWire(await fetchOwn(options, iri), iri),
    note: async (iri) => noteFromWire(await fetchOwn(options, iri)),
    resolve: (text) => resolveActor(options, actor, text.trim()),
    forget: (iri) => memory.delete(iri),
  };
}

async function fetchOwn(options: RemoteOptions, iri: Iri): Promise<JsonObject> {
  if (sameOrigin(iri, options.origin))
    throw new Refusal('forbidden', 'actor.local', 'That address belongs to this node.');
  if (await isHostBlocked(options.db, hostOf(iri))) {
    throw new Refusal('forbidden', 'host.blocked', `${hostOf(iri)} is blocked by this collective.`, {
      host: hostOf(iri),
    });
  }
  return options.fetchDocument(iri);
}

async function resolveActor(
  options: RemoteOptions,
  actor: (iri: Iri) => Promise<Actor>,
  text: string,
): Promise<Actor> {
  const handle = /^@?([^@\s/]{1,128})@([^@\s/]{1,253})$/.exec(text);
  const address = handle === null ? parseIri(text) : undefined;
  if (handle === null && address === undefined) {
    throw new Refusal(
      'invalid',
      'actor.address',
      `"${text.slice(0, 100)}" is neither a handle like @loom@loom.example nor an address like https://loom.example/@loom.`,
      { typed: text.slice(0, 100) },
    );
  }
  const own = await findOwn(options, handle, address);
  if (own !== undefined) return own;
  try {
    if (address !== undefined) return await actor(await actorAddressOf(options, address));
    const [, name = '', host = ''] = handle ?? [];
    return await actor(await addressByHandle(options, name, host.toLowerCase()));
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error;
    throw new Refusal(
      'not-found',
      'actor.not_found',
      `${text.slice(0, 200)} could not be read (${error.message}). Check the spelling, or try again when that server answers.`,
      { typed: text.slice(0, 200), why: error.message },
    );
  }
}

async function findOwn(
  options: RemoteOptions,
  handle: RegExpExecArray | null,
  address: Iri | undefined,
): Promise<Actor | undefined> {
  const host = new URL(options.origin).host;
  const name =
    handle?.[2]?.toLowerCase() === host
      ? handle[1]
      : address === undefined
        ? undefined
        : handleFromActorIri(options.origin, address);
  return name === undefined ? undefined : findLocalActor(options.db, name.toLowerCase());
}

/** A handle counts only where both directions agree: the server named in it, and the server of the actor. */
async function addressByHandle(options: RemoteOptions, name: string, host: string): Promise<Iri> {
  if (await isHostBlocked(options.db, host))
    throw new Refusal('forbidden', 'host.blocked', `${host} is blocked by this collective.`, { host });
  const answer = await options.finger(host, `acct:${name}@${host}`);
  const subjectHost = answer.subject.split('@')[1]?.toLowerCase();
  if (subjectHost !== undefined && subjectHost !== host) {
    const confirmed = await options.finger(subjectHost, `acct:${answer.subject}`);
    if (confirmed.actor !== answer.actor) throw new LoadFailure('webfinger.mismatch');
  }
  return answer.actor;
}

/** A page address may stand for an actor: ask its server which, unless it already answers as one. */
async function actorAddressOf(options: RemoteOptions, address: Iri): Promise<Iri> {
  try {
    const document = await fetchOwn(options, address);
    return parseIri(document['id']) ?? address;
  } catch (error) {
    if (!(error instanceof LoadFailure) || (error.code !== 'doc.type' && error.code !== 'doc.status'))
      throw error;
    return (await options.finger(hostOf(address), address)).actor;
  }
}
