import { type WebFingerAnswer, webFingerFromWire } from '../wire/discovery.ts';
import { isJsonObject } from '../wire/json.ts';
import { LoadFailure } from './fetch-document.ts';
import { getBounded, type TransportOptions, type Wanted } from './transport.ts';

const jrd: Wanted = {
  accept: 'application/jrd+json, application/json',
  isType: (contentType) => /^application\/(?:jrd\+json|json)\s*(?:;|$)/i.test(contentType ?? ''),
};

/** Asks a server's WebFinger (RFC 7033) who is behind a handle (`acct:…`) or an address. */
export type Finger = (host: string, resource: string) => Promise<WebFingerAnswer>;

/** WebFinger over https, over http where development allows it and the host is local. Fails like a document. */
export function createFinger(options: TransportOptions & { readonly timeoutMs?: number }): Finger {
  return async (host, resource) => {
    const scheme =
      options.allowHttp && /^(?:localhost|127\.|\[::1\])|\.localhost(?::|$)/.test(host) ? 'http' : 'https';
    const address = `${scheme}://${host}/.well-known/webfinger?resource=${encodeURIComponent(resource)}`;
    const { bytes } = await getBounded(
      address,
      jrd,
      options,
      AbortSignal.timeout(options.timeoutMs ?? 10_000),
    );
    const document: unknown = parse(bytes);
    if (!isJsonObject(document)) throw new LoadFailure('doc.type');
    return webFingerFromWire(document);
  };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new LoadFailure('doc.type');
  }
}
