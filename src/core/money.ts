import { Refusal } from './refusal.ts';

/** An exact amount: minor units (cents) of one ISO 4217 currency. Never a float, never two currencies added. */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

const currencies = new Set(Intl.supportedValuesOf('currency'));
const largestMinor = 10n ** 13n;

/** Where ISO 4217 does not say two. `Intl` says what people write (no decimals for HUF), and changes with its data. */
const otherDigits: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
    .split(' ')
    .map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...'CLF UYW'.split(' ').map((code) => [code, 4] as const),
]);

/** How many decimal places a currency has (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. What is stored depends on it. */
export function minorDigits(currency: string): number {
  return otherDigits.get(currency) ?? 2;
}

/**
 * An amount as people and the wire write it: `"9840.00"`, `"85"`.
 * @throws Refusal invalid `money.invalid` for a sign, an exponent, too many decimals, zero, more than 10^13 minor units, an unknown currency
 */
export function parseMoney(amount: string, currency: string): Money {
  if (!currencies.has(currency)) {
    throw new Refusal(
      'invalid',
      'money.invalid',
      `"${currency}" is not a currency code. Use ISO 4217, for example EUR.`,
      { what: 'currency', currency },
    );
  }
  const digits = minorDigits(currency);
  const match = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(amount);
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > digits) {
    throw new Refusal(
      'invalid',
      'money.invalid',
      `"${amount}" is not an amount in ${currency}. Write digits with at most ${digits} decimals.`,
      { what: 'amount', amount, currency, digits },
    );
  }
  const minor = BigInt((match[1] ?? '0') + fraction.padEnd(digits, '0'));
  if (minor <= 0n || minor > largestMinor) {
    throw new Refusal(
      'invalid',
      'money.invalid',
      `${amount} ${currency} is out of range: more than zero, at most 10^13 minor units.`,
      { what: 'range', amount, currency },
    );
  }
  return { minor, currency };
}

/** The amount as a decimal string with all its decimals: `"9840.00"`. */
export function formatAmount(money: Money): string {
  const digits = minorDigits(money.currency);
  if (digits === 0) return money.minor.toString();
  const text = money.minor.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The amount for people, grouped as in a language: `€9,840.50` in English. Whole amounts drop the decimals. */
export function displayMoney(money: Money, language: string): string {
  const digits = minorDigits(money.currency);
  const whole = digits === 0 || money.minor % 10n ** BigInt(digits) === 0n;
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: whole ? 0 : digits,
  });
  return format.format(formatAmount(money) as `${number}`);
}
