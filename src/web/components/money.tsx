import { formatAmount, type Money, minorDigits } from '../../core/money.ts';
import { useSay } from '../reader.tsx';

interface MoneyTextProps {
  readonly amount: Money;
  /** Leaves out decimals that are zero: for headlines and lists, never for tables. */
  readonly short?: boolean | undefined;
  /** Default: the reader's language. */
  readonly lang?: string | undefined;
}

/** An exact amount with its sign or code: `€ 9,840.00`. Exact at any size; no float on the way. */
export function MoneyText({ amount, short = false, ...props }: MoneyTextProps) {
  const { language } = useSay();
  const { lang = language } = props;
  return <data value={`${formatAmount(amount)} ${amount.currency}`}>{moneyWords(amount, short, lang)}</data>;
}

function moneyWords(amount: Money, short: boolean, lang: string): string {
  const digits = minorDigits(amount.currency);
  const whole = amount.minor % 10n ** BigInt(digits) === 0n;
  const format = formatter(lang, amount.currency, short && whole ? 0 : digits);
  const parts = format.formatToParts(formatAmount(amount) as `${number}`);
  // The sign never touches the digits and never parts from them.
  const spaced = parts.map((part, index) => {
    const before = part.type === 'currency' && parts[index + 1]?.type === 'integer';
    return before ? `${part.value}\u00a0` : part.value;
  });
  return spaced.join('').replaceAll(' ', '\u00a0');
}

const formatters = new Map<string, Intl.NumberFormat>();

/** Making one costs far more than using it; there are as many as languages and currencies in use. */
function formatter(lang: string, currency: string, minimumFractionDigits: number): Intl.NumberFormat {
  const key = `${lang} ${currency} ${minimumFractionDigits}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  if (formatters.size >= 500) formatters.clear();
  const made = new Intl.NumberFormat(lang, { style: 'currency', currency, minimumFractionDigits });
  formatters.set(key, made);
  return made;
}
