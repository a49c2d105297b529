import { exportJwk, importJwk } from '@fedify/fedify';
import { exportMultibaseKey } from '@fedify/vocab-runtime';
import type { ActorKeys } from '../../../federation/wire/actor.ts';

/** Key pairs in the order Fedify counts them (RSA-2048, Ed25519), and what a document says of them. */
export interface TestKeys {
  readonly pairs: CryptoKeyPair[];
  readonly published: ActorKeys;
}

/** Makes fresh ones. */
export async function makeKeys(): Promise<TestKeys> {
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
  const der = Buffer.from(await crypto.subtle.exportKey('spki', rsa.publicKey)).toString('base64');
  const lines = der.match(/.{1,64}/g) ?? [];
  return {
    pairs: await Promise.all([rsa, ed25519].map(throughJwk)),
    published: {
      rsaPem: ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n'),
      ed25519Multibase: await exportMultibaseKey(ed25519.publicKey),
    },
  };
}

/** Keys as the node has them: read back from where they are stored. */
async function throughJwk(pair: CryptoKeyPair): Promise<CryptoKeyPair> {
  const [privateJwk, publicJwk] = [await exportJwk(pair.privateKey), await exportJwk(pair.publicKey)];
  return {
    privateKey: await importJwk(privateJwk, 'private'),
    publicKey: await importJwk(publicJwk, 'public'),
  };
}
