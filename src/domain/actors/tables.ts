import type { Generated } from 'kysely';
import type { ActorId, Iri } from '../../core/id.ts';
import type { ActorType } from './actor.ts';

/** Rows of who is on the network, their keys, and what is gone. */
export interface ActorTables {
  actor: {
    id: ActorId;
    iri: Iri;
    type: ActorType;
    handle: string;
    host: string;
    name: string;
    summary: Generated<string>;
    url: Iri;
    inbox: Iri;
    shared_inbox: Iri | null;
    followers: Iri | null;
    is_local: boolean;
    is_guildhall: Generated<boolean>;
    approves_followers: Generated<boolean>;
    also_known_as: Generated<Iri[]>;
    moved_to: Iri | null;
    created_at: Temporal.Instant;
    updated_at: Temporal.Instant;
    fetched_at: Temporal.Instant | null;
    deleted_at: Temporal.Instant | null;
  };
  actor_key: {
    actor_id: ActorId;
    kind: 'rsa' | 'ed25519';
    public_jwk: string;
    sealed_private: Uint8Array;
    created_at: Temporal.Instant;
  };
  remote_key: {
    key_id: string;
    owner: string;
    public_pem: string;
    fetched_at: Temporal.Instant;
  };
  gone: {
    iri: Iri;
    owner: string;
    is_local: boolean;
    gone_at: Temporal.Instant;
  };
}
