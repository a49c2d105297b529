import { formatAmount, type Money, parseMoney } from '../../src/core/money.ts';
import { Refusal } from '../../src/core/refusal.ts';
import {
  type Role,
  type Terms,
  type TermsKind,
  termsKinds,
} from '../../src/domain/opportunities/opportunity.ts';
import { lineOf } from './json.ts';

/** What a role or a whole proposal gives in return, as an economic Intent of FEP-0837 states it. */
export interface Reciprocal {
  readonly action: 'transfer' | 'deliverService';
  /** ISO 4217, where all of it is in one currency. */
  readonly currency: string | null;
  /** A decimal string; null where no single amount says it. */
  readonly amount: string | null;
  /** Whether `amount` is for one hour rather than for the whole. */
  readonly hourly: boolean;
  readonly name: string | null;
}

const wikidata = 'https://www.wikidata.org/wiki/';

/** Items of Wikidata for currencies, the way FEP-0837 software names them. Others go without an address. */
const currencyItems: Readonly<Record<string, string>> = {
  AUD: 'Q259502',
  BRL: 'Q173117',
  CAD: 'Q1104069',
  CHF: 'Q25344',
  CNY: 'Q39099',
  CZK: 'Q131016',
  DKK: 'Q25417',
  EUR: 'Q4916',
  GBP: 'Q25224',
  HKD: 'Q31015',
  HUF: 'Q47190',
  IDR: 'Q41588',
  ILS: 'Q131309',
  INR: 'Q80524',
  ISK: 'Q131473',
  JPY: 'Q8146',
  KRW: 'Q202040',
  MXN: 'Q4730',
  NGN: 'Q203567',
  NOK: 'Q132643',
  NZD: 'Q1472704',
  PHP: 'Q17193',
  PLN: 'Q123213',
  RON: 'Q131645',
  RSD: 'Q172524',
  SEK: 'Q122922',
  THB: 'Q177882',
  TRY: 'Q172872',
  UAH: 'Q81893',
  USD: 'Q4917',
  UYU: 'Q209272',
  ZAR: 'Q181907',
};

/** The address that names a currency in `resourceConformsTo`, or undefined where there is none we know. */
export function currencyAddress(currency: string): string | undefined {
  const item = currencyItems[currency];
  return item === undefined ? undefined : wikidata + item;
}

/** The currency an address names, in any of Wikidata's spellings, or undefined. */
export function currencyOf(address: string): string | undefined {
  const item = /^https?:\/\/(?:www\.)?wikidata\.org\/(?:wiki|entity)\/(Q\d+)$/.exec(address)?.[1];
  return Object.keys(currencyItems).find((currency) => currencyItems[currency] === item);
}

/** Minutes as a decimal string of hours, four places at most: 90 is `"1.5"`, 20 is `"0.3333"`. */
export function hoursToWire(minutes: number): string {
  const tenThousandths = Math.round((minutes * 10_000) / 60);
  const fraction = String(tenThousandths % 10_000)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return `${Math.floor(tenThousandths / 10_000)}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * A decimal string of hours as whole minutes, to the nearest one.
 * @throws Refusal invalid `proposal.hours` for anything but digits with at most six decimals, up to 100,000 hours
 */
export function minutesFromWire(hours: string): number {
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(hours);
  const millionths = match === null ? 0 : Number((match[1] ?? '') + (match[2] ?? '').padEnd(6, '0'));
  const minutes = Math.round((millionths * 60) / 1_000_000);
  if (minutes < 1 || minutes > 6_000_000)
    throw refusal('hours', `"${hours.slice(0, 40)}" is not a number of hours.`);
  return minutes;
}

/**
 * An amount of money others wrote, trailing zeros allowed (`"16400.000"`).
 * @throws Refusal invalid `money.invalid` for a sign, an exponent, too many decimals, zero, an unknown currency
 */
export function moneyFromWire(amount: string, currency: string): Money {
  const [whole = '', fraction = ''] = amount.split('.', 2);
  // Cut, because a refusal repeats what it refuses.
  if (!/^\d{1,20}\.\d{1,20}$/.test(amount)) return parseMoney(amount.slice(0, 40), currency.slice(0, 10));
  const kept = fraction.replace(/0+$/, '');
  return parseMoney(kept === '' ? whole : `${whole}.${kept}`, currency.slice(0, 10));
}

/** The terms of one role, as the value of `gh:terms`. */
export function termsToWire(terms: Terms): Readonly<Record<string, string>> {
  const kind = { 'gh:kind': terms.kind };
  switch (terms.kind) {
    case 'hourly':
      return { ...kind, 'gh:rate': formatAmount(terms.rate), 'gh:currency': terms.rate.currency };
    case 'fixed':
      return { ...kind, 'gh:amount': formatAmount(terms.amount), 'gh:currency': terms.amount.currency };
    case 'equity':
      return { ...kind, 'gh:points': terms.points };
    case 'barter':
      return { ...kind, 'gh:offer': terms.offer };
    case 'training':
    case 'none':
      return kind;
  }
}

/**
 * The terms of one role out of `gh:terms`; `read` gives the text of one of our keys. A kind we do not know is `none`.
 * @throws Refusal invalid `money.invalid` for an amount that is none; `proposal.terms` for equity or barter of nothing
 */
export function termsFromWire(read: (key: string) => string | undefined): Terms {
  const kind: TermsKind = termsKinds.find((known) => known === read('kind')) ?? 'none';
  const money = (key: string) => moneyFromWire(read(key) ?? '', read('currency') ?? '');
  switch (kind) {
    case 'hourly':
      return { kind, rate: money('rate') };
    case 'fixed':
      return { kind, amount: money('amount') };
    case 'equity':
      return { kind, points: required(read('points'), 120) };
    case 'barter':
      return { kind, offer: required(read('offer'), 200) };
    case 'training':
    case 'none':
      return { kind };
  }
}

/**
 * The one line FEP-0837 has for what all roles give together: the sum of fixed amounts, the rate everybody gets, an
 * exchange, or an open amount where no single number would be true. Null where nothing is given (a gift, training).
 */
export function reciprocalOf(roles: readonly Role[]): Reciprocal | null {
  const money = roles.flatMap(({ terms }) =>
    terms.kind === 'hourly' ? [terms.rate] : terms.kind === 'fixed' ? [terms.amount] : [],
  );
  if (money.length === 0) return exchangeOf(roles);
  const currency = only(money.map((amount) => amount.currency));
  const open = { action: 'transfer', currency, amount: null, hourly: false, name: null } as const;
  if (currency === null) return open;
  if (roles.every(({ terms }) => terms.kind === 'fixed')) {
    const minor = money.reduce((sum, amount) => sum + amount.minor, 0n);
    return { ...open, amount: formatAmount({ minor, currency }) };
  }
  const rate = roles.every(({ terms }) => terms.kind === 'hourly') ? only(money.map(formatAmount)) : null;
  return rate === null ? open : { ...open, amount: rate, hourly: true };
}

function exchangeOf(roles: readonly Role[]): Reciprocal | null {
  const offers = roles.flatMap(({ terms }) => (terms.kind === 'barter' ? [terms.offer] : []));
  const points = roles.flatMap(({ terms }) => (terms.kind === 'equity' ? [terms.points] : []));
  const nothing = { currency: null, amount: null, hourly: false } as const;
  if (offers.length > 0) return { ...nothing, action: 'deliverService', name: only(offers) };
  if (points.length > 0) return { ...nothing, action: 'transfer', name: only(points) };
  return null;
}

/** The terms that a proposal without roles of ours states: what its reciprocal Intent says, if we can read it. */
export function termsOfReciprocal(reciprocal: Reciprocal | null): Terms {
  if (reciprocal === null) return { kind: 'none' };
  if (reciprocal.action === 'deliverService')
    return { kind: 'barter', offer: reciprocal.name ?? 'a service' };
  const { amount, currency } = reciprocal;
  if (amount === null || currency === null || /^0*\.?0*$/.test(amount)) return { kind: 'none' };
  const money = moneyFromWire(amount, currency);
  return reciprocal.hourly ? { kind: 'hourly', rate: money } : { kind: 'fixed', amount: money };
}

function only<T>(values: readonly T[]): T | null {
  const [first, ...others] = new Set(values);
  return first === undefined || others.length > 0 ? null : first;
}

function required(text: string | undefined, length: number): string {
  const line = lineOf(text, length);
  if (line === '') throw refusal('terms', 'This role gives something in return but does not say what.');
  return line;
}

function refusal(code: string, message: string): Refusal {
  return new Refusal('invalid', `proposal.${code}`, message);
}
