import { z } from 'zod';
import { formatAmount, type Money, parseMoney } from '../core/money.ts';
import { Refusal } from '../core/refusal.ts';
import type { Terms } from '../domain/opportunities/opportunity.ts';
import { addRefusal } from './input.ts';
import { Line } from './text.ts';

const amountPattern = '^\\d{1,15}(\\.\\d{1,6})?$';
const Currency = Line.describe('ISO 4217, for example EUR.');

/** Money is text, so that no reader makes a float of it; what is wrong with it is said in the words of `parseMoney`. */
const amount = (what: string) =>
  z.unknown().meta({ type: 'string', pattern: amountPattern, examples: ['85.00'], description: what });

/** What a role gives in return, as people write it: `{"kind":"hourly","rate":"85.00","currency":"EUR"}`. */
export const TermsInput = z
  .discriminatedUnion(
    'kind',
    [
      z
        .strictObject({ kind: z.literal('hourly'), rate: amount('For one hour.'), currency: Currency })
        .transform(
          ({ kind, rate, currency }, context): Terms => ({
            kind,
            rate: readMoney(rate, currency, 'rate', context),
          }),
        ),
      z
        .strictObject({ kind: z.literal('fixed'), amount: amount('For the whole role.'), currency: Currency })
        .transform(
          ({ kind, amount, currency }, context): Terms => ({
            kind,
            amount: readMoney(amount, currency, 'amount', context),
          }),
        ),
      z.strictObject({ kind: z.literal('equity'), points: Line.describe('What share, in words.') }),
      z.strictObject({ kind: z.literal('barter'), offer: Line.describe('What is given, in words.') }),
      z.strictObject({ kind: z.literal('training') }),
      z.strictObject({ kind: z.literal('none') }),
    ],
    { error: 'write {"kind": …} with hourly, fixed, equity, barter, training or none' },
  )
  .describe('What the role gives in return.');

const Amount = z.string().meta({ pattern: amountPattern });

/** What a role gives in return, as the API and the command line tell it. */
export const PlainTerms = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hourly'), rate: Amount, currency: z.string() }),
  z.strictObject({ kind: z.literal('fixed'), amount: Amount, currency: z.string() }),
  z.strictObject({ kind: z.literal('equity'), points: z.string() }),
  z.strictObject({ kind: z.literal('barter'), offer: z.string() }),
  z.strictObject({ kind: z.literal('training') }),
  z.strictObject({ kind: z.literal('none') }),
]);

/** Terms as plain JSON; amounts are decimal text with all their decimals. */
export function termsToPlain(terms: Terms): z.output<typeof PlainTerms> {
  switch (terms.kind) {
    case 'hourly':
      return { kind: 'hourly', rate: formatAmount(terms.rate), currency: terms.rate.currency };
    case 'fixed':
      return { kind: 'fixed', amount: formatAmount(terms.amount), currency: terms.amount.currency };
    default:
      return terms;
  }
}

function readMoney(text: unknown, currency: string, field: string, context: z.core.$RefinementCtx): Money {
  try {
    if (typeof text === 'string') return parseMoney(text, currency);
    addRefusal(
      context,
      {
        code: 'money.invalid',
        message: text === undefined ? 'is missing' : 'write the amount as text: "85.00", not a number',
      },
      [field],
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    addRefusal(context, error, [field]);
  }
  return z.NEVER;
}
