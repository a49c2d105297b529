import { Refused } from './refused.ts';

/** One HTTP signature of either scheme, read, covered and timely, but not verified yet. */
export interface HttpSignature {
  /** The key's address as the sender wrote it. */
  readonly keyId: string;
  /** The signature's bytes. */
  readonly bytes: Buffer;
  /** The text that was signed; its characters are bytes (latin1). */
  readonly base: string;
  /** The header by which this scheme covers a body. */
  readonly digestField: 'digest' | 'content-digest';
}

/** How far a signature's time may lie from ours, in either direction, in milliseconds. */
export const TIME_WINDOW = 60 * 60 * 1000;

/** Refuses a signature made more than an hour ago or ahead (`sig.time`); `at` and `now` in milliseconds. */
export function checkTime(at: number, now: number): void {
  if (Math.abs(now - at) > TIME_WINDOW) throw new Refused(401, 'sig.time');
}

/** Refuses a signature past its own `expires` (`sig.expired`), given in seconds. */
export function checkExpiry(expires: number | undefined, now: number): void {
  if (expires !== undefined && expires * 1000 < now) throw new Refused(401, 'sig.expired');
}

/** Milliseconds of an HTTP date in its one correct form (RFC 9110 IMF-fixdate); 401 `sig.malformed` otherwise. */
export function readHttpDate(text: string): number {
  const time = text.length === 29 ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toUTCString() !== text) throw new Refused(401, 'sig.malformed');
  return time;
}

/** The bytes of correctly padded base64 without white space; undefined for anything else, and for nothing. */
export function readBase64(text: string): Buffer | undefined {
  if (text.length === 0 || text.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
