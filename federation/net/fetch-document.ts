import type { JsonObject } from '../wire/json.ts';

/**
 * Fetches the document at an address, signed by the instance actor. What it returns has that document's own `id` on
 * the origin it came from, and was fetched from that `id`; everything else is a {@link LoadFailure}.
 */
export type FetchDocument = (url: string, options?: { readonly signal?: AbortSignal }) => Promise<JsonObject>;

/**
 * A document could not be had. `code` is a stable word for the log: `ssrf.blocked`, `host.blocked`, `doc.url`,
 * `doc.type`, `doc.size`, `doc.encoding`, `doc.redirect`, `doc.status`, `doc.timeout`, `doc.unreachable`, `obj.gone`
 * (404 or 410), `obj.origin` (its id is not where it was fetched), `key.not_linked`, or a word of the profile
 * (`shape.…`, `ld.…`).
 */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';
  readonly code: string;
  /** The HTTP status, where the other side answered with one that is no document. */
  readonly status: number | undefined;

  constructor(code: string, status?: number, options?: ErrorOptions) {
    super(status === undefined ? code : `${code} (${status})`, options);
    this.code = code;
    this.status = status;
  }
}
