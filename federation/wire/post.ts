import { escapeHtml } from '../../src/core/html.ts';
import type { Iri } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { displayMoney } from '../../src/core/money.ts';
import {
  isLive,
  type Opportunity,
  type Place,
  type Role,
  type Status,
  type Terms,
} from '../../src/domain/opportunities/opportunity.ts';
import { type JsonObject, timeToWire } from './json.ts';
import { addresseesOf, type Publisher } from './opportunity.ts';
import { activityMediaType, postContext, proposalRelation } from './vocabulary.ts';

/** What the post about an opportunity says besides the opportunity: whose it is. */
export interface PostSource extends Publisher {
  /** The collective's name, as people read it. */
  readonly collective: string;
}

/** A hashtag of a post: as it is shown (`#UserResearch`) and where it leads. */
export interface Hashtag {
  readonly name: string;
  readonly href: Iri;
}

const stateWords: Readonly<Record<Status, string | null>> = {
  draft: null,
  open: null,
  shortlisting: 'SHORTLISTING',
  filled: 'FILLED',
  closed: 'CLOSED',
  withdrawn: 'WITHDRAWN',
  expired: 'EXPIRED',
};

/**
 * The post people read about an opportunity (`wire.md` §6.3, §6.5): a Note without `name` and `summary`, in one
 * language, with a link to the Proposal for machines (FEP-e232). Every change of the opportunity is an edit of it.
 */
export function opportunityNote(opportunity: Opportunity, source: PostSource): JsonObject {
  const page = iri(source.origin, paths.opportunity(opportunity.id));
  const content = opportunityContent(opportunity, source);
  const published = opportunity.publishedAt ?? opportunity.createdAt;
  const edited = Temporal.Instant.compare(opportunity.updatedAt, published) > 0;
  const tags = isLive(opportunity.status) ? opportunityHashtags(opportunity, source.origin) : [];
  return {
    '@context': postContext,
    id: iri(source.origin, paths.post(opportunity.id)),
    type: 'Note',
    attributedTo: iri(source.origin, paths.actor(source.handle)),
    ...addresseesOf(opportunity.audience, source),
    published: timeToWire(published),
    ...(edited ? { updated: timeToWire(opportunity.updatedAt) } : {}),
    url: page,
    content,
    contentMap: { [languageOf(opportunity)]: content },
    tag: [
      ...tags.map(({ name, href }) => ({ type: 'Hashtag', name, href })),
      { type: 'Link', name: page, href: page, mediaType: activityMediaType, rel: [proposalRelation] },
    ],
  };
}

/**
 * The HTML of that post, also for the preview: the state first where there is one, then the roles with their terms,
 * the place and the deadline while people may answer, else the reason. The first link is the page, so that servers
 * make their card of it. Everything a person wrote is escaped.
 */
export function opportunityContent(opportunity: Opportunity, source: PostSource): string {
  const page = escapeHtml(iri(source.origin, paths.opportunity(opportunity.id)));
  const link = `<p><a href="${page}">${page}</a></p>`;
  const title = escapeHtml(opportunity.title);
  const state = stateWords[opportunity.status];
  if (state !== null && !isLive(opportunity.status)) {
    const reason = opportunity.reason === null ? '' : `<br>${escapeHtml(opportunity.reason)}`;
    return `<p><strong>${state}</strong> ${title}${reason}</p>${link}`;
  }
  const heading = state === null ? `<strong>${title}</strong>` : `<strong>${state}</strong> ${title}`;
  const lines = [
    ...opportunity.roles.map((role) => roleLine(role, languageOf(opportunity))),
    placeLine(opportunity.place),
    opportunity.deadline === null ? 'Open until filled' : deadlineLine(opportunity.deadline),
  ];
  const list = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  const tags = opportunityHashtags(opportunity, source.origin).map(tagLink).join(' ');
  return `<p>${heading}<br>${escapeHtml(needs(opportunity, source))}</p><ul>${list}</ul>${link}<p>${tags}</p>`;
}

/** Two to four hashtags: up to three skills, then the tag that people who look for work follow. */
export function opportunityHashtags(opportunity: Opportunity, origin: string): readonly Hashtag[] {
  const skills = opportunity.roles.flatMap((role) => role.skills).map(hashtagOf);
  const distinct = new Map(skills.filter((tag) => tag !== '').map((tag) => [tag.toLowerCase(), tag]));
  distinct.delete(jobTag.toLowerCase());
  const chosen = [...distinct.values()].slice(0, 3);
  const all = chosen.length === 0 ? ['FediHire', jobTag] : [...chosen, jobTag];
  return all.map((tag) => ({ name: `#${tag}`, href: iri(origin, paths.tag(tag.toLowerCase())) }));
}

const jobTag = 'GetFediHired';

/** A skill as a hashtag: letters and digits only, words told apart by capitals; empty where nothing usable is left. */
function hashtagOf(skill: string): string {
  const spelled = skill
    .normalize('NFC')
    .replace(/\+\+/g, 'pp')
    .replace(/#/g, ' Sharp ')
    .replace(/&/g, ' And ');
  const words = spelled.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  const tag = words.length === 1 ? (words[0] ?? '') : words.map(capitalised).join('');
  return tag.length > 40 || /^\p{N}*$/u.test(tag) ? '' : tag;
}

function capitalised(word: string): string {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('');
}

function tagLink({ name, href }: Hashtag): string {
  return `<a href="${escapeHtml(href)}" class="mention hashtag" rel="tag">${escapeHtml(name)}</a>`;
}

function needs(opportunity: Opportunity, source: PostSource): string {
  const people = opportunity.roles.reduce((sum, role) => sum + role.headcount, 0);
  return `${source.collective} needs ${people === 1 ? 'one person' : `a team of ${people}`}:`;
}

function roleLine(role: Role, language: string): string {
  const who = role.headcount === 1 ? role.name : `${role.headcount} × ${role.name}`;
  const hours = role.minutes === null ? [] : [duration(role.minutes)];
  return [who, ...hours, ...termsWords(role.terms, language)].join(', ');
}

function duration(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ');
}

function termsWords(terms: Terms, language: string): readonly string[] {
  switch (terms.kind) {
    case 'hourly':
      return [`${displayMoney(terms.rate, language)} an hour`];
    case 'fixed':
      return [`${displayMoney(terms.amount, language)} fixed`];
    case 'equity':
      return [`equity: ${terms.points}`];
    case 'barter':
      return [`in exchange for ${terms.offer}`];
    case 'training':
      return ['as training'];
    case 'none':
      return [];
  }
}

function placeLine(place: Place): string {
  const where = place.name === null ? '' : `, ${place.name}`;
  return { remote: 'Remote', onsite: 'On site', hybrid: 'Partly on site' }[place.kind] + where;
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

function deadlineLine(deadline: Temporal.ZonedDateTime): string {
  const clock = deadline.toPlainTime().toString({ smallestUnit: 'minute' });
  return `Answers until ${deadline.day} ${months[deadline.month - 1]} ${deadline.year}, ${clock} (${deadline.timeZoneId})`;
}

function languageOf(opportunity: Opportunity): string {
  return opportunity.languages[0] ?? 'en';
}
