import type { ColumnType, Generated } from 'kysely';
import type { ActorId, Brand, Iri, MemberId } from '../../core/id.ts';
import type { SignpostPlace, SkillList, SpokenLanguage, TermsKind, Week } from '../signposts/signpost.ts';
import type { RemoteSkill } from './remote-person.ts';

/** A row of `pool`. */
export type PoolId = Brand<string, 'PoolId'>;

/** What another server says of somebody, as JSON: dates as ISO text, minor units as text. */
export interface StoredSaying {
  readonly skills: Readonly<Record<SkillList, readonly RemoteSkill[]>>;
  readonly weeks: readonly {
    readonly week: string;
    readonly state: Week['state'];
    readonly hours: number | null;
  }[];
  readonly confirmedAt: string | null;
  readonly place: SignpostPlace;
  readonly languages: readonly SpokenLanguage[];
  readonly terms: readonly {
    readonly kind: TermsKind;
    readonly floor: { readonly currency: string; readonly minor: string } | null;
    readonly note: string;
  }[];
}

/** Rows of who can be found beside the members, and of what members keep of people. */
export interface PeopleTables {
  remote_person: {
    actor: Iri;
    collective_id: ActorId;
    name: string;
    handle: string;
    host: string;
    headline: string;
    url: Iri;
    said: ColumnType<StoredSaying, string, string>;
    fetched_at: Temporal.Instant;
  };
  pool: {
    id: PoolId;
    member_id: MemberId;
    name: string;
    created_at: Temporal.Instant;
    deleted_at: Temporal.Instant | null;
  };
  pool_person: {
    pool_id: PoolId;
    member_id: MemberId | null;
    remote_actor: Iri | null;
    added_at: Temporal.Instant;
    /** People stand in a pool by this, the latest first. */
    position: Generated<number>;
  };
  person_note: {
    owner_id: MemberId;
    member_id: MemberId | null;
    remote_actor: Iri | null;
    text: string;
    updated_at: Temporal.Instant;
  };
  directory: {
    singleton: Generated<boolean>;
    version: Generated<number>;
  };
  directory_change: {
    person: string;
    version: number;
  };
}
