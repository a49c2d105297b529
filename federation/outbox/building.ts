import type { Iri } from '../../src/core/id.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import type { ActorsPlace } from '../actors.ts';
import type { JsonObject } from '../wire/json.ts';

/** Who hears an activity: everybody who follows the speaker, or certain actors. */
export type Audience = 'followers' | readonly Actor[];

/** An activity before it is signed and sent. */
export interface Statement {
  readonly document: JsonObject;
  /** What it is about; receipts are found by it. */
  readonly object: Iri;
  /** Whether it stands in the outbox for everybody. */
  readonly isPublic: boolean;
  readonly audience: Audience;
  /** Those whom it concerns and who hear it too, whether or not they follow. */
  readonly concerned?: readonly Actor[];
}

/** What a builder may use. It reads, and sends nothing. `id` is the activity's address, from the event's id. */
export interface Building extends ActorsPlace {
  readonly id: Iri;
  readonly by: Actor;
  readonly at: Temporal.Instant;
}
