import { getBounded, type TransportOptions, type Wanted } from './transport.ts';

const html: Wanted = {
  accept: 'text/html, application/xhtml+xml',
  isType: (contentType) => /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i.test(contentType ?? ''),
  mayWander: true,
};

/** A page for people, as its server gives it to anybody. */
export interface FetchedPage {
  /** Where it came from in the end. */
  readonly url: string;
  readonly text: string;
}

/** GETs a page. Throws `LoadFailure` for whatever goes wrong; `doc.type` where it is no HTML. */
export type FetchPage = (address: string) => Promise<FetchedPage>;

/**
 * Pages by the rules of documents (which addresses, how much, how long), but for two: nothing is signed, because it is
 * anybody's page, and a redirect may lead to another server, each step judged anew.
 */
export function createPageFetcher(options: TransportOptions & { readonly timeoutMs?: number }): FetchPage {
  const unsigned: TransportOptions = { ...options, sign: async () => ({}) };
  return async (address) => {
    const deadline = AbortSignal.timeout(options.timeoutMs ?? 10_000);
    const { url, bytes } = await getBounded(address, html, unsigned, deadline);
    return { url, text: bytes.toString('utf8') };
  };
}
