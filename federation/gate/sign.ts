import { type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

const signInThreadPool = promisify<string, Buffer, KeyObject, Buffer>(sign);

/** The key an instance signs its own requests with. */
export interface SigningKey {
  /** Address of the public half, as the instance actor lists it. */
  readonly keyId: string;
  /** An RSA private key. */
  readonly privateKey: KeyObject;
}

/**
 * The headers of a signed GET of `url`: `host`, `date` and `signature`, in draft-cavage form with rsa-sha256 over
 * `(request-target) host date`, which every server we met verifies. `accept` is left out: some front servers
 * rewrite it. `now` in milliseconds. The signature is made in the thread pool.
 */
export async function signGet(url: string, key: SigningKey, now: number): Promise<Record<string, string>> {
  const { host, pathname, search } = new URL(url);
  const date = new Date(now).toUTCString();
  const base = `(request-target): get ${pathname}${search}\nhost: ${host}\ndate: ${date}`;
  const bytes = await signInThreadPool('sha256', Buffer.from(base, 'latin1'), key.privateKey);
  const signature =
    `keyId="${key.keyId}",algorithm="rsa-sha256",headers="(request-target) host date",` +
    `signature="${bytes.toString('base64')}"`;
  return { host, date, signature };
}
