import { plainText, type SafeHtml, sanitizeHtml } from '../../src/core/html.ts';
import type { Iri } from '../../src/core/id.ts';
import { iri, paths, publicAudience } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import type { IncomingOpportunity } from '../../src/domain/opportunities/ally-opportunity.ts';
import {
  type Audience,
  type Opportunity,
  type Place,
  type Role,
  type Status,
  statuses,
} from '../../src/domain/opportunities/opportunity.ts';
import {
  contentOf,
  instantOf,
  iriOf,
  isJsonObject,
  type JsonObject,
  lineOf,
  listOf,
  pageOf,
  sameOrigin,
  textOf,
  timeToWire,
} from './json.ts';
import {
  currencyAddress,
  hoursToWire,
  minutesFromWire,
  reciprocalOf,
  termsFromWire,
  termsOfReciprocal,
  termsToWire,
} from './terms.ts';
import { ghProperty, ghText, isProposal, primaryOf, reciprocalFromWire, vfProperty } from './valueflows.ts';
import { workContext } from './vocabulary.ts';

/** Where an opportunity is published: the node's origin without a trailing slash, and the collective's handle. */
export interface Publisher {
  readonly origin: string;
  readonly handle: string;
}

/** A proposal of another server. Only a `request` is work to be done; an `offer` is something to be had. */
export type IncomingProposal = IncomingOpportunity & { readonly purpose: 'request' | 'offer' };

/** Who a document is for: everybody with the followers in copy, or the followers alone. Always lists. */
export function addresseesOf(
  audience: Audience,
  publisher: Publisher,
): { to: readonly Iri[]; cc: readonly Iri[] } {
  const followers = iri(publisher.origin, paths.followers(publisher.handle));
  return audience === 'public' ? { to: [publicAudience], cc: [followers] } : { to: [followers], cc: [] };
}

/**
 * The document machines read at an opportunity's address (FEP-0837 Proposal, `wire.md` §6.4). The part in plain keys
 * is what any market software understands; each role's own terms stand in `gh:roles`. `outcome` is the outcome as HTML.
 * @throws Refusal not-found `opportunity.draft`: nobody else sees a draft
 */
export function proposalToWire(
  opportunity: Opportunity,
  publisher: Publisher,
  outcome: SafeHtml,
): JsonObject {
  const { publishedAt, deadline } = opportunity;
  if (publishedAt === null)
    throw new Refusal('not-found', 'opportunity.draft', 'This opportunity is a draft.');
  const id = iri(publisher.origin, paths.opportunity(opportunity.id));
  return {
    '@context': workContext,
    id,
    type: 'Proposal',
    purpose: 'request',
    attributedTo: iri(publisher.origin, paths.actor(publisher.handle)),
    ...addresseesOf(opportunity.audience, publisher),
    name: opportunity.title,
    content: outcome,
    published: timeToWire(publishedAt),
    updated: timeToWire(opportunity.updatedAt),
    url: id,
    preview: { type: 'Note', id: iri(publisher.origin, paths.post(opportunity.id)) },
    ...(deadline === null ? {} : { hasEnd: timeToWire(deadline.toInstant()) }),
    ...intentsOf(opportunity, id, iri(publisher.origin, paths.actor(publisher.handle))),
    ...(opportunity.place.name === null ? {} : { location: { type: 'Place', name: opportunity.place.name } }),
    'gh:version': 1,
    'gh:status': opportunity.status,
    'gh:revision': String(opportunity.revision),
    ...(opportunity.reason === null ? {} : { 'gh:reason': opportunity.reason }),
    ...(deadline === null ? {} : { 'gh:timeZone': deadline.timeZoneId }),
    'gh:place': placeToWire(opportunity.place),
    'gh:languages': [...opportunity.languages],
    'gh:contact': opportunity.contact,
    'gh:engagement': [...new Set(opportunity.roles.map((role) => role.terms.kind))],
    'gh:roles': opportunity.roles.map((role) => roleToWire(role, id)),
  };
}

/**
 * A Proposal of another server as an opportunity of an ally: our own form, FEP-0837's plain keys, `vf:` and `om2:`
 * prefixes or full addresses. Unknown properties are ignored. Undated documents get the epoch, so that any dated
 * version is newer; an unknown status reads as `closed`, because it may not take answers.
 * @throws Refusal invalid `proposal.type`, `proposal.id` (not the address it came from), `proposal.owner` (another
 * server's actor), `proposal.amount`, `proposal.hours`, `proposal.deadline`, `proposal.roles`, `proposal.revision`,
 * `proposal.terms`, `money.invalid`; forbidden `proposal.draft`
 */
export function proposalFromWire(document: JsonObject, fetchedFrom: Iri): IncomingProposal {
  if (!isProposal(document)) throw refusal('type', 'This document is not a Proposal.');
  const id = iriOf(document);
  if (id === undefined || id !== withoutFragment(fetchedFrom)) {
    throw refusal('id', `This document is not what ${fetchedFrom} names.`);
  }
  const attributedTo = iriOf(document['attributedTo']);
  if (attributedTo === undefined || !sameOrigin(attributedTo, id)) {
    throw refusal('owner', `${id} does not belong to an actor of its own server.`);
  }
  const outcome = sanitizeHtml(contentOf(document).html);
  const title = lineOf(document['name'], 120) || plainText(outcome, 120) || id;
  const publishedAt = instantOf(document['published']) ?? Temporal.Instant.fromEpochMilliseconds(0);
  return {
    iri: id,
    attributedTo,
    purpose: textOf(vfProperty(document, 'purpose')) === 'offer' ? 'offer' : 'request',
    url: pageOf(document, id),
    status: statusOf(document),
    title,
    outcome,
    roles: rolesOf(document, title),
    deadline: deadlineOf(document),
    place: placeOf(document),
    languages: languagesOf(document),
    contact: lineOf(ghProperty(document, 'contact'), 120),
    revision: revisionOf(document),
    publishedAt,
    updatedAt: instantOf(document['updated']) ?? publishedAt,
  };
}

function intentsOf(opportunity: Opportunity, id: Iri, collective: Iri): JsonObject {
  const { roles } = opportunity;
  const given = reciprocalOf(roles);
  const minutes = roles.reduce<number | null>(
    (sum, role) => (sum === null || role.minutes === null ? null : sum + role.minutes),
    0,
  );
  const hours = minutes === null ? {} : { hasNumericalValue: hoursToWire(minutes) };
  const publishes = {
    id: `${id}#primary`,
    type: 'Intent',
    action: 'deliverService',
    resourceQuantity: given?.hourly
      ? { hasUnit: 'hour', ...hours }
      : { hasUnit: 'one', hasNumericalValue: '1' },
    ...(minutes === null ? {} : { effortQuantity: { hasUnit: 'hour', ...hours } }),
    receiver: collective,
  };
  if (given === null) return { publishes };
  const { action, currency, amount, name } = given;
  const resource = currency === null ? undefined : currencyAddress(currency);
  const reciprocal = {
    id: `${id}#reciprocal`,
    type: 'Intent',
    action,
    ...(name === null ? {} : { name }),
    ...(resource === undefined ? {} : { resourceConformsTo: resource }),
    resourceQuantity: { hasUnit: 'one', ...(amount === null ? {} : { hasNumericalValue: amount }) },
    provider: collective,
  };
  return { publishes, reciprocal, ...(currency === null ? {} : { 'gh:currency': currency }) };
}

function roleToWire(role: Role, id: Iri): JsonObject {
  return {
    id: `${id}#roles/${role.key}`,
    type: 'gh:Role',
    name: role.name,
    'gh:headcount': role.headcount,
    ...(role.minutes === null ? {} : { 'gh:hours': hoursToWire(role.minutes) }),
    'gh:must': role.skills.map((name) => ({ name })),
    'gh:terms': termsToWire(role.terms),
  };
}

function placeToWire(place: Place): JsonObject {
  return { 'gh:kind': place.kind, ...(place.name === null ? {} : { name: place.name }) };
}

/** A document without roles of ours has one: the whole of it, on the terms of its reciprocal Intent. */
function rolesOf(document: JsonObject, title: string): readonly Role[] {
  const { minutes, hourly } = primaryOf(document);
  const reciprocal = reciprocalFromWire(document, hourly);
  const roles = listOf(ghProperty(document, 'roles'));
  if (roles.length > 20)
    throw refusal('roles', `A proposal with ${roles.length} roles is too large; 20 fit.`);
  if (roles.length > 0) return uniqueKeys(roles.map(roleFromWire));
  const terms = termsOfReciprocal(reciprocal);
  return [{ key: 'role-1', name: lineOf(title, 80), headcount: 1, minutes, skills: [], terms }];
}

function roleFromWire(role: unknown, index: number): Role {
  if (!isJsonObject(role)) throw refusal('roles', 'A role of this proposal is not an object.');
  const headcount = Number(ghText(role, 'headcount') ?? '1');
  const hours = ghText(role, 'hours');
  const name = lineOf(role['name'], 80);
  if (name === '' || !Number.isInteger(headcount) || headcount < 1 || headcount > 100) {
    throw refusal('roles', 'A role of this proposal has no name, or does not ask for 1 to 100 people.');
  }
  const terms = ghProperty(role, 'terms');
  return {
    key: /#roles\/([a-z0-9-]{1,40})$/.exec(iriOf(role) ?? '')?.[1] ?? `role-${index + 1}`,
    name,
    headcount,
    minutes: hours === undefined ? null : minutesFromWire(hours),
    skills: skillsOf(role),
    terms: isJsonObject(terms) ? termsFromWire((key) => ghText(terms, key)) : { kind: 'none' },
  };
}

function skillsOf(role: JsonObject): readonly string[] {
  const skills = listOf(ghProperty(role, 'must')).slice(0, 20);
  return skills
    .map((skill) => lineOf(isJsonObject(skill) ? skill['name'] : skill, 80))
    .filter((skill) => skill !== '');
}

function uniqueKeys(roles: readonly Role[]): readonly Role[] {
  if (new Set(roles.map((role) => role.key)).size === roles.length) return roles;
  throw refusal('roles', 'Two roles of this proposal have the same address.');
}

function statusOf(document: JsonObject): Exclude<Status, 'draft'> {
  const stated = ghText(document, 'status');
  if (stated === 'draft')
    throw new Refusal('forbidden', 'proposal.draft', 'A draft is not for others to read.');
  if (stated === undefined) return vfProperty(document, 'finished') === true ? 'closed' : 'open';
  const known = statuses.find((status) => status === stated);
  return known === undefined || known === 'draft' ? 'closed' : known;
}

function revisionOf(document: JsonObject): number {
  const stated = ghText(document, 'revision') ?? '1';
  if (!/^[1-9]\d{0,8}$/.test(stated))
    throw refusal('revision', 'The revision of this proposal is not a number.');
  return Number(stated);
}

function deadlineOf(document: JsonObject): Temporal.ZonedDateTime | null {
  const stated = vfProperty(document, 'hasEnd') ?? document['endTime'];
  if (stated === undefined || stated === null) return null;
  const instant = instantOf(stated);
  if (instant === undefined)
    throw refusal('deadline', 'The deadline of this proposal is not a point in time.');
  try {
    return instant.toZonedDateTimeISO(ghText(document, 'timeZone') ?? 'UTC');
  } catch {
    // a time zone this system does not know: the moment is the same
    return instant.toZonedDateTimeISO('UTC');
  }
}

function placeOf(document: JsonObject): Place {
  const stated = ghProperty(document, 'place');
  const place = isJsonObject(stated) ? stated : undefined;
  const location = listOf(document['location']).find(isJsonObject);
  const name = lineOf((place ?? location)?.['name'], 120) || null;
  const kind = place === undefined ? undefined : ghText(place, 'kind');
  if (kind === 'onsite' || kind === 'hybrid') return { kind, name };
  return { kind: kind === undefined && location !== undefined ? 'onsite' : 'remote', name };
}

function languagesOf(document: JsonObject): readonly string[] {
  const stated = [...listOf(ghProperty(document, 'languages')), contentOf(document).language];
  const known = stated.filter((tag) => typeof tag === 'string').filter(isLanguage);
  return known.length === 0 ? ['und'] : [...new Set(known)].slice(0, 10);
}

function isLanguage(tag: string): boolean {
  try {
    return tag.length <= 35 && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function withoutFragment(address: string): string {
  return address.replace(/#.*$/s, '');
}

function refusal(code: string, message: string): Refusal {
  return new Refusal('invalid', `proposal.${code}`, message);
}
