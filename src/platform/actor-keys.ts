import type { Seal } from './seal.ts';

/** Both halves of a pair, as the database keeps them. */
export interface SealedKeyPair {
  readonly kind: 'rsa' | 'ed25519';
  readonly publicJwk: string;
  readonly sealedPrivate: Uint8Array;
}

/**
 * New key pairs for one of our actors: RSA-2048 for HTTP signatures (four to six times cheaper to sign with
 * than 4096, and what every server reads) and Ed25519 for integrity proofs (FEP-8b32).
 */
export async function generateActorKeys(seal: Seal, actor: string): Promise<SealedKeyPair[]> {
  const rsa = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  const ed25519 = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  return Promise.all([sealPair(seal, actor, 'rsa', rsa), sealPair(seal, actor, 'ed25519', ed25519)]);
}

/** The private half of a stored pair, as JWK. @throws MasterKeyError if the master key is another */
export function openPrivateJwk(seal: Seal, actor: string, pair: SealedKeyPair): JsonWebKey {
  const key: JsonWebKey = JSON.parse(seal.open(pair.sealedPrivate, `${actor}/${pair.kind}`).toString('utf8'));
  return key;
}

async function sealPair(
  seal: Seal,
  actor: string,
  kind: SealedKeyPair['kind'],
  pair: CryptoKeyPair,
): Promise<SealedKeyPair> {
  const privateJwk = await crypto.subtle.exportKey('jwk', pair.privateKey);
  const publicJwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return {
    kind,
    publicJwk: JSON.stringify(publicJwk),
    sealedPrivate: seal.seal(Buffer.from(JSON.stringify(privateJwk)), `${actor}/${kind}`),
  };
}
