import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { exportMultibaseKey } from '@fedify/vocab-runtime';
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
  const privateJwks = stored.map((key) => openPrivateJwk(platform.seal, actor.id, key));
  const publicJwks = stored.map((key): JsonWebKey => JSON.parse(key.publicJwk));
  const [rsaPrivate, ed25519Private] = privateJwks;
  const [rsaPublic, ed25519Public] = publicJwks;
  if (
    rsaPrivate === undefined ||
    ed25519Private === undefined ||
    rsaPublic === undefined ||
    ed25519Public === undefined
  ) {
    throw new Error(`The actor ${actor.handle} lacks a key pair. Restore it from the backup.`);
  }
  const rsaPair = await importPair(rsaPrivate, rsaPublic, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' });
  const ed25519Pair = await importPair(ed25519Private, ed25519Public, { name: 'Ed25519' });
  const pem = createPublicKey({ key: rsaPublic, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  return {
    actor: actor.id,
    pairs: [rsaPair, ed25519Pair],
    keyId: keyIds(actor.iri).rsa,
    rsa: createPrivateKey({ key: rsaPrivate, format: 'jwk' }),
    published: { rsaPem: String(pem), ed25519Multibase: await exportMultibaseKey(ed25519Pair.publicKey) },
  };
}

async function importPair(
  privateJwk: JsonWebKey,
  publicJwk: JsonWebKey,
  algorithm: { name: string; hash?: string },
): Promise<CryptoKeyPair> {
  // Extractable, because Fedify exports them into its messages.
  const privateKey = await crypto.subtle.importKey('jwk', privateJwk, algorithm, true, ['sign']);
  const publicKey = await crypto.subtle.importKey('jwk', publicJwk, algorithm, true, ['verify']);
  return { privateKey, publicKey };
}
