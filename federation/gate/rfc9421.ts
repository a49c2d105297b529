import { coveredField, type SignedRequest } from './headers.ts';
import { checkExpiry, checkTime, type HttpSignature } from './http-signature.ts';
import { Refused } from './refused.ts';
import { type InnerList, readByteSequences, readInnerLists, writeInnerList } from './structured-field.ts';

/**
 * Reads one signature of RFC 9421 over `request` and builds the text that was signed. One label; `created`
 * must be there and within the hour, `expires` is honoured, `alg` may only be `rsa-v1_5-sha256`; covered must be
 * `@method`, `required`, and the address: `@target-uri`, or `@authority` with `@path` (and `@query` where the
 * request has a query). Refuses with 401: `sig.malformed`, `sig.algorithm`, `sig.coverage`, `sig.time`, `sig.expired`.
 */
export function readRfc9421(
  input: string,
  signature: string,
  request: SignedRequest,
  required: readonly string[],
  now: number,
): HttpSignature {
  const { list, bytes } = readOne(input, signature);
  checkCoverage(list.items, request, required);
  const keyId = list.parameters.get('keyid');
  if (typeof keyId !== 'string' || keyId === '') throw new Refused(401, 'sig.malformed');
  const algorithm = list.parameters.get('alg');
  if (algorithm !== undefined && algorithm !== 'rsa-v1_5-sha256') throw new Refused(401, 'sig.algorithm');
  checkExpiry(readSeconds(list, 'expires'), now);
  const created = readSeconds(list, 'created');
  if (created === undefined) throw new Refused(401, 'sig.coverage');
  checkTime(created * 1000, now);
  return { keyId, bytes, base: signedText(list, request), digestField: 'content-digest' };
}

function readOne(input: string, signature: string): { list: InnerList; bytes: Buffer } {
  const lists = readInnerLists(input);
  const signatures = readByteSequences(signature);
  const [label, list] = lists?.entries().next().value ?? [];
  const bytes = label === undefined ? undefined : signatures?.get(label);
  if (list === undefined || bytes === undefined || lists?.size !== 1 || signatures?.size !== 1) {
    throw new Refused(401, 'sig.malformed');
  }
  return { list, bytes };
}

function readSeconds(list: InnerList, name: string): number | undefined {
  const value = list.parameters.get(name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || value < 0) throw new Refused(401, 'sig.malformed');
  return value;
}

function checkCoverage(items: readonly string[], request: SignedRequest, required: readonly string[]): void {
  if (new Set(items).size !== items.length) throw new Refused(401, 'sig.malformed');
  const covers = (name: string): boolean => items.includes(name);
  const query = request.target.includes('?');
  const addressed =
    covers('@target-uri') || (covers('@authority') && covers('@path') && (!query || covers('@query')));
  if (!covers('@method') || !addressed || !required.every(covers)) throw new Refused(401, 'sig.coverage');
}

function signedText(list: InnerList, request: SignedRequest): string {
  let text = '';
  for (const name of list.items) text += `"${name}": ${componentValue(name, request)}\n`;
  return `${text}"@signature-params": ${writeInnerList(list)}`;
}

function componentValue(name: string, request: SignedRequest): string {
  if (name.startsWith('@')) return derivedValue(name, request);
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) throw new Refused(401, 'sig.malformed');
  return coveredField(request.headers, name);
}

function derivedValue(name: string, request: SignedRequest): string {
  const { target } = request;
  const mark = target.indexOf('?');
  switch (name) {
    case '@method':
      return request.method;
    case '@target-uri':
      return `${request.scheme}//${request.host}${target}`;
    case '@authority':
      return request.host;
    case '@scheme':
      return request.scheme.slice(0, -1);
    case '@request-target':
      return target;
    case '@path':
      return mark === -1 ? target : target.slice(0, mark);
    case '@query':
      return mark === -1 ? '?' : target.slice(mark);
    default:
      throw new Refused(401, 'sig.malformed');
  }
}
