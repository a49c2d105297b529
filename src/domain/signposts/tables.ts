import type { ColumnType, Generated } from 'kysely';
import type { Iri, MemberId } from '../../core/id.ts';
import type {
  Audience,
  Contact,
  Field,
  Grain,
  LinkId,
  SkillList,
  SpokenLanguage,
  TermsKind,
  WorkId,
  WorkLine,
} from './signpost.ts';

/** Rows of what people say of themselves; all of them go with their member. */
export interface SignpostTables {
  signpost: {
    member_id: MemberId;
    headline: Generated<string>;
    audiences: ColumnType<Partial<Record<Field, Audience>>, string | undefined, string>;
    is_indexable: Generated<boolean>;
    place_grain: Generated<Grain>;
    country: string | null;
    region: string | null;
    town: string | null;
    contact_policy: Generated<Contact['policy']>;
    contact_how: Generated<string>;
    availability_confirmed_at: Temporal.Instant | null;
    updated_at: Temporal.Instant;
  };
  signpost_skill: {
    member_id: MemberId;
    skill_uri: Iri;
    list: SkillList;
    position: number;
    level: number | null;
    since_year: number | null;
    /** ISO date. */
    last_used: string | null;
    note: Generated<string>;
  };
  signpost_week: {
    member_id: MemberId;
    /** ISO date, a Monday. */
    week: string;
    state: 'free' | 'booked';
    hours: number | null;
  };
  signpost_terms: {
    member_id: MemberId;
    kind: TermsKind;
    currency: string | null;
    /** Minor units; written as text, because a bigint is no JSON. */
    floor_minor: ColumnType<number | null, string | null, string | null>;
    note: Generated<string>;
  };
  signpost_language: {
    member_id: MemberId;
    tag: string;
    level: SpokenLanguage['level'];
    position: number;
  };
  signpost_work: {
    id: WorkId;
    member_id: MemberId;
    title: string;
    role: Generated<string>;
    url: Iri | null;
    /** ISO date, the first of a month. */
    began: string | null;
    ended: string | null;
    summary: Generated<string>;
    skills: Iri[];
    source: WorkLine['source'];
    position: number;
    created_at: Temporal.Instant;
    /** When it was taken away: from then on it is shown nowhere, and goes after a day. Null while it stands. */
    removed_at: Generated<Temporal.Instant | null>;
  };
  signpost_link: {
    id: LinkId;
    member_id: MemberId;
    url: Iri;
    label: Generated<string>;
    position: number;
    created_at: Temporal.Instant;
    check_at: Temporal.Instant;
    checked_at: Temporal.Instant | null;
    verified_at: Temporal.Instant | null;
    failure: string | null;
    /** When the first of the looks failed that failed one after another; null while all is well. */
    failing_since: Generated<Temporal.Instant | null>;
  };
}
