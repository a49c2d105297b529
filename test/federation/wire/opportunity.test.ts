import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../federation/wire/json.ts';
import { proposalFromWire, proposalToWire } from '../../../federation/wire/opportunity.ts';
import { hoursToWire, minutesFromWire } from '../../../federation/wire/terms.ts';
import { sanitizeHtml } from '../../../src/core/html.ts';
import type { Iri, MemberId, OpportunityId } from '../../../src/core/id.ts';
import { minorDigits } from '../../../src/core/money.ts';
import {
  audiences,
  type Opportunity,
  type Role,
  statuses,
  type Terms,
} from '../../../src/domain/opportunities/opportunity.ts';
import { opportunity, origin, source } from './documents.ts';

const words = fc
  .array(fc.constantFrom('audit', 'Ação', '<b>', 'R&D', '東京', "it's", 'C++', '½', '"x"'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(' '));

const money = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 13n }), fc.constantFrom('EUR', 'JPY', 'KWD', 'USD', 'XOF'))
  .map(([minor, currency]) => ({ minor, currency }));

const terms: fc.Arbitrary<Terms> = fc.oneof(
  money.map((rate) => ({ kind: 'hourly' as const, rate })),
  money.map((amount) => ({ kind: 'fixed' as const, amount })),
  words.map((points) => ({ kind: 'equity' as const, points })),
  words.map((offer) => ({ kind: 'barter' as const, offer })),
  fc.constantFrom({ kind: 'training' as const }, { kind: 'none' as const }),
);

const role: fc.Arbitrary<Role> = fc.record({
  key: fc.stringMatching(/^[a-z0-9-]{1,40}$/),
  name: words,
  headcount: fc.integer({ min: 1, max: 100 }),
  minutes: fc.option(fc.integer({ min: 1, max: 300_000 })),
  skills: fc.array(words, { maxLength: 20 }),
  terms,
});

const instant = fc
  .integer({ min: 0, max: 4_000_000_000_000 })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

const place = fc.oneof(
  fc.constant({ kind: 'remote' as const, name: null }),
  fc.record({ kind: fc.constantFrom('remote', 'onsite', 'hybrid'), name: words }),
);

const published: fc.Arbitrary<Opportunity> = fc.record({
  id: fc.constant('0199b2c4-5d6e-7f80-9a1b-2c3d4e5f6071' as OpportunityId),
  title: words,
  outcome: words,
  roles: fc.uniqueArray(role, { minLength: 1, maxLength: 20, selector: ({ key }) => key }),
  deadline: fc.option(
    fc
      .tuple(instant, fc.constantFrom('UTC', 'Europe/Lisbon', 'Asia/Kolkata', 'America/St_Johns', '+05:30'))
      .map(([at, zone]) => at.toZonedDateTimeISO(zone)),
  ),
  place,
  languages: fc.uniqueArray(fc.constantFrom('en', 'pt', 'de-CH', 'zh-Hant'), { minLength: 1 }),
  contact: words,
  audience: fc.constantFrom(...audiences),
  status: fc.constantFrom(...statuses.filter((status) => status !== 'draft')),
  revision: fc.integer({ min: 1, max: 999_999_999 }),
  reason: fc.option(words),
  postedBy: fc.constant('01990000-0000-7000-8000-000000000002' as MemberId),
  createdAt: instant,
  publishedAt: instant,
  updatedAt: instant,
});

describe('an opportunity on the wire', () => {
  test('comes back as it went out', () => {
    fc.assert(
      fc.property(published, words, (sent, text) => {
        const outcome = sanitizeHtml(`<p>${text}</p>`);
        const document: JsonObject = JSON.parse(JSON.stringify(proposalToWire(sent, source, outcome)));
        const { purpose, attributedTo, url, iri, ...received } = proposalFromWire(
          document,
          document['id'] as Iri,
        );
        const { id, audience, postedBy, createdAt, reason, ...expected } = sent;
        expect(plain(received)).toEqual(plain({ ...expected, outcome }));
        expect([iri, url]).toEqual([`${origin}/opportunities/${id}`, `${origin}/opportunities/${id}`]);
        expect([purpose, attributedTo]).toEqual(['request', `${origin}/@loom`]);
      }),
      { numRuns: 300 },
    );
  });

  test('hours are minutes again, whatever their number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6_000_000 }), (minutes) => {
        expect(minutesFromWire(hoursToWire(minutes))).toBe(minutes);
      }),
    );
    expect([hoursToWire(90), hoursToWire(20), hoursToWire(8400)]).toEqual(['1.5', '0.3333', '140']);
  });

  test('a draft is not shown to anybody', () => {
    const draft = opportunity({ status: 'draft', publishedAt: null });
    expect(() => proposalToWire(draft, source, sanitizeHtml(''))).toThrow(
      expect.objectContaining({ kind: 'not-found', code: 'opportunity.draft' }),
    );
  });
});

describe('the part that other market software reads', () => {
  const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
  const withTerms = (...all: Terms[]) => {
    const roles = all.map((each, index) => ({ ...roleOf(each), key: `role-${index + 1}` }));
    return proposalToWire(opportunity({ roles }), source, sanitizeHtml(''));
  };

  test('sums fixed amounts in one currency', () => {
    const document = withTerms({ kind: 'fixed', amount: eur(100_00n) }, { kind: 'fixed', amount: eur(50n) });
    expect(document).toMatchObject({
      publishes: { action: 'deliverService', resourceQuantity: { hasUnit: 'one', hasNumericalValue: '1' } },
      reciprocal: { action: 'transfer', resourceQuantity: { hasUnit: 'one', hasNumericalValue: '100.50' } },
      'gh:currency': 'EUR',
    });
  });

  test('states one rate by the hour, and hours as the unit', () => {
    const document = withTerms({ kind: 'hourly', rate: eur(85_00n) }, { kind: 'hourly', rate: eur(85_00n) });
    expect(document).toMatchObject({
      publishes: { resourceQuantity: { hasUnit: 'hour', hasNumericalValue: '20' } },
      reciprocal: {
        resourceConformsTo: 'https://www.wikidata.org/wiki/Q4916',
        resourceQuantity: { hasNumericalValue: '85.00' },
      },
    });
  });

  test.each([
    ['two rates', { kind: 'hourly', rate: eur(1n) }, { kind: 'hourly', rate: eur(2n) }],
    ['money and training', { kind: 'fixed', amount: eur(1n) }, { kind: 'training' }],
    [
      'two currencies',
      { kind: 'fixed', amount: eur(1n) },
      { kind: 'fixed', amount: { minor: 1n, currency: 'USD' } },
    ],
  ] as const)(
    'leaves the amount open for %s, because no single number would be true',
    (_what, one, other) => {
      expect(withTerms(one, other)['reciprocal']).toMatchObject({
        action: 'transfer',
        resourceQuantity: { hasUnit: 'one' },
      });
      expect(JSON.stringify(withTerms(one, other)['reciprocal'])).not.toContain('hasNumericalValue');
    },
  );

  test('says what is given in exchange, and nothing where nothing is given', () => {
    expect(withTerms({ kind: 'barter', offer: 'design' })).toMatchObject({
      reciprocal: { action: 'deliverService', name: 'design' },
    });
    expect(withTerms({ kind: 'equity', points: '2 %' })).toMatchObject({
      reciprocal: { action: 'transfer', name: '2 %' },
    });
    expect(withTerms({ kind: 'training' }, { kind: 'none' })).not.toHaveProperty('reciprocal');
  });
});

function roleOf(each: Terms): Role {
  return { key: 'role-1', name: 'Somebody', headcount: 1, minutes: 600, skills: [], terms: each };
}

/** Compares by what values say, not by the object they are. */
function plain(value: object): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `${part} minor` : part)),
  );
}

test('the currencies of the round trip have no, two and three decimals', () => {
  expect(['JPY', 'EUR', 'KWD'].map(minorDigits)).toEqual([0, 2, 3]);
});
