import { z } from 'zod';
import { isId, type OpportunityId } from '../core/id.ts';
import { iri, opportunityFromIri, paths } from '../core/iri.ts';
import { Refusal } from '../core/refusal.ts';
import { type Actor, fullHandle } from '../domain/actors/actor.ts';
import type { AllyOpportunity } from '../domain/opportunities/ally-opportunity.ts';
import { audiences, type Opportunity, type Role, statuses } from '../domain/opportunities/opportunity.ts';
import { deadlineToPlain } from './deadline.ts';
import { hoursToPlain } from './hours.ts';
import { PlainTerms, termsToPlain } from './terms.ts';

const Address = z.string().meta({ format: 'uri' });
const Time = z.string().meta({ format: 'date-time' });

const PlainRole = z.strictObject({
  key: z.string(),
  name: z.string(),
  headcount: z.int(),
  hours: z.string().nullable().describe('Hours for the whole role, as decimal text.'),
  skills: z.array(z.string()),
  terms: PlainTerms,
});

const described = {
  status: z.enum(statuses),
  revision: z.int().describe('Counts from 1 and grows with every change.'),
  title: z.string(),
  outcome: z.string(),
  roles: z.array(PlainRole),
  deadline: z
    .string()
    .nullable()
    .describe('RFC 9557, in the zone it was meant in: 2026-12-04T17:00:00+00:00[Europe/Lisbon].'),
  place: z.strictObject({ kind: z.enum(['remote', 'onsite', 'hybrid']), name: z.string().nullable() }),
  languages: z.array(z.string()),
  contact: z.string(),
};

/** An opportunity of this collective as the API and the command line tell it. */
export const PlainOpportunity = z.strictObject({
  id: z.string().meta({ format: 'uuid' }),
  url: Address.describe('The page for people.'),
  note: Address.describe('The post that followers see; answers 404 for a draft.'),
  proposal: Address.describe('The document for machines (FEP-0837); answers 404 for a draft.'),
  ...described,
  outcomeFormat: z.literal('markdown'),
  audience: z.enum(audiences),
  reason: z.string().nullable().describe('Why it was closed, withdrawn or filled.'),
  createdAt: Time,
  publishedAt: Time.nullable(),
  updatedAt: Time,
});
export type PlainOpportunity = z.output<typeof PlainOpportunity>;

/** An opportunity of a collective we follow. */
export const PlainAllyOpportunity = z.strictObject({
  id: Address.describe('The address of its Proposal.'),
  url: Address,
  note: Address.nullable(),
  proposal: Address,
  from: z.strictObject({ id: Address, handle: z.string(), name: z.string() }),
  ...described,
  outcomeFormat: z.literal('html'),
  publishedAt: Time,
  updatedAt: Time,
  receivedAt: Time,
});
export type PlainAllyOpportunity = z.output<typeof PlainAllyOpportunity>;

/** One of ours. The first four fields are what `guildhall opportunity post --json` answers. */
export function opportunityToPlain(opportunity: Opportunity, origin: string): PlainOpportunity {
  const page = iri(origin, paths.opportunity(opportunity.id));
  return {
    id: opportunity.id,
    url: page,
    note: iri(origin, paths.post(opportunity.id)),
    proposal: page,
    ...describe(opportunity),
    status: opportunity.status,
    outcomeFormat: 'markdown',
    audience: opportunity.audience,
    reason: opportunity.reason,
    createdAt: opportunity.createdAt.toString(),
    publishedAt: opportunity.publishedAt?.toString() ?? null,
    updatedAt: opportunity.updatedAt.toString(),
  };
}

/** One of an ally's, with whom it came from. `outcome` is sanitised HTML. */
export function allyToPlain(
  opportunity: AllyOpportunity,
  collective: Pick<Actor, 'name' | 'handle' | 'host' | 'iri'>,
): PlainAllyOpportunity {
  return {
    id: opportunity.iri,
    url: opportunity.url,
    note: opportunity.post,
    proposal: opportunity.iri,
    from: { id: collective.iri, handle: fullHandle(collective), name: collective.name },
    ...describe(opportunity),
    status: opportunity.status,
    outcomeFormat: 'html',
    publishedAt: opportunity.publishedAt.toString(),
    updatedAt: opportunity.updatedAt.toString(),
    receivedAt: opportunity.receivedAt.toString(),
  };
}

/**
 * The opportunity a text names: its identifier, or any of its addresses (page, post, Proposal).
 * @throws Refusal not-found `opportunity.unknown` for anything else
 */
export function parseOpportunityId(origin: string, text: string): OpportunityId {
  const id = opportunityFromIri(origin, text) ?? text.toLowerCase();
  if (isId(id)) return id as OpportunityId;
  throw new Refusal(
    'not-found',
    'opportunity.unknown',
    `"${text.slice(0, 120)}" names no opportunity here. Use its id, or its address.`,
  );
}

type Described = Pick<
  Opportunity,
  'revision' | 'title' | 'outcome' | 'roles' | 'deadline' | 'place' | 'languages' | 'contact'
>;

function describe(opportunity: Described) {
  return {
    revision: opportunity.revision,
    title: opportunity.title,
    outcome: opportunity.outcome,
    roles: opportunity.roles.map(roleToPlain),
    deadline: opportunity.deadline === null ? null : deadlineToPlain(opportunity.deadline),
    place: { kind: opportunity.place.kind, name: opportunity.place.name },
    languages: [...opportunity.languages],
    contact: opportunity.contact,
  };
}

function roleToPlain(role: Role): z.output<typeof PlainRole> {
  return {
    key: role.key,
    name: role.name,
    headcount: role.headcount,
    hours: role.minutes === null ? null : hoursToPlain(role.minutes),
    skills: [...role.skills],
    terms: termsToPlain(role.terms),
  };
}
