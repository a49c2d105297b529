import { createHash, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

const signInThreadPool = promisify<string, Buffer, KeyObject, Buffer>(sign);

/** The two ways to sign a request. Most servers read the older one; a few only the newer. */
export type SignatureScheme = 'draft-cavage' | 'rfc9421';

/** A POST that is to be signed. */
export interface UnsignedPost {
  readonly url: URL;
  /** Headers that travel unsigned beside `content-type`. */
  readonly headers: Readonly<Record<string, string>>;
}

const contentType = 'application/activity+json';

/** SHA-256 of a body in base64: the same for every recipient, so it is made once. */
export function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64');
}

/**
 * The headers of a signed POST. Draft-cavage covers `(request-target) host date digest content-type` and nothing
 * else, because some servers drop other headers before they verify (`peers.md`); RFC 9421 covers `@method`,
 * `@target-uri`, `content-digest` and `content-type`.
 */
export async function signPost(
  scheme: SignatureScheme,
  post: UnsignedPost,
  digest: string,
  key: { readonly id: string; readonly rsa: KeyObject },
  nowMs: number,
): Promise<Record<string, string>> {
  return scheme === 'draft-cavage'
    ? signCavage(post, digest, key, nowMs)
    : signRfc9421(post, digest, key, nowMs);
}

async function signCavage(
  post: UnsignedPost,
  digest: string,
  key: { id: string; rsa: KeyObject },
  nowMs: number,
): Promise<Record<string, string>> {
  const { host, pathname, search } = post.url;
  const date = new Date(nowMs).toUTCString();
  const base = [
    `(request-target): post ${pathname}${search}`,
    `host: ${host}`,
    `date: ${date}`,
    `digest: SHA-256=${digest}`,
    `content-type: ${contentType}`,
  ].join('\n');
  const bytes = await signInThreadPool('sha256', Buffer.from(base), key.rsa);
  return {
    ...post.headers,
    host,
    date,
    digest: `SHA-256=${digest}`,
    'content-type': contentType,
    signature: `keyId="${key.id}",algorithm="rsa-sha256",headers="(request-target) host date digest content-type",signature="${bytes.toString('base64')}"`,
  };
}

async function signRfc9421(
  post: UnsignedPost,
  digest: string,
  key: { id: string; rsa: KeyObject },
  nowMs: number,
): Promise<Record<string, string>> {
  const input = `("@method" "@target-uri" "content-digest" "content-type");created=${Math.floor(nowMs / 1000)};keyid="${key.id}";alg="rsa-v1_5-sha256"`;
  const base = [
    '"@method": POST',
    `"@target-uri": ${post.url.href}`,
    `"content-digest": sha-256=:${digest}:`,
    `"content-type": ${contentType}`,
    `"@signature-params": ${input}`,
  ].join('\n');
  const bytes = await signInThreadPool('sha256', Buffer.from(base), key.rsa);
  return {
    ...post.headers,
    host: post.url.host,
    date: new Date(nowMs).toUTCString(),
    'content-digest': `sha-256=:${digest}:`,
    'content-type': contentType,
    'signature-input': `sig1=${input}`,
    signature: `sig1=:${bytes.toString('base64')}:`,
  };
}
