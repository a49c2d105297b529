import { hash } from 'node:crypto';
import type { HeaderFields } from './headers.ts';
import { readBase64 } from './http-signature.ts';
import { Refused } from './refused.ts';
import { readByteSequences } from './structured-field.ts';

const KNOWN: ReadonlySet<string> = new Set(['sha-256', 'sha-512']);

/**
 * Holds the body against every digest header it came with and returns its SHA-256 in lower-case hexadecimal.
 * `field` is the one the signature covers: it must be there once and name `sha-256`; every algorithm known to us,
 * in either header, must match. Refuses with 401: `sig.coverage` (none, or no sha-256), `sig.malformed`,
 * `sig.invalid` (another body), and with 400 a header that comes twice.
 */
export function checkDigest(
  headers: HeaderFields,
  field: 'digest' | 'content-digest',
  body: Uint8Array,
): string {
  const sha256 = hash('sha256', body, 'buffer');
  const digests = {
    digest: readDigest(headers.single('digest')),
    'content-digest': readContentDigest(headers.single('content-digest')),
  };
  if (digests[field]?.has('sha-256') !== true) throw new Refused(401, 'sig.coverage');
  for (const found of [digests.digest, digests['content-digest']]) {
    if (found !== undefined) compare(found, body, sha256);
  }
  return sha256.toString('hex');
}

function compare(found: ReadonlyMap<string, Buffer>, body: Uint8Array, sha256: Buffer): void {
  for (const [algorithm, value] of found) {
    const expected = algorithm === 'sha-256' ? sha256 : hash('sha512', body, 'buffer');
    if (!expected.equals(value)) throw new Refused(401, 'sig.invalid');
  }
}

/** `Digest: SHA-256=…,unixsum=…` (RFC 3230): names in any case, values in base64 for those we know. */
function readDigest(text: string | undefined): ReadonlyMap<string, Buffer> | undefined {
  if (text === undefined) return undefined;
  const found = new Map<string, Buffer>();
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    const algorithm = part.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    if (algorithm === '') throw new Refused(401, 'sig.malformed');
    if (!KNOWN.has(algorithm)) continue;
    const value = readBase64(part.slice(equals + 1).trim());
    if (value === undefined || found.has(algorithm)) throw new Refused(401, 'sig.malformed');
    found.set(algorithm, value);
  }
  return found;
}

/** `Content-Digest: sha-256=:…:` (RFC 9530). */
function readContentDigest(text: string | undefined): ReadonlyMap<string, Buffer> | undefined {
  if (text === undefined) return undefined;
  const members = readByteSequences(text);
  if (members === undefined) throw new Refused(401, 'sig.malformed');
  const found = new Map<string, Buffer>();
  for (const [algorithm, value] of members) {
    if (KNOWN.has(algorithm)) found.set(algorithm, value);
  }
  return found;
}
