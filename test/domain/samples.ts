import { expect } from 'vitest';
import { type Brand, type Iri, newId } from '../../src/core/id.ts';
import type { RefusalKind } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import type { IncomingOpportunity } from '../../src/domain/opportunities/ally-opportunity.ts';
import type { OpportunityDraft, Role } from '../../src/domain/opportunities/opportunity.ts';
import type { IncomingPost } from '../../src/domain/posts/post.ts';

/** What a refusal must be: its kind decides what a door answers, its code what a program reads. */
export function refusal(kind: RefusalKind, code: string): unknown {
  return expect.objectContaining({ name: 'Refusal', kind, code });
}

/** A moment that far from now, in Lisbon. */
export function inFuture(duration: Temporal.DurationLike): Temporal.ZonedDateTime {
  return Temporal.Now.zonedDateTimeISO('Europe/Lisbon').add(duration).round('second');
}

/** One kind of person the work needs. */
export function role(rest: Partial<Role> = {}): Role {
  return {
    key: 'role-1',
    name: 'Auditor',
    headcount: 1,
    minutes: 600,
    skills: ['accessibility'],
    terms: { kind: 'hourly', rate: { minor: 8500n, currency: 'EUR' } },
    ...rest,
  };
}

/** An opportunity to post. */
export function draft(rest: Partial<OpportunityDraft> = {}): OpportunityDraft {
  return {
    title: 'Audit of a city portal',
    outcome: 'Forty templates meet **WCAG 2.2 AA**.',
    roles: [role()],
    deadline: inFuture({ days: 10 }),
    place: { kind: 'remote', name: null },
    languages: ['en'],
    contact: 'Tomas Stern',
    audience: 'public',
    ...rest,
  };
}

/** An address on the server of somebody, used once. */
export function addressOf(who: Actor, what: string): Iri {
  return `https://${who.host}/${what}/${newId<Brand<string, 'Sample'>>()}` as Iri;
}

/** A Proposal of somebody, as it was read. */
export function proposalOf(who: Actor, rest: Partial<IncomingOpportunity> = {}): IncomingOpportunity {
  const at = Temporal.Instant.from('2026-11-20T09:00:00Z');
  const address = addressOf(who, 'proposals');
  const { title, outcome, roles, deadline, place, languages, contact } = draft();
  return {
    ...{ title, outcome, roles, deadline, place, languages, contact },
    iri: address,
    url: address,
    attributedTo: who.iri,
    status: 'open',
    revision: 1,
    publishedAt: at,
    updatedAt: at,
    ...rest,
  };
}

/** A public post of somebody, as it was read. */
export function postOf(who: Actor, rest: Partial<IncomingPost> = {}): IncomingPost {
  const at = Temporal.Instant.from('2026-11-20T09:00:00Z');
  const address = addressOf(who, 'notes');
  return {
    iri: address,
    attributedTo: who.iri,
    inReplyTo: null,
    html: '<p>Hello</p>',
    language: null,
    url: address,
    visibility: 'public',
    audience: [],
    publishedAt: at,
    updatedAt: at,
    ...rest,
  };
}
