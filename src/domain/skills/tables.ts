import type { Generated } from 'kysely';
import type { Iri, MemberId } from '../../core/id.ts';
import type { SkillKind, SkillOrigin } from './skill.ts';

/** Rows of the skill vocabulary. */
export interface SkillTables {
  vocabulary: {
    singleton: Generated<boolean>;
    version: Generated<number>;
    shipped: Generated<string>;
  };
  skill: {
    uri: Iri;
    label: string;
    key: string;
    kind: SkillKind;
    origin: SkillOrigin;
    description: Generated<string>;
    uses: Generated<number>;
    version: number;
    created_at: Temporal.Instant;
  };
  skill_alias: {
    skill_uri: Iri;
    key: string;
    alias: string;
    origin: SkillOrigin;
  };
  skill_broader: {
    skill_uri: Iri;
    broader_uri: Iri;
  };
  skill_related: {
    skill_uri: Iri;
    related_uri: Iri;
  };
  skill_redirect: {
    from_uri: Iri;
    into_uri: Iri;
    merged_by: MemberId | null;
    merged_at: Temporal.Instant;
  };
  skill_import: {
    file: string;
    digest: string;
    row_count: number;
    updated_at: Temporal.Instant;
  };
}
