import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { Refused } from './refused.ts';

const MIN_BITS = 2048;
const MAX_BITS = 8192;
const MIN_EXPONENT = 1n << 16n;
/** A longer exponent would make one verification cost what a signature costs. */
const MAX_EXPONENT = 1n << 64n;
const MAX_PEM = 8192;

/**
 * Reads a public key as actors publish it (PEM, SPKI or PKCS#1). 401 `key.weak` for anything but RSA of 2,048 to
 * 8,192 bits with an odd exponent above 2^16 (and below 2^64).
 */
export function readPublicKey(pem: string): KeyObject {
  if (pem.length > MAX_PEM || !/-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem))
    throw new Refused(401, 'key.weak');
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new Refused(401, 'key.weak');
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const exponent = key.asymmetricKeyDetails?.publicExponent ?? 0n;
  const fit =
    key.asymmetricKeyType === 'rsa' &&
    bits >= MIN_BITS &&
    bits <= MAX_BITS &&
    exponent > MIN_EXPONENT &&
    exponent < MAX_EXPONENT &&
    exponent % 2n === 1n;
  if (!fit) throw new Refused(401, 'key.weak');
  return key;
}

/**
 * Whether `signature` is RSASSA-PKCS1-v1_5 with SHA-256 over `base`, whose characters are bytes (latin1).
 * Synchronous on purpose: 16 microseconds for 2,048 bits, less than handing it to another thread costs here.
 */
export function isSigned(base: string, signature: Uint8Array, key: KeyObject): boolean {
  try {
    return verify('sha256', Buffer.from(base, 'latin1'), key, signature);
  } catch {
    return false;
  }
}
