import { type SafeHtml, sanitizeHtml } from '../../src/core/html.ts';
import type { Iri } from '../../src/core/id.ts';
import { publicAudience } from '../../src/core/iri.ts';
import { Refusal } from '../../src/core/refusal.ts';
import type { Visibility } from '../../src/domain/posts/post.ts';
import {
  contentOf,
  hrefOf,
  instantOf,
  iriOf,
  irisOf,
  isJsonObject,
  type JsonObject,
  lineOf,
  listOf,
  pageOf,
  sameOrigin,
  textOf,
  typesOf,
} from './json.ts';
import { proposalRelation } from './vocabulary.ts';

/** The types of post that other servers send and people read as text. */
const postTypes = ['Note', 'Question', 'Article', 'Page'] as const;

/** A person a post names. */
export interface Mention {
  readonly iri: Iri;
  /** As its author's server wrote it: `@loom@loom.example`; may be empty. */
  readonly name: string;
}

/** A post of another server, read and cleaned. */
export interface IncomingNote {
  readonly iri: Iri;
  readonly type: (typeof postTypes)[number];
  readonly attributedTo: Iri;
  /** Only articles and pages have one. */
  readonly title: string | null;
  /** The warning its author put in front of it. */
  readonly warning: string | null;
  readonly content: SafeHtml;
  readonly language: string | null;
  readonly url: Iri;
  readonly inReplyTo: Iri | null;
  readonly mentions: readonly Mention[];
  /** Without `#`, lower case. */
  readonly hashtags: readonly string[];
  /** Addresses of the Proposals it is about (FEP-e232, FEP-0ea0), to be fetched from there. */
  readonly proposals: readonly Iri[];
  readonly to: readonly Iri[];
  readonly cc: readonly Iri[];
  readonly visibility: Visibility;
  readonly publishedAt: Temporal.Instant | null;
  readonly updatedAt: Temporal.Instant | null;
}

/** Whether an object is a post we read as text. */
export function isNote(document: JsonObject): boolean {
  return postTypes.some((type) => typesOf(document).includes(type));
}

/**
 * A post of another server. Its HTML is sanitised; tags beyond the hundredth are ignored.
 * @throws Refusal invalid `note.type`, `note.id`, `note.owner` (no author, or one of another server), `html.too_long`
 */
export function noteFromWire(document: JsonObject): IncomingNote {
  const type = postTypes.find((known) => typesOf(document).includes(known));
  if (type === undefined) throw refusal('type', 'This document is not a post.');
  const id = iriOf(document);
  if (id === undefined) throw refusal('id', 'This post has no address.');
  const attributedTo = iriOf(document['attributedTo']);
  if (attributedTo === undefined || !sameOrigin(attributedTo, id)) {
    throw refusal('owner', `${id} does not belong to an actor of its own server.`);
  }
  const { html, language } = contentOf(document);
  const tags = listOf(document['tag']).slice(0, 100).filter(isJsonObject);
  return {
    iri: id,
    type,
    attributedTo,
    title: lineOf(document['name'], 120) || null,
    warning: lineOf(document['summary'], 500) || null,
    content: sanitizeHtml(html),
    language,
    url: pageOf(document, id),
    inReplyTo: iriOf(document['inReplyTo']) ?? null,
    mentions: tags.flatMap(mentionOf),
    hashtags: [...new Set(tags.flatMap(hashtagOf))],
    proposals: proposalLinks(document),
    ...audienceOf(document),
    publishedAt: instantOf(document['published']) ?? null,
    updatedAt: instantOf(document['updated']) ?? null,
  };
}

/** Whom an object or activity is addressed to. The name of everybody is read in its three spellings, written in one. */
export function audienceOf(document: JsonObject): Pick<IncomingNote, 'to' | 'cc' | 'visibility'> {
  const to = addressees(document['to']);
  const cc = addressees(document['cc']);
  return { to, cc, visibility: visibilityOf(to, cc) };
}

function addressees(value: unknown): readonly Iri[] {
  const spelled = listOf(value).map((one) =>
    one === 'as:Public' || one === 'Public' ? publicAudience : one,
  );
  return irisOf(spelled).slice(0, 200);
}

function visibilityOf(to: readonly Iri[], cc: readonly Iri[]): Visibility {
  if (to.includes(publicAudience)) return 'public';
  if (cc.includes(publicAudience)) return 'unlisted';
  // Which collection is the author's stands in another document; every known server ends its address like this.
  return [...to, ...cc].some((one) => /\/followers\/?$/.test(one)) ? 'followers' : 'direct';
}

function mentionOf(tag: JsonObject): readonly Mention[] {
  const address = typesOf(tag).includes('Mention') ? hrefOf(tag) : undefined;
  return address === undefined ? [] : [{ iri: address, name: lineOf(tag['name'], 300) }];
}

function hashtagOf(tag: JsonObject): readonly string[] {
  const name = typesOf(tag).some((type) => /^(?:as:)?Hashtag$/.test(type)) ? lineOf(tag['name'], 100) : '';
  const bare = name.replace(/^#/, '').toLowerCase();
  return bare === '' ? [] : [bare];
}

const proposalRelations: readonly string[] = [
  proposalRelation,
  'vf:Proposal',
  // without the version of the ontology, as some software spells it
  'https://w3id.org/valueflows/Proposal',
];

/** The Proposals a post or an actor links to: Links in `tag` (FEP-e232) and in `attachment` (FEP-0ea0), each once. */
export function proposalLinks(document: JsonObject): readonly Iri[] {
  const links = [...listOf(document['tag']), ...listOf(document['attachment'])].filter(isJsonObject);
  const found = links
    .filter((link) => listOf(link['rel']).some((rel) => proposalRelations.includes(textOf(rel) ?? '')))
    .flatMap((link) => hrefOf(link) ?? []);
  return [...new Set(found)].slice(0, 20);
}

function refusal(code: string, message: string): Refusal {
  return new Refusal('invalid', `note.${code}`, message);
}
