import { KeyObject } from 'node:crypto';
import { exportMultibaseKey } from '@fedify/vocab-runtime';
import { exportSPKI, importJWK, type JWK } from 'jose';
import type { ActorId, Iri } from '../src/core/id.ts';
import type { Actor } from '../src/domain/actors/actor.ts';
import { actorKeys, findLocalActor, type StoredActorKey } from '../src/domain/actors/queries.ts';
import type { Database } from '../src/domain/database.ts';
import { openPrivateJwk } from '../src/platform/actor-keys.ts';
import type { Platform } from '../src/platform/platform.ts';
import { type ActorKeys, keyIds } from './wire/actor.ts';

/** The opened key pairs of one of our actors. They never leave the process's memory. */
export interface OpenKeys {
  readonly actor: ActorId;
  /** RSA first, Ed25519 second: the order Fedify numbers key ids by. */
  readonly pairs: readonly CryptoKeyPair[];
  /** The address of the RSA key, as signatures name it. */
  readonly keyId: Iri;
  /** The RSA private key for signing fetches with node:crypto. */
  readonly rsa: KeyObject;
  /** What the actor document publishes. */
  readonly published: ActorKeys;
}

/** Opens the sealed keys of our actors, each once per process. */
export interface OwnKeys {
  /** Keys by handle; undefined where this node has no such actor. A deleted actor keeps them until its Delete is delivered. */
  of(handle: string): Promise<OpenKeys | undefined>;
}

/** Keys from the database of a platform, kept open in memory. */
export function createOwnKeys(platform: Platform<Database>): OwnKeys {
  const open = new Map<string, Promise<OpenKeys | undefined>>();
  const load = async (handle: string): Promise<OpenKeys | undefined> => {
    const actor = await findLocalActor(platform.db, handle);
    if (actor === undefined) return undefined;
    return openKeys(platform, actor, await actorKeys(platform.db, actor.id));
  };
  return {
    of: async (handle) => {
      const known = open.get(handle) ?? load(handle);
      open.set(handle, known);
      const keys = await known.catch((error: unknown) => {
        open.delete(handle);
        throw error;
      });
      // Somebody may get this handle later: do not remember that nobody has it.
      if (keys === undefined) open.delete(handle);
      return keys;
    },
  };
}

async function openKeys(
  platform: Platform<Database>,
  actor: Actor,
  stored: readonly StoredActorKey[],
): Promise<OpenKeys> {
  const [rsaKey, ed25519Key] = stored;
  if (rsaKey === undefined || ed25519Key === undefined) {
    throw new Error(`The actor ${actor.handle} lacks a key pair. Restore it from the backup.`);
  }
  const rsa = await openPair(platform, actor, rsaKey, 'RS256');
  const ed25519 = await openPair(platform, actor, ed25519Key, 'Ed25519');
  return {
    actor: actor.id,
    pairs: [rsa, ed25519],
    keyId: keyIds(actor.iri).rsa,
    rsa: KeyObject.from(rsa.privateKey),
    published: {
      rsaPem: await exportSPKI(rsa.publicKey),
      ed25519Multibase: await exportMultibaseKey(ed25519.publicKey),
    },
  };
}

async function openPair(
  platform: Platform<Database>,
  actor: Actor,
  stored: StoredActorKey,
  algorithm: string,
): Promise<CryptoKeyPair> {
  const publicJwk: JWK = JSON.parse(stored.publicJwk);
  return {
    // Extractable, because Fedify exports them into its messages.
    privateKey: await importKey(openPrivateJwk(platform.seal, actor.id, stored), algorithm),
    publicKey: await importKey(publicJwk, algorithm),
  };
}

async function importKey(jwk: JWK, algorithm: string): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm, { extractable: true });
  if (key instanceof Uint8Array) throw new TypeError('An actor has no symmetric key.');
  return key;
}
