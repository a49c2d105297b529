import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayMoney, formatAmount, type Money, minorDigits, parseMoney } from '../../src/core/money.ts';

const invalid = expect.objectContaining({ name: 'Refusal', kind: 'invalid', code: 'money.invalid' });
const largestMinor = 10n ** 13n;
const currencies = Intl.supportedValuesOf('currency');

describe('an amount of money', () => {
  it.each<[string, string, bigint]>([
    ['85', 'EUR', 8500n],
    ['85.5', 'EUR', 8550n],
    ['9840.00', 'EUR', 984_000n],
    ['0.01', 'EUR', 1n],
    ['1500', 'JPY', 1500n],
    ['1.234', 'KWD', 1234n],
    ['100000000000.00', 'EUR', largestMinor],
  ])('"%s" in %s is read exactly', (amount, currency, minor) => {
    expect(parseMoney(amount, currency)).toEqual({ minor, currency });
  });

  it('D08: 2^53 + 1 minor units are more than there may be, and are written exactly all the same', () => {
    const above = 2n ** 53n + 1n;
    expect(() => parseMoney('9007199254740993', 'JPY')).toThrow(invalid);
    expect(() => parseMoney('90071992547409.93', 'EUR')).toThrow(invalid);
    expect(formatAmount({ minor: above, currency: 'EUR' })).toBe('90071992547409.93');
    expect(displayMoney({ minor: above, currency: 'EUR' }, 'en')).toBe('€90,071,992,547,409.93');
  });

  it.each([
    ...['-1', '+1', '0', '0.00', '00', '1.505', '1e3', '1E3', '0x10', '1,5', '1.', '.5', '', ' ', ' 1', '1 '],
    ...['1\n', '1_000', '1.000.000', 'NaN', 'Infinity', '٣', '１', '100000000000.01', '9'.repeat(15)],
    ...['9'.repeat(16), '1'.repeat(5000), '1.0000000'],
  ])('D08: "%s" is refused', (amount) => {
    expect(() => parseMoney(amount, 'EUR')).toThrow(invalid);
  });

  it.each<[string, string]>([
    ['1.5', 'JPY'],
    ['1.0', 'KRW'],
    ['1.505', 'EUR'],
    ['1.2345', 'KWD'],
  ])('D08: "%s" has more decimals than %s and is refused', (amount, currency) => {
    expect(() => parseMoney(amount, currency)).toThrow(invalid);
  });

  it.each(['', 'eur', 'Eur', 'EURO', 'EU', 'XXX', 'BTC', 'ZZZ', '€', ' EUR', 'EUR\n', '__proto__'])(
    'D08: "%s" is no currency',
    (currency) => {
      expect(() => parseMoney('1', currency)).toThrow(invalid);
    },
  );

  it('names in its refusal what was found and what is expected', () => {
    expect(() => parseMoney('1.505', 'EUR')).toThrow(
      '"1.505" is not an amount in EUR. Write digits with at most 2 decimals.',
    );
    expect(() => parseMoney('1', 'eur')).toThrow('"eur" is not a currency code.');
    expect(() => parseMoney('0', 'EUR')).toThrow('more than zero');
  });

  it('has the decimals of ISO 4217, which are not always those people write', () => {
    const places = (digits: number) => currencies.filter((currency) => minorDigits(currency) === digits);
    expect(places(0)).toEqual(
      'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'
        .split(' ')
        .filter((currency) => currencies.includes(currency)),
    );
    expect(places(3)).toEqual('BHD IQD JOD KWD LYD OMR TND'.split(' '));
    expect(['HUF', 'COP', 'IDR', 'PKR', 'EUR'].map(minorDigits)).toEqual([2, 2, 2, 2, 2]);
  });

  it('comes back from its text as it was, in every currency', () => {
    const money: fc.Arbitrary<Money> = fc.record({
      minor: fc.bigInt({ min: 1n, max: largestMinor }),
      currency: fc.constantFrom(...currencies),
    });
    fc.assert(
      fc.property(money, (one) => {
        const text = formatAmount(one);
        expect(text).toMatch(/^(?:0|[1-9]\d*)(?:\.\d+)?$/);
        expect(text.split('.')[1]?.length ?? 0).toBe(minorDigits(one.currency));
        expect(parseMoney(text, one.currency)).toEqual(one);
      }),
      { numRuns: 300 },
    );
  });

  it('is never made of anything but digits and one point', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.-+eE, _'), maxLength: 20 }), (text) => {
        try {
          const { minor } = parseMoney(text, 'EUR');
          expect(text).toMatch(/^\d+(?:\.\d{1,2})?$/);
          expect(minor > 0n && minor <= largestMinor).toBe(true);
        } catch (error) {
          expect(error).toEqual(invalid);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('money for people', () => {
  const shown = (amount: string, currency: string, language: string) =>
    displayMoney(parseMoney(amount, currency), language).replaceAll(/[\u00a0\u202f]/g, ' ');

  it.each<[string, string, string, string]>([
    ['9840.00', 'EUR', 'en', '€9,840'],
    ['9840.50', 'EUR', 'en', '€9,840.50'],
    ['9840.50', 'EUR', 'de', '9.840,50 €'],
    ['85', 'CHF', 'de-CH', 'CHF 85'],
    ['1500', 'JPY', 'en', '¥1,500'],
    ['1.234', 'KWD', 'en', 'KWD 1.234'],
    ['1.5', 'HUF', 'en', 'HUF 1.50'],
    ['1500', 'HUF', 'en', 'HUF 1,500'],
  ])('%s %s in %s is %s', (amount, currency, language, text) => {
    expect(shown(amount, currency, language)).toBe(text);
  });

  it('can be written in every currency and keeps every digit', () => {
    for (const currency of currencies) {
      const digits = minorDigits(currency);
      const minor = 1_234_567_890_123n;
      const text = displayMoney({ minor, currency }, 'en').replaceAll(/[^\d]/g, '');
      expect(text, `${currency} with ${digits} decimals`).toBe('1234567890123');
    }
  });
});
