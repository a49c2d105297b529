import { type EventId, type Iri, isId, type OpportunityId } from './id.ts';

/** The identifier under which the node itself speaks (fetches, reports): the `Application` actor. */
export const instanceHandle = 'instance';

/** Our namespace: an identifier, never fetched. Every node serves a copy at `/ns/v1`. */
export const namespace = 'https://w3id.org/guildhall/ns#';

/** The collection everybody belongs to (ActivityPub §5.6), always in its full form. */
export const publicAudience = 'https://www.w3.org/ns/activitystreams#Public' as Iri;

/** The one table of URL paths. Everything that writes or reads an address of ours asks here. */
export const paths = {
  home: '/',
  actor: (handle: string) => `/@${handle}`,
  inbox: (handle: string) => `/@${handle}/inbox`,
  outbox: (handle: string) => `/@${handle}/outbox`,
  followers: (handle: string) => `/@${handle}/followers`,
  following: (handle: string) => `/@${handle}/following`,
  featured: (handle: string) => `/@${handle}/featured`,
  wanted: (handle: string) => `/@${handle}/wanted`,
  affiliations: (handle: string) => `/@${handle}/affiliations`,
  profile: (handle: string) => `/@${handle}/profile.json`,
  sharedInbox: '/inbox',
  activity: (id: EventId) => `/activities/${id}`,
  opportunities: '/opportunities',
  opportunity: (id: OpportunityId) => `/opportunities/${id}`,
  post: (id: OpportunityId) => `/opportunities/${id}/post`,
  tag: (tag: string) => `/tags/${encodeURIComponent(tag)}`,
  namespace: '/ns/v1',
} as const;

/** The absolute address of a path of this node. `origin` has no trailing slash. */
export function iri(origin: string, path: string): Iri {
  return `${origin}${path}` as Iri;
}

/** The handle in an address of one of our actors (`https://loom.example/@loom`), or undefined. */
export function handleFromActorIri(origin: string, address: string): string | undefined {
  const path = localPath(origin, address);
  return path?.match(/^\/@([^/?#]+)$/)?.[1];
}

/** The identifier in the address of one of our opportunities or of its post, or undefined. */
export function opportunityFromIri(origin: string, address: string): OpportunityId | undefined {
  const path = localPath(origin, address);
  const id = path?.match(/^\/opportunities\/([^/]+?)(?:\/post)?$/)?.[1];
  return id !== undefined && isId(id) ? (id as OpportunityId) : undefined;
}

function localPath(origin: string, address: string): string | undefined {
  return address.startsWith(`${origin}/`) ? address.slice(origin.length) : undefined;
}

/** The host of an absolute address in canonical spelling (lower case, punycode, port only if unusual). */
export function hostOf(address: string): string {
  return new URL(address).host;
}

// What URL parsers forgive (spaces around, line ends, backslashes, missing slashes) would give one place many spellings.
const addressShape = /^https?:\/\/[^\s/?#@\\]+(?:[/?#](?:[^\p{Cc}\\]*[^\s\p{Cc}\\])?)?$/iu;

/** An address somebody else wrote: absolute, http(s), no user name in it, at most 2,048 characters; or undefined. */
export function parseIri(text: unknown): Iri | undefined {
  if (typeof text !== 'string' || text.length > 2048 || !addressShape.test(text)) return undefined;
  return URL.canParse(text) ? (text as Iri) : undefined;
}
