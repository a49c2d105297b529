import type { Iri } from '../../core/id.ts';

/** Who a post was addressed to, as its `to` and `cc` say. */
export const visibilities = ['public', 'unlisted', 'followers', 'direct'] as const;
/** One of those. */
export type Visibility = (typeof visibilities)[number];

/** A Note of somebody else, read and cleaned. */
export interface IncomingPost {
  readonly iri: Iri;
  readonly attributedTo: Iri;
  readonly inReplyTo: Iri | null;
  /** Sanitised HTML. */
  readonly html: string;
  readonly language: string | null;
  readonly url: Iri;
  readonly visibility: Visibility;
  /** Everyone it is addressed to or mentions, as addresses. */
  readonly audience: readonly Iri[];
  readonly publishedAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
}
