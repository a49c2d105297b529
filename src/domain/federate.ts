import type { SafeHtml } from '../core/html.ts';
import type { Actor } from './actors/actor.ts';
import type { Collective } from './collective/collective.ts';
import type { Opportunity } from './opportunities/opportunity.ts';

/** An opportunity as the servers of followers will show it. */
export interface PostPreview {
  readonly html: SafeHtml;
  /** Hashtags with their sign: `#accessibility`. */
  readonly hashtags: readonly string[];
}

/** What the doors ask of federation. `main.ts` hands the value over, so that no door imports federation. */
export interface Federate {
  /**
   * Answer a GET for a document: an actor, an object, a collection, WebFinger, NodeInfo, our namespace.
   * Undefined where a page should answer instead.
   */
  answer(request: Request): Promise<Response | undefined>;
  /**
   * Find an actor by `@loom@loom.example`, `loom@loom.example` or an address, asking its server where needed.
   * @throws Refusal invalid `actor.address`; not-found `actor.not_found`; forbidden `host.blocked`
   */
  resolve(handleOrAddress: string): Promise<Actor>;
  /** The post of an opportunity, exactly as it is sent. */
  preview(opportunity: Opportunity, collective: Collective): PostPreview;
}
