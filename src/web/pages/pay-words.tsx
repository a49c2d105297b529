import type { Child } from 'hono/jsx';
import type { Money } from '../../core/money.ts';
import type { Role, Terms } from '../../domain/opportunities/opportunity.ts';
import type { Say } from '../../words/say.ts';
import { MoneyText } from '../components/money.tsx';
import { hoursText } from '../forms/role-form.ts';
import { Said } from '../reader.tsx';

/** What all roles give together, as a list or a headline says it. */
interface PayWords {
  /** The amount, or the kinds where no one amount says it. */
  readonly pay: Child;
  /** What the amount is: "per hour". Missing where `pay` names the kinds. */
  readonly kind: string | undefined;
  /** "220 h"; missing where one role does not say. */
  readonly hours: string | undefined;
}

/** All roles' terms in one short line, with their kind and hours to go under it. No sums across kinds or currencies. */
export function payWords(roles: readonly Role[], say: Say): PayWords {
  const kinds = [...new Set(roles.map((role) => role.terms.kind))];
  const amounts = roles.flatMap((role) => moneyOf(role.terms) ?? []);
  const [first] = amounts;
  const isOneSum =
    kinds.length === 1 && first !== undefined && amounts.every((one) => one.currency === first.currency);
  const minutes = totalMinutes(roles);
  const hours =
    minutes === undefined ? undefined : say('opportunities.hours', { hours: hoursWords(minutes, say) });
  if (!isOneSum) return { pay: kindWords(kinds, say), kind: undefined, hours };
  const minors = amounts.map((amount) => amount.minor);
  const money = (minor: bigint) => <MoneyText amount={{ minor, currency: first.currency }} short />;
  if (kinds[0] === 'fixed') {
    const sum = minors.reduce((total, minor) => total + minor, 0n);
    return { pay: money(sum), kind: say('opportunities.kind_fixed'), hours };
  }
  const inOrder = minors.toSorted((a, b) => Number(a - b));
  const least = inOrder[0] ?? first.minor;
  const most = inOrder.at(-1) ?? first.minor;
  const range = { least: () => money(least), most: () => money(most) };
  return {
    pay: least === most ? money(least) : <Said k="opportunities.pay_range" draw={range} />,
    kind: say('opportunities.kind_hourly'),
    hours,
  };
}

function kindWords(kinds: readonly Terms['kind'][], say: Say): string {
  const words = kinds.map((kind) => say('opportunities.kinds', { kind }));
  const list = new Intl.ListFormat(say.language, { type: 'unit' }).format(words);
  return list.charAt(0).toLocaleUpperCase(say.language) + list.slice(1);
}

function moneyOf(terms: Terms): Money | undefined {
  return terms.kind === 'hourly' ? terms.rate : terms.kind === 'fixed' ? terms.amount : undefined;
}

/** The minutes of all roles together; undefined where one role does not say. */
export function totalMinutes(roles: readonly Role[]): number | undefined {
  if (roles.some((role) => role.minutes === null)) return undefined;
  return roles.reduce((sum, role) => sum + (role.minutes ?? 0), 0);
}

/** Minutes as hours for people: "7.5" as their language writes it, and "7:20" where two decimals do not say it exactly. */
export function hoursWords(minutes: number, say: Say): string {
  const text = hoursText(minutes);
  return text.includes(':') ? text : numbersIn(say.language).format(Number(text));
}

const numbers = new Map<Say['language'], Intl.NumberFormat>();

function numbersIn(language: Say['language']): Intl.NumberFormat {
  const format = numbers.get(language) ?? new Intl.NumberFormat(language);
  numbers.set(language, format);
  return format;
}
