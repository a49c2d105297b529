import { sql } from 'kysely';
import type { Iri } from '../../src/core/id.ts';
import type { Actor, RemoteActor } from '../../src/domain/actors/actor.ts';
import { keepRemoteActor, type MakeKeys } from '../../src/domain/actors/commands.ts';
import { requireActor } from '../../src/domain/actors/queries.ts';
import { type FirstSetup, setUpNode } from '../../src/domain/auth/setup.ts';
import type { Collective } from '../../src/domain/collective/collective.ts';
import type { CollectiveProfile } from '../../src/domain/collective/commands.ts';
import type { Database } from '../../src/domain/database.ts';
import { addMember } from '../../src/domain/members/commands.ts';
import type { Hat, Member } from '../../src/domain/members/member.ts';
import type { Event, EventKind } from '../../src/domain/outbox.ts';
import { inWork, type Work } from '../../src/domain/work.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { openTestPlatform, type StoreKind } from '../support/database.ts';

/** Key pairs as the domain sees them: bytes that it keeps and never reads. */
export const opaqueKeys: MakeKeys = async () => [
  { kind: 'rsa', publicJwk: '{"kty":"RSA"}', sealedPrivate: Buffer.of(1, 2) },
  { kind: 'ed25519', publicJwk: '{"kty":"OKP"}', sealedPrivate: Buffer.of(1, 3) },
];

/** What the first start asks; `profile` changes what is said of the collective. */
export function setupOf(profile: Partial<CollectiveProfile> = {}): FirstSetup {
  return {
    collective: {
      handle: 'loom',
      name: 'Loom',
      purpose: 'We find *work* together.',
      language: 'en',
      followPolicy: 'anyone',
      joinPolicy: 'closed',
      colour: '#224466',
      ...profile,
    },
    steward: { name: 'Tomas Stern', handle: 'tomas', email: 'tomas@loom.test' },
  };
}

/** A domain with a database of its own and nothing around it: no doors, no federation. */
export interface House {
  readonly platform: Platform<Database>;
  readonly db: Platform<Database>['db'];
  readonly origin: string;
  readonly collective: Collective;
  /** The collective as others see it. */
  readonly actor: Actor;
  readonly steward: Member;
  /** Runs a command in a transaction of its own. */
  work<T>(command: (work: Work) => Promise<T>): Promise<T>;
  /** The events since it was last asked, in the order in which they leave. */
  told(): Promise<Event[]>;
  /** The same, only their kinds. */
  toldKinds(): Promise<EventKind[]>;
  /** Takes somebody in. */
  member(handle: string, ...hats: readonly Hat[]): Promise<Member>;
  /** Keeps an actor of another server: `somebody('@ana@kiln.example')`. */
  somebody(fullHandle: string, rest?: Partial<RemoteActor>): Promise<Actor>;
  close(): Promise<void>;
}

/** Opens a store and sets a node up in it. */
export async function openHouse(kind: StoreKind, profile: Partial<CollectiveProfile> = {}): Promise<House> {
  const platform = await openTestPlatform(kind, { ORIGIN: 'https://loom.test' });
  const { db, origin } = platform;
  const work: House['work'] = (command) => inWork({ db, origin }, command);
  const { collective, steward } = await work((work) => setUpNode(work, setupOf(profile), opaqueKeys));
  let heard = 0;
  const told: House['told'] = async () => {
    const rows = await db
      .selectFrom('outbox')
      .select(['position', 'payload'])
      .where('position', '>', heard)
      .orderBy('position')
      .execute();
    heard = rows.at(-1)?.position ?? heard;
    return rows.map((row) => row.payload);
  };
  return {
    platform,
    db,
    origin,
    collective,
    actor: await requireActor(db, collective.actor),
    steward,
    work,
    told,
    toldKinds: async () => (await told()).map((event) => event.kind),
    member: (handle, ...hats) =>
      work((work) => addMember(work, { name: handle, handle, email: null, hats }, opaqueKeys)),
    somebody: (fullHandle, rest) => work((work) => keepRemoteActor(work, stranger(fullHandle, rest))),
    close: () => platform.close(),
  };
}

/** Opens connections, so that what is started at the same moment does run at the same moment. */
export async function warm(db: House['db']): Promise<void> {
  await Promise.all(Array.from({ length: 12 }, () => sql`select pg_sleep(0.01)`.execute(db)));
}

/** What another server says about `@ana@kiln.example`. */
export function stranger(fullHandle: string, rest: Partial<RemoteActor> = {}): RemoteActor {
  const [, handle = '', host = ''] = fullHandle.split('@');
  const address = (path: string) => `https://${host}${path}` as Iri;
  return {
    iri: address(`/users/${handle}`),
    type: 'Group',
    handle,
    host,
    name: handle,
    summary: '',
    url: address(`/@${handle}`),
    inbox: address(`/users/${handle}/inbox`),
    sharedInbox: address('/inbox'),
    followers: address(`/users/${handle}/followers`),
    approvesFollowers: false,
    alsoKnownAs: [],
    isGuildhall: true,
    movedTo: null,
    ...rest,
  };
}
