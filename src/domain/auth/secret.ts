import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 bits, as text for an address, a cookie or a header. */
export function newSecret(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What the database keeps of a secret: SHA-256. Enough, because the secret is 256 random bits. */
export function digestSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
