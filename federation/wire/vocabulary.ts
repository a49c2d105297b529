import type { DataIntegrityProof, Object as VocabObject } from '@fedify/vocab';
import { type DocumentLoader, preloadedContexts } from '@fedify/vocab-runtime';
import jsonld from '@fedify/vocab-runtime/jsonld';
import { namespace } from '../../src/core/iri.ts';
import { type JsonObject, listOf } from './json.ts';

const activityStreams = 'https://www.w3.org/ns/activitystreams';
// Version 1, not 2: Epicyon answers 400 to a document that names a context it does not know.
const dataIntegrity = 'https://w3id.org/security/data-integrity/v1';
const id = '@id';

/** The types of ValueFlows (FEP-0837) and of our own that documents and links name in full. */
export const valueFlows = 'https://w3id.org/valueflows/ont/vf#';
/** The ontology FEP-0837 takes units and measures from. */
export const measureUnits = 'http://www.ontology-of-units-of-measure.org/resource/om-2/';
/** What a Guildhall says it implements (FEP-844e): version 1 of the documents in this folder. */
export const guildhallCapability = `${namespace}v1`;
/** What a person is to a collective that names it in `affiliations` (FEP-5219). */
export const memberRelationship = `${namespace}member`;
/** What the relation of a link to a person's profile document is called. */
export const profileRelation = `${namespace}profile`;
/** What the relation of a link to a Proposal is called (FEP-0837). */
export const proposalRelation = `${valueFlows}Proposal`;
/** The media type of ActivityStreams documents in links (FEP-e232). */
export const activityMediaType = `application/ld+json; profile="${activityStreams}"`;

/**
 * `@context` of activities whose object is an address or another plain activity. The second entry is there for the
 * proof: without its terms the signer leaves out the Linked Data signature.
 */
export const activityContext = freeze([activityStreams, dataIntegrity]);

/** `@context` of posts and of the activities that carry one. */
export const postContext = freeze([activityStreams, dataIntegrity, { Hashtag: 'as:Hashtag' }]);

/** `@context` A of `wire.md` §6: actors and the activities that carry one. */
export const actorContext = freeze([
  activityStreams,
  'https://w3id.org/security/v1',
  'https://www.w3.org/ns/did/v1',
  'https://w3id.org/security/multikey/v1',
  dataIntegrity,
  'https://purl.archive.org/socialweb/webfinger',
  {
    toot: 'http://joinmastodon.org/ns#',
    schema: 'http://schema.org#',
    PropertyValue: 'schema:PropertyValue',
    value: 'schema:value',
    featured: { '@id': 'toot:featured', '@type': id },
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    implements: { '@id': 'https://w3id.org/fep/844e/implements', '@type': id, '@container': '@list' },
    affiliations: { '@id': 'https://w3id.org/fep/5219/affiliations', '@type': id },
    // Epicyon's words for what somebody does.
    sdo: 'http://schema.org/',
    hasOccupation: 'sdo:hasOccupation',
    Occupation: 'sdo:Occupation',
    skills: 'sdo:skills',
    gh: namespace,
    wanted: { '@id': 'gh:wanted', '@type': id },
  },
]);

/** `@context` W of `wire.md` §6: work, in the plain keys of FEP-0837 and ours with their prefix. */
export const workContext = freeze([
  activityStreams,
  dataIntegrity,
  {
    vf: valueFlows,
    om2: measureUnits,
    Proposal: 'vf:Proposal',
    Intent: 'vf:Intent',
    purpose: 'vf:purpose',
    publishes: 'vf:publishes',
    reciprocal: 'vf:reciprocal',
    action: 'vf:action',
    // Typed as addresses because Fedify refuses a whole document where they are plain strings.
    resourceConformsTo: { '@id': 'vf:resourceConformsTo', '@type': id },
    provider: { '@id': 'vf:provider', '@type': id },
    receiver: { '@id': 'vf:receiver', '@type': id },
    resourceQuantity: 'vf:resourceQuantity',
    effortQuantity: 'vf:effortQuantity',
    hasUnit: 'om2:hasUnit',
    hasNumericalValue: 'om2:hasNumericalValue',
    hasEnd: 'vf:hasEnd',
    gh: namespace,
  },
]);

/** The JSON-LD context of our own terms, served by every node at `/ns/v1`. Documents use them with the prefix. */
export const namespaceDocument: JsonObject = freeze({
  '@context': {
    gh: namespace,
    ...Object.fromEntries(
      [
        ...[
          'Role',
          'amount',
          'collective',
          'contact',
          'currency',
          'engagement',
          'headcount',
          'hours',
          'kind',
          'languages',
        ],
        ...['must', 'offer', 'place', 'points', 'rate', 'reason', 'revision', 'roles', 'status', 'terms'],
        ...['timeZone', 'version'],
      ].map((term) => [term, `gh:${term}`]),
    ),
    member: { '@id': 'gh:member', '@type': id },
    profile: { '@id': 'gh:profile', '@type': id },
    wanted: { '@id': 'gh:wanted', '@type': id },
  },
});

/** Make our namespace known to every JSON-LD processor of this process, so that nobody fetches it. Call once at start. */
export function registerNamespace(): void {
  for (const address of [namespace, namespace.replace(/#$/, '')])
    preloadedContexts[address] = namespaceDocument;
}

/** Loads only the contexts that are part of this program; any other address is an error, never a request. */
export const preloadedContextLoader: DocumentLoader = async (address) => {
  const document = preloadedContexts[address];
  if (document === undefined)
    throw new Error(`${address} is not a context this node knows; none is fetched.`);
  return { contextUrl: null, documentUrl: address, document };
};

/** A class of `@fedify/vocab`. */
export interface VocabClass<T extends VocabObject> {
  fromJsonLd(
    json: unknown,
    options?: { documentLoader?: DocumentLoader; contextLoader?: DocumentLoader },
  ): Promise<T>;
}

/**
 * An instance of a Fedify class that goes out as exactly the document given: same keys, same order, arrays as arrays,
 * our `@context`. Fedify adds its `proof` (and, when it sends, a `signature`) and nothing else. It cannot be changed:
 * cloning with other values throws a TypeError, because the document would no longer say the same.
 * @throws TypeError if the document is not of the class, or uses a context this node does not know
 */
export async function exactJson<T extends VocabObject>(
  type: VocabClass<T>,
  document: JsonObject,
): Promise<T> {
  const loaders = { documentLoader: preloadedContextLoader, contextLoader: preloadedContextLoader };
  return pin(await type.fromJsonLd(document, loaders), document, []);
}

/** What Fedify hands to `clone`: it adds proofs, and before it sends it replaces embedded actors by their addresses. */
interface ClonedValues {
  readonly proof?: DataIntegrityProof | null;
  readonly proofs?: readonly DataIntegrityProof[];
  readonly actors?: readonly unknown[];
}
type Proofs = readonly DataIntegrityProof[];

// Own properties, not a subclass: `instanceof`, listeners and dispatchers keep seeing the stock class.
function pin<T extends VocabObject>(instance: T, document: JsonObject, proofs: Proofs): T {
  const stockClone = instance.clone.bind(instance);
  const clone = (values: ClonedValues = {}) => {
    refuseChange(values, document);
    const next = values.proofs ?? (values.proof === undefined ? proofs : listProof(values.proof));
    return pin(stockClone({ proofs: [...next] }), document, next);
  };
  const toJsonLd = (options: { format?: 'compact' | 'expand' } = {}) =>
    write(document, proofs, options.format);
  return Object.defineProperties(instance, { clone: { value: clone }, toJsonLd: { value: toJsonLd } });
}

function refuseChange(values: ClonedValues, document: JsonObject): void {
  const sameActors = values.actors?.map(String).join() === listOf(document['actor']).join();
  const unchanged = ['proof', 'proofs', ...(sameActors ? ['actors'] : [])];
  const others = Object.keys(values).filter((key) => !unchanged.includes(key));
  if (others.length > 0) throw new TypeError(`An exact document cannot be changed (${others.join(', ')}).`);
}

function listProof(proof: DataIntegrityProof | null): Proofs {
  return proof === null ? [] : [proof];
}

async function write(document: JsonObject, proofs: Proofs, format: string | undefined): Promise<unknown> {
  const written: Record<string, unknown> = structuredClone({ ...document });
  const signed = await Promise.all(proofs.map((proof) => writeProof(proof, document['@context'])));
  if (signed.length > 0) written['proof'] = signed.length === 1 ? signed[0] : signed;
  if (format !== 'expand') return written;
  return jsonld.expand(JSON.parse(JSON.stringify(written)), { documentLoader: preloadedContextLoader });
}

/** A proof names the context of its document (eddsa-jcs-2022), so that it is checked with the same terms. */
async function writeProof(proof: DataIntegrityProof, context: unknown): Promise<unknown> {
  const written = await proof.toJsonLd({ format: 'compact', contextLoader: preloadedContextLoader });
  return { ...Object(written), '@context': structuredClone(context) };
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) freeze(part);
    Object.freeze(value);
  }
  return value;
}
