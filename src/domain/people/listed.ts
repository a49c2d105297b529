import type { ActorId, Iri, MemberId } from '../../core/id.ts';
import type { Engagement, Member, Stage } from '../members/member.ts';
import { isShown } from '../signposts/shown.ts';
import {
  type Audience,
  type Level,
  maySee,
  type Signpost,
  type SignpostPlace,
  type SignpostSkill,
  type SpokenLanguage,
  type TermsLine,
  viewFor,
  type Week,
} from '../signposts/signpost.ts';
import type { RemotePerson, RemoteSkill } from './remote-person.ts';

/** Who looks for people: a visitor, or a member. */
export type Seeker = Extract<Audience, 'anyone' | 'members'>;

/** A skill of somebody in the directory. */
export interface ListedSkill {
  /** Null where another server gave only a label that our vocabulary does not know. */
  readonly uri: Iri | null;
  readonly label: string;
  readonly level: Level | null;
  /** The month it was last used in; null where nobody said. */
  readonly lastUsed: Temporal.PlainYearMonth | null;
}

/** When somebody is free, as they last said. */
export interface ListedWeeks {
  readonly weeks: readonly Week[];
  /** The same by their Mondays, as ISO dates. */
  readonly byWeek: ReadonlyMap<string, Week>;
  readonly confirmedAt: Temporal.Instant | null;
}

/**
 * Somebody in the directory as one kind of seeker may see them. What is not for that seeker is undefined, as if nobody
 * had said it: filters, ranks and counts know nothing else.
 */
export interface Listed {
  /** The address of their actor: names them in every door. */
  readonly actor: Iri;
  /** Null for somebody of another collective. */
  readonly member: MemberId | null;
  /** The collective of theirs that we follow; null for ours. */
  readonly collective: ActorId | null;
  readonly name: string;
  /** Without host. */
  readonly handle: string;
  readonly host: string;
  /** Their page for people. */
  readonly url: Iri;
  readonly headline: string | undefined;
  /** What they say of themselves, as Markdown. */
  readonly introduction: string | undefined;
  readonly do: readonly ListedSkill[] | undefined;
  readonly learning: readonly ListedSkill[] | undefined;
  readonly dont: readonly ListedSkill[] | undefined;
  readonly availability: ListedWeeks | undefined;
  readonly place: SignpostPlace | undefined;
  readonly languages: readonly SpokenLanguage[] | undefined;
  readonly terms: readonly TermsLine[] | undefined;
  readonly engagement: Engagement | undefined;
  readonly stage: Stage | undefined;
  /** Titles, roles and summaries of what they delivered. */
  readonly work: readonly string[] | undefined;
}

/** One of ours for a seeker; undefined where even that they are here is not for them. Candidates are for members only. */
export function listMember(
  member: Member,
  signpost: Signpost,
  seeker: Seeker,
  origin: string,
): Listed | undefined {
  const view = viewFor(signpost, seeker);
  if (view === undefined || !isShown(member, signpost, seeker)) return undefined;
  const page = `${origin}/@${member.handle}` as Iri;
  return {
    ...{ actor: page, member: member.id, collective: null, url: page },
    ...{ name: member.name, handle: member.handle, host: new URL(origin).host },
    headline: view.headline,
    introduction: view.hasIntroduction ? member.about : undefined,
    do: view.do?.map(listSkill),
    learning: view.learning?.map(listSkill),
    dont: view.dont?.map(listSkill),
    availability: view.availability && listWeeks(view.availability),
    place: view.place,
    languages: view.languages,
    terms: view.terms,
    engagement: view.hasEngagement ? member.engagement : undefined,
    stage: maySee(seeker, 'members') ? member.stage : undefined,
    work: view.work?.flatMap(({ title, role, summary }) => [title, role, summary]),
  };
}

function listWeeks({ weeks, confirmedAt }: Pick<ListedWeeks, 'weeks' | 'confirmedAt'>): ListedWeeks {
  return { weeks, confirmedAt, byWeek: new Map(weeks.map((one) => [one.week.toString(), one])) };
}

function listSkill({ skill, label, level, lastUsed }: SignpostSkill): ListedSkill {
  return { uri: skill, label, level, lastUsed };
}

/**
 * Somebody of another collective: for members only. `skillOf` says which skill of our vocabulary theirs is.
 */
export function listRemote(person: RemotePerson, skillOf: (skill: RemoteSkill) => Iri | null): Listed {
  const { actor, collective, name, handle, host, url, headline, weeks, confirmedAt } = person;
  const skills = (list: readonly RemoteSkill[]): ListedSkill[] =>
    list.map((skill) => {
      const { label, level } = skill;
      return { uri: skillOf(skill), label, level, lastUsed: null };
    });
  return {
    ...{ actor, member: null, collective, name, handle, host, url, headline },
    introduction: undefined,
    do: skills(person.skills.do),
    learning: skills(person.skills.learning),
    dont: skills(person.skills.dont),
    availability: listWeeks({ weeks, confirmedAt }),
    place: person.place,
    languages: person.languages,
    terms: person.terms,
    engagement: undefined,
    stage: undefined,
    work: undefined,
  };
}
