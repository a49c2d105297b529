import { describe, expect, test } from 'vitest';
import { actorFromWire } from '../../../federation/wire/actor.ts';
import { activityFromWire } from '../../../federation/wire/incoming.ts';
import type { JsonObject } from '../../../federation/wire/json.ts';
import { proposalLinks } from '../../../federation/wire/note.ts';
import { proposalFromWire, proposalToWire } from '../../../federation/wire/opportunity.ts';
import { sanitizeHtml } from '../../../src/core/html.ts';
import type { Iri } from '../../../src/core/id.ts';
import { opportunity, source } from './documents.ts';

const id = 'https://market.test/proposals/1' as Iri;
const alice = 'https://market.test/users/alice';
const vf = 'https://w3id.org/valueflows/ont/vf#';
const om2 = 'http://www.ontology-of-units-of-measure.org/resource/om-2/';

/** A proposal with every property FEP-0837 has, in the shape of its long example. */
const full: JsonObject = {
  type: 'Proposal',
  id,
  purpose: 'request',
  attributedTo: alice,
  name: 'Mending bicycles',
  content: 'Ten bicycles, <b>some</b> rust<script>x</script>',
  published: '2026-06-18T19:22:03.918737Z',
  location: { type: 'Place', name: 'Bergen', longitude: 5.3, latitude: 60.4 },
  publishes: {
    type: 'Intent',
    id: `${id}#primary`,
    action: 'deliverService',
    resourceConformsTo: 'https://www.wikidata.org/wiki/Q11442',
    resourceQuantity: { hasUnit: 'one', hasNumericalValue: '1' },
    availableQuantity: { hasUnit: 'one', hasNumericalValue: '1' },
    minimumQuantity: { hasUnit: 'one', hasNumericalValue: '1' },
  },
  reciprocal: {
    type: 'Intent',
    id: `${id}#reciprocal`,
    action: 'transfer',
    resourceConformsTo: 'https://www.wikidata.org/wiki/Q4917',
    resourceQuantity: { hasUnit: 'one', hasNumericalValue: '30' },
  },
  unitBased: false,
  to: 'https://www.w3.org/ns/activitystreams#Public',
};

const expected = {
  iri: id,
  attributedTo: alice,
  purpose: 'request',
  status: 'open',
  title: 'Mending bicycles',
  outcome: 'Ten bicycles, <strong>some</strong> rust',
  roles: [
    {
      name: 'Mending bicycles',
      headcount: 1,
      terms: { kind: 'fixed', amount: { minor: 3000n, currency: 'USD' } },
    },
  ],
  place: { kind: 'onsite', name: 'Bergen' },
  languages: ['und'],
  revision: 1,
};

describe('a proposal of other software', () => {
  test('in the long form of FEP-0837 is an opportunity on its own terms', () => {
    expect(proposalFromWire(full, id)).toMatchObject(expected);
  });

  test('in the short form needs no more than the FEP demands', () => {
    const { type, purpose, attributedTo, publishes } = full;
    expect(proposalFromWire({ type, id, purpose, attributedTo, publishes }, id)).toMatchObject({
      title: id,
      status: 'open',
      deadline: null,
      place: { kind: 'remote', name: null },
      roles: [{ terms: { kind: 'none' } }],
    });
  });

  test.each([
    [
      'vf: and om2: prefixes',
      respelled((key) => (vfKeys.has(key) ? `vf:${key}` : omKeys.has(key) ? `om2:${key}` : key)),
    ],
    ['full addresses', respelled((key) => (vfKeys.has(key) ? vf + key : omKeys.has(key) ? om2 + key : key))],
    ['the measures of ValueFlows itself', respelled((key) => (omKeys.has(key) ? `vf:${key}` : key))],
    ['objects for addresses', withObjects()],
    ['typed literals', withTypedLiterals()],
    [
      'lists of one',
      { ...full, type: ['Proposal'], publishes: [full['publishes']], reciprocal: [full['reciprocal']] },
    ],
    ['a Note that is a proposal', { ...full, type: 'Note' }],
    ['a type with its prefix', { ...full, type: 'vf:Proposal' }],
  ] as const)('reads the same in %s', (_spelling, document) => {
    expect(proposalFromWire(document, id)).toMatchObject(expected);
  });

  test('an offer stays an offer', () => {
    expect(proposalFromWire({ ...full, purpose: 'offer' }, id).purpose).toBe('offer');
  });

  test('hours are an hourly rate, a service is an exchange, a currency nobody knows is no price', () => {
    const quantity = { resourceQuantity: { hasUnit: 'hour', hasNumericalValue: '2.5' } };
    const hourly = { ...full, publishes: { ...Object(full['publishes']), ...quantity } };
    expect(proposalFromWire(hourly, id).roles).toMatchObject([{ minutes: 150, terms: { kind: 'hourly' } }]);
    const barter = { ...full, reciprocal: { action: 'deliverService', name: 'So\u202eup\n' } };
    expect(proposalFromWire(barter, id).roles).toMatchObject([{ terms: { kind: 'barter', offer: 'Soup' } }]);
    const coin = {
      ...full,
      reciprocal: { ...Object(full['reciprocal']), resourceConformsTo: 'caip:19:monero:x/slip44:128' },
    };
    expect(proposalFromWire(coin, id).roles).toMatchObject([{ terms: { kind: 'none' } }]);
  });

  test.each(['-5', '1e3', '30,00', '', ' 30', '0x1e', 1e21, Number.NaN, true])(
    'with the amount %j is refused',
    (value) => {
      const resourceQuantity = { hasUnit: 'one', hasNumericalValue: value };
      const document = { ...full, reciprocal: { ...Object(full['reciprocal']), resourceQuantity } };
      expect(() => proposalFromWire(document, id)).toThrow(
        expect.objectContaining({ kind: 'invalid', code: 'proposal.amount' }),
      );
    },
  );

  test('with an amount its currency cannot have is refused', () => {
    const resourceQuantity = { hasUnit: 'one', hasNumericalValue: '30.005' };
    const document = { ...full, reciprocal: { ...Object(full['reciprocal']), resourceQuantity } };
    expect(() => proposalFromWire(document, id)).toThrow(expect.objectContaining({ code: 'money.invalid' }));
  });
});

describe('a proposal that cannot be what it says', () => {
  const own: JsonObject = { ...proposalToWire(opportunity(), source, sanitizeHtml('<p>x</p>')) };
  const address = own['id'] as Iri;
  const role = {
    name: 'Somebody',
    'gh:headcount': 1,
    'gh:terms': { 'gh:kind': 'fixed', 'gh:amount': '5', 'gh:currency': 'EUR' },
  };
  const terms = (changed: object) => ({
    ...own,
    'gh:roles': [{ ...role, 'gh:terms': { ...role['gh:terms'], ...changed } }],
  });

  test.each([
    ['is something else', { ...own, type: 'Article', publishes: null }, 'proposal.type'],
    ['was found elsewhere', { ...own, id: 'https://loom.example/uploads/1' }, 'proposal.id'],
    ['is somebody else’s', { ...own, attributedTo: 'https://other.example/@x' }, 'proposal.owner'],
    ['is nobody’s', { ...own, attributedTo: null }, 'proposal.owner'],
    ['ends at no time', { ...own, hasEnd: 'soon' }, 'proposal.deadline'],
    ['has a revision of zero', { ...own, 'gh:revision': '0' }, 'proposal.revision'],
    ['has too many roles', { ...own, 'gh:roles': Array(21).fill(role) }, 'proposal.roles'],
    [
      'has two roles at one address',
      { ...own, 'gh:roles': [1, 2].map(() => ({ ...role, id: `${address}#roles/one` })) },
      'proposal.roles',
    ],
    ['has a role for nobody', { ...own, 'gh:roles': [{ ...role, 'gh:headcount': 0 }] }, 'proposal.roles'],
    ['has a role without a name', { ...own, 'gh:roles': [{ ...role, name: '\u202e' }] }, 'proposal.roles'],
    ['has hours below zero', { ...own, 'gh:roles': [{ ...role, 'gh:hours': '-1' }] }, 'proposal.hours'],
    ['pays nothing', terms({ 'gh:amount': '0' }), 'money.invalid'],
    ['pays in no currency', terms({ 'gh:currency': 'ABC' }), 'money.invalid'],
    ['pays an odd amount', terms({ 'gh:amount': '1e3' }), 'money.invalid'],
    ['exchanges for nothing', terms({ 'gh:kind': 'barter' }), 'proposal.terms'],
    ['is still a draft', { ...own, 'gh:status': 'draft' }, 'proposal.draft'],
  ] as const)('is refused where it %s', (_why, document, code) => {
    expect(() => proposalFromWire(document, address)).toThrow(
      expect.objectContaining({ name: 'Refusal', code }),
    );
  });

  test('what it adds of its own is ignored, and a status or kind of tomorrow takes no answers and names no price', () => {
    const document = {
      ...terms({ 'gh:kind': 'lottery' }),
      'gh:status': 'paused',
      'gh:mood': { x: 1 },
      'gh:timeZone': 'Mars/Base',
    };
    expect(proposalFromWire(document, address)).toMatchObject({
      status: 'closed',
      roles: [{ terms: { kind: 'none' } }],
    });
    expect(proposalFromWire(document, address).deadline?.timeZoneId).toBe('UTC');
  });

  test('finished work of other software is closed', () => {
    expect(proposalFromWire({ ...full, finished: true }, id).status).toBe('closed');
  });

  test('is found through a link with a fragment, and its page only on its own server', () => {
    const document = {
      ...own,
      url: [
        { type: 'Link', href: 'https://evil.example/' },
        { type: 'Link', mediaType: 'text/html', href: 'https://loom.example/work/1' },
      ],
    };
    expect(proposalFromWire(document, `${address}#primary` as Iri).url).toBe('https://loom.example/work/1');
  });
});

/** The other five examples of FEP-0837, in their shape: a link at an actor, Offer, Accept, Reject and a receipt. */
describe('the rest of FEP-0837', () => {
  const offer = 'https://social.test/objects/7/offer';
  const commitment = {
    type: 'Commitment',
    satisfies: `${id}#primary`,
    resourceQuantity: { hasUnit: 'one', hasNumericalValue: '1' },
  };
  const link = { type: 'Link', name: 'Buy', href: id, rel: ['payment', `${vf}Proposal`] };

  test('an actor with a payment link is an actor, and the link leads to the proposal', () => {
    const document = { type: 'Person', id: alice, inbox: alice, outbox: alice, attachment: [link] };
    expect(actorFromWire(document)).toMatchObject({ handle: 'alice', inbox: alice, type: 'Person' });
    expect(proposalLinks(document)).toEqual([id]);
  });

  test('an Offer is something we do not take yet, and breaks nothing', () => {
    const object = { type: 'Agreement', stipulates: commitment };
    const document = { type: 'Offer', id: offer, actor: 'https://social.test/users/bob', object, to: alice };
    expect(activityFromWire(document)).toMatchObject({ kind: 'other', type: 'Offer', to: [alice] });
  });

  test.each(['Accept', 'Reject'])('%s names the Offer it answers', (type) => {
    const result = {
      type: 'Agreement',
      id: 'https://market.test/agreements/1',
      attributedTo: alice,
      stipulates: commitment,
    };
    const document = { type, id: 'https://market.test/activities/1', actor: alice, object: offer, result };
    expect(activityFromWire(document)).toMatchObject({
      kind: type.toLowerCase(),
      reference: { id: offer, type: null },
    });
  });

  test('a receipt is a new object we do not know', () => {
    const object = { type: 'Document', id: 'https://market.test/receipts/1', name: 'Receipt' };
    const document = { type: 'Create', id: 'https://market.test/receipts/1/create', actor: alice, object };
    expect(activityFromWire(document)).toMatchObject({
      kind: 'create',
      object: { kind: 'other', type: 'Document' },
    });
  });
});

const vfKeys = new Set([
  'purpose',
  'publishes',
  'reciprocal',
  'action',
  'resourceConformsTo',
  'resourceQuantity',
  'unitBased',
]);
const omKeys = new Set(['hasUnit', 'hasNumericalValue']);

function respelled(spell: (key: string) => string): JsonObject {
  return JSON.parse(JSON.stringify(full), (_key, value) =>
    typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, part]) => [spell(key), part]))
      : value,
  );
}

function withObjects(): JsonObject {
  const reciprocal = {
    ...Object(full['reciprocal']),
    resourceConformsTo: { id: 'https://www.wikidata.org/wiki/Q4917' },
  };
  return { ...full, attributedTo: { type: 'Person', id: alice }, reciprocal };
}

function withTypedLiterals(): JsonObject {
  const value = { type: 'http://www.w3.org/2001/XMLSchema#decimal', '@value': '30' };
  const resourceQuantity = { hasUnit: { '@value': 'one' }, hasNumericalValue: value };
  return { ...full, reciprocal: { ...Object(full['reciprocal']), resourceQuantity } };
}
