import { coveredField, type SignedRequest } from './headers.ts';
import { checkExpiry, checkTime, type HttpSignature, readBase64, readHttpDate } from './http-signature.ts';
import { Refused } from './refused.ts';

/** `name="value"` or `name=digits`, once; the value holds no quote and no backslash. */
const PARAMETER = /([A-Za-z]{1,32})=(?:"([^"\\]*)"|([0-9]{1,12}))[ \t]*(,?)[ \t]*/y;
const MAX_HEADER = 8192;
/** `hs2019` names no algorithm; with an RSA key every known sender means RSA with SHA-256. */
const ALGORITHMS: ReadonlySet<string> = new Set(['rsa-sha256', 'hs2019']);

/**
 * Reads a `Signature` header of draft-cavage-http-signatures over `request` and builds the text that was signed.
 * Refuses with 401: `sig.malformed`, `sig.algorithm`, `sig.coverage` (not all of `required`, which are lower-case
 * names such as `(request-target)`), `sig.time` (its `Date`, more than an hour off), `sig.expired`.
 */
export function readCavage(
  header: string,
  request: SignedRequest,
  required: readonly string[],
  now: number,
): HttpSignature {
  const parameters = readParameters(header);
  const keyId = parameters.get('keyid');
  const bytes = readBase64(parameters.get('signature') ?? '');
  if (keyId === undefined || keyId === '' || bytes === undefined) throw new Refused(401, 'sig.malformed');
  const algorithm = parameters.get('algorithm');
  if (algorithm !== undefined && !ALGORITHMS.has(algorithm.toLowerCase()))
    throw new Refused(401, 'sig.algorithm');
  const covered = readCovered(parameters.get('headers'), required);
  checkExpiry(readSeconds(parameters.get('expires')), now);
  const created = readSeconds(parameters.get('created'));
  if (created !== undefined) checkTime(created * 1000, now);
  checkTime(readHttpDate(request.headers.single('date') ?? ''), now);
  return { keyId, bytes, base: signedText(covered, parameters, request), digestField: 'digest' };
}

function readParameters(header: string): Map<string, string> {
  if (header.length > MAX_HEADER) throw new Refused(401, 'sig.malformed');
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  let more = true;
  while (more) {
    const match = PARAMETER.exec(header);
    const name = match?.[1]?.toLowerCase();
    if (match === null || name === undefined || parameters.has(name)) throw new Refused(401, 'sig.malformed');
    parameters.set(name, match[2] ?? match[3] ?? '');
    more = match[4] === ',';
    if (!more && PARAMETER.lastIndex !== header.length) throw new Refused(401, 'sig.malformed');
  }
  return parameters;
}

function readCovered(headers: string | undefined, required: readonly string[]): readonly string[] {
  const covered = headers === undefined || headers === '' ? [] : headers.toLowerCase().split(' ');
  for (const name of required) {
    if (!covered.includes(name)) throw new Refused(401, 'sig.coverage');
  }
  if (covered.length > 32 || new Set(covered).size !== covered.length)
    throw new Refused(401, 'sig.malformed');
  return covered;
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,12}$/.test(text)) throw new Refused(401, 'sig.malformed');
  return Number(text);
}

function signedText(
  covered: readonly string[],
  parameters: ReadonlyMap<string, string>,
  request: SignedRequest,
): string {
  let text = '';
  for (const name of covered) {
    if (text !== '') text += '\n';
    text += `${name}: ${lineValue(name, parameters, request)}`;
  }
  return text;
}

function lineValue(name: string, parameters: ReadonlyMap<string, string>, request: SignedRequest): string {
  if (name === '(request-target)') return `${request.method.toLowerCase()} ${request.target}`;
  if (name === '(created)' || name === '(expires)') {
    const value = parameters.get(name.slice(1, -1));
    if (value === undefined) throw new Refused(401, 'sig.malformed');
    return value;
  }
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) throw new Refused(401, 'sig.malformed');
  return coveredField(request.headers, name);
}
