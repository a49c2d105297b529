import { Refused } from './refused.ts';

/** The header fields of one request, by lower-case name, read once. */
export interface HeaderFields {
  /** The value of a field that may come once only; undefined where it is not there, 400 where it is repeated. */
  single(name: string): string | undefined;
  /** All values of a field in order, joined by `, ` as both signature schemes ask; undefined where absent. */
  joined(name: string): string | undefined;
}

/** Reads Node's flat list of names and values in one pass. An odd last entry is ignored. */
export function readHeaders(raw: readonly string[]): HeaderFields {
  const values = new Map<string, string>();
  let repeated: Set<string> | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = (raw[i + 1] ?? '').trim();
    const before = values.get(name);
    if (before === undefined) {
      values.set(name, value);
    } else {
      values.set(name, `${before}, ${value}`);
      repeated ??= new Set();
      repeated.add(name);
    }
  }
  return {
    single(name) {
      if (repeated?.has(name) === true) throw new Refused(400, 'http.repeated_header');
      return values.get(name);
    },
    joined: (name) => values.get(name),
  };
}

/** What a signature may cover of a request beside its header fields, as received. */
export interface SignedRequest {
  /** Upper case. */
  readonly method: string;
  /** Path and query as received, starting with `/`. */
  readonly target: string;
  /** Our own scheme with its colon, `https:` or `http:`. */
  readonly scheme: string;
  /** Our canonical host, to which the request's `Host` was found equal. */
  readonly host: string;
  readonly headers: HeaderFields;
}

/**
 * The value a covered header field contributes to the signed text. 401 `sig.invalid` where the field is not in
 * the request, `sig.malformed` where it holds a line break that could stand for another field.
 */
export function coveredField(headers: HeaderFields, name: string): string {
  const value = headers.joined(name);
  if (value === undefined) throw new Refused(401, 'sig.invalid');
  if (/[\r\n]/.test(value)) throw new Refused(401, 'sig.malformed');
  return value;
}
