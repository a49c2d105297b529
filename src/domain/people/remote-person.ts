import type { ActorId, Iri } from '../../core/id.ts';
import type {
  Level,
  SignpostPlace,
  SkillList,
  SpokenLanguage,
  TermsLine,
  Week,
} from '../signposts/signpost.ts';

/** A skill as another server names it. */
export interface RemoteSkill {
  /** Its address in a vocabulary; null where only a label was given. */
  readonly uri: Iri | null;
  readonly label: string;
  readonly level: Level | null;
}

/**
 * Somebody of a collective we follow who lets other collectives find them (FEP-5feb `indexable`): read and cleaned, and
 * only what their server shows to allies. What it does not say is empty.
 */
export interface RemotePerson {
  readonly actor: Iri;
  /** The collective of theirs that we follow. */
  readonly collective: ActorId;
  readonly name: string;
  /** Without host: `ines`. */
  readonly handle: string;
  /** Canonical host of the address: `kiln.example`. */
  readonly host: string;
  readonly headline: string;
  /** Their page for people. */
  readonly url: Iri;
  readonly skills: Readonly<Record<SkillList, readonly RemoteSkill[]>>;
  /** In order; a week that is not there is unknown. */
  readonly weeks: readonly Week[];
  /** When they last said that those weeks are so; null where their server does not tell: then they count as stale. */
  readonly confirmedAt: Temporal.Instant | null;
  readonly place: SignpostPlace;
  readonly languages: readonly SpokenLanguage[];
  readonly terms: readonly TermsLine[];
  /** When this was read from their server. */
  readonly fetchedAt: Temporal.Instant;
}
