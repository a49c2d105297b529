import type { ActorId, Iri } from '../../core/id.ts';
import type { Place, Role, Status } from './opportunity.ts';

/** Work another collective offers, as its own Proposal says it (FEP-0837), kept as long as it is. */
export interface AllyOpportunity {
  /** The address of the Proposal: who it is and where it came from. */
  readonly iri: Iri;
  /** The post that brought it here, if one did. */
  readonly post: Iri | null;
  readonly collective: ActorId;
  /** The page for people. */
  readonly url: Iri;
  readonly status: Exclude<Status, 'draft'>;
  readonly title: string;
  /** Sanitised HTML. */
  readonly outcome: string;
  readonly roles: readonly Role[];
  readonly deadline: Temporal.ZonedDateTime | null;
  readonly place: Place;
  readonly languages: readonly string[];
  readonly contact: string;
  readonly revision: number;
  readonly publishedAt: Temporal.Instant;
  /** What the owner says; a document with an older one is ignored. */
  readonly updatedAt: Temporal.Instant;
  /** When this node first read it. */
  readonly receivedAt: Temporal.Instant;
}

/** What `proposalFromWire` reads out of a document; the rest is ours to add. */
export type IncomingOpportunity = Omit<AllyOpportunity, 'collective' | 'receivedAt' | 'post'> & {
  readonly attributedTo: Iri;
};
