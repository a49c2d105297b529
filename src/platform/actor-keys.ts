import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWK } from 'jose';
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
  const rsa = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const ed25519 = await generateKeyPair('Ed25519', { extractable: true });
  return Promise.all([sealPair(seal, actor, 'rsa', rsa), sealPair(seal, actor, 'ed25519', ed25519)]);
}

/** The private half of a stored pair, as JWK. @throws MasterKeyError if the master key is another */
export function openPrivateJwk(seal: Seal, actor: string, pair: SealedKeyPair): JWK {
  const key: JWK = JSON.parse(seal.open(pair.sealedPrivate, `${actor}/${pair.kind}`).toString('utf8'));
  return key;
}

async function sealPair(
  seal: Seal,
  actor: string,
  kind: SealedKeyPair['kind'],
  pair: GenerateKeyPairResult,
): Promise<SealedKeyPair> {
  const privateJwk = await exportJWK(pair.privateKey);
  const publicJwk = await exportJWK(pair.publicKey);
  return {
    kind,
    publicJwk: JSON.stringify(publicJwk),
    sealedPrivate: seal.seal(Buffer.from(JSON.stringify(privateJwk)), `${actor}/${kind}`),
  };
}
