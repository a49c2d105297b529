import type {
  Contact,
  Signpost,
  SignpostPlace,
  SkillList,
  SpokenLanguage,
  TermsLine,
  Week,
} from './signpost.ts';
import type { SkillSaid } from './skills.ts';
import type { WorkSaid } from './work.ts';

/** A skill that an import names. */
export interface SkillSuggestion extends SkillSaid {
  readonly list: SkillList;
  /** Its address where it was exported; counts before the name if it is known here. */
  readonly uri: string | null;
}

/** Something delivered that an import names. */
export interface WorkSuggestion extends WorkSaid {
  readonly source: 'json-resume' | 'mastodon';
}

/** What an import says about a person, in the form of a signpost. All of it is claimed. */
export interface Suggestions {
  /** Null where nothing is said, or what is said is there. */
  readonly headline: string | null;
  readonly about: string | null;
  readonly skills: readonly SkillSuggestion[];
  /** Words that may be skills: taken only where the vocabulary has them; they make no new ones. */
  readonly hints: readonly string[];
  readonly work: readonly WorkSuggestion[];
  readonly links: readonly { readonly url: string; readonly label: string }[];
  readonly languages: readonly SpokenLanguage[];
  readonly terms: readonly TermsLine[];
  readonly place: SignpostPlace | null;
  readonly contact: Contact | null;
  readonly weeks: readonly Week[];
  /** What was found and cannot be taken, for people: names of parts, beginnings of posts. */
  readonly leftOut: number;
}

/** An import that says nothing. */
export const noSuggestions: Suggestions = {
  ...{ headline: null, about: null, place: null, contact: null, leftOut: 0 },
  ...{ skills: [], hints: [], work: [], links: [], languages: [], terms: [], weeks: [] },
};

/** Whether an import would change anything. */
export function isNothing(said: Suggestions): boolean {
  const { headline, about, place, contact, skills, work, links, languages, terms, weeks } = said;
  const lists = [skills, work, links, languages, terms, weeks];
  return (
    [headline, about, place, contact].every((one) => one === null) && lists.every((list) => list.length === 0)
  );
}

/**
 * What of an import is not on a signpost yet: that is what an import adds, and all of it. Nothing that is there is
 * changed: a text only where there is none, weeks only where none are said, a skill only where it stands in no list.
 * `about` is the text of the person now; skills are compared by label, so name them as the vocabulary does first.
 */
export function newIn(signpost: Signpost, about: string, said: Suggestions): Suggestions {
  const { skills, work, links, languages, terms, place, contact, availability, headline } = signpost;
  const labels = new Set(Object.values(skills).flatMap((list) => list.map((one) => one.label.toLowerCase())));
  const works = new Set(work.map(workKey));
  const urls = new Set<string>(links.map((one) => one.url));
  const tags = new Set(languages.map((one) => one.tag.toLowerCase()));
  const kinds = new Set<string>(terms.map((one) => one.kind));
  return {
    ...said,
    headline: headline === '' ? said.headline : null,
    about: about.trim() === '' ? said.about : null,
    skills: onceBy(said.skills, (one) => one.name.toLowerCase(), labels),
    hints: [],
    work: onceBy(said.work, workKey, works),
    links: onceBy(said.links, (one) => one.url, urls),
    languages: onceBy(said.languages, (one) => one.tag.toLowerCase(), tags),
    terms: onceBy(said.terms, (one) => one.kind, kinds),
    place: place.grain === 'none' ? said.place : null,
    contact: contact.how === '' && contact.policy === 'introduced' ? said.contact : null,
    weeks: availability.weeks.length === 0 ? said.weeks : [],
  };
}

/** Two pieces of work are one if they have the same title, address and beginning. */
function workKey({ title, url, began }: Pick<WorkSaid, 'title' | 'url' | 'began'>): string {
  return JSON.stringify([title.toLowerCase(), url, began?.toString() ?? null]);
}

function onceBy<T>(items: readonly T[], key: (item: T) => string, there: ReadonlySet<string>): T[] {
  const seen = new Set(there);
  return items.filter((item) => {
    const name = key(item);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}
