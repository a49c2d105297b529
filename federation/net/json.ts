import { isJsonObject, type JsonObject } from '../wire/json.ts';
import { LoadFailure } from './fetch-document.ts';
import { getBounded, type TransportOptions, type Wanted } from './transport.ts';

const json: Wanted = {
  accept: 'application/json',
  isType: (contentType) => /^application\/json\s*(?:;|$)/i.test(contentType ?? ''),
};

/** GETs a JSON object, signed by the instance actor. Throws `LoadFailure` for whatever goes wrong. */
export type FetchJson = (address: string) => Promise<JsonObject>;

/** JSON that is no ActivityStreams document, by the same rules but those about ids and contexts. */
export function createJsonFetcher(options: TransportOptions & { readonly timeoutMs?: number }): FetchJson {
  return async (address) => {
    const deadline = AbortSignal.timeout(options.timeoutMs ?? 10_000);
    const { bytes } = await getBounded(address, json, options, deadline);
    const document = parse(bytes);
    if (!isJsonObject(document)) throw new LoadFailure('doc.type');
    return document;
  };
}

function parse(bytes: Buffer): unknown {
  try {
    // PostgreSQL stores neither U+0000 nor half a surrogate pair.
    return JSON.parse(bytes.toString('utf8').toWellFormed(), (_, value) =>
      typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
    );
  } catch {
    throw new LoadFailure('doc.type');
  }
}
