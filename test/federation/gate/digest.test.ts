import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkDigest } from '../../../federation/gate/digest.ts';
import { readHeaders } from '../../../federation/gate/headers.ts';
import { Refused } from '../../../federation/gate/refused.ts';

const body = Buffer.from('{"type":"Like"}');
const sha256 = createHash('sha256').update(body).digest('base64');
const sha512 = createHash('sha512').update(body).digest('base64');
const other = createHash('sha256').update('other').digest('base64');
const other512 = createHash('sha512').update('other').digest('base64');

function outcome(field: 'digest' | 'content-digest', ...rawHeaders: string[]): string {
  try {
    return checkDigest(readHeaders(rawHeaders), field, body);
  } catch (error) {
    return error instanceof Refused ? error.reason : String(error);
  }
}

describe('the digest of a body', () => {
  const hex = createHash('sha256').update(body).digest('hex');

  it('S07: is the SHA-256 in hexadecimal where every known algorithm matches', () => {
    expect(outcome('digest', 'Digest', `SHA-256=${sha256}`)).toBe(hex);
    expect(outcome('digest', 'Digest', `sha-256=${sha256}, SHA-512=${sha512}, unixsum=30637`)).toBe(hex);
    expect(outcome('content-digest', 'Content-Digest', `sha-256=:${sha256}:, sha-512=:${sha512}:`)).toBe(hex);
    expect(outcome('content-digest', 'Content-Digest', `sha-256=:${sha256}:, md5=:AAAA:`)).toBe(hex);
  });

  it('S07: is sig.invalid where one known algorithm does not match, whichever it is', () => {
    expect(outcome('digest', 'Digest', `SHA-256=${other}`)).toBe('sig.invalid');
    expect(outcome('digest', 'Digest', `SHA-256=${sha256},SHA-512=${other512}`)).toBe('sig.invalid');
    expect(outcome('content-digest', 'Content-Digest', `sha-256=:${sha256}:, sha-512=:${other512}:`)).toBe(
      'sig.invalid',
    );
    expect(outcome('digest', 'Digest', `SHA-256=${sha256}`, 'Content-Digest', `sha-256=:${other}:`)).toBe(
      'sig.invalid',
    );
  });

  it('S08: is sig.coverage where the covered header is not there or lacks sha-256', () => {
    expect(outcome('digest')).toBe('sig.coverage');
    expect(outcome('digest', 'Digest', `SHA-512=${sha512}`)).toBe('sig.coverage');
    expect(outcome('digest', 'Content-Digest', `sha-256=:${sha256}:`)).toBe('sig.coverage');
    expect(outcome('content-digest', 'Digest', `SHA-256=${sha256}`)).toBe('sig.coverage');
  });

  it('S15: is refused where a header is malformed, comes twice or names an algorithm twice', () => {
    expect(outcome('digest', 'Digest', 'garbage')).toBe('sig.malformed');
    expect(outcome('digest', 'Digest', 'SHA-256=!!!')).toBe('sig.malformed');
    expect(outcome('digest', 'Digest', `SHA-256=${sha256.replace('=', '')}`)).toBe('sig.malformed');
    expect(outcome('digest', 'Digest', `SHA-256=${other},sha-256=${sha256}`)).toBe('sig.malformed');
    expect(outcome('content-digest', 'Content-Digest', `sha-256=${sha256}`)).toBe('sig.malformed');
    expect(outcome('content-digest', 'Content-Digest', `sha-256=:${other}:, sha-256=:${sha256}:`)).toBe(
      'sig.malformed',
    );
    expect(outcome('digest', 'Digest', `SHA-256=${sha256}`, 'Digest', `SHA-256=${sha256}`)).toBe(
      'http.repeated_header',
    );
  });
});
