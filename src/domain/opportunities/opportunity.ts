import type { MemberId, OpportunityId } from '../../core/id.ts';
import type { Money } from '../../core/money.ts';
import { Refusal } from '../../core/refusal.ts';

/** Where an opportunity stands in its life. The order is the usual one; `transitions` is the rule. */
export const statuses = [
  'draft',
  'open',
  'shortlisting',
  'filled',
  'closed',
  'withdrawn',
  'expired',
] as const;
/** One of those. */
export type Status = (typeof statuses)[number];

/** Who can read an opportunity: anybody, or only those who follow the collective (and its members). */
export const audiences = ['public', 'followers'] as const;
/** One of those. */
export type Audience = (typeof audiences)[number];

/** What a role gives in return. Money is exact; hours are integer minutes. */
export type Terms =
  | { readonly kind: 'hourly'; readonly rate: Money }
  | { readonly kind: 'fixed'; readonly amount: Money }
  | { readonly kind: 'equity'; readonly points: string }
  | { readonly kind: 'barter'; readonly offer: string }
  | { readonly kind: 'training' }
  | { readonly kind: 'none' };
/** What sort of terms: paid by the hour, in one sum, in a share, in kind, in learning, or not at all. */
export type TermsKind = Terms['kind'];
/** Every sort of terms, in the order people are asked. */
export const termsKinds = [
  'hourly',
  'fixed',
  'equity',
  'barter',
  'training',
  'none',
] as const satisfies readonly TermsKind[];

/** One kind of person the work needs. `key` names it within its opportunity and never changes: `role-1`. */
export interface Role {
  readonly key: string;
  readonly name: string;
  readonly headcount: number;
  /** Hours for the whole role, in minutes; null where nobody said. */
  readonly minutes: number | null;
  readonly skills: readonly string[];
  readonly terms: Terms;
}

/** Where the work is done. `name` is a place as people write it (`Lisbon`), null for remote work. */
export interface Place {
  readonly kind: 'remote' | 'onsite' | 'hybrid';
  readonly name: string | null;
}

/** What a steward writes: an opportunity before it has a life of its own. */
export interface OpportunityDraft {
  readonly title: string;
  /** What shall be true when the work is done, in Markdown. */
  readonly outcome: string;
  readonly roles: readonly Role[];
  /** Until when people may answer, in the zone the steward meant; null for no deadline. */
  readonly deadline: Temporal.ZonedDateTime | null;
  readonly place: Place;
  /** BCP 47 tags, the language of the text first. At least one. */
  readonly languages: readonly string[];
  /** The person to ask, by name. */
  readonly contact: string;
  readonly audience: Audience;
}

/** Work this collective offers. `revision` counts from 1 and grows with every change. */
export interface Opportunity extends OpportunityDraft {
  readonly id: OpportunityId;
  readonly status: Status;
  readonly revision: number;
  /** Why it was closed, withdrawn or filled, in the steward's words; null while it lives. */
  readonly reason: string | null;
  readonly postedBy: MemberId;
  readonly createdAt: Temporal.Instant;
  /** When it was first shown to others; null for a draft. */
  readonly publishedAt: Temporal.Instant | null;
  readonly updatedAt: Temporal.Instant;
}

const transitions: Readonly<Record<Status, readonly Status[]>> = {
  draft: ['open'],
  open: ['shortlisting', 'filled', 'closed', 'withdrawn', 'expired'],
  shortlisting: ['open', 'filled', 'closed', 'withdrawn', 'expired'],
  filled: ['open', 'shortlisting'],
  closed: ['open'],
  withdrawn: [],
  expired: ['open'],
};

/** Whether an opportunity still takes answers. */
export function isLive(status: Status): boolean {
  return status === 'open' || status === 'shortlisting';
}

/** The statuses a steward may move an opportunity to from where it stands; time alone makes it `expired`. */
export function nextStatuses(status: Status): readonly Status[] {
  return transitions[status].filter((next) => next !== 'expired');
}

/** @throws Refusal conflict `opportunity.transition` if a steward cannot move an opportunity there from where it stands */
export function refuseOtherStep(status: Status, next: Status): void {
  if (!nextStatuses(status).includes(next)) throw noSuchStep(status, next);
}

/**
 * The opportunity after a change of status: one revision later.
 * @throws Refusal conflict `opportunity.transition` if the life of an opportunity has no such step; invalid
 * `opportunity.deadline` if it would take answers after its deadline
 */
export function moveTo(
  opportunity: Opportunity,
  next: Status,
  reason: string | null,
  now: Temporal.Instant,
): Opportunity {
  if (!transitions[opportunity.status].includes(next)) throw noSuchStep(opportunity.status, next);
  if (isLive(next)) refusePastDeadline(opportunity.deadline, now);
  return {
    ...opportunity,
    status: next,
    reason: isLive(next) ? null : reason,
    revision: opportunity.revision + 1,
    publishedAt: opportunity.publishedAt ?? now,
    updatedAt: now,
  };
}

/** What is kept of a draft: nothing it does not have, without space around title and contact, no place for remote work. */
export function asKept(draft: OpportunityDraft): OpportunityDraft {
  const { title, outcome, roles, deadline, place, languages, contact, audience } = draft;
  return {
    title: title.trim(),
    outcome,
    roles,
    deadline,
    place: { kind: place.kind, name: place.kind === 'remote' ? null : place.name },
    languages,
    contact: contact.trim(),
    audience,
  };
}

/**
 * Check what types cannot say about a draft: lengths, counts, a role, unique role keys.
 * @throws Refusal invalid `opportunity.<field>` naming the field, what was found and what is expected
 */
export function checkDraft(draft: OpportunityDraft): void {
  requireText('title', draft.title, 120);
  requireText('outcome', draft.outcome, 20_000);
  requireText('contact', draft.contact, 120);
  if (draft.roles.length < 1 || draft.roles.length > 20) {
    refuse('roles', `An opportunity has 1 to 20 roles; this one has ${draft.roles.length}.`, {
      what: 'count',
      count: draft.roles.length,
    });
  }
  if (new Set(draft.roles.map((role) => role.key)).size !== draft.roles.length) {
    refuse('roles', 'Two roles have the same key. Give each role its own.', { what: 'twice' });
  }
  draft.roles.forEach(checkRole);
  if (draft.languages.length < 1 || draft.languages.length > 10) {
    refuse('languages', `Name 1 to 10 languages; there are ${draft.languages.length}.`, {
      what: 'count',
      count: draft.languages.length,
    });
  }
  draft.languages.forEach(checkLanguage);
  if (draft.place.kind !== 'remote') requireText('place', draft.place.name ?? '', 120);
}

/** @throws Refusal invalid `opportunity.deadline` if the deadline is not in the future */
export function refusePastDeadline(deadline: Temporal.ZonedDateTime | null, now: Temporal.Instant): void {
  if (deadline !== null && Temporal.Instant.compare(deadline.toInstant(), now) <= 0) {
    const words = deadline.toString({ smallestUnit: 'minute' });
    refuse('deadline', `The deadline ${words} has passed. Choose one in the future.`, { deadline: words });
  }
}

function noSuchStep(status: Status, next: Status): Refusal {
  return new Refusal(
    'conflict',
    'opportunity.transition',
    `This opportunity is ${status} and cannot become ${next}. From here it can become: ${nextStatuses(status).join(', ') || 'nothing else'}.`,
    { status, next },
  );
}

function checkRole(role: Role): void {
  if (!/^[a-z0-9-]{1,40}$/.test(role.key))
    refuse('roles', `"${role.key}" cannot name a role. Use a-z, 0-9 and -.`, { what: 'key', key: role.key });
  requireText('roles', role.name, 80);
  if (!Number.isInteger(role.headcount) || role.headcount < 1 || role.headcount > 100) {
    refuse('roles', `"${role.name}" asks for ${role.headcount} people. Use a whole number from 1 to 100.`, {
      what: 'people',
      name: role.name,
      count: role.headcount,
    });
  }
  if (
    role.minutes !== null &&
    (!Number.isInteger(role.minutes) || role.minutes < 1 || role.minutes > 6_000_000)
  ) {
    refuse(
      'roles',
      `"${role.name}" has ${role.minutes} minutes of work. Use hours above zero, at most 100,000.`,
      { what: 'minutes', name: role.name, count: role.minutes },
    );
  }
  if (role.skills.length > 20)
    refuse('roles', `"${role.name}" names ${role.skills.length} skills; 20 are enough.`, {
      what: 'skills',
      name: role.name,
      count: role.skills.length,
    });
  for (const skill of role.skills) requireText('roles', skill, 80);
  if (role.terms.kind === 'equity') requireText('roles', role.terms.points, 120);
  if (role.terms.kind === 'barter') requireText('roles', role.terms.offer, 200);
}

function checkLanguage(tag: string): void {
  try {
    if (tag.length <= 35) {
      Intl.getCanonicalLocales(tag);
      return;
    }
  } catch {
    // not a language tag: refused below with the value
  }
  refuse('languages', `"${tag.slice(0, 40)}" is not a language tag. Use for example en, pt or de-CH.`, {
    what: 'tag',
    tag: tag.slice(0, 40),
  });
}

function requireText(field: string, text: string, most: number): void {
  const length = text.trim().length;
  const values = { what: 'text', length, most };
  if (length === 0) refuse(field, `The ${field} is empty. Write something.`, values);
  if (length > most) refuse(field, `The ${field} has ${length} characters; at most ${most} fit.`, values);
}

function refuse(field: string, message: string, values: Refusal['values']): never {
  throw new Refusal('invalid', `opportunity.${field}`, message, values);
}
