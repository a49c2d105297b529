import type { Brand, Iri, MemberId } from '../../core/id.ts';
import type { Money } from '../../core/money.ts';

/** A row of `signpost_work`. */
export type WorkId = Brand<string, 'WorkId'>;
/** A row of `signpost_link`. */
export type LinkId = Brand<string, 'LinkId'>;

/** Who may see a part of a signpost, widest first. Allies are collectives we follow; `me` is the person alone. */
export const audiences = ['anyone', 'allies', 'members', 'me'] as const;
/** One of those. As a reader: `me` reads everything, `anyone` only what is for anyone. */
export type Audience = (typeof audiences)[number];

/** The parts of a signpost that have an audience each, in the order they are shown. `page` is that it is there at all. */
export const fields = [
  'page',
  'introduction',
  'do',
  'learning',
  'dont',
  'availability',
  'terms',
  'place',
  'zone',
  'languages',
  'engagement',
  'contact',
  'work',
  'links',
] as const;
/** One of those. */
export type Field = (typeof fields)[number];

/** Who sees a part where the person said nothing: when one is free and what one takes is for members. */
export const defaultAudiences: Readonly<Record<Field, Audience>> = {
  page: 'anyone',
  introduction: 'anyone',
  do: 'anyone',
  learning: 'members',
  dont: 'members',
  availability: 'members',
  terms: 'members',
  place: 'anyone',
  zone: 'anyone',
  languages: 'anyone',
  engagement: 'members',
  contact: 'members',
  work: 'anyone',
  links: 'anyone',
};

/** The three lists of skills. */
export const skillLists = ['do', 'learning', 'dont'] as const;
/** One of those. */
export type SkillList = (typeof skillLists)[number];

/** How well: 1 with help, 2 on my own, 3 others ask me, 4 I teach it. */
export type Level = 1 | 2 | 3 | 4;

/** Where the word of somebody stands behind something: their own, or a finished agreement's other side. */
export type Evidence = 'claimed' | 'witnessed';

/** A skill on a signpost. */
export interface SignpostSkill {
  readonly skill: Iri;
  readonly label: string;
  readonly level: Level | null;
  /** The year it began. */
  readonly since: number | null;
  /** The month it was last used in. */
  readonly lastUsed: Temporal.PlainYearMonth | null;
  readonly note: string;
  readonly evidence: Evidence;
}

/** A week of which something is known. */
export interface Week {
  /** Its Monday. */
  readonly week: Temporal.PlainDate;
  readonly state: 'free' | 'booked';
  /** Hours free in it, 1 to 80; null where the person did not say. */
  readonly hours: number | null;
}

/** When somebody is free, as far as it is known. */
export interface Availability {
  /** In order; a week that is not there is unknown. */
  readonly weeks: readonly Week[];
  /** When the person last said that it is so; null if never. */
  readonly confirmedAt: Temporal.Instant | null;
  /** Whether that is longer ago than thirty days: then nobody should count on it. */
  readonly isStale: boolean;
}

/** On which terms somebody works. */
export const termsKinds = ['hourly', 'fixed', 'equity', 'barter', 'training', 'none'] as const;
/** One of those. */
export type TermsKind = (typeof termsKinds)[number];

/** One kind of terms somebody takes. Only `hourly` and `fixed` may have a floor. */
export interface TermsLine {
  readonly kind: TermsKind;
  /** The least they take. */
  readonly floor: Money | null;
  readonly note: string;
}

/** How exactly somebody says where they are. What is finer is not kept. */
export const grains = ['none', 'country', 'region', 'town'] as const;
/** One of those. */
export type Grain = (typeof grains)[number];

/** Where somebody is, as exactly as they chose. */
export interface SignpostPlace {
  readonly grain: Grain;
  /** ISO 3166-1 alpha-2: `PT`; null with grain `none`. */
  readonly country: string | null;
  readonly region: string | null;
  readonly town: string | null;
}

/** How well somebody speaks a language. */
export const fluencies = ['native', 'fluent', 'working', 'basic'] as const;

/** A language somebody speaks. */
export interface SpokenLanguage {
  /** BCP 47. */
  readonly tag: string;
  readonly level: (typeof fluencies)[number];
}

/** Who may write to somebody: anyone, those the collective introduces, or nobody for now. */
export const contactPolicies = ['anyone', 'introduced', 'nobody'] as const;

/** Whether and how to reach somebody. `how` is a mail address, a handle, a sentence. */
export interface Contact {
  readonly policy: (typeof contactPolicies)[number];
  readonly how: string;
}

/** Something somebody delivered. */
export interface WorkLine {
  readonly id: WorkId;
  readonly title: string;
  readonly role: string;
  readonly url: Iri | null;
  readonly began: Temporal.PlainYearMonth | null;
  /** Null while it goes on, or where nobody said. */
  readonly ended: Temporal.PlainYearMonth | null;
  /** Markdown. */
  readonly summary: string;
  readonly skills: readonly { readonly skill: Iri; readonly label: string }[];
  readonly source: 'typed' | 'json-resume' | 'mastodon';
  readonly evidence: Evidence;
}

/** A page of somebody elsewhere. */
export interface SignpostLink {
  readonly id: LinkId;
  readonly url: Iri;
  readonly label: string;
  /** When it was last seen to link back with rel=me; null where it does not, or did not yet. */
  readonly verifiedAt: Temporal.Instant | null;
  /** When it was last looked at; null before the first time. */
  readonly checkedAt: Temporal.Instant | null;
  /** Why the last look failed: `timeout`, `no_link_back`, `refused`, `not_html`; null where all was well. */
  readonly failure: string | null;
}

/** Everything a person says of themselves. */
export interface Signpost {
  readonly member: MemberId;
  readonly headline: string;
  readonly audiences: Readonly<Record<Field, Audience>>;
  /** Whether other collectives may find them in their own directories. */
  readonly isIndexable: boolean;
  readonly skills: Readonly<Record<SkillList, readonly SignpostSkill[]>>;
  readonly availability: Availability;
  readonly terms: readonly TermsLine[];
  readonly place: SignpostPlace;
  readonly languages: readonly SpokenLanguage[];
  readonly contact: Contact;
  readonly work: readonly WorkLine[];
  readonly links: readonly SignpostLink[];
  /** When anything of it last changed; null before the first word. */
  readonly updatedAt: Temporal.Instant | null;
}

/** A signpost as one kind of reader may see it: what is not for them is undefined, as if nobody had said it. */
export interface SignpostView {
  readonly headline: string | undefined;
  /** Whether the text about themselves may be shown too. */
  readonly hasIntroduction: boolean;
  readonly do: readonly SignpostSkill[] | undefined;
  readonly learning: readonly SignpostSkill[] | undefined;
  readonly dont: readonly SignpostSkill[] | undefined;
  readonly availability: Availability | undefined;
  readonly terms: readonly TermsLine[] | undefined;
  readonly place: SignpostPlace | undefined;
  readonly hasZone: boolean;
  readonly hasEngagement: boolean;
  readonly languages: readonly SpokenLanguage[] | undefined;
  readonly contact: Contact | undefined;
  readonly work: readonly WorkLine[] | undefined;
  readonly links: readonly SignpostLink[] | undefined;
}

/** Whether something for one audience may be seen by a reader: who is nearer sees what is for those further out. */
export function maySee(reader: Audience, audience: Audience): boolean {
  return audiences.indexOf(audience) <= audiences.indexOf(reader);
}

/** The signpost as a reader may see it; undefined where even that there is one is not for them. Every door asks here. */
export function viewFor(signpost: Signpost, reader: Audience): SignpostView | undefined {
  const sees = (field: Field) => maySee(reader, signpost.audiences[field]);
  if (!sees('page')) return undefined;
  const { headline, skills, availability, terms, place, languages, contact, work, links } = signpost;
  return {
    headline: sees('introduction') ? headline : undefined,
    hasIntroduction: sees('introduction'),
    do: sees('do') ? skills.do : undefined,
    learning: sees('learning') ? skills.learning : undefined,
    dont: sees('dont') ? skills.dont : undefined,
    availability: sees('availability') ? availability : undefined,
    terms: sees('terms') ? terms : undefined,
    place: sees('place') ? place : undefined,
    hasZone: sees('zone'),
    hasEngagement: sees('engagement'),
    languages: sees('languages') ? languages : undefined,
    contact: sees('contact') ? contact : undefined,
    work: sees('work') ? work : undefined,
    links: sees('links') ? links : undefined,
  };
}
