/** What a request wants: an ActivityStreams document, a page, or no matter what. */
export type Wanted = 'document' | 'page' | 'anything';

const documentTypes = new Set(['application/activity+json', 'application/ld+json', 'application/json']);
const pageTypes = new Set(['text/html', 'application/xhtml+xml']);

/**
 * Read an `Accept` header (RFC 9110 §12.5.1): the named type with the highest weight decides, the first of equals;
 * wildcards decide nothing. A browser names HTML first, a server ActivityStreams.
 */
export function wantedBy(accept: string | null | undefined): Wanted {
  let best: Wanted = 'anything';
  let bestWeight = 0;
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    const wanted = documentTypes.has(name) ? 'document' : pageTypes.has(name) ? 'page' : undefined;
    const weight = weightOf(parameters);
    if (wanted === undefined || weight <= bestWeight) continue;
    best = wanted;
    bestWeight = weight;
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const weight = text === undefined ? 1 : Number(text);
  return Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0;
}
